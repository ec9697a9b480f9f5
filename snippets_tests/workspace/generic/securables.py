"""Families of Unity Catalog whose resources can be granted: the metastore keeps their owners and grants."""

from __future__ import annotations

from snippets_tests.lakehouse.metastore import METASTORE_NAME
from snippets_tests.lakehouse.securables import unbound
from snippets_tests.workspace import reach
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.store import Resource

# Families to the metastore's word for their resources.
SECURABLES = {
    "connections": "CONNECTION",
    "external_locations": "EXTERNAL_LOCATION",
    "shares": "SHARE",
    "storage_credentials": "STORAGE_CREDENTIAL",
}
# Families to the privilege on the metastore with which all of their resources may be used.
USE_ALL = {"providers": "USE_PROVIDER", "recipients": "USE_RECIPIENT", "shares": "USE_SHARE"}
BOUND = {family: kind for kind, family in reach.FAMILIES.items()}


def note(call: Call, family: str, resource: Resource) -> None:
    """Let the metastore know of a new resource."""
    kind = SECURABLES.get(family)
    if kind is not None:
        call.tenant.metastore.note(kind, _full_name(resource), principal=call.principal.name)


def reached(call: Call, family: str, resource: Resource) -> bool:
    """Whether a resource is not bound to other workspaces alone."""
    kind = BOUND.get(family)
    return kind is None or reach.of(call.tenant.store, call.tenant.workspace_id, kind, _full_name(resource)) != "CLOSED"


def require_reach(call: Call, family: str, resource: Resource) -> None:
    """Refuse a resource that is bound to other workspaces."""
    if not reached(call, family, resource):
        raise unbound(BOUND[family], _full_name(resource))


def visible(call: Call, family: str, resource: Resource) -> bool:
    """Whether the caller was granted anything on a resource, or may use all of its kind."""
    grants, who = call.tenant.metastore.grants, call.principal.name
    everywhere = USE_ALL.get(family)
    if everywhere is not None and grants.holds(who, everywhere, "METASTORE", METASTORE_NAME):
        return True
    kind = SECURABLES.get(family) or BOUND.get(family)
    if kind is None:
        return False
    return bool(grants.identities(who) & {each.principal for each in grants.direct(kind, _full_name(resource))})


def require_schema(call: Call, full_name: str) -> None:
    """Refuse a schema that does not exist, or that the caller may not use."""
    metastore = call.tenant.metastore
    schema = metastore.get_schema(full_name)
    metastore.require(call.principal.name, "USE_SCHEMA", "SCHEMA", schema.full_name)


def require_manage(call: Call, family: str, resource: Resource) -> None:
    """Refuse who neither owns a resource nor may manage it."""
    call.tenant.metastore.require_manage(call.principal.name, SECURABLES[family], _full_name(resource))


def forget(call: Call, family: str, resource: Resource) -> None:
    """Drop owner and grants of a resource that is gone."""
    if family in SECURABLES:
        call.tenant.metastore.delete(SECURABLES[family], _full_name(resource))
    if family in BOUND:
        reach.forget(call.tenant.store, BOUND[family], _full_name(resource))


def rename(call: Call, family: str, resource: Resource, new_name: str) -> None:
    """Keep owner and grants of a resource that goes by another name from now on."""
    if family in SECURABLES:
        call.tenant.metastore.update(SECURABLES[family], _full_name(resource), name=new_name)


def _full_name(resource: Resource) -> str:
    return str(resource.get("full_name") or resource["name"])
