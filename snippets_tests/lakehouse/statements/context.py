"""What a statement's module gets: the statement, who gives it, in which catalog and schema, and the tenant's things."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from snippets_tests.lakehouse.lexer import quote
from snippets_tests.lakehouse.metastore import Metastore
from snippets_tests.lakehouse.tables import Table

from .answers import Refusal
from .cursor import Cursor


class Functions(Protocol):
    """A tenant's persisted functions, by full name."""

    def add(self, full_name: str) -> None:
        """A function was created."""
        ...

    def add_python(self, full_name: str, function: Any, parameters: str, defaults: str) -> None:
        """A function in Python was created: Spark's object, parameters as DDL, a line a default."""
        ...

    def remove(self, full_name: str) -> None:
        """A function was dropped."""
        ...

    def has(self, full_name: str) -> bool:
        """Tell whether there is such a function."""
        ...

    def built_in(self) -> list[str]:
        """The functions that Databricks has and Spark has not."""
        ...

    def database(self, catalog: str, schema: str) -> str:
        """What Spark calls a schema."""
        ...


class Policies(Protocol):
    """The row filters and column masks of a tenant's tables, by the table's full name."""

    def set_filter(self, table: str, call: Sequence[str]) -> None:
        """Set a row filter: the function's full name and its arguments; nothing drops it."""
        ...

    def set_mask(self, table: str, column: str, call: Sequence[str]) -> None:
        """Set a column's mask, as a filter is set."""


class DroppedFiles(Protocol):
    """What Spark had of the tables that were dropped, by the table's id in the metastore."""

    def keep(self, table: str, id: str) -> None:
        """Put aside what a table (by full name) has, before Spark drops it."""
        ...

    def put_back(self, id: str) -> None:
        """Spark did not drop it after all."""
        ...

    def restore(self, id: str) -> None:
        """Make it a table again."""
        ...

    def forget(self, id: str) -> None:
        """Remove it for good."""
        ...


class Conversion(Protocol):
    """Moves tables (by full name) between their own places and where managed tables lie."""

    def manage(self, table: str) -> None:
        """Make a managed table of an external one."""
        ...

    def release(self, table: str, location: str) -> None:
        """Make an external table at this location of a managed one."""
        ...


class DatasetMaker(Protocol):
    """What makes and refreshes a tenant's streaming tables and materialized views."""

    def create(self, text: str, principal: str, catalog: str, schema: str) -> None:
        """CREATE, with the catalog and schema that complete names."""
        ...

    def refresh(self, full_name: str, principal: str, full: bool, kind: str | None) -> None:
        """REFRESH of a table of this kind, or of either."""
        ...

    def drop_standalone(self, full_name: str) -> None:
        """DROP MATERIALIZED VIEW."""
        ...

    def pipeline_of(self, full_name: str) -> str | None:
        """The id of the pipeline that feeds a table."""
        ...

    def checkpoints(self, full_name: str) -> Mapping[str, Path]:
        """Where the flows of a table, by name, keep their checkpoints; none when no pipeline feeds it."""
        ...


@dataclass(frozen=True)
class Context:
    """One statement and its surroundings.

    Attributes:
        text: The statement.
        principal: Who gives it.
        catalog: The current catalog.
        schema: The current schema.
        metastore: The tenant's.
        run: Runs SQL in the same session, as Spark has it when `as_is`.
        catalogs: Called with a catalog's name after it was made (True) or dropped (False).
        real_path: Where a path such as /Volumes/… really lies.
        readable: Puts users' names where Spark's own show.
        temporary_views: Names the session's temporary views.
        functions: The tenant's persisted functions.
        enrol: Gives the session the settings that make it the tenant's.
        spark: The session that the statement runs in.
        collect: Fetches all rows of a DataFrame.
        policies: Row filters and column masks of the tenant's tables.
        pipelines: Makes and refreshes streaming tables and materialized views.
        dropped: What Spark had of dropped tables.
        conversion: Makes managed tables of external ones and back.
    """

    text: str
    principal: str
    catalog: str
    schema: str
    metastore: Metastore
    run: Callable[..., Table]
    catalogs: Callable[[str, bool], None]
    real_path: Callable[[str], Path]
    readable: Callable[[str], str]
    temporary_views: Callable[[], list[str]]
    functions: Functions
    enrol: Callable[[], None]
    spark: Any
    collect: Callable[[Any], Table]
    policies: Policies
    pipelines: DatasetMaker
    dropped: DroppedFiles
    conversion: Conversion

    @cached_property
    def cursor(self) -> Cursor:
        """Where the statement is being read."""
        return Cursor(self.text)

    def schema_name(self, parts: Sequence[str]) -> str:
        """Complete a schema's name with the current catalog."""
        if len(parts) > 2:
            raise _too_long(parts, 2)
        return ".".join(parts if len(parts) == 2 else [self.catalog, *parts]).lower()

    def full_name(self, parts: Sequence[str]) -> str:
        """Complete the name of something in a schema with the current schema and catalog."""
        if len(parts) > 3:
            raise _too_long(parts, 3)
        return ".".join([self.catalog, self.schema][: 3 - len(parts)] + list(parts)).lower()


def quoted(full_name: str) -> str:
    """Write a full name with each part in backticks."""
    return ".".join(quote(part) for part in full_name.split("."))


def like(names: Sequence[str], pattern: str | None) -> list[str]:
    """Keep the names that fit a SHOW pattern: `*` any text, `|` or."""
    if pattern is None:
        return list(names)
    wanted = [part.strip().lower().replace("%", "*") for part in pattern.split("|")]
    return [name for name in names if any(fnmatch.fnmatchcase(name.lower(), part) for part in wanted)]


def _too_long(parts: Sequence[str], limit: int) -> Refusal:
    name = ".".join(map(quote, parts))
    return Refusal(
        "IDENTIFIER_TOO_MANY_NAME_PARTS",
        "42601",
        f"{name} is not a valid identifier as it has more than {limit} name parts.",
    )
