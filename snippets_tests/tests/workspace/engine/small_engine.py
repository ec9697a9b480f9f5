"""An engine without a JVM: SQL statements run in SQLite, Python in this process."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from snippets_tests.lakehouse.pipelines.request import Event, Request, Result
from snippets_tests.lakehouse.profiling.request import Request as Profile
from snippets_tests.lakehouse.splitter import split
from snippets_tests.workspace import Tenant
from snippets_tests.workspace.engine import PythonResult, SqlFailure
from snippets_tests.workspace.notebooks import python

TYPES = {int: "BIGINT", float: "DOUBLE", str: "STRING", bytes: "BINARY", type(None): "VOID"}


@dataclass(frozen=True)
class Column:
    name: str
    type: str


@dataclass(frozen=True)
class Table:
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()


class SmallEngine:
    """Keeps what it was asked in `asked`, and answers a statement found in `answers` with that table."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.asked: list[dict[str, Any]] = []
        self.answers: dict[str, Table] = {}
        self.sessions: dict[str, list[str]] = {}
        self._database = sqlite3.connect(":memory:", check_same_thread=False)

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
        self.asked.append(
            {"statement": statement, "parameters": parameters, "catalog": catalog, "schema": schema, "who": principal}
        )
        if session is not None:
            self.sessions.setdefault(session, []).append(statement)
            if statement.startswith(("USE ", "SET ")):
                return Table()
        if statement in self.answers:
            return self.answers[statement]
        table = Table()
        for part in split(statement):
            table = self._one(part.text, parameters or {})
        return table

    def end_session(self, session: str) -> None:
        self.sessions.pop(session, None)

    def _one(self, statement: str, parameters: Mapping[str, Any] | Sequence[Any]) -> Table:
        try:
            if isinstance(parameters, Mapping):
                cursor = self._database.execute(statement, {k: _plain(v) for k, v in parameters.items()})
            else:
                cursor = self._database.execute(statement, [_plain(v) for v in parameters])
        except sqlite3.Error as error:
            message = str(error)
            if message.startswith("no such table: "):
                name = message.removeprefix("no such table: ")
                text = f"[TABLE_OR_VIEW_NOT_FOUND] The table or view `{name}` cannot be found. SQLSTATE: 42P01"
                raise SqlFailure(text, "TABLE_OR_VIEW_NOT_FOUND", "42P01", 1) from error
            raise SqlFailure(f"[PARSE_SYNTAX_ERROR] {message}", "PARSE_SYNTAX_ERROR", "42601", 1) from error
        if cursor.description is None:
            return Table()
        rows = tuple(cursor.fetchall())
        first = rows[0] if rows else [None] * len(cursor.description)
        columns = [
            Column(name, TYPES[type(value)]) for (name, *_), value in zip(cursor.description, first, strict=True)
        ]
        return Table(tuple(columns), rows)

    def run_python(
        self, source: str, *, filename: str, argv: Sequence[str] = (), globals: dict[str, Any] | None = None
    ) -> PythonResult:
        return python.run(source, filename=filename, argv=argv, globals=globals)

    def notebook_globals(self, principal: str | None = None) -> dict[str, Any]:
        return {"spark": SmallSpark(self, principal)}

    def update_pipeline(self, request: Request) -> Result:
        """Keep the request; a source with the word BROKEN fails."""
        self.asked.append({"pipeline": request})
        if any("BROKEN" in source.text for source in request.sources):
            error = "[TABLE_OR_VIEW_NOT_FOUND] no such table"
            event = Event("update_progress", "FAILED", {"update_progress": {"state": "FAILED"}}, "ERROR", error=error)
            return Result([event], error=error)
        quality = {"status": "COMPLETED", "data_quality": {"dropped_records": 1}}
        return Result(
            [
                Event("flow_progress", "Flow 'f' has COMPLETED.", {"flow_progress": quality}, flow="f"),
                Event("update_progress", "COMPLETED", {"update_progress": {"state": "COMPLETED"}}),
            ]
        )

    def refresh_profile(self, request: Profile) -> str | None:
        """Keep the request; a slice with the word BROKEN fails."""
        self.asked.append({"profile": request})
        return "[PARSE_SYNTAX_ERROR] BROKEN" if "BROKEN" in request.slicing else None

    def drop_pipeline(self, pipeline_id: str) -> None:
        """Keep the request."""
        self.asked.append({"dropped": pipeline_id})


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, date | Decimal) else value


class SmallSpark:
    """As much of a SparkSession as the tests' notebooks use."""

    def __init__(self, engine: SmallEngine, principal: str | None) -> None:
        self._engine, self._principal = engine, principal

    def sql(self, statement: str, args: dict[str, Any] | None = None) -> SmallFrame:
        return SmallFrame(self._engine.sql(statement, parameters=args, principal=self._principal))


class SmallFrame:
    def __init__(self, table: Table) -> None:
        self._table = table

    def collect(self) -> list[tuple[Any, ...]]:
        return list(self._table.rows)
