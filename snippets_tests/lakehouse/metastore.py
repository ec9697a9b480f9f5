"""A tenant's Unity Catalog metastore: catalogs, schemas, volumes, tables' metadata, owners and grants. Pure Python.

Both SQL statements and the REST API work on it. Tables and views themselves live in Spark and are seen through an
attached `TableSource`; without one (no lakehouse running) only what was registered by `create_table` is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from . import samples
from .grants import EVERYONE, METASTORE_NAME, Grants
from .securables import (
    PARENT_KIND,
    Catalog,
    Directory,
    Leaf,
    MetastoreError,
    Schema,
    Securable,
    Table,
    TableFacts,
    TableSource,
    Volume,
    checked_name,
    existing,
    missing,
)

__all__ = ["EVERYONE", "METASTORE_NAME", "Metastore", "MetastoreError", "OpenDirectory"]

SYSTEM_USER = "System user"
_S = TypeVar("_S", bound=Securable)


class OpenDirectory:
    """A directory in which every name exists, nobody is in a group and one principal is the admin."""

    def __init__(self, admin: str) -> None:
        self._admin = admin

    def exists(self, principal: str) -> bool:
        """Everybody exists."""
        return bool(principal)

    def groups_of(self, principal: str) -> Iterable[str]:
        """Nobody is in a group."""
        return ()

    def is_admin(self, principal: str) -> bool:
        """Only the owner of the metastore is."""
        return principal == self._admin


class Metastore:
    """The metastore of one tenant.

    Every method that acts for somebody takes `principal`; None stands for the metastore's owner, who may do everything.

    Args:
        owner: The metastore's admin, who owns `main`.
        ids: Makes the next id of a securable.
        clock: The time now in milliseconds.
        directory: Who there is; by default every name exists.
    """

    def __init__(
        self, owner: str, ids: Callable[[], str], clock: Callable[[], int], directory: Directory | None = None
    ) -> None:
        self.owner = owner
        self._ids = ids
        self._clock = clock
        self._source: TableSource | None = None
        self._all: dict[tuple[str, str], Securable] = {}
        self.id = ids()
        self.grants = Grants(directory or OpenDirectory(owner), self.get)
        self._put(Catalog, "CATALOG", "main", owner)
        self._put(Schema, "SCHEMA", "main.default", owner)
        for name, schemas in (("samples", ("nyctaxi", "tpch")), ("system", ())):
            self._put(Catalog, "CATALOG", name, SYSTEM_USER, catalog_type="SYSTEM_CATALOG")
            for schema in schemas:
                self._put(Schema, "SCHEMA", f"{name}.{schema}", SYSTEM_USER)
        for fact in samples.facts():
            self.note_table(fact, principal=SYSTEM_USER)
        self.grants.add(EVERYONE, ["USE_CATALOG", "USE_SCHEMA", "SELECT"], "CATALOG", "samples")
        self.grants.add(EVERYONE, ["USE_CATALOG"], "CATALOG", "system")

    # What there is

    def attach(self, source: TableSource | None) -> None:
        """See tables through a lakehouse session from now on; its databases are made for the schemas that exist."""
        self._source = source
        if source is not None:
            for schema in self._of(Schema, "SCHEMA"):
                source.schema_created(schema.full_name)

    def get(self, kind: str, full_name: str) -> Securable:
        """Find any securable by kind and name, or say which part of the name does not exist."""
        name = full_name.lower()
        if kind in ("TABLE", "VIEW", "MATERIALIZED_VIEW"):
            kind = "TABLE"
            self._see(name)
        if kind in PARENT_KIND and (kind, name) not in self._all:
            parts = 3 if PARENT_KIND[kind] == "SCHEMA" else 2
            if name.count(".") != parts - 1:
                raise MetastoreError("INVALID_PARAMETER_VALUE", f'"{full_name}" is not a full name of {parts} parts.')
            self.get(PARENT_KIND[kind], name.rsplit(".", 1)[0])
        if (kind, name) not in self._all:
            raise missing(kind, name)
        return self._all[kind, name]

    def get_catalog(self, name: str) -> Catalog:
        """Find a catalog."""
        return self._typed(Catalog, "CATALOG", name)

    def get_schema(self, full_name: str) -> Schema:
        """Find a schema."""
        return self._typed(Schema, "SCHEMA", full_name)

    def get_volume(self, full_name: str) -> Volume:
        """Find a volume."""
        return self._typed(Volume, "VOLUME", full_name)

    def get_table(self, full_name: str) -> Table:
        """Find a table or view, with what Spark knows of it now."""
        return self._typed(Table, "TABLE", full_name)

    def list_catalogs(self, principal: str | None = None) -> list[Catalog]:
        """The catalogs that a principal may see, by name."""
        return self._visible(Catalog, "CATALOG", None, principal)

    def list_schemas(self, catalog: str, principal: str | None = None) -> list[Schema]:
        """The schemas of a catalog that a principal may see, by name."""
        return self._visible(Schema, "SCHEMA", self.get_catalog(catalog).full_name, principal)

    def list_volumes(self, schema: str, principal: str | None = None) -> list[Volume]:
        """The volumes of a schema (`catalog.schema`) that a principal may see, by name."""
        return self._visible(Volume, "VOLUME", self.get_schema(schema).full_name, principal)

    def list_tables(self, schema: str, principal: str | None = None) -> list[Table]:
        """The tables and views of a schema (`catalog.schema`) that a principal may see, by name."""
        found = self.get_schema(schema)
        if self._source is not None and found.catalog_name != "samples":
            facts = {f.full_name: f for f in self._source.tables(found.catalog_name, found.name)}
            known = [t.full_name for t in self._of(Table, "TABLE") if t.parent == found.full_name]
            for gone in [name for name in known if name not in facts]:
                self._remove("TABLE", gone)
            for fact in facts.values():
                self.note_table(fact)
        return self._visible(Table, "TABLE", found.full_name, principal)

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

    def note_table(self, facts: TableFacts, *, principal: str | None = None) -> Table:
        """Take over what Spark knows of a table; the first sight gives it its id, owner and times."""
        name = facts.full_name.lower()
        table = self._all.get(("TABLE", name))
        if not isinstance(table, Table):
            table = self._put(Table, "TABLE", name, principal or facts.owner)
        for part in ("table_type", "data_source_format", "columns", "storage_location", "comment", "view_definition"):
            setattr(table, part, getattr(facts, part))
        table.properties = dict(facts.properties)
        return table

    def note(self, kind: str, full_name: str, *, principal: str | None = None, comment: str | None = None) -> Securable:
        """Keep owner and grants of what lives elsewhere: a function, connection, external location, share."""
        found = self._all.get((kind, full_name.lower()))
        return found or self._put(Leaf, kind, full_name.lower(), principal, comment=comment)

    def update(self, kind: str, full_name: str, *, principal: str | None = None, **changes: Any) -> Securable:
        """Change fields of a securable: owner, comment, properties, tags, or `name` (not of a schema or catalog)."""
        found = self.get(kind, full_name)
        if principal is not None:
            self.grants.require_manage(principal, found.kind, found.full_name)
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
        if principal is not None:
            self.grants.require_manage(principal, found.kind, found.full_name)
        if isinstance(found, Schema) and self._source is not None:
            self.list_tables(found.full_name)
        children = [s for s in self._all.values() if s.parent == found.full_name]
        if children and not force:
            raise _not_empty(found, children)
        for child in children:
            self.delete(child.kind, child.full_name, force=True)
        if isinstance(found, Table) and self._source is not None:
            self._source.drop_table(found.full_name)
        self._remove(found.kind, found.full_name)

    # Grants

    def grant(
        self, who: str, privileges: Iterable[str], kind: str, full_name: str, *, principal: str | None = None
    ) -> None:
        """Grant privileges (in SQL's or REST's spelling) on a securable to `who`."""
        self.grants.add(who, privileges, *self._managed(principal, kind, full_name))

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
        if principal is not None:
            self.grants.require_manage(principal, found.kind, found.full_name)

    # Details

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

    def _see(self, name: str) -> None:
        """Bring one table's entry up to date with Spark."""
        if self._source is None or name.count(".") != 2 or name.startswith("samples."):
            return
        facts = self._source.table(name)
        if facts is not None:
            self.note_table(facts)
        elif ("TABLE", name) in self._all:
            self._remove("TABLE", name)

    def _put(self, cls: type[_S], kind: str, full_name: str, principal: str | None, **more: Any) -> _S:
        if (kind, full_name) in self._all:
            raise existing(kind, full_name if kind == "CATALOG" else full_name.rsplit(".", 1)[-1])
        now, who = self._clock(), principal or self.owner
        made = cls(
            kind=kind,
            full_name=full_name,
            id=self._ids(),
            owner=who,
            created_at=now,
            created_by=who,
            updated_at=now,
            updated_by=who,
            **more,
        )
        self._all[kind, full_name] = made
        if kind == "SCHEMA" and self._source is not None:
            self._source.schema_created(full_name)
        return made

    def _remove(self, kind: str, full_name: str) -> None:
        del self._all[kind, full_name]
        self.grants.forget(kind, full_name)
        if kind == "SCHEMA" and self._source is not None:
            self._source.schema_dropped(full_name)

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

    def _typed(self, cls: type[_S], kind: str, full_name: str) -> _S:
        found = self.get(kind, full_name)
        if not isinstance(found, cls):
            raise missing(kind, full_name)
        return found

    def _of(self, cls: type[_S], kind: str) -> list[_S]:
        return [s for (k, _), s in sorted(self._all.items()) if k == kind and isinstance(s, cls)]

    def _visible(self, cls: type[_S], kind: str, parent: str | None, principal: str | None) -> list[_S]:
        children = [s for s in self._of(cls, kind) if s.parent == parent]
        return children if principal is None else [s for s in children if self._sees(principal, s)]

    def _sees(self, principal: str, found: Securable) -> bool:
        """BROWSE, any privilege on the securable or its containers, or managing it makes it visible."""
        identities = self.grants.identities(principal)
        held = any(g.principal in identities for g in self.grants.effective(found.kind, found.full_name))
        return held or self.grants.manages(principal, found.kind, found.full_name)


def _not_empty(found: Securable, children: list[Securable]) -> MetastoreError:
    counts = {
        kind: sum(c.kind == kind for c in children) for kind in ("SCHEMA", "TABLE", "VOLUME", "FUNCTION", "MODEL")
    }
    has = ", ".join(f"{n} {kind.lower()}(s)" for kind, n in counts.items() if n)
    text = f"{found.kind.capitalize()} '{found.full_name}' is not empty. The {found.kind.lower()} has {has}"
    return MetastoreError("INVALID_STATE", text)
