"""Spark's settings for a lakehouse, and the two files that hold them for whoever starts Spark in this checkout."""

from __future__ import annotations

import os
from pathlib import Path

SCHEMES = ("abfss", "dbfs", "file", "gs", "s3")
# How Spark evaluates a projection: NO_CODEGEN interprets it. What it interprets cannot make Scala objects with an array
# of strings in them (NewInstance gets an Object[]: "argument type mismatch"), which Spark's catalog lists are.
PROJECTIONS = "spark.sql.codegen.factoryMode"
COMPILED = "FALLBACK"

DEFAULTS = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension,io.lakeproof.Extensions",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.sources.default": "delta",
    "spark.sql.legacy.createHiveTableByDefault": "false",
    "spark.sql.session.timeZone": "UTC",
    # Databricks has them; Spark keeps them behind settings.
    "spark.sql.timeType.enabled": "true",
    "spark.sql.scripting.continueHandlerEnabled": "true",
    "spark.sql.scripting.cursorEnabled": "true",
    # Small data on two cores: the defaults (200 and 50) are for clusters and cost seconds a statement.
    # One task also keeps the order in which rows were written, so that output can be compared.
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.leafNodeDefaultParallelism": "1",
    "spark.databricks.delta.snapshotPartitions": "1",
    "spark.sql.sources.parallelPartitionDiscovery.parallelism": "1",
    # A fifth of the JVM's time went into Java classes written and compiled for projections over three rows, Delta's log
    # first among them. Queries are still compiled whole (`spark.sql.codegen.wholeStage`).
    PROJECTIONS: "NO_CODEGEN",
    # As on Databricks from Runtime 17.3 on; transformWithState needs it.
    "spark.sql.streaming.stateStore.providerClass": (
        "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider"
    ),
    # Spark 4.2.0 tells a worker the arguments' types in two ways, and its worker reads one of them: a Python function
    # of Arrow batches, as Databricks Connect sends them, waits for ever when a table's file is its input.
    # (ColumnarArrowPythonWithNamedArgumentRunner.writeUDF; the worker reads `input_type` of its evalConf.)
    "spark.sql.execution.arrow.pythonUDF.columnarInput.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "1g",
    # With one compiler only, Java reserves 48 MB for compiled code. A run of all pages needs more, and then a sixth
    # of its time goes into throwing code out that is compiled again. A task's lineage is read by recursion: that of ALS
    # with its ten iterations needs more than a thread's usual megabyte of stack, and an overflow ends the JVM.
    "spark.driver.extraJavaOptions": (
        "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -Xss4m -Duser.timezone=UTC"
    ),
    # Where the schemes' paths lie is said in java/core-default.xml.
    **{f"spark.delta.logStore.{scheme}.impl": "io.delta.storage.LocalLogStore" for scheme in SCHEMES},
}

# Where Spark's tasks run: an address of a Spark cluster, or threads of the one JVM.
MASTER = "LAKEPROOF_SPARK_MASTER"
# More settings of Spark, or other values for those above: `name=value;name=value`.
SETTINGS = "LAKEPROOF_SPARK_SETTINGS"


class SettingsError(ValueError):
    """The environment holds settings that cannot be read."""


def chosen() -> dict[str, str]:
    """All settings but those that hang on the run, with what the environment adds or changes."""
    given = {}
    for part in filter(None, (part.strip() for part in os.environ.get(SETTINGS, "").split(";"))):
        name, equals, value = part.partition("=")
        if not equals or not name.startswith("spark."):
            raise SettingsError(f"{SETTINGS}: {part!r} is not spark.NAME=VALUE (more than one are parted by ;)")
        given[name.strip()] = value.strip()
    return {**DEFAULTS, "spark.master": os.environ.get(MASTER) or "local[2]", **given}


LOG4J = """\
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %p %c{1}: %m%n%ex{short}
"""


def write(folder: Path) -> None:
    """Write `spark-defaults.conf` and `log4j2.properties`, for SPARK_CONF_DIR and for our own JVM."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{key} {value}\n" for key, value in sorted(DEFAULTS.items())]
    _write(folder / "spark-defaults.conf", "".join(lines))
    _write(folder / "log4j2.properties", LOG4J)


def _write(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text() != text:
        partial = path.with_name(f"{path.name}.part")
        partial.write_text(text)
        partial.replace(path)
