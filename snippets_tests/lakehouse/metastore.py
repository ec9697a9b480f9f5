"""A tenant's Unity Catalog metastore: catalogs, schemas, volumes, tables' metadata, owners and grants. Pure Python.

Both SQL statements and the REST API work on it. Tables and views themselves live in Spark and are seen through an
attached `TableSource`; without one (no lakehouse running) only what was registered by `create_table` is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from .abac import Policy, checked_policy
from .grants import EVERYONE, METASTORE_NAME, denied
from .register import INFORMATION_SCHEMA, OpenDirectory, Register
from .securables import (
    Catalog,
    Leaf,
    MetastoreError,
    Routine,
    Schema,
    Securable,
    Table,
    TableFacts,
    Volume,
    checked_name,
    existing,
)
from .system_tables.definitions import CATALOG as SYSTEM_CATALOG

__all__ = ["EVERYONE", "METASTORE_NAME", "Metastore", "MetastoreError", "OpenDirectory"]


class Metastore(Register):
    """The metastore of one tenant.

    Every method that acts for somebody takes `principal`; None stands for the metastore's owner, who may do everything.

    Args:
        owner: The metastore's admin, who owns `main`.
        ids: Makes the next id of a securable.
        clock: The time now in milliseconds.
        directory: Who there is; by default every name exists.
        reach: How securables are bound to this workspace; by default none is.
    """

    # Making and changing

    def create_catalog(
        self,
        name: str,
        *,
        principal: str | None = None,
        comment: str | None = None,
        properties: Mapping[str, str] | None = None,
        options: Mapping[str, str] | None = None,
        storage_root: str | None = None,
    ) -> Catalog:
        """Make a catalog with its schema `default`."""
        name = checked_name("CATALOG", name)
        self._may(principal, "CREATE_CATALOG", "METASTORE", METASTORE_NAME)
        made = self._put(
            Catalog,
            "CATALOG",
            name,
            principal,
            comment=comment,
            properties=dict(properties or {}),
            options=dict(options or {}),
            storage_root=storage_root,
        )
        self._put(Schema, "SCHEMA", f"{name}.default", principal)
        self._put_information_schema(name)
        return made

    def create_schema(
        self,
        catalog: str,
        name: str,
        *,
        principal: str | None = None,
        comment: str | None = None,
        properties: Mapping[str, str] | None = None,
        storage_root: str | None = None,
    ) -> Schema:
        """Make a schema in a catalog."""
        name = checked_name("SCHEMA", name)
        parent = self.get_catalog(catalog).full_name
        self._may(principal, "CREATE_SCHEMA", "CATALOG", parent)
        return self._put(
            Schema,
            "SCHEMA",
            f"{parent}.{name}",
            principal,
            comment=comment,
            properties=dict(properties or {}),
            storage_root=storage_root,
        )

    def create_volume(
        self,
        catalog: str,
        schema: str,
        name: str,
        *,
        principal: str | None = None,
        comment: str | None = None,
        volume_type: str = "MANAGED",
        storage_location: str | None = None,
    ) -> Volume:
        """Make a volume in a schema; its bytes are the caller's business (`Volume.full_name` says where)."""
        name = checked_name("VOLUME", name)
        parent = self.get_schema(f"{catalog}.{schema}").full_name
        self._may(principal, "CREATE_VOLUME", "SCHEMA", parent)
        return self._put(
            Volume,
            "VOLUME",
            f"{parent}.{name}",
            principal,
            comment=comment,
            volume_type=volume_type,
            storage_location=storage_location,
        )

    def by_id(self, kind: str, id_: str) -> Securable | None:
        """The securable of a kind that has this id, if it is still there."""
        found = next((each for each in self._all.values() if (each.kind, each.id) == (kind, id_)), None)
        if found is None:
            return None
        try:
            return self.get(kind, found.full_name)
        except MetastoreError:
            return None

    def create_table(self, facts: TableFacts, *, principal: str | None = None) -> Table:
        """Register a table that is not in Spark, such as an external one made through REST."""
        name = facts.full_name.lower()
        catalog, schema, table = name.split(".")
        checked_name("TABLE", table)
        parent = self.get_schema(f"{catalog}.{schema}").full_name
        self._may(principal, "CREATE_TABLE", "SCHEMA", parent)
        if ("TABLE", name) in self._all:
            raise existing("TABLE", name)
        return self.note_table(facts, principal=principal)

    def note(self, kind: str, full_name: str, *, principal: str | None = None, comment: str | None = None) -> Securable:
        """Keep owner and grants of what lives elsewhere: a function, connection, external location, share."""
        found = self._all.get((kind, full_name.lower()))
        return found or self._put(Leaf, kind, full_name.lower(), principal, comment=comment)

    def note_routine(
        self,
        full_name: str,
        info: Mapping[str, Any],
        *,
        principal: str | None = None,
        comment: str | None = None,
        routine_type: str = "FUNCTION",
    ) -> Routine:
        """Keep a function or procedure that SQL or REST made; one of this name is replaced, its grants stay."""
        name = full_name.lower()
        found = self._all.get(("FUNCTION", name))
        if not isinstance(found, Routine):
            found = self._put(Routine, "FUNCTION", name, principal)
        found.info, found.comment, found.routine_type = dict(info), comment, routine_type
        found.updated_at, found.updated_by = self._clock(), principal or self.owner
        return found

    def update(self, kind: str, full_name: str, *, principal: str | None = None, **changes: Any) -> Securable:
        """Change fields of a securable: owner, comment, properties, tags, or `name` (not of a schema or catalog)."""
        found = self.get(kind, full_name)
        self._refuse_system(found)
        if principal is not None:
            self.grants.require_manage(principal, found.kind, found.full_name)
        self.check_tags(dict(changes.get("tags", {}).items() - found.tags.items()))
        new_name = changes.pop("name", None)
        known = {f.name for f in fields(found)} - {"kind", "full_name", "id", "created_at", "created_by"}
        if unknown := sorted(set(changes) - known):
            raise MetastoreError("INVALID_PARAMETER_VALUE", f"Cannot update {', '.join(unknown)} of a {found.kind}.")
        for name, value in changes.items():
            setattr(found, name, value)
        if new_name is not None and new_name.lower() != found.name:
            self._rename(found, checked_name(found.kind, new_name))
        found.updated_at, found.updated_by = self._clock(), principal or self.owner
        return found

    def delete(self, kind: str, full_name: str, *, principal: str | None = None, force: bool = False) -> None:
        """Drop a securable; a container must be empty unless forced. Managed tables are dropped in Spark too."""
        found = self.get(kind, full_name)
        self._refuse_system(found)
        if principal is not None:
            self.grants.require_manage(principal, found.kind, found.full_name)
        if isinstance(found, Schema) and self._source is not None:
            self.list_tables(found.full_name)
        children = [s for s in self._all.values() if s.parent == found.full_name]
        # Each catalog's information_schema goes with it, and keeps nobody from dropping it.
        served = [s for s in children if s.kind == "SCHEMA" and s.name == INFORMATION_SCHEMA]
        children = [s for s in children if s not in served]
        if children and not force:
            raise _not_empty(found, children)
        for child in children:
            self.delete(child.kind, child.full_name, force=True)
        for schema in served:
            self._remove_served(schema.full_name)
        if isinstance(found, Table) and self._source is not None:
            self._source.drop_table(found.full_name)
        # Dropping a table in Spark may have told us already.
        if (found.kind, found.full_name) in self._all:
            self._remove(found.kind, found.full_name)

    def put_policy(self, policy: Policy, principal: str, *, replacing: bool = False) -> Policy:
        """Keep an ABAC policy, after a look at all that it names."""
        self.require_manage(principal, policy.on_kind, policy.on_name)
        self.require(principal, "EXECUTE", "FUNCTION", policy.function)
        for who in (*policy.to, *policy.excepted):
            if who != EVERYONE and not self.grants.knows(who):
                text = f"Could not find principal with name {who}"
                raise MetastoreError("PRINCIPAL_DOES_NOT_EXIST", text, 404)
        checked_policy(policy)
        return self.policies.put(policy, principal, replacing=replacing)

    # Grants

    def grant(
        self, who: str, privileges: Iterable[str], kind: str, full_name: str, *, principal: str | None = None
    ) -> None:
        """Grant privileges (in SQL's or REST's spelling) on a securable to `who`."""
        self.grants.add(who, privileges, *self._managed(principal, kind, full_name), grantor=principal)

    def revoke(
        self, who: str, privileges: Iterable[str], kind: str, full_name: str, *, principal: str | None = None
    ) -> None:
        """Take direct grants away from `who`."""
        self.grants.remove(who, privileges, *self._managed(principal, kind, full_name))

    def require(self, principal: str | None, privilege: str, kind: str, full_name: str) -> None:
        """Refuse (PERMISSION_DENIED) unless the principal has the privilege and may use the containers."""
        found = None if kind == "METASTORE" else self.get(kind, full_name)
        self._may(principal, privilege, found.kind if found else kind, found.full_name if found else METASTORE_NAME)

    def require_manage(self, principal: str | None, kind: str, full_name: str) -> None:
        """Refuse unless the principal may alter and drop: owner, MANAGE, a container's owner or metastore admin."""
        found = self.get(kind, full_name)
        self._refuse_system(found)
        if principal is not None:
            self.grants.require_manage(principal, found.kind, found.full_name)

    # Details

    def _refuse_system(self, found: Securable) -> None:
        """Nobody changes what Databricks serves: the catalog `system`, and each catalog's information_schema."""
        served = found.kind in ("SCHEMA", "TABLE") and found.schema_name == INFORMATION_SCHEMA
        if served or found.catalog_name == SYSTEM_CATALOG:
            raise denied("MANAGE", found.kind, found.full_name)

    def _managed(self, principal: str | None, kind: str, full_name: str) -> tuple[str, str]:
        if kind == "METASTORE":
            target = (kind, METASTORE_NAME)
        else:
            found = self.get(kind, full_name)
            target = (found.kind, found.full_name)
        if principal is not None:
            self.grants.require_manage(principal, *target)
        return target

    def _may(self, principal: str | None, privilege: str, kind: str, full_name: str) -> None:
        if principal is not None:
            self.grants.require(principal, privilege, kind, full_name)

    def _rename(self, found: Securable, new_name: str) -> None:
        if isinstance(found, Catalog | Schema | Table):
            text = f"Renaming a {found.kind.lower()} is not emulated; create '{new_name}' and copy instead."
            raise MetastoreError("NOT_IMPLEMENTED", text, 501)
        old, new = found.full_name, f"{found.parent}.{new_name}" if found.parent else new_name
        if (found.kind, new) in self._all:
            raise existing(found.kind, new)
        found.full_name = new
        self._all[found.kind, new] = self._all.pop((found.kind, old))
        self.grants.move(found.kind, old, new)


def _not_empty(found: Securable, children: list[Securable]) -> MetastoreError:
    """The refusal to drop what has content, spelt as Databricks does (terraform-provider-databricks 2906, 3659, 4046).

    A schema's models count as functions there.
    """
    kinds = [child.kind for child in children]
    functions = kinds.count("FUNCTION") + kinds.count("MODEL")
    counts = {"tables": kinds.count("TABLE"), "functions": functions, "volumes": kinds.count("VOLUME")}
    if found.kind == "CATALOG":
        counts = {"schema": kinds.count("SCHEMA")}
    has = ", ".join(f"{count} {what}(s)" for what, count in counts.items())
    text = f"{found.kind.capitalize()} '{found.full_name}' is not empty. The {found.kind.lower()} has {has}"
    return MetastoreError("INVALID_STATE", text)
