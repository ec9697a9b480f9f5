"""Spark's settings for a lakehouse, and the two files that hold them for whoever starts Spark in this checkout."""

from __future__ import annotations

from pathlib import Path

DEFAULTS = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension,io.lakeproof.Extensions",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.sources.default": "delta",
    "spark.sql.legacy.createHiveTableByDefault": "false",
    "spark.sql.session.timeZone": "UTC",
    # Small data on two cores: the defaults (200 and 50) are for clusters and cost seconds a statement.
    "spark.sql.shuffle.partitions": "1",
    "spark.databricks.delta.snapshotPartitions": "1",
    "spark.sql.sources.parallelPartitionDiscovery.parallelism": "1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Duser.timezone=UTC",
    # A path without a scheme is one of DBFS, as on Databricks. No instance may be shared: each knows its tenant.
    "spark.hadoop.fs.defaultFS": "dbfs:///",
    "spark.hadoop.fs.dbfs.impl": "io.lakeproof.Dbfs",
    "spark.hadoop.fs.dbfs.impl.disable.cache": "true",
    "spark.hadoop.fs.AbstractFileSystem.dbfs.impl": "io.lakeproof.DbfsContext",
    "spark.delta.logStore.dbfs.impl": "io.delta.storage.LocalLogStore",
    # Without checksum files beside the data, which would show in listings.
    "spark.hadoop.fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",
    "spark.delta.logStore.file.impl": "io.delta.storage.LocalLogStore",
}

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
