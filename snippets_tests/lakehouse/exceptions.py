"""Makes Spark's and Delta's own errors arrive in Python as on Databricks: as pyspark's exceptions, and said once.

Classic pyspark only knows some of the JVM's exception classes; a violated constraint would arrive as py4j's error with
a page of stack. On Databricks, where Python talks to Spark through Connect, every error with a condition is one of
pyspark's.
"""

from __future__ import annotations

import re
from typing import Any

from .naming import readable


def install() -> None:
    """Set pyspark up so; a second call does nothing."""
    import delta.exceptions  # noqa: F401 -- sets itself up for Delta's conflicts; ours goes around it
    from pyspark.errors.exceptions import captured
    from pyspark.logger import PySparkLogger

    # They print every error to standard error as JSON, besides raising it.
    for name in ("SQLQueryContextLogger", "DataFrameQueryContextLogger"):
        PySparkLogger.getLogger(name).disabled = True
    _name_details()
    if not hasattr(captured.convert_exception, "__wrapped__"):
        captured.convert_exception = _converter(captured.convert_exception)


def _name_details() -> None:
    """`DeltaTable.detail()` names the table as Spark's own catalog does; show users' names."""
    from delta.tables import DeltaTable
    from pyspark.sql.functions import regexp_replace

    original = DeltaTable.detail
    if hasattr(original, "__wrapped__"):
        return

    def detail(self: Any) -> Any:
        found = original(self)
        return found.withColumn("name", regexp_replace("name", r"^spark_catalog\.[a-z0-9]+__(.+)__([^.]+)\.", "$1.$2."))

    detail.__wrapped__ = original  # type: ignore[attr-defined]
    DeltaTable.detail = detail


# A refusal of ours in a stack trace, up to its SQL state.
_REFUSED = re.compile(r"io\.lakeproof\.Failures\$Refused: (\[.*? SQLSTATE: \w{5})", re.DOTALL)
_ENDED = re.compile(r"(terminated with exception: ).*?(?=\n=== Streaming Query|\Z)", re.DOTALL)


def _ours(description: str, stack: str) -> str:
    """Say what ended a stream, where Spark only says that a task did not write."""
    refused = _REFUSED.search(stack)
    return _ENDED.sub(lambda found: found.group(1) + refused.group(1), description) if refused else description


def _converter(original: Any) -> Any:
    from py4j.java_gateway import is_instance_of
    from pyspark import SparkContext
    from pyspark.errors.exceptions import captured

    def convert(error: Any) -> Any:
        found = original(error)
        unknown = isinstance(found, captured.UnknownException)
        if unknown and is_instance_of(SparkContext._gateway, error, "org.apache.spark.SparkThrowable"):
            found = captured.SparkRuntimeException(origin=error)
        if isinstance(found, captured.CapturedException):
            found._desc = readable(found._desc)
        if isinstance(found, captured.StreamingQueryException):
            found._desc = _ours(found._desc, found._stackTrace or "")
        return found

    convert.__wrapped__ = original  # type: ignore[attr-defined]
    return convert
