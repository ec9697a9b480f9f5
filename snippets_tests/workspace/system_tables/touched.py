"""Statements as rows: their lineage, and what the audit log says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from snippets_tests.lakehouse.entity import INTERNAL
from snippets_tests.lakehouse.lineage import Handled, Touched
from snippets_tests.lakehouse.system_tables.facts import Row
from snippets_tests.workspace.actions import UNITY
from snippets_tests.workspace.system_tables.values import moment, row_id
from snippets_tests.workspace.tenant import Tenant

# Kinds of commands, in Spark's words, that make or drop a table and touch no data.
DROPS = ("DropTable", "DropView")
DEFINES = re.compile(r"Create|Replace")
WRITES = re.compile(r"Append|Overwrite|Insert|Merge|Update|Delete|AsSelect|CreateView|CopyInto|SaveInto|Write")
MADE = re.compile(
    r"(CREATE|DROP|ALTER)\s+(?:OR\s+REPLACE\s+)?(?:EXTERNAL\s+)?(CATALOG|SCHEMA|DATABASE|VOLUME|FUNCTION)\s+"
    r"(?:IF\s+(?:NOT\s+)?EXISTS\s+)?([\w.`-]+)",
    re.IGNORECASE,
)
GRANTED = re.compile(
    r"(GRANT|REVOKE)\s+(.+?)\s+ON\s+(?:(\w+)\s+)?([\w.`-]+)\s+(?:TO|FROM)\s+(.+)", re.IGNORECASE | re.DOTALL
)
VERBS = {"CREATE": "create", "DROP": "delete", "ALTER": "update"}
KINDS = {"CATALOG": "Catalog", "SCHEMA": "Schema", "DATABASE": "Schema", "VOLUME": "Volume", "FUNCTION": "Function"}
# What a deletion or a change calls the securable.
NAMED = {"Catalog": "name_arg", "Schema": "full_name_arg", "Volume": "volume_full_name", "Function": "full_name_arg"}


def tables(tenant: Tenant) -> Iterator[Row]:
    """A row for each table that was read, with the one that was written, if any."""
    for number, event in _events(tenant):
        common = _common(tenant, number, event)
        target = _end(tenant, "target", event.target) if WRITES.search(event.kind) else {}
        if not event.sources and target:
            yield {**common, **target, "record_id": row_id(tenant, "lineage", number), "direct_access": True}
        for direct, names in ((True, event.sources), (False, event.indirect)):
            for name in names:
                ends = {**_end(tenant, "source", name), **target}
                record = row_id(tenant, "lineage", number, name)
                yield {**common, **ends, "record_id": record, "direct_access": direct}


def columns(tenant: Tenant) -> Iterator[Row]:
    """A row for each column that went into a column."""
    for number, event in _events(tenant):
        if not WRITES.search(event.kind):
            continue
        common, target = _common(tenant, number, event), _end(tenant, "target", event.target)
        for table, column, written, direct in event.columns:
            yield {
                **common,
                **_end(tenant, "source", table),
                **target,
                "source_column_name": column,
                "target_column_name": written,
                "record_id": row_id(tenant, "columns", number, table, column, written),
                "direct_access": direct,
            }


def audited(tenant: Tenant) -> Iterator[dict[str, Any]]:
    """What statements did to the catalog, and which tables they looked at."""
    for _, event in _events(tenant):
        at = tenant.clock.at(event.at)
        target = event.target
        if target is not None and target.count(".") == 2:
            catalog, schema, name = target.split(".")
            if event.kind in DROPS:
                yield _audit(tenant, event.principal, at, "deleteTable", {"full_name_arg": target})
            elif DEFINES.match(event.kind):
                kind = "VIEW" if "View" in event.kind else "MANAGED"
                params = {"name": name, "catalog_name": catalog, "schema_name": schema, "table_type": kind}
                yield _audit(tenant, event.principal, at, "createTable", params)
            elif not WRITES.search(event.kind):
                yield _audit(tenant, event.principal, at, "updateTables", {"full_name_arg": target})
        for source in event.sources:
            if source.count(".") == 2 and "/" not in source:
                yield _audit(tenant, event.principal, at, "getTable", {"full_name_arg": source})
    for done in tenant.metastore.handled:
        found = _handled(done)
        if found is not None:
            yield _audit(tenant, done.principal, moment(done.at), *found)


def _events(tenant: Tenant) -> Iterator[tuple[int, Touched]]:
    found = [event for event in tenant.metastore.touched() if INTERNAL not in event.entity]
    # Sorted by their beginning: two sessions may end in another order.
    return ((number, event) for number, event in enumerate(sorted(found, key=lambda each: each.at)))


def _common(tenant: Tenant, number: int, event: Touched) -> dict[str, Any]:
    entity, at = event.entity, tenant.clock.at(event.at)
    metadata: dict[str, Any] = {}
    kind = identity = run = None
    if "statement_id" in entity:
        kind, identity, run = "DBSQL_QUERY", entity["statement_id"], entity["statement_id"]
    if "notebook" in entity:
        kind, identity = "NOTEBOOK", row_id(tenant, entity["notebook"])
        metadata["notebook_id"] = identity
    if "job_id" in entity:
        kind, identity, run = "JOB", entity["job_id"], entity["job_run_id"]
        metadata["job_info"] = {"job_id": identity, "job_run_id": run}
    if "pipeline_id" in entity:
        kind, identity, run = "PIPELINE", entity["pipeline_id"], entity["update_id"]
        metadata["dlt_pipeline_info"] = {"dlt_pipeline_id": identity, "dlt_update_id": run}
    return {
        "metastore_id": tenant.metastore.id,
        "entity_type": kind,
        "entity_id": identity,
        "entity_run_id": run,
        "entity_metadata": metadata,
        "statement_id": entity.get("statement_id"),
        "created_by": event.principal,
        "event_time": at,
        "event_date": at.date(),
        "event_id": row_id(tenant, "event", number),
    }


def _end(tenant: Tenant, side: str, name: str | None) -> dict[str, Any]:
    """One end of an edge: a table by its name, or a path."""
    if name is None:
        return {}
    if "/" in name or name.count(".") != 2:
        return {f"{side}_path": name, f"{side}_type": "PATH"}
    catalog, schema, table = name.split(".")
    known = tenant.metastore.has("TABLE", name)
    kind = tenant.metastore.get_table(name).table_type if known else "TABLE"
    return {
        f"{side}_table_full_name": name,
        f"{side}_table_catalog": catalog,
        f"{side}_table_schema": schema,
        f"{side}_table_name": table,
        f"{side}_type": kind if kind in ("VIEW", "MATERIALIZED_VIEW", "STREAMING_TABLE", "METRIC_VIEW") else "TABLE",
    }


def _handled(done: Handled) -> tuple[str, dict[str, str]] | None:
    """What a statement that Python carried out did, as an action and its parameters."""
    text = done.statement.strip()
    made = MADE.match(text)
    if made:
        verb, kind = VERBS[made[1].upper()], KINDS[made[2].upper()]
        name = _full(made[3], 1 if kind == "Catalog" else 2 if kind == "Schema" else 3, done)
        return f"{verb}{kind}", {"name" if verb == "create" else NAMED[kind]: name}
    granted = GRANTED.match(text)
    if granted:
        kind = (granted[3] or "TABLE").upper().replace("DATABASE", "SCHEMA")
        name = _full(granted[4], {"CATALOG": 1, "SCHEMA": 2}.get(kind, 3), done)
        privileges = [each.strip().upper() for each in granted[2].split(",")]
        what = "add" if granted[1].upper() == "GRANT" else "remove"
        change = {"principal": granted[5].strip().strip("`;"), what: privileges}
        params = {"securable_type": kind, "securable_full_name": name, "changes": str([change]).replace("'", '"')}
        return "updatePermissions", params
    return None


def _full(name: str, parts: int, done: Handled) -> str:
    given = name.replace("`", "").lower().split(".")
    before = [done.catalog, done.schema][: max(0, parts - 1)]
    return ".".join([*before[: max(0, parts - len(given))], *given])


def _audit(tenant: Tenant, who: str, at: Any, action: str, params: dict[str, str]) -> dict[str, Any]:
    context = {"workspace_id": str(tenant.workspace_id), "metastore_id": tenant.metastore.id}
    return {
        "workspace_id": "0",
        "event_time": at,
        "user_identity": {"email": who},
        "service_name": UNITY,
        "action_name": action,
        "request_params": params | context,
        "response": {"status_code": 200},
        "audit_level": "ACCOUNT_LEVEL",
        "identity_metadata": {"run_by": who, "run_as": who},
    }
