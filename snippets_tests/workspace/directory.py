"""Who is who in a tenant: users, service principals, groups, kept as the SCIM resources that the API shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from snippets_tests.workspace.ids import Ids
from snippets_tests.workspace.store import Collection

Kind = Literal["users", "service_principals", "groups"]

CORE = "urn:ietf:params:scim:schemas:core:2.0:"
SCHEMAS = {"users": f"{CORE}User", "service_principals": f"{CORE}ServicePrincipal", "groups": f"{CORE}Group"}
PATHS = {"users": "Users", "service_principals": "ServicePrincipals", "groups": "Groups"}
# What grants and permissions call an identity.
NAMES: dict[Kind, str] = {"users": "userName", "service_principals": "applicationId", "groups": "displayName"}
ADMINS = "admins"
# Marks of a resource, never shown: it was not assigned to the workspace; it is a group of the account.
ACCOUNT_ONLY, ACCOUNT_GROUP = "_account_only", "_account_group"
# Groups that everyone is in, of the workspace and of the account.
BUILT_IN = ("users", "account users")


@dataclass(frozen=True)
class Principal:
    """Someone who acts.

    `name` is what grants and permissions call it: the e-mail of a user, the application id of a service principal.
    """

    id: str
    kind: Kind
    name: str
    display_name: str
    groups: frozenset[str]
    account_admin: bool = False

    @property
    def admin(self) -> bool:
        """Whether it belongs to the workspace's group `admins`."""
        return ADMINS in self.groups

    @property
    def names(self) -> frozenset[str]:
        """All names by which it may have been granted something: its own and those of its groups."""
        return self.groups | {self.name}


class Directory:
    """The identities of one tenant."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self.users = Collection()
        self.service_principals = Collection()
        self.groups = Collection()
        self.account_admins: set[str] = set()

    def collection(self, kind: Kind) -> Collection:
        """The resources of one kind."""
        return {"users": self.users, "service_principals": self.service_principals, "groups": self.groups}[kind]

    def add(self, kind: Kind, resource: dict[str, Any]) -> dict[str, Any]:
        """Take in a resource without an id; it gets one."""
        known = {"schemas": [SCHEMAS[kind]], "id": str(self._ids.number(16, "principal"))}
        resource = known | {k: v for k, v in resource.items() if k != "schemas" and v is not None}
        self.collection(kind)[resource["id"]] = resource
        return resource

    def add_user(self, name: str, display_name: str, *groups: str) -> dict[str, Any]:
        """Take in a user as a member of the groups named."""
        given, _, family = display_name.partition(" ")
        user = self.add(
            "users",
            {
                "userName": name,
                "displayName": display_name,
                "name": {"givenName": given, "familyName": family} if family else {"givenName": given},
                "emails": [{"type": "work", "value": name, "primary": True}],
                "active": True,
            },
        )
        for group in groups:
            self.group(group)["members"].append({"value": user["id"]})
        return user

    def group(self, name: str) -> dict[str, Any]:
        """The group of this name, made when it is missing."""
        found = self.groups.find(lambda group: bool(group.get("displayName") == name))
        return found or self.add("groups", {"displayName": name, "members": []})

    def named(self, name: str) -> tuple[Kind, dict[str, Any]] | None:
        """Find an identity by the name that grants use: e-mail, application id, or a group's display name."""
        for kind, field in NAMES.items():
            for resource in self.collection(kind).values():
                if resource.get(field) == name:
                    return kind, resource
        return None

    def find(self, identity: str) -> tuple[Kind, dict[str, Any]] | None:
        """Find an identity by its id."""
        for kind in NAMES:
            found = self.collection(kind).get(identity)
            if found is not None:
                return kind, found
        return None

    def memberships(self, identity: str) -> list[dict[str, Any]]:
        """The groups of which this id is a member, directly or through another group."""
        found: dict[str, dict[str, Any]] = {}
        waiting = [identity]
        while waiting:
            member = waiting.pop()
            for group in self.groups.values():
                inside = any(entry.get("value") == member for entry in group.get("members", []))
                if inside and group["id"] not in found:
                    found[group["id"]] = group
                    waiting.append(group["id"])
        return list(found.values())

    def principal(self, identity: str) -> Principal | None:
        """The user or service principal of this id as one who acts; None when there is none, or it is switched off."""
        found = self.find(identity)
        if found is None or found[0] == "groups" or found[1].get("active") is False:
            return None
        kind, resource = found
        name = resource["userName"] if kind == "users" else resource["applicationId"]
        groups = frozenset(group["displayName"] for group in self.memberships(identity)) | set(BUILT_IN)
        if resource.get(ACCOUNT_ONLY):
            groups = frozenset({"account users"}) | {g for g in groups if g not in (ADMINS, "users")}
        admin = identity in self.account_admins
        return Principal(identity, kind, name, resource.get("displayName", name), groups, admin)

    # What the metastore asks: `lakehouse.securables.Directory`. There, everyone goes by name.

    def exists(self, principal: str) -> bool:
        """Tell whether a grant to this name makes sense."""
        return principal in BUILT_IN or self.named(principal) is not None

    def groups_of(self, principal: str) -> Iterable[str]:
        """Name the groups that a principal belongs to, nested ones included."""
        found = self.named(principal)
        direct = [group["displayName"] for group in self.memberships(found[1]["id"])] if found else []
        return [*direct, *BUILT_IN]

    def is_admin(self, principal: str) -> bool:
        """Tell whether this principal is an admin, of the workspace and so of its metastore."""
        return principal == ADMINS or ADMINS in self.groups_of(principal)

    def remove(self, kind: Kind, identity: str) -> None:
        """Forget an identity and its memberships."""
        del self.collection(kind)[identity]
        self.account_admins.discard(identity)
        for group in self.groups.values():
            group["members"] = [entry for entry in group.get("members", []) if entry.get("value") != identity]
