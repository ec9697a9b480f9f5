"""Who holds which privilege on which securable: direct grants, inheritance, owners."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from .privileges import APPLICABLE, MANAGE, WRITING, implied, rest_name, sql_name
from .securables import PARENT_KIND, Directory, MetastoreError, Reach, Securable, label

EVERYONE = "account users"
METASTORE_NAME = "metastore"
# What the schemas and tables of Databricks' own catalog begin with, and what its admins may do there without a grant.
SYSTEM = "system."
READING = ("USE_SCHEMA", "SELECT")


@dataclass(frozen=True)
class Grant:
    """One privilege of one principal, and the securable that it was granted on."""

    principal: str
    privilege: str
    kind: str
    full_name: str
    grantor: str | None = field(default=None, compare=False)


class Grants:
    """The grants of one metastore; `find` gives the securable of a kind and name, `reach` how one is bound."""

    def __init__(self, directory: Directory, find: Callable[[str, str], Securable], reach: Reach) -> None:
        self._reach = reach
        self._directory = directory
        self._find = find
        # (kind, full name) -> principal -> privileges, each in the order in which they were granted -> who granted
        self._held: dict[tuple[str, str], dict[str, dict[str, str | None]]] = {}

    def add(
        self, principal: str, privileges: Iterable[str], kind: str, full_name: str, grantor: str | None = None
    ) -> None:
        """Grant; granting twice is granting once."""
        if principal != EVERYONE and not self._directory.exists(principal):
            raise MetastoreError(
                "PRINCIPAL_DOES_NOT_EXIST", f"Could not find principal with name {principal}", status=404
            )
        names = self._checked(privileges, kind, full_name)
        self._held.setdefault((kind, full_name), {}).setdefault(principal, {}).update(dict.fromkeys(names, grantor))

    def remove(self, principal: str, privileges: Iterable[str], kind: str, full_name: str) -> None:
        """Revoke direct grants; what is not held stays unheld.

        As on Databricks, revoking ALL_PRIVILEGES takes that one away and leaves what was granted by its own name.
        """
        held = self._held.get((kind, full_name), {})
        for name in self._checked(privileges, kind, full_name):
            held.get(principal, {}).pop(name, None)
        if not held.get(principal, True):
            del held[principal]

    def direct(self, kind: str, full_name: str, principal: str | None = None) -> list[Grant]:
        """What was granted on this very securable, by principal's name."""
        held = self._held.get((kind, full_name), {})
        return [
            Grant(who, privilege, kind, full_name, held[who][privilege])
            for who in sorted(held)
            if principal is None or who == principal
            for privilege in sorted(held[who])
        ]

    def effective(self, kind: str, full_name: str, principal: str | None = None) -> list[Grant]:
        """What holds on a securable: its own grants, then those of its containers that apply to it."""
        found = []
        for level_kind, level_name in levels(kind, full_name):
            own = level_kind == kind
            # USE CATALOG does not apply to a table, yet Databricks shows it there: it decides about reaching the table.
            found += [g for g in self.direct(level_kind, level_name, principal) if own or level_kind != "METASTORE"]
        if full_name.startswith(SYSTEM):
            # Of Databricks' own catalog USE SCHEMA is not inherited: each schema needs its own grant.
            found = [g for g in found if g.kind != "CATALOG" or g.privilege != "USE_SCHEMA"]
        return found

    def forget(self, kind: str, full_name: str) -> None:
        """Drop the grants of a securable that is gone."""
        self._held.pop((kind, full_name), None)

    def held(self, kind: str, full_name: str) -> dict[str, dict[str, str | None]]:
        """What is granted on this very securable, to be given to `restore` later."""
        return {who: dict(privileges) for who, privileges in self._held.get((kind, full_name), {}).items()}

    def restore(self, kind: str, full_name: str, held: Mapping[str, Mapping[str, str | None]]) -> None:
        """Grant again what `held` told."""
        self._held[kind, full_name] = {who: dict(privileges) for who, privileges in held.items()}

    def move(self, kind: str, old: str, new: str) -> None:
        """Keep the grants of a securable that changed its name."""
        if (kind, old) in self._held:
            self._held[kind, new] = self._held.pop((kind, old))

    def knows(self, principal: str) -> bool:
        """Tell whether there is a principal of this name."""
        return self._directory.exists(principal)

    def identities(self, principal: str) -> set[str]:
        """All names under which a principal may hold something."""
        return {principal, EVERYONE, *self._directory.groups_of(principal)}

    def holds(self, principal: str, privilege: str, kind: str, full_name: str) -> bool:
        """Tell whether a principal has a privilege on a securable: as owner, by grant, or by inheritance."""
        identities = self.identities(principal)
        if kind != "METASTORE" and self._find(kind, full_name).owner in identities:
            return True
        if kind == "METASTORE" and self._directory.is_admin(principal):
            return True
        if full_name.startswith(SYSTEM) and privilege in READING and self._directory.is_admin(principal):
            return True
        return any(
            g.principal in identities and implied(privilege, g.privilege) for g in self.effective(kind, full_name)
        )

    def manages(self, principal: str, kind: str, full_name: str) -> bool:
        """Tell whether a principal may grant, alter and drop: owner, MANAGE, a container's owner or metastore admin."""
        if self._directory.is_admin(principal):
            return True
        identities = self.identities(principal)
        owners = {self._find(k, n).owner for k, n in levels(kind, full_name) if k != "METASTORE"}
        return bool(owners & identities) or self.holds(principal, MANAGE, kind, full_name)

    def require(self, principal: str, privilege: str, kind: str, full_name: str) -> None:
        """Refuse unless the privilege is held and every container may be used."""
        for level_kind, level_name in reversed(levels(kind, full_name)[1:]):
            if level_kind in ("CATALOG", "SCHEMA"):
                self._demand(principal, f"USE_{level_kind}", level_kind, level_name)
            if level_kind == "CATALOG":
                self._require_writable(privilege, level_name)
        if kind == "CATALOG":
            self._require_writable(privilege, full_name)
        self._demand(principal, privilege, kind, full_name)

    def require_manage(self, principal: str, kind: str, full_name: str) -> None:
        """Refuse unless the principal may grant, alter and drop."""
        if not self.manages(principal, kind, full_name):
            raise denied("MANAGE", kind, full_name)

    def _require_writable(self, privilege: str, catalog: str) -> None:
        if privilege in WRITING and self._reach("CATALOG", catalog) == "READ_ONLY":
            text = f"Catalog '{catalog}' is bound to current workspace for reading only."
            raise MetastoreError("PERMISSION_DENIED", text, 403)

    def _demand(self, principal: str, privilege: str, kind: str, full_name: str) -> None:
        if not self.holds(principal, privilege, kind, full_name):
            raise denied(privilege, kind, full_name)

    def _checked(self, privileges: Iterable[str], kind: str, full_name: str) -> list[str]:
        names = [rest_name(p) for p in privileges]
        for name in names:
            if name not in APPLICABLE[kind]:
                text = (
                    f"Privilege {sql_name(name)} is not applicable to this entity [{full_name}:{kind}]. "
                    "If this seems unexpected, please check the privilege version of the metastore in use [1.0]."
                )
                raise MetastoreError("INVALID_PARAMETER_VALUE", text)
        return names


def levels(kind: str, full_name: str) -> list[tuple[str, str]]:
    """A securable and its containers, innermost first: table, schema, catalog, metastore."""
    found = [(kind, full_name)]
    while found[-1][0] in PARENT_KIND:
        inner_kind, inner_name = found[-1]
        found.append((PARENT_KIND[inner_kind], inner_name.rsplit(".", 1)[0]))
    if kind != "METASTORE":
        found.append(("METASTORE", METASTORE_NAME))
    return found


def denied(privilege: str, kind: str, full_name: str) -> MetastoreError:
    """Say which privilege is missing where, as Databricks does."""
    where = "Metastore" if kind == "METASTORE" else f"{label(kind)} '{full_name}'"
    return MetastoreError("PERMISSION_DENIED", f"User does not have {sql_name(privilege)} on {where}.", 403)
