"""The SparkSession that a page gets: an ordinary one, except that it cannot stop the JVM that all pages share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pyspark.sql import SparkSession
from pyspark.sql.catalog import Catalog, CatalogMetadata

from .conf import COMPILED, PROJECTIONS

if TYPE_CHECKING:
    from .jvm import Jvm


class PageSession(SparkSession):  # type: ignore[misc]  # pyspark is not followed
    """A session with settings, temporary views and functions of its own."""

    @classmethod
    def of(cls, jvm: Jvm) -> PageSession:
        """Make a new session of the JVM's Spark."""
        return cls(jvm.context, jvm.root.newSession())

    @classmethod
    def active(cls, jvm: Jvm) -> PageSession:
        """Wrap the session that the JVM works for on this thread."""
        return cls(jvm.context, jvm.session_class.active())

    @property
    def catalog(self) -> PageCatalog:
        """The catalogs, as pyspark shows them."""
        return PageCatalog(self)

    def activate(self) -> None:
        """Be what `SparkSession.builder.getOrCreate()` returns."""
        SparkSession._instantiatedSession = self
        SparkSession._activeSession = self
        session_class = SparkSession._get_j_spark_session_class(self._jvm)
        session_class.setDefaultSession(self._jsparkSession)
        session_class.setActiveSession(self._jsparkSession)

    def leave(self) -> None:
        """Stop being it: libraries such as MLflow ask for the active session, and must not find another page's."""
        SparkSession._get_j_spark_session_class(self._jvm).clearActiveSession()
        if SparkSession._instantiatedSession is self:
            SparkSession._instantiatedSession = None
            SparkSession._activeSession = None

    def stop(self) -> None:
        """End this session's streams only: a page that tidies up at its end must not end the other pages'."""
        for query in self.streams.active:
            query.stop()

    def newSession(self) -> Any:
        """Make a session beside this one, of the same tenant."""
        made = super().newSession()
        for key, value in self.conf.getAll.items():
            if key.startswith(("lakeproof.", "spark.sql.catalog.", "spark.sql.defaultCatalog")):
                made.conf.set(key, value)
        return made


class PageCatalog(Catalog):  # type: ignore[misc]  # pyspark is not followed
    """pyspark's catalog interface, without Spark's own catalog, which Databricks has not.

    Spark looks a schema's name without a catalog up in its own one first, and finds a `default` there.
    """

    def listCatalogs(self, pattern: str | None = None) -> list[CatalogMetadata]:
        """Name the catalogs that the user may see."""
        like = "" if pattern is None else f" LIKE '{pattern}'"
        return [CatalogMetadata(row[0], None) for row in self._sparkSession.sql(f"SHOW CATALOGS{like}").collect()]

    def listTables(self, dbName: str | None = None, pattern: str | None = None) -> Any:
        """List the tables, views and temporary views of a schema, the current one by default."""
        with self._compiled():
            kept = super().listTables(self._full(dbName), pattern)
        session = self._sparkSession
        names = session._jvm.io.lakeproof.Describe.temporaryViews(session._jsparkSession).split()
        wanted = pattern.replace("*", ".*") if pattern else ".*"
        return kept + [self.getTable(name) for name in names if re.fullmatch(wanted, name, re.IGNORECASE)]

    def listFunctions(self, dbName: str | None = None, pattern: str | None = None) -> Any:
        """List the functions of a schema, the current one by default, and Spark's own."""
        with self._compiled():
            return super().listFunctions(dbName, pattern)

    def listViews(self, dbName: str | None = None, pattern: str | None = None) -> Any:
        """List the views of a schema, the current one by default."""
        with self._compiled():
            return super().listViews(dbName, pattern)

    def getDatabase(self, dbName: str) -> Any:
        """Describe a schema."""
        return super().getDatabase(self._full(dbName))

    def databaseExists(self, dbName: str) -> bool:
        """Tell whether there is such a schema."""
        return bool(super().databaseExists(self._full(dbName)))

    @contextmanager
    def _compiled(self) -> Iterator[None]:
        conf = self._sparkSession.conf
        usual = conf.get(PROJECTIONS)
        conf.set(PROJECTIONS, COMPILED)
        try:
            yield
        finally:
            conf.set(PROJECTIONS, usual)

    def _full(self, schema: str | None) -> str:
        name = f"`{self.currentDatabase()}`" if schema is None else schema
        return name if "." in name else f"`{self.currentCatalog()}`.{name}"
