"""What a metastore holds: finding and listing securables, seeing tables through Spark. Pure Python."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from . import samples
from .abac import AbacPolicies, Effective
from .dropped import DroppedTable, DroppedTables
from .grants import EVERYONE, Grants
from .information_schema import relations
from .lineage import Handled, Touched
from .pipelines.event_log import EventLogs
from .secrets import SecretBook
from .securables import (
    CLOUD,
    PARENT_KIND,
    REGION,
    Catalog,
    Directory,
    MetastoreError,
    Reach,
    Routine,
    Schema,
    Securable,
    Table,
    TableFacts,
    TableSource,
    Volume,
    existing,
    missing,
    unbound,
)
from .system_tables import definitions
from .system_tables.facts import Facts, NoFacts

SYSTEM_USER = "System user"
INFORMATION_SCHEMA = relations.NAME
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


def everywhere(kind: str, full_name: str) -> str:
    """Nothing is bound to a workspace."""
    return "OPEN"


class Register:
    """All securables of one tenant, with their grants; see `Metastore` for the arguments."""

    def __init__(
        self,
        owner: str,
        ids: Callable[[], str],
        clock: Callable[[], int],
        directory: Directory | None = None,
        reach: Reach | None = None,
    ) -> None:
        self.owner = owner
        self._reach = reach or everywhere
        self._ids = ids
        self._clock = clock
        self.event_logs = EventLogs()
        self._source: TableSource | None = None
        self.system_facts: Facts = NoFacts()
        # What statements did, for system tables: asked of Spark, and noted here where Python carried one out.
        self.touched: Callable[[], list[Touched]] = list
        self.handled: list[Handled] = []
        self._all: dict[tuple[str, str], Securable] = {}
        self.id = ids()
        self.grants = Grants(directory or OpenDirectory(owner), self.known, self._reach)
        self.dropped = DroppedTables(self.grants, clock)
        self.secrets = SecretBook()
        self.policies = AbacPolicies(ids, clock)
        # Governed tags and their allowed values (all, when there are none), which the workspace keeps.
        self.governed_tags: Callable[[], Mapping[str, Sequence[str]]] | None = None
        self._put(Catalog, "CATALOG", "main", owner)
        self._put(Schema, "SCHEMA", "main.default", owner)
        for name, schemas in (("samples", ("nyctaxi", "tpch")), ("system", ())):
            self._put(Catalog, "CATALOG", name, SYSTEM_USER, catalog_type="SYSTEM_CATALOG")
            for schema in schemas:
                self._put(Schema, "SCHEMA", f"{name}.{schema}", SYSTEM_USER)
        for name in ("main", "samples", "system"):
            self._put_information_schema(name)
        for name in definitions.ALWAYS:
            self.enable_system_schema(name)
        for fact in samples.facts():
            self.note_table(fact, principal=SYSTEM_USER)
        self.grants.add(EVERYONE, ["USE_CATALOG", "USE_SCHEMA", "SELECT"], "CATALOG", "samples")
        self.grants.add(EVERYONE, ["USE_CATALOG"], "CATALOG", "system")

    @property
    def global_id(self) -> str:
        """The id that no other metastore of any cloud has: `cloud:region:id`."""
        return f"{CLOUD}:{REGION}:{self.id}"

    def new_id(self) -> str:
        """An id that nothing has yet."""
        return self._ids()

    def now(self) -> int:
        """Milliseconds since 1970 by the tenant's clock."""
        return self._clock()

    def attach(self, source: TableSource | None) -> None:
        """See tables through a lakehouse session from now on; its databases are made for the schemas that exist."""
        self._source = source
        if source is not None:
            for schema in self._of(Schema, "SCHEMA"):
                source.schema_created(schema.full_name)

    def enable_system_schema(self, name: str) -> None:
        """Put a schema into the catalog `system`; only the metastore's admins may read it until they grant it."""
        full_name = f"{definitions.CATALOG}.{name}"
        self._put(Schema, "SCHEMA", full_name, SYSTEM_USER, id=self._own_id(full_name))

    def disable_system_schema(self, name: str) -> None:
        """Take a schema out of the catalog `system`, with the grants on it."""
        self._remove_served(f"{definitions.CATALOG}.{name}")

    def get(self, kind: str, full_name: str) -> Securable:
        """Find any securable by kind and name, or say which part of the name does not exist or is bound elsewhere."""
        found = self.known(kind, full_name)
        place = ("CATALOG", found.catalog_name) if found.kind in PARENT_KIND else (found.kind, found.full_name)
        if self._reach(*place) == "CLOSED":
            raise unbound(*place)
        return found

    def known(self, kind: str, full_name: str) -> Securable:
        """Find any securable, also one that this workspace may not use because it is bound to others."""
        name = full_name.lower()
        if kind in ("TABLE", "VIEW", "MATERIALIZED_VIEW"):
            kind = "TABLE"
            self._see(name)
        if kind in PARENT_KIND and (kind, name) not in self._all:
            parts = 3 if PARENT_KIND[kind] == "SCHEMA" else 2
            if name.count(".") != parts - 1:
                raise MetastoreError("INVALID_PARAMETER_VALUE", f'"{full_name}" is not a full name of {parts} parts.')
            self.known(PARENT_KIND[kind], name.rsplit(".", 1)[0])
        if (kind, name) not in self._all:
            raise missing(kind, name)
        return self._all[kind, name]

    def has(self, kind: str, full_name: str) -> bool:
        """Tell whether there is such a securable."""
        try:
            self.get(kind, full_name)
        except MetastoreError:
            return False
        return True

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

    def list_catalogs(self, principal: str | None = None, *, include_unbound: bool = False) -> list[Catalog]:
        """The catalogs that a principal may see, by name; those bound to other workspaces only when asked for."""
        found = self._visible(Catalog, "CATALOG", None, principal)
        return [each for each in found if include_unbound or self._reach(each.kind, each.full_name) != "CLOSED"]

    def bound_catalogs(self) -> list[str]:
        """The catalogs that this workspace may not use, or only read."""
        return [
            each.full_name for each in self._of(Catalog, "CATALOG") if self._reach("CATALOG", each.full_name) != "OPEN"
        ]

    def count(self, kind: str, container: str | None = None) -> int:
        """How many securables of a kind there are, in a container or in all; tables as they were last seen."""
        return sum(each.kind == kind and container in (None, each.parent) for each in self._all.values())

    def list_schemas(self, catalog: str, principal: str | None = None) -> list[Schema]:
        """The schemas of a catalog that a principal may see, by name."""
        return self._visible(Schema, "SCHEMA", self.get_catalog(catalog).full_name, principal)

    def list_volumes(self, schema: str, principal: str | None = None) -> list[Volume]:
        """The volumes of a schema (`catalog.schema`) that a principal may see, by name."""
        return self._visible(Volume, "VOLUME", self.get_schema(schema).full_name, principal)

    def list_tables(self, schema: str, principal: str | None = None) -> list[Table]:
        """The tables and views of a schema (`catalog.schema`) that a principal may see, by name."""
        found = self.get_schema(schema)
        if found.name == INFORMATION_SCHEMA:
            for relation in relations.names():
                self._see(f"{found.full_name}.{relation}")
        elif found.catalog_name == definitions.CATALOG:
            for table in definitions.tables(found.name):
                self._see(f"{found.full_name}.{table}")
        elif self._source is not None and found.catalog_name != "samples":
            facts = {f.full_name: f for f in self._source.tables(found.catalog_name, found.name)}
            known = [t.full_name for t in self._of(Table, "TABLE") if t.parent == found.full_name]
            for gone in [name for name in known if name not in facts]:
                self._remove("TABLE", gone)
            for fact in facts.values():
                self.note_table(fact)
        return self._visible(Table, "TABLE", found.full_name, principal)

    def list_routines(self, schema: str, principal: str | None = None) -> list[Routine]:
        """The functions and procedures of a schema (`catalog.schema`) that a principal may see, by name."""
        return self._visible(Routine, "FUNCTION", self.get_schema(schema).full_name, principal)

    def note_table(self, facts: TableFacts, *, principal: str | None = None) -> Table:
        """Take over what Spark knows of a table; the first sight gives it its id, owner and times."""
        name = facts.full_name.lower()
        table = self._all.get(("TABLE", name))
        if not isinstance(table, Table):
            table = self._put(Table, "TABLE", name, principal or facts.owner)
        for part in ("table_type", "data_source_format", "columns", "storage_location", "comment", "view_definition"):
            setattr(table, part, getattr(facts, part))
        table.properties = dict(facts.properties)
        table.row_filter, table.masks = facts.row_filter, facts.masks
        return table

    def effective_policies(self, full_name: str, principal: str) -> Effective | None:
        """What a principal meets at a table: its own row filter and masks, and ABAC's; None for what is no table."""
        if not self.has("TABLE", full_name) or self.get_table(full_name).table_type == "VIEW":
            return None
        found = self.get_table(full_name)
        schema = self.get_schema(full_name.rsplit(".", 1)[0])
        inherited = {**self.get_catalog(schema.catalog_name).tags, **schema.tags}
        return self.policies.effective(found, self.grants.identities(principal), inherited)

    def check_tags(self, tags: Mapping[str, str]) -> None:
        """Refuse a governed tag with a value that its policy does not allow."""
        governed = self.governed_tags() if self.governed_tags is not None else {}
        for key, value in tags.items():
            allowed = governed.get(key)
            if allowed and value not in allowed:
                text = f"Tag value '{value}' is not an allowed value of the governed tag '{key}': {', '.join(allowed)}."
                raise MetastoreError("INVALID_PARAMETER_VALUE", text)

    def forget_table(self, full_name: str) -> None:
        """A table was dropped."""
        if ("TABLE", full_name) in self._all:
            self._remove("TABLE", full_name)

    def restore_table(self, kept: DroppedTable) -> Table:
        """A table came back: with all that it had but its keys, which Databricks does not recover."""
        table, name = kept.table, kept.table.full_name
        table.constraints.clear()
        self.dropped.remove(kept)
        self._all["TABLE", name] = table
        self.grants.restore("TABLE", name, kept.grants)
        return table

    # Details

    def _see(self, name: str) -> None:
        """Bring one table's entry up to date with Spark."""
        if name.split(".")[1:-1] == [INFORMATION_SCHEMA]:
            schema, relation = name.rsplit(".", 1)
            if relations.known(relation):
                self._see_served(schema, TableFacts(name, "VIEW", None, relations.columns(relation)))
            return
        if name.startswith(f"{definitions.CATALOG}."):
            _, system_schema, table = name.split(".")
            definition = definitions.tables(system_schema).get(table)
            if definition is not None:
                self._see_served(f"{definitions.CATALOG}.{system_schema}", definition.facts(system_schema, table))
            return
        if self._source is None or name.count(".") != 2 or name.startswith("samples."):
            return
        facts = self._source.table(name)
        if facts is not None:
            self.note_table(facts)
        elif ("TABLE", name) in self._all:
            self._remove("TABLE", name)

    def _see_served(self, schema: str, facts: TableFacts) -> None:
        """Enter a relation that the system serves; there are too many to do it before somebody looks."""
        name = facts.full_name
        if ("TABLE", name) in self._all or ("SCHEMA", schema) not in self._all:
            return
        self._put(Table, "TABLE", name, SYSTEM_USER, id=self._own_id(name))
        self.note_table(facts)

    def _put_information_schema(self, catalog: str) -> None:
        """Give a catalog its information_schema, which all users may read."""
        name = f"{catalog}.{INFORMATION_SCHEMA}"
        self._put(Schema, "SCHEMA", name, SYSTEM_USER, id=self._own_id(name))
        self.grants.add(EVERYONE, ["USE_SCHEMA", "SELECT"], "SCHEMA", name, grantor=SYSTEM_USER)

    def _remove_served(self, name: str) -> None:
        for kind, relation in [key for key in self._all if key[1].startswith(f"{name}.")]:
            self._remove(kind, relation)
        self._remove("SCHEMA", name)

    def _own_id(self, name: str) -> str:
        """An id for what the system makes; the tenant's sequence of ids is for what users make."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.id}/{name}"))

    def _put(self, cls: type[_S], kind: str, full_name: str, principal: str | None, **more: Any) -> _S:
        if (kind, full_name) in self._all:
            raise existing(kind, full_name if kind == "CATALOG" else full_name.rsplit(".", 1)[-1])
        now, who = self._clock(), principal or self.owner
        made = cls(
            kind=kind,
            full_name=full_name,
            id=more.pop("id", None) or self._ids(),
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
        if self.policies:
            self.policies.forget(kind, full_name)
        if kind == "SCHEMA":
            self.dropped.forget_schema(full_name)
            if self._source is not None:
                self._source.schema_dropped(full_name)

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
