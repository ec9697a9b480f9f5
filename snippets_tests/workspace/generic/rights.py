"""Who may see and change a resource that is answered by its shape alone.

Three rules, the first that fits: objects with permissions of their own need the level (`access`); securables of Unity
Catalog need their owner or MANAGE (the metastore); all others are changed by who made them and by admins.
"""

from __future__ import annotations

from snippets_tests.workspace import access
from snippets_tests.workspace.errors import PermissionDenied
from snippets_tests.workspace.generic import securables
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.store import Resource

CREATOR = "_creator"


def kinds(family: str) -> list[str]:
    """The object types under which the permissions of a family are kept."""
    return [kind for kind, collection in access.COLLECTIONS.items() if collection == family]


def sees(call: Call, family: str, identity: object) -> bool:
    """Whether the caller may read a resource: anyone, where objects have no permissions."""
    lowest = [(kind, access.LEVELS[kind][0]) for kind in kinds(family)]
    return all(access.holds(call.tenant, call.principal, kind, identity, level) for kind, level in lowest)


def require_sight(call: Call, family: str, identity: object) -> None:
    """Refuse who may not read a resource."""
    for kind in kinds(family):
        access.require(call.tenant, call.principal, kind, identity, access.LEVELS[kind][0])


def require_change(call: Call, family: str, label: str, identity: object, resource: Resource) -> None:
    """Refuse who may not change or delete a resource."""
    if call.account or call.principal.admin:
        return
    own = kinds(family)
    for kind in own:
        access.require(call.tenant, call.principal, kind, identity, "CAN_MANAGE")
    if own:
        return
    if family in securables.SECURABLES:
        securables.require_manage(call, family, resource)
    elif resource.get(CREATOR, call.principal.name) != call.principal.name:
        raise PermissionDenied(f"{call.principal.name} may not change the {label} of {resource[CREATOR]}.")
