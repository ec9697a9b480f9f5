"""The SparkSession that a page gets: an ordinary one, except that it cannot stop the JVM that all pages share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import SparkSession

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

    def activate(self) -> None:
        """Be what `SparkSession.builder.getOrCreate()` returns."""
        SparkSession._instantiatedSession = self
        SparkSession._activeSession = self
        session_class = SparkSession._get_j_spark_session_class(self._jvm)
        session_class.setDefaultSession(self._jsparkSession)
        session_class.setActiveSession(self._jsparkSession)

    def leave(self) -> None:
        """Stop being it."""
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
