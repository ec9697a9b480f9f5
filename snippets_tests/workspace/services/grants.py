"""Unity Catalog: who holds which privilege on which securable, granted directly or inherited."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from snippets_tests.lakehouse.grants import Grant
from snippets_tests.lakehouse.metastore import METASTORE_NAME
from snippets_tests.lakehouse.privileges import APPLICABLE
from snippets_tests.lakehouse.securables import missing
from snippets_tests.workspace import unity
from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import metastores

# Securables that other services keep, by the collection that holds them.
ELSEWHERE = {
    "CONNECTION": "connections",
    "CREDENTIAL": "credentials",
    "EXTERNAL_LOCATION": "external_locations",
    "SHARE": "shares",
    "STORAGE_CREDENTIAL": "storage_credentials",
}


@operation("grants.get")
def get(
    call: Call,
    securable_type: str,
    full_name: str,
    principal: str | None = None,
    max_results: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """What was granted on a securable itself."""
    found = _direct(call, *_readable(call, securable_type, full_name, principal), principal)
    return unity.pages("privilege_assignments", found, max_results, page_token)


@operation("grants.list")
def list_(
    call: Call,
    securable_type: str,
    full_name: str,
    principal: str | None = None,
    page_size: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """What was granted on a securable itself, page by page."""
    found = _direct(call, *_readable(call, securable_type, full_name, principal), principal)
    return _page("privilege_assignments", found, page_size, page_token)


@operation("grants.get_effective")
def get_effective(
    call: Call,
    securable_type: str,
    full_name: str,
    principal: str | None = None,
    max_results: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """What holds on a securable: its own grants and those of what contains it."""
    found = _effective(call, *_readable(call, securable_type, full_name, principal), principal)
    return unity.pages("privilege_assignments", found, max_results, page_token)


@operation("grants.list_effective")
def list_effective(
    call: Call,
    securable_type: str,
    full_name: str,
    principal: str | None = None,
    page_size: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """What holds on a securable, page by page."""
    found = _effective(call, *_readable(call, securable_type, full_name, principal), principal)
    return _page("effective_privilege_assignments", found, page_size, page_token)


@operation("grants.update")
def update(
    call: Call,
    securable_type: str,
    full_name: str,
    changes: list[dict[str, Any]] | None = None,
    omit_permissions_in_response: bool = False,
) -> dict[str, Any]:
    """Grant and revoke; the answer is what was granted on the securable afterwards."""
    kind, name = target(call, securable_type, full_name)
    for change in changes or []:
        if not change.get("principal"):
            raise InvalidParameterValue("Every change needs a principal.")
        for verb, privileges in (
            (call.tenant.metastore.grant, change.get("add")),
            (call.tenant.metastore.revoke, change.get("remove")),
        ):
            if privileges:
                verb(change["principal"], privileges, kind, name, principal=call.principal.name)
    return {} if omit_permissions_in_response else {"privilege_assignments": _direct(call, kind, name, None)}


def target(call: Call, securable_type: str, full_name: str) -> tuple[str, str]:
    """The kind and full name as the metastore keeps them; what does not exist is refused."""
    kind = securable_type.upper().replace("-", "_")
    if kind not in APPLICABLE:
        known = ", ".join(sorted(APPLICABLE))
        raise InvalidParameterValue(f"Unknown securable type {securable_type!r}; known are: {known}")
    if kind == "METASTORE":
        metastores.require(call, full_name)
        return kind, METASTORE_NAME
    if kind in ("TABLE", "VIEW", "MATERIALIZED_VIEW"):
        unity.see_tables(call, [full_name.partition(".")[0].lower()])
    if kind in ELSEWHERE:
        kept = call.tenant.store[ELSEWHERE[kind]].get(full_name)
        if kept is None:
            raise missing(kind, full_name)
        call.tenant.metastore.note(kind, full_name, principal=kept["owner"])
    if kind == "FUNCTION" and full_name.lower() in call.tenant.store["registered_models"]:
        kind = "MODEL"  # a model's securable type is FUNCTION in the API
    found = call.tenant.metastore.get(kind, full_name)
    return found.kind, found.full_name


def _readable(call: Call, securable_type: str, full_name: str, principal: str | None) -> tuple[str, str]:
    """The target, for its managers; everyone may ask about themselves and their groups."""
    kind, name = target(call, securable_type, full_name)
    if principal is None or principal not in call.principal.names:
        call.tenant.metastore.grants.require_manage(call.principal.name, kind, name)
    return kind, name


def _direct(call: Call, kind: str, name: str, principal: str | None) -> list[dict[str, Any]]:
    return _by_principal(call.tenant.metastore.grants.direct(kind, name, principal), lambda grant: grant.privilege)


def _effective(call: Call, kind: str, name: str, principal: str | None) -> list[dict[str, Any]]:
    def described(grant: Grant) -> dict[str, Any]:
        if (grant.kind, grant.full_name) == (kind, name):
            return {"privilege": grant.privilege}
        return {
            "privilege": grant.privilege,
            "inherited_from_type": grant.kind,
            "inherited_from_name": grant.full_name,
        }

    return _by_principal(call.tenant.metastore.grants.effective(kind, name, principal), described)


def _by_principal(grants: list[Grant], described: Callable[[Grant], Any]) -> list[dict[str, Any]]:
    found: dict[str, list[Any]] = {}
    for grant in grants:
        found.setdefault(grant.principal, []).append(described(grant))
    return [{"principal": who, "privileges": privileges} for who, privileges in sorted(found.items())]


def _page(name: str, items: list[Any], page_size: int | None, page_token: str | None) -> dict[str, Any]:
    found, token = page(items, page_token, page_size or unity.LONGEST_PAGE)
    return {name: found} | ({"next_page_token": token} if token else {})
