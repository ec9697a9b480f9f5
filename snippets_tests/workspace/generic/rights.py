"""Who may make, see and change a resource that is answered by its shape alone.

What only admins may do, and which privilege on the metastore it takes to make something, is read from the operations'
documentation. For the rest:

Three rules, the first that fits: objects with permissions of their own need the level (`access`); securables of Unity
Catalog need their owner or MANAGE (the metastore); all others are changed by who made them and by admins.
"""

from __future__ import annotations

import re
from typing import Any

from snippets_tests.lakehouse.metastore import METASTORE_NAME
from snippets_tests.lakehouse.privileges import APPLICABLE
from snippets_tests.surface import Operation, Surface
from snippets_tests.workspace import access
from snippets_tests.workspace.errors import PermissionDenied
from snippets_tests.workspace.generic import securables
from snippets_tests.workspace.registry import Call, Handler
from snippets_tests.workspace.store import Resource

CREATOR = "_creator"
# "The caller must be a metastore admin or have the **CREATE_SHARE** privilege on the metastore."
PRIVILEGE = re.compile(r"\*\*(CREATE_\w+)\*\*")
# "The caller must be a metastore admin, the owner of the credential, or have any permission on the credential."
PRIVATE = re.compile(
    r"(?:be|a) (?:either )?a?n? ?metastore admin,? (?:or )?the owner|be the owner of the share|the owner of the secret",
    re.IGNORECASE,
)
FOR_ADMINS = re.compile(
    r"requires workspace admin permissions|must be an admin on the metastore|enables workspace administrators to",
    re.IGNORECASE,
)


def guarded(surface: Surface, operation: Operation, handler: Handler) -> Handler:
    """A function behind the rights that the documentation of its operation, or of the whole service, asks for."""
    if operation.level == "account":
        return handler
    doc = " ".join(f"{operation.doc} {surface.services.get(operation.accessor, '')}".split())
    privileges = [each for each in PRIVILEGE.findall(operation.doc) if each in APPLICABLE["METASTORE"]]
    if operation.method.startswith("create") and privileges:

        def with_privilege(call: Call, **given: Any) -> Any:
            # One that tells kinds apart, as CREATE_SERVICE_CREDENTIAL, is for the kind that is made.
            wanted = str(given.get("purpose", "STORAGE"))
            privilege = next((each for each in privileges if wanted in each), privileges[0])
            call.tenant.metastore.require(call.principal.name, privilege, "METASTORE", METASTORE_NAME)
            return handler(call, **given)

        return with_privilege
    if FOR_ADMINS.search(doc):

        def for_admins(call: Call, **given: Any) -> Any:
            call.require_admin(f"Only workspace admins can use {operation.accessor.replace('_', ' ')}.")
            return handler(call, **given)

        return for_admins
    return handler


def is_private(operation: Operation) -> bool:
    """Whether only some may read a resource: its owner, admins, and who was granted something on it."""
    return operation.level == "workspace" and bool(PRIVATE.search(" ".join(operation.doc.split())))


def may_read(call: Call, family: str, resource: Resource) -> bool:
    """Whether the caller is one of those who may read a private resource."""
    owners = {resource.get("owner"), resource.get(CREATOR)}
    return call.principal.admin or bool(owners & call.principal.names) or securables.visible(call, family, resource)


def require_reader(call: Call, family: str, label: str, resource: Resource) -> None:
    """Refuse who may not read a private resource."""
    if not may_read(call, family, resource):
        raise PermissionDenied(f"User does not have permission to read {label} '{resource.get('name')}'.")


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
