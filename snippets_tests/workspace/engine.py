"""What the workspace asks of whatever runs SQL and Python, and the refusal when there is nothing that does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from snippets_tests.lakehouse.connect import Remote
from snippets_tests.lakehouse.pipelines.request import Request, Result
from snippets_tests.lakehouse.profiling.request import Request as Profile
from snippets_tests.workspace.errors import NotImplementedYet


class Column(Protocol):
    """A column of a result: its name and its Databricks type, for example `DECIMAL(10,2)`."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def type(self) -> str:
        """Its Databricks type."""
        ...


class Table(Protocol):
    """The result of a statement."""

    @property
    def columns(self) -> Sequence[Column]:
        """The columns in order."""
        ...

    @property
    def rows(self) -> Sequence[Sequence[Any]]:
        """The rows as Python values."""
        ...


class SqlFailure(Exception):
    """A statement failed. `error_class` is Spark's (`TABLE_OR_VIEW_NOT_FOUND`), `line` counts from 1."""

    def __init__(
        self, message: str, error_class: str | None = None, sql_state: str | None = None, line: int | None = None
    ) -> None:
        super().__init__(message)
        self.message, self.error_class, self.sql_state, self.line = message, error_class, sql_state, line


@dataclass(frozen=True)
class PythonResult:
    """How a piece of Python ended: what it printed; on failure the error's one line and its traceback."""

    stdout: str
    error: str | None = None
    traceback: str | None = None


class Engine(Protocol):
    """A tenant's SQL and Python.

    `sql` raises SqlFailure; `run_python` reports failures in its result, and lets through any BaseException that is no
    Exception, such as the one with which `dbutils.notebook.exit` leaves.
    """

    def sql(
        self,
        statement: str,
        *,
        parameters: Mapping[str, Any] | Sequence[Any] | None = None,
        catalog: str | None = None,
        schema: str | None = None,
        principal: str | None = None,
        session: str | None = None,
    ) -> Table:
        """Run one or more statements; the last one's result counts.

        Statements of one `session`, an id, share what they USE and SET, temporary views and variables.
        """
        ...

    def end_session(self, session: str) -> None:
        """Forget what the statements of a session share."""
        ...

    def connect(self, session: str, principal: str) -> Remote:
        """Where a Connect client's session is, by the client's id for it; made at its first request."""
        ...

    def run_python(
        self, source: str, *, filename: str, argv: Sequence[str] = (), globals: dict[str, Any] | None = None
    ) -> PythonResult:
        """Run Python code and say how it ended."""
        ...

    def notebook_globals(self, principal: str | None = None) -> dict[str, Any]:
        """What code finds without an import: `spark`, and what comes with it."""
        ...

    def update_pipeline(self, request: Request) -> Result:
        """Run an update of a pipeline; a failure is in the result."""
        ...

    def refresh_profile(self, request: Profile) -> str | None:
        """Compute the metrics of a table's profile; the message of what stood in the way, or None."""
        ...

    def drop_pipeline(self, pipeline_id: str) -> None:
        """Drop the tables that a pipeline made."""
        ...


def absent(what: str) -> NotImplementedYet:
    """The refusal of what needs an engine in a workspace without one."""
    return NotImplementedYet(
        f"{what} needs a SQL engine, and this workspace was started without one. "
        "Start it with `lakeproof workspace`, or give Workspace(engines=...)."
    )
