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

SHORTEST_PAGE = 150
# Securables that other services keep, by the collection that holds them.
ELSEWHERE = {
    "CONNECTION": "connections",
    "CREDENTIAL": "credentials",
    "EXTERNAL_LOCATION": "external_locations",
    "SHARE": "shares",
    "STORAGE_CREDENTIAL": "storage_credentials",
}


@operation("grants.get")
@operation("grants.get_effective")
def get(
    call: Call,
    securable_type: str,
    full_name: str,
    principal: str | None = None,
    max_results: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """What was granted on a securable itself; the effective form adds what its containers give."""
    _check_size("max_results", max_results)
    found = _readable(call, securable_type, full_name, principal)
    return unity.pages("privilege_assignments", found, max_results, page_token)


@operation("grants.list")
@operation("grants.list_effective")
def list_(
    call: Call,
    securable_type: str,
    full_name: str,
    principal: str | None = None,
    page_size: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The same, page by page."""
    _check_size("page_size", page_size)
    found, token = page(
        _readable(call, securable_type, full_name, principal), page_token, page_size or unity.LONGEST_PAGE
    )
    name = "effective_privilege_assignments" if _is_effective(call) else "privilege_assignments"
    return {name: found} | ({"next_page_token": token} if token else {})


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
    if omit_permissions_in_response:
        return {}
    return {"privilege_assignments": _by_principal(call.tenant.metastore.grants.direct(kind, name), _plain)}


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


def _readable(call: Call, securable_type: str, full_name: str, principal: str | None) -> list[dict[str, Any]]:
    """The assignments, for the securable's managers; everyone may ask about themselves and their groups."""
    kind, name = target(call, securable_type, full_name)
    grants = call.tenant.metastore.grants
    if principal is None or principal not in call.principal.names:
        grants.require_manage(call.principal.name, kind, name)
    if not _is_effective(call):
        return _by_principal(grants.direct(kind, name, principal), _plain)

    def with_origin(grant: Grant) -> dict[str, Any]:
        own = (grant.kind, grant.full_name) == (kind, name)
        origin = {"inherited_from_type": grant.kind, "inherited_from_name": grant.full_name}
        return {"privilege": grant.privilege} | ({} if own else origin)

    return _by_principal(grants.effective(kind, name, principal), with_origin)


def _is_effective(call: Call) -> bool:
    return call.operation is not None and call.operation.method.endswith("effective")


def _plain(grant: Grant) -> str:
    return grant.privilege


def _check_size(name: str, size: int | None) -> None:
    """Pages that would part what belongs to one principal are refused, as the documentation of the size says."""
    if size is not None and 0 < size < SHORTEST_PAGE:
        raise InvalidParameterValue(f"Invalid value for {name}: {size}. It must be 0 or at least {SHORTEST_PAGE}.")


def _by_principal(grants: list[Grant], described: Callable[[Grant], Any]) -> list[dict[str, Any]]:
    found: dict[str, list[Any]] = {}
    for grant in grants:
        found.setdefault(grant.principal, []).append(described(grant))
    return [{"principal": who, "privileges": privileges} for who, privileges in sorted(found.items())]
