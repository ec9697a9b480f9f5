"""What the metastore keeps of a catalog, schema, table, volume or function; the protocols by which others take part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

# Where every metastore is.
CLOUD = "aws"
REGION = "us-west-2"
PARENT_KIND = {"SCHEMA": "CATALOG", "TABLE": "SCHEMA", "VOLUME": "SCHEMA", "FUNCTION": "SCHEMA", "MODEL": "SCHEMA"}
LABEL = {
    "EXTERNAL_LOCATION": "External Location",
    "STORAGE_CREDENTIAL": "Storage Credential",
    "MODEL": "Routine or Model",
}

_VALID_NAME = re.compile(r"[^\s./\x00-\x1f\x7f]{1,255}")


class MetastoreError(Exception):
    """A refusal in Databricks' words; `error_code` and `status` are what the REST API answers."""

    def __init__(self, error_code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.error_code = error_code
        self.message = message
        self.status = status


@dataclass(frozen=True)
class Column:
    """A column of a table as Databricks describes it; types and defaults are SQL text."""

    name: str
    type: str
    nullable: bool = True
    comment: str | None = None
    partition_index: int | None = None
    default: str | None = None


@dataclass(kw_only=True)
class Securable:
    """What all securables have. Times are milliseconds since 1970; `kind` is REST's securable type."""

    kind: str
    full_name: str
    id: str
    owner: str
    created_at: int
    created_by: str
    updated_at: int
    updated_by: str
    comment: str | None = None
    properties: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    # ENABLE, DISABLE or INHERIT.
    predictive_optimization: str = "INHERIT"

    @property
    def name(self) -> str:
        """The last part of the full name."""
        return self.full_name.rsplit(".", 1)[-1]

    @property
    def parent(self) -> str | None:
        """The full name of the container, or None for what hangs on the metastore itself."""
        return self.full_name.rsplit(".", 1)[0] if self.kind in PARENT_KIND else None

    @property
    def catalog_name(self) -> str:
        """The first part of the full name."""
        return self.full_name.split(".", 1)[0]

    @property
    def schema_name(self) -> str:
        """The second part of the full name; only for what is a schema or lies in one."""
        return self.full_name.split(".")[1]


@dataclass(kw_only=True)
class Catalog(Securable):
    """A catalog; `catalog_type` is the SDK's CatalogType."""

    catalog_type: str = "MANAGED_CATALOG"
    storage_root: str | None = None
    options: dict[str, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class Schema(Securable):
    """A schema of a catalog."""

    storage_root: str | None = None


@dataclass(kw_only=True)
class Volume(Securable):
    """A volume; its bytes lie in the tenant's files under `volumes/<catalog>/<schema>/<volume>`."""

    volume_type: str = "MANAGED"
    storage_location: str | None = None


@dataclass(frozen=True)
class TableFacts:
    """What Spark knows of a table or view, told to the metastore when it is seen."""

    full_name: str
    table_type: str = "MANAGED"
    data_source_format: str | None = "DELTA"
    columns: tuple[Column, ...] = ()
    storage_location: str | None = None
    comment: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    view_definition: str | None = None
    owner: str | None = None
    row_filter: tuple[str, ...] | None = None
    masks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(kw_only=True)
class Table(Securable):
    """A table or view: Spark's facts with an owner, an id and times."""

    table_type: str = "MANAGED"
    data_source_format: str | None = "DELTA"
    columns: tuple[Column, ...] = ()
    storage_location: str | None = None
    view_definition: str | None = None
    # Keys in the form of the REST API: {"primary_key_constraint": {"name": …, "child_columns": […]}}.
    constraints: list[dict[str, Any]] = field(default_factory=list)
    # The function and its arguments as SQL: columns in backticks, constants as they are.
    row_filter: tuple[str, ...] | None = None
    # The same by column (in lower case); the column itself is the first argument.
    masks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # What COPY INTO loaded, by Delta's id of the table.
    loaded_files: dict[str, dict[str, None]] = field(default_factory=dict)
    column_tags: dict[str, dict[str, str]] = field(default_factory=dict)
    # Where it lay, and when (milliseconds since 1970) SET MANAGED made it a managed table.
    external_before: tuple[str, int] | None = None


@dataclass(kw_only=True)
class Routine(Securable):
    """A function or procedure; `info` is what the REST API calls FunctionInfo, less what all securables have."""

    routine_type: str = "FUNCTION"
    info: dict[str, Any] = field(default_factory=dict)


@dataclass(kw_only=True)
class Leaf(Securable):
    """A securable that is kept elsewhere (a connection, a function, a share); here it only has an owner and grants."""


class Directory(Protocol):
    """Who there is: the workspace's users, groups and service principals."""

    def exists(self, principal: str) -> bool:
        """Tell whether a grant to this name makes sense."""
        ...

    def groups_of(self, principal: str) -> Iterable[str]:
        """Name the groups that a principal belongs to, nested ones included."""
        ...

    def is_admin(self, principal: str) -> bool:
        """Tell whether this principal is a metastore admin."""
        ...


class Reach(Protocol):
    """Which securables the workspace may use at all, whoever asks: bindings come before grants."""

    def __call__(self, kind: str, full_name: str) -> str:
        """How a catalog, credential, location or connection is bound here: OPEN, READ_ONLY or CLOSED."""
        ...


class TableSource(Protocol):
    """Where tables really live: an open lakehouse session."""

    def tables(self, catalog: str, schema: str) -> Iterable[TableFacts]:
        """All tables and views of a schema."""
        ...

    def table(self, full_name: str) -> TableFacts | None:
        """One table or view, or None."""
        ...

    def drop_table(self, full_name: str) -> None:
        """Drop a table or view."""
        ...

    def schema_created(self, full_name: str) -> None:
        """A schema came into being; Spark needs its database."""
        ...

    def schema_dropped(self, full_name: str) -> None:
        """A schema is gone with all that was in it."""
        ...


def label(kind: str) -> str:
    """Name a kind as Databricks' messages do: `Catalog`, `External Location`."""
    return LABEL.get(kind, kind.capitalize())


def missing(kind: str, full_name: str) -> MetastoreError:
    """Say that something does not exist, as Databricks does."""
    return MetastoreError(f"{kind}_DOES_NOT_EXIST", f"{label(kind)} '{full_name}' does not exist.", 404)


def unbound(kind: str, full_name: str) -> MetastoreError:
    """Say that something belongs to other workspaces, as Databricks does."""
    text = f"{label(kind)} '{full_name}' is not accessible in current workspace"
    return MetastoreError("PERMISSION_DENIED", text, 403)


def existing(kind: str, full_name: str) -> MetastoreError:
    """Say that something is already there, as Databricks does."""
    return MetastoreError(f"{kind}_ALREADY_EXISTS", f"{label(kind)} '{full_name}' already exists")


def checked_name(kind: str, name: str) -> str:
    """Return a name in lower case, as Unity Catalog keeps it, or refuse it."""
    if not _VALID_NAME.fullmatch(name):
        rpc = f"Invalid input: RPC Create{label(kind)} Field managedcatalog.{label(kind)}Info.name"
        raise MetastoreError("INVALID_PARAMETER_VALUE", f'{rpc}: name "{name}" is not a valid name')
    return name.lower()
