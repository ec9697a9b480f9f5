"""The lakehouse: one JVM for a run, and a session of its own for each tenant (each page)."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import conf, entity, lineage, naming, statements
from .connect import Remote
from .conversion import Conversion
from .dropped_files import DroppedFiles
from .errors import SqlError, from_spark
from .functions import FunctionNames
from .hook import Hook
from .jvm import Jvm
from .metastore import Metastore
from .page_session import PageSession
from .paths import real_path
from .pipelines.storage import Storage
from .pipelines.tenant import Pipelines
from .policies import Policies
from .profiling.refresh import Refresh
from .profiling.request import Request
from .results import collect
from .sample_tables import SampleTables
from .spark_tables import SparkTables
from .splitter import Statement, split
from .statements.context import Context
from .tables import Table

__all__ = ["Lakehouse", "Session", "SqlError"]

# The JVM hands a statement that begins so to Spark without asking us again.
AS_IS = "/* as is */ "
# Texts that may stand anywhere in a statement for it to be ours; none so far.
ANYWHERE = ""


class Lakehouse:
    """Spark with Delta and Databricks' catalogs, started with the first session.

    Args:
        home: The checkout's `build` folder, set up by `make setup`.
        settings: Spark's; by default what the environment says now.
    """

    def __init__(self, home: Path, settings: Mapping[str, str] | None = None) -> None:
        self._home = home.resolve()
        self._settings = conf.chosen() if settings is None else settings
        self._jvm: Jvm | None = None
        self._sessions: dict[str, Session] = {}

    def open(self, name: str, metastore: Metastore, files: Path) -> Session:
        """Open a tenant's session.

        Args:
            name: The tenant's name; two open sessions cannot share it.
            metastore: The tenant's; from now on it sees the tenant's tables.
            files: The tenant's bytes: `dbfs/`, `volumes/<catalog>/<schema>/<volume>/`, `workspace/` under it.
        """
        if name in self._sessions:
            raise ValueError(f"a session of the tenant {name!r} is already open")
        if self._jvm is None:
            self._jvm = self._started()
        self._sessions[name] = Session(self._jvm, name, metastore, files.resolve(), self._sessions)
        return self._sessions[name]

    def stop(self) -> None:
        """Close all sessions and stop the JVM."""
        for session in list(self._sessions.values()):
            session.close()
        if self._jvm is not None:
            self._jvm.stop()
            self._jvm = None

    def versions(self) -> dict[str, str]:
        """What the lakehouse is made of, without starting it."""
        from importlib.metadata import version

        return {"spark": version("pyspark"), "delta": version("delta-spark")}

    def _started(self) -> Jvm:
        jvm = Jvm(self._home, self._settings)
        jvm.package.Sessions.watch(statements.beginnings(), ANYWHERE)
        jvm.package.Lineage.listen(jvm.context._jsc.sc())
        jvm.package.Sessions.provideSamples(SampleTables(jvm, jvm.samples))
        return jvm


class Session:
    """A tenant's way into the lakehouse. Its catalogs, tables, views, functions and files are nobody else's."""

    def __init__(self, jvm: Jvm, name: str, metastore: Metastore, files: Path, open_: dict[str, Session]) -> None:
        self.name = name
        self.metastore = metastore
        self.files = files
        self._jvm = jvm
        self._open = open_
        self._tenant = naming.tenant_id(name)
        self._hook = Hook(metastore, self._context, self.path)
        self._jvm.package.Sessions.hook(self._tenant, self._hook)
        # The catalogs that each Connect session knows, by user and client's session.
        self._remote: dict[tuple[str, str], tuple[str, ...]] = {}
        self.pipelines = Pipelines(
            metastore,
            self._new_session,
            jvm.package,
            Storage(jvm.package, self._tenant, jvm.warehouse / self._tenant / "_pipelines"),
            self.readable,
        )
        self.spark = self._new_session(metastore.owner)
        metastore.policies.watch(lambda any: jvm.package.Policies.follow(self._tenant, any))
        metastore.attach(SparkTables(self.spark, jvm.package, self._tenant))
        metastore.touched = self._touched
        self.activate()

    def activate(self) -> None:
        """Make this the session that `SparkSession.builder.getOrCreate()` and `getActiveSession()` return."""
        self.spark.activate()

    def sql(
        self,
        text: str,
        *,
        parameters: Mapping[str, Any] | Sequence[Any] | None = None,
        catalog: str | None = None,
        schema: str | None = None,
        principal: str | None = None,
        within: PageSession | None = None,
    ) -> Table:
        """Run one or more statements, `;` between, and return what the last one answers.

        With a catalog, schema or principal given they run in a session of their own, as a SQL warehouse does it: what
        they USE or set does not last. Without, they run in the page's session, as a notebook's cells do. `within` is
        a session made by `session_of`, which a SQL driver's connection keeps. Parameters have names or an order.

        Raises:
            SqlError: A statement failed; those before it were carried out.
        """
        isolated = not (catalog is None and schema is None and principal is None)
        if within is not None:
            spark = within
            # Catalogs that others made meanwhile are there, too.
            self._enrol(spark, principal or self.metastore.owner)
        else:
            spark = self._new_session(principal or self.metastore.owner) if isolated else self.spark
        if catalog is not None:
            self._run(spark, Statement(f"USE CATALOG `{catalog}`"), {})
        if schema is not None:
            self._run(spark, Statement(f"USE SCHEMA `{schema}`"), {})
        answer = Table()
        for statement in split(text):
            answer = self._run(spark, statement, parameters or {})
        return answer

    def session_of(self, principal: str | None = None) -> PageSession:
        """Make a Spark session of its own for somebody, the metastore's owner by default, as a job's run has one."""
        return self._new_session(principal or self.metastore.owner)

    def connect(self, session: str, principal: str | None = None) -> Remote:
        """Where somebody's Connect session is; it is made at its first request, one of this tenant.

        Args:
            session: The client's id for it; another user's of the same id is another session.
            principal: By default the metastore's owner.
        """
        principal = principal or self.metastore.owner
        server = self._jvm.connect
        user = f"{self._tenant}:{principal}"
        catalogs = tuple(catalog.name for catalog in self.metastore.list_catalogs())
        if self._remote.get((user, session)) != catalogs:
            spark = server.session(user, session)
            if spark is not None:
                self._enrol_java(spark, principal)
                # See Once.java: its statements must not run again with each look at their result.
                spark.conf().set("lakeproof.connect", "true")
                # A client's `spark.catalog` lists what it finds inside the server, where nothing can step in.
                spark.conf().set(conf.PROJECTIONS, conf.COMPILED)
            self._remote[user, session] = catalogs
        return Remote(server.address, server.secret, user)

    def refresh_profile(self, request: Request) -> str | None:
        """Compute the metrics of a table's profile as whoever made it.

        Returns: What stood in the way, such as a missing privilege or a slice that is no SQL; None if nothing did.
        """
        from jinja2 import TemplateError
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        spark = self.session_of(request.principal)
        spark.activate()
        try:
            Refresh(request, spark).run()
        except (PySparkException, Py4JError) as error:
            return from_spark(error, Statement(request.table), self.readable).message
        except TemplateError as error:
            return f"A custom metric's definition cannot be rendered: {error}"
        finally:
            spark.leave()
        return None

    def path(self, path: str) -> Path:
        """Where `/Volumes/…`, `/dbfs/…`, `/Workspace/…` or `dbfs:/…` really lies."""
        return real_path(self.files, path)

    def readable(self, text: str) -> str:
        """Put users' names and places where Spark's own show, such as in a traceback."""
        return naming.readable(text)

    def close(self) -> None:
        """Drop all that the tenant has, and stop its streams."""
        if self._open.pop(self.name, None) is None:
            return
        self.metastore.attach(None)
        self.metastore.touched = list
        self.metastore.policies.watch(None)
        for query in self.spark.streams.active:
            query.stop()
        for user, session in self._remote:
            self._jvm.connect.close(user, session)
        # What is cached is all tenants'; to forget it costs them time at most.
        self.spark.catalog.clearCache()
        self._jvm.package.Sessions.close(self.spark._jsparkSession, self._tenant)
        shutil.rmtree(self._jvm.warehouse / self._tenant, ignore_errors=True)
        self.spark.leave()

    def _run(self, spark: PageSession, statement: Statement, parameters: Mapping[str, Any] | Sequence[Any]) -> Table:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        try:
            # An empty mapping would make Spark look for markers; a statement may hold a `?` or `:x` in other ways.
            given = dict(parameters) if isinstance(parameters, Mapping) else list(parameters)
            frame = spark.sql(statement.text, args=given) if given else spark.sql(statement.text)
            return collect(frame)
        except (PySparkException, Py4JError) as error:
            raise from_spark(error, statement, self.readable) from None

    def _touched(self) -> list[lineage.Touched]:
        return lineage.read(self._jvm.package.Lineage.events(self._jvm.context._jsc.sc(), self._tenant))

    def _new_session(self, principal: str) -> PageSession:
        spark = PageSession.of(self._jvm)
        self._enrol(spark, principal)
        return spark

    def _enrol(self, spark: PageSession, principal: str) -> None:
        """Make a session one of this tenant."""
        self._enrol_java(spark._jsparkSession, principal)

    def _enrol_java(self, spark: Any, principal: str) -> None:
        catalogs = "\n".join(c.name for c in self.metastore.list_catalogs())
        self._jvm.package.Sessions.enrol(
            spark,
            self._tenant,
            self.metastore.owner,
            principal,
            self.metastore.global_id,
            str(self.files),
            catalogs,
            entity.encoded(),
        )

    # For statements

    def _context(self, text: str, catalog: str, schema: str, principal: str) -> Context:
        # The session that parses is the active one: Spark sees to that for every statement.
        active = PageSession.active(self._jvm)
        sessions = self._jvm.package.Sessions

        def run(sql: str, *, as_is: bool = False) -> Table:
            return collect(active.sql(AS_IS + sql if as_is else sql))

        def catalogs(name: str, made: bool) -> None:
            if made:
                sessions.addCatalog(active._jsparkSession, self._tenant, name)
                sessions.addCatalog(self.spark._jsparkSession, self._tenant, name)
            else:
                sessions.dropCatalog(active._jsparkSession, name)
                sessions.dropCatalog(self.spark._jsparkSession, name)

        return Context(
            text=text,
            principal=principal,
            catalog=catalog,
            schema=schema,
            metastore=self.metastore,
            run=run,
            catalogs=catalogs,
            real_path=self.path,
            readable=self.readable,
            enrol=lambda: self._enrol(active, principal),
            spark=active,
            collect=collect,
            policies=Policies(self._jvm.package, self._tenant),
            pipelines=self.pipelines,
            dropped=DroppedFiles(self._jvm.package, active._jsparkSession, self._tenant),
            conversion=Conversion(self._jvm.package, active._jsparkSession, self._tenant),
            functions=FunctionNames(self._jvm.package, self._tenant),
            temporary_views=lambda: _lines(self._jvm.package.Describe.temporaryViews(active._jsparkSession)),
        )


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []
