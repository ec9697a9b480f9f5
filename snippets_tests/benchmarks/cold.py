"""From nothing to the first MERGE's result: a process with the lakehouse beside one with plain pyspark and Delta."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time

STATEMENTS = (
    "CREATE TABLE t (id INT, name STRING) USING DELTA",
    "INSERT INTO t VALUES (1, 'a'), (2, 'b')",
    "MERGE INTO t USING (SELECT 2 AS id, 'c' AS name) AS s ON t.id = s.id "
    "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
    "SELECT id, name FROM t ORDER BY id",
)
EXPECTED = [[1, "a"], [2, "c"]]

PLAIN_SESSION = """
import json, sys, tempfile, time
from pyspark.sql import SparkSession
folder = tempfile.mkdtemp()
spark = (
    SparkSession.builder.master("local[*]")
    .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
    .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
    .config("spark.sql.warehouse.dir", folder)
    .config("spark.driver.extraJavaOptions", f"-Dderby.system.home={folder}")
    .getOrCreate()
)
"""
PLAIN = f"""{PLAIN_SESSION}
for statement in json.loads(sys.argv[1]):
    rows = spark.sql(statement).collect()
print(json.dumps([list(row) for row in rows]))
"""
OURS = """
import json, sys, tempfile
from pathlib import Path
from snippets_tests.lakehouse.metastore import Metastore
from snippets_tests.lakehouse.session import Lakehouse
numbers = iter(range(1, 10**6))
metastore = Metastore(owner="ada@example.com", ids=lambda: str(next(numbers)), clock=lambda: 0, directory=None)
lakehouse = Lakehouse(Path(sys.argv[2]))
session = lakehouse.open("benchmark", metastore, Path(tempfile.mkdtemp()))
for statement in json.loads(sys.argv[1]):
    table = session.sql(statement)
print(json.dumps([list(row) for row in table.rows]))
lakehouse.stop()
"""


def main(arguments: list[str]) -> int:
    """Time both in turn, as often as the first argument says (3)."""
    from snippets_tests.runners.services import BUILD

    rounds = int(arguments[0]) if arguments else 3
    times: dict[str, list[float]] = {"plain pyspark": [], "lakehouse": []}
    for _ in range(rounds):
        for name, program in (("plain pyspark", PLAIN), ("lakehouse", OURS)):
            start = time.perf_counter()
            command = [sys.executable, "-c", program, json.dumps(STATEMENTS), str(BUILD)]
            ended = subprocess.run(command, capture_output=True, text=True, check=False)
            if ended.returncode or json.loads(ended.stdout.strip().splitlines()[-1]) != EXPECTED:
                print(ended.stderr[-2000:], file=sys.stderr)
                return 1
            times[name].append(time.perf_counter() - start)
    for name, seconds in times.items():
        print(f"{name:14} median {statistics.median(seconds):6.1f} s  of {', '.join(f'{one:.1f}' for one in seconds)}")
    ratio = statistics.median(times["plain pyspark"]) / statistics.median(times["lakehouse"])
    print(f"{ratio:.1f} times faster to the first MERGE's result, cold")
    return 0
