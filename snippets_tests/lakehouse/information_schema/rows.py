"""The rows of an information_schema: what the metastore holds and the caller may see."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from snippets_tests.lakehouse.metastore import Metastore
from snippets_tests.lakehouse.securables import CLOUD, REGION, Catalog, Schema, Securable, Table, Volume

from . import constraint_rows, privilege_rows, routine_rows
from .relations import NAME, columns
from .types import described

Row = dict[str, Any]
SYSTEM = "system"
METASTORE = "example-metastore"


class Sight:
    """What one principal sees of a metastore, in one catalog or, from `system`, in all of them.

    Args:
        metastore: The tenant's.
        catalog: The catalog whose information_schema is read.
        principal: Who reads.
    """

    def __init__(self, metastore: Metastore, catalog: str, principal: str) -> None:
        self.metastore = metastore
        self.catalog = catalog
        self.principal = principal

    def catalogs(self) -> list[Catalog]:
        """The catalogs in sight."""
        seen = self.metastore.list_catalogs(self.principal)
        return [found for found in seen if self.catalog in (SYSTEM, found.name)]

    def schemas(self) -> Iterator[Schema]:
        """The schemas in sight."""
        for catalog in self.catalogs():
            yield from self.metastore.list_schemas(catalog.name, self.principal)

    def tables(self) -> Iterator[Table]:
        """The tables and views in sight."""
        for schema in self.schemas():
            yield from self.metastore.list_tables(schema.full_name, self.principal)

    def volumes(self) -> Iterator[Volume]:
        """The volumes in sight."""
        for schema in self.schemas():
            yield from self.metastore.list_volumes(schema.full_name, self.principal)


def rows(metastore: Metastore, catalog: str, relation: str, principal: str) -> list[list[Any]]:
    """The rows of a relation for a principal, in the order of its columns.

    Args:
        metastore: The tenant's.
        catalog: The catalog whose information_schema is read; `system` is about all.
        relation: The relation's name in lower case.
        principal: Who reads: rows are limited to what this principal may see.

    Raises:
        KeyError: There is no such relation.
    """
    order = [column.name for column in columns(relation)]
    make = _MAKERS.get(relation)
    found = make(Sight(metastore, catalog, principal)) if make else ()
    return [[row.get(name) for name in order] for row in found]


def _times(found: Securable) -> Row:
    return {
        "comment": found.comment,
        "created": _moment(found.created_at),
        "created_by": found.created_by,
        "last_altered": _moment(found.updated_at),
        "last_altered_by": found.updated_by,
    }


def _moment(milliseconds: int) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.UTC)


def _table(found: Securable) -> Row:
    catalog, schema, name = found.full_name.split(".")
    return {"table_catalog": catalog, "table_schema": schema, "table_name": name}


def _catalogs(sight: Sight) -> Iterator[Row]:
    for found in sight.catalogs():
        yield {"catalog_name": found.name, "catalog_owner": found.owner} | _times(found)


def _catalog_name(sight: Sight) -> Iterator[Row]:
    yield {"catalog_name": sight.catalog}


def _schemata(sight: Sight) -> Iterator[Row]:
    for found in sight.schemas():
        named = {"catalog_name": found.catalog_name, "schema_name": found.name, "schema_owner": found.owner}
        yield named | _times(found)


def _tables(sight: Sight) -> Iterator[Row]:
    for found in sight.tables():
        writable = found.table_type != "VIEW" and found.catalog_name not in ("samples", SYSTEM)
        own = {
            "table_type": found.table_type,
            "is_insertable_into": "YES" if writable else "NO",
            "commit_action": "PRESERVE",
            "table_owner": found.owner,
            "data_source_format": found.data_source_format or "UNKNOWN_DATA_SOURCE_FORMAT",
            "storage_path": found.storage_location,
        }
        yield _table(found) | own | _times(found)


def _columns(sight: Sight) -> Iterator[Row]:
    for found in sight.tables():
        for position, column in enumerate(found.columns, 1):
            own = {
                "column_name": column.name,
                "ordinal_position": position,
                "column_default": column.default,
                "is_nullable": "YES" if column.nullable else "NO",
                "is_identity": "NO",
                "is_generated": "NO",
                "is_system_time_period_start": "NO",
                "is_system_time_period_end": "NO",
                "is_updatable": "NO" if found.table_type == "VIEW" else "YES",
                "partition_index": None if column.partition_index is None else column.partition_index + 1,
                "comment": column.comment,
            }
            yield _table(found) | described(column.type) | own


def _views(sight: Sight) -> Iterator[Row]:
    for found in sight.tables():
        if found.table_type in ("VIEW", "MATERIALIZED_VIEW"):
            yield _table(found) | {
                "view_definition": found.view_definition,
                "check_option": "NONE",
                "is_updatable": "NO",
                "is_insertable_into": "NO",
                "is_materialized": "YES" if found.table_type == "MATERIALIZED_VIEW" else "NO",
            }


def _volumes(sight: Sight) -> Iterator[Row]:
    for found in sight.volumes():
        yield {
            "volume_catalog": found.catalog_name,
            "volume_schema": found.schema_name,
            "volume_name": found.name,
            "volume_type": found.volume_type,
            "volume_owner": found.owner,
            "storage_location": found.storage_location,
        } | _times(found)


def _metastores(sight: Sight) -> Iterator[Row]:
    metastore = sight.metastore
    first = metastore.get_catalog("main")
    yield _times(first) | {
        "metastore_id": metastore.id,
        "metastore_name": METASTORE,
        "metastore_owner": metastore.owner,
        "storage_root": f"s3://{METASTORE}/{metastore.id}",
        "delta_sharing_scope": "INTERNAL",
        "privilege_model_version": "1.0",
        "cloud": CLOUD,
        "region": REGION,
        "global_metastore_id": metastore.global_id,
    }


def _tags(found: Iterator[Any] | list[Any], parts: tuple[str, ...]) -> Iterator[Row]:
    for securable in found:
        named = dict(zip(parts, securable.full_name.split("."), strict=True))
        for tag, value in sorted(securable.tags.items()):
            yield named | {"tag_name": tag, "tag_value": value}


def _column_tags(sight: Sight) -> Iterator[Row]:
    for found in sight.tables():
        catalog, schema, table = found.full_name.split(".")
        for column, tags in sorted(found.column_tags.items()):
            for tag, value in sorted(tags.items()):
                named = {"catalog_name": catalog, "schema_name": schema, "table_name": table, "column_name": column}
                yield named | {"tag_name": tag, "tag_value": value}


def _own(sight: Sight) -> list[Table]:
    """Tables of users: the relations of the information schemas themselves have neither tags nor constraints."""
    return [found for found in sight.tables() if found.schema_name != NAME]


_MAKERS: dict[str, Callable[[Sight], Iterator[Row]]] = {
    "catalogs": _catalogs,
    "information_schema_catalog_name": _catalog_name,
    "schemata": _schemata,
    "tables": _tables,
    "columns": _columns,
    "views": _views,
    "volumes": _volumes,
    "metastores": _metastores,
    "catalog_tags": lambda sight: _tags(sight.catalogs(), ("catalog_name",)),
    "schema_tags": lambda sight: _tags(sight.schemas(), ("catalog_name", "schema_name")),
    "table_tags": lambda sight: _tags(sight.tables(), ("catalog_name", "schema_name", "table_name")),
    "volume_tags": lambda sight: _tags(sight.volumes(), ("catalog_name", "schema_name", "volume_name")),
    "column_tags": _column_tags,
    "table_constraints": lambda sight: constraint_rows.table_constraints(_own(sight)),
    "key_column_usage": lambda sight: constraint_rows.key_column_usage(_own(sight)),
    "referential_constraints": lambda sight: constraint_rows.referential_constraints(_own(sight), sight.metastore),
    "check_constraints": lambda sight: constraint_rows.check_constraints(_own(sight)),
    "constraint_table_usage": lambda sight: constraint_rows.table_usage(_own(sight)),
    "constraint_column_usage": lambda sight: constraint_rows.column_usage(_own(sight)),
    "metastore_privileges": lambda sight: privilege_rows.of_metastore(sight.metastore, sight.principal),
    "catalog_privileges": lambda sight: privilege_rows.of(sight.metastore, sight.principal, sight.catalogs()),
    "schema_privileges": lambda sight: privilege_rows.of(sight.metastore, sight.principal, sight.schemas()),
    "table_privileges": lambda sight: privilege_rows.of(sight.metastore, sight.principal, _own(sight)),
    "volume_privileges": lambda sight: privilege_rows.of(sight.metastore, sight.principal, sight.volumes()),
    "routine_privileges": lambda sight: privilege_rows.of(
        sight.metastore, sight.principal, routine_rows.visible(sight.metastore, sight.schemas(), sight.principal)
    ),
    "routines": lambda sight: routine_rows.routines(
        routine_rows.visible(sight.metastore, sight.schemas(), sight.principal)
    ),
    "parameters": lambda sight: routine_rows.parameters(
        routine_rows.visible(sight.metastore, sight.schemas(), sight.principal)
    ),
    "routine_columns": lambda sight: routine_rows.columns(
        routine_rows.visible(sight.metastore, sight.schemas(), sight.principal)
    ),
}
