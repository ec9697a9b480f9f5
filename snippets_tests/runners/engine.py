"""A page's lakehouse session as the workspace wants it:

what runs SQL of warehouses and the code of jobs and notebooks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from snippets_tests.lakehouse.paths import MOUNTS
from snippets_tests.runners import mlflow_state
from snippets_tests.runners.environment import ENVIRONMENT
from snippets_tests.runners.mounts import mounted
from snippets_tests.runners.notebook import display
from snippets_tests.workspace.engine import PythonResult, SqlFailure, Table
from snippets_tests.workspace.notebooks import python

if TYPE_CHECKING:
    from snippets_tests.lakehouse.connect import Remote
    from snippets_tests.lakehouse.page_session import PageSession
    from snippets_tests.lakehouse.pipelines.request import Request, Result
    from snippets_tests.lakehouse.profiling.request import Request as Profile
    from snippets_tests.lakehouse.session import Session
    from snippets_tests.workspace.tenant import Tenant


class SessionEngine:
    """Runs a tenant's statements and code on its lakehouse session.

    Args:
        tenant: Whose engine it is.
        session: Gives the session; called at the first use, for opening one starts Spark.
    """

    def __init__(self, tenant: Tenant, session: Callable[[], Session]) -> None:
        self.tenant = tenant
        self._open = session
        self._sessions: dict[str, PageSession] = {}

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
        """Run one or more statements; the last one's result counts. A `session` begins with its first statement."""
        from snippets_tests.lakehouse.session import SqlError

        lakehouse = self._open()
        if session is not None and session not in self._sessions:
            self._sessions[session] = lakehouse.session_of(principal)
        within = self._sessions[session] if session is not None else None
        try:
            return lakehouse.sql(
                statement, parameters=parameters, catalog=catalog, schema=schema, principal=principal, within=within
            )
        except SqlError as error:
            raise SqlFailure(error.message, error.error_class, error.sql_state, error.line) from error

    def end_session(self, session: str) -> None:
        """Forget what the statements of a session share."""
        self._sessions.pop(session, None)

    def connect(self, session: str, principal: str) -> Remote:
        """Where a Connect client's session is, by the client's id for it."""
        return self._open().connect(session, principal)

    def run_python(
        self, source: str, *, filename: str, argv: Sequence[str] = (), globals: dict[str, Any] | None = None
    ) -> PythonResult:
        """Run Python code and say how it ended; Spark starts only when it was asked for by `notebook_globals`."""
        with self._compute():
            result = python.run(source, filename=filename, argv=argv, globals=globals)
        readable = self._open().readable
        return PythonResult(
            readable(result.stdout),
            readable(result.error) if result.error else None,
            readable(result.traceback) if result.traceback else None,
        )

    def notebook_globals(self, principal: str | None = None) -> dict[str, Any]:
        """What code finds without an import, in a Spark session of its own as every run has one."""
        session = self._open()
        spark = session.session_of(principal)
        spark.activate()
        return {"spark": spark, "display": display}

    def update_pipeline(self, request: Request) -> Result:
        """Run an update of a pipeline; a failure is in the result."""
        session = self._open()
        with self._compute():
            return session.pipelines.update(request)

    def refresh_profile(self, request: Profile) -> str | None:
        """Compute a profile's metrics; the message of what stood in the way."""
        return self._open().refresh_profile(request)

    def drop_pipeline(self, pipeline_id: str) -> None:
        """Drop the tables that a pipeline made."""
        self._open().pipelines.drop(pipeline_id)

    @contextmanager
    def _compute(self) -> Iterator[None]:
        """Code on a compute finds the workspace without configuration, and its files under `/Volumes` and `/dbfs`."""
        preset = {"DATABRICKS_HOST": self.tenant.host, "DATABRICKS_TOKEN": self.tenant.token, **mlflow_state.PRESET}
        mounts = {mount: self.tenant.files / folder for mount, folder in MOUNTS}
        with ENVIRONMENT.holding({**os.environ, **preset}), mlflow_state.apart(), mounted(mounts):
            yield
