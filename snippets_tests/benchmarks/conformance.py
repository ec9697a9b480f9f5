"""The conformance file's statements that plain pyspark with Delta can run, there and on the lakehouse, in one run."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from snippets_tests.benchmarks.cold import PLAIN_SESSION

PLAIN = f"""{PLAIN_SESSION}
spark.conf.set("spark.sql.sources.default", "delta")
def prepare(area):
    spark.sql("CREATE DATABASE " + area)
    spark.sql("USE " + area)
run = lambda statement: spark.sql(statement).collect()
"""
OURS = """
import json, sys, tempfile, time
from itertools import count
from pathlib import Path
from snippets_tests.lakehouse.metastore import Metastore
from snippets_tests.lakehouse.session import Lakehouse
from snippets_tests.runners.services import BUILD
lakehouse = Lakehouse(BUILD)
def prepare(area):
    global session
    numbers = count(1)
    metastore = Metastore(owner="ada@example.com", ids=lambda: str(next(numbers)), clock=lambda: 1768467600000)
    session = lakehouse.open(area, metastore, Path(tempfile.mkdtemp()))
run = lambda statement: session.sql(statement)
"""
TIMED = """
told = {}
for area, statements in json.load(open(sys.argv[1])).items():
    prepare(area)
    told[area] = []
    for statement in statements:
        start = time.perf_counter()
        try:
            run(statement)
        except Exception:
            told[area].append(None)
        else:
            told[area].append(time.perf_counter() - start)
    print(area, file=sys.stderr, flush=True)
open(sys.argv[2], "w").write(json.dumps(told))
"""


def main(arguments: list[str]) -> int:
    """Time the areas named (all by default) in both, and compare the statements that ran in both."""
    from snippets_tests.tests.lakehouse.test_conformance import AREAS, steps

    wanted = {
        area.stem: [step.statement for step in steps(area.read_text())]
        for area in AREAS
        if area.stem in arguments or not arguments
    }
    told: dict[str, dict[str, list[float | None]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "statements.json"
        given.write_text(json.dumps(wanted))
        for name, program in (("plain pyspark", PLAIN), ("lakehouse", OURS)):
            answer = Path(folder) / "seconds.json"
            ended = subprocess.run(
                [sys.executable, "-c", program + TIMED, given, answer], stdout=subprocess.DEVNULL, check=False
            )
            if ended.returncode:
                return 1
            told[name] = json.loads(answer.read_text())
    sums = dict.fromkeys(told, 0.0)
    both = total = 0
    for area in wanted:
        for plain, ours in zip(told["plain pyspark"][area], told["lakehouse"][area], strict=True):
            total += 1
            if plain is not None and ours is not None:
                both += 1
                sums["plain pyspark"] += plain
                sums["lakehouse"] += ours
    print(f"{both} of {total} statements run in both")
    for name, seconds in sums.items():
        print(f"{name:14} {seconds:7.1f} s")
    print(f"{sums['plain pyspark'] / sums['lakehouse']:.1f} times faster")
    return 0
