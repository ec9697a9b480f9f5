"""A thousand SQL statements in one session: do they slow down, does the JVM grow?"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

STEP = 100


def main(arguments: list[str]) -> int:
    """Run as many statements as the first argument says (1000); time and memory are told after each hundred."""
    from snippets_tests.lakehouse.metastore import Metastore
    from snippets_tests.lakehouse.session import Lakehouse
    from snippets_tests.runners.services import BUILD

    wanted = int(arguments[0]) if arguments else 1000
    numbers = count(1)
    metastore = Metastore(owner="ada@example.com", ids=lambda: str(next(numbers)), clock=lambda: 0, directory=None)
    lakehouse = Lakehouse(BUILD)
    session = lakehouse.open("benchmark", metastore, Path(tempfile.mkdtemp()))
    start = time.perf_counter()
    for done, statement in enumerate(_statements(), 1):
        session.sql(statement)
        if done % STEP == 0:
            assert lakehouse._jvm is not None
            spent, memory = time.perf_counter() - start, _resident(lakehouse._jvm.process.pid)
            print(f"{done:5} statements: {1000 * spent / STEP:6.0f} ms each, JVM {memory} MB", flush=True)
            start = time.perf_counter()
        if done == wanted:
            break
    lakehouse.stop()
    return 0


def _statements() -> Iterator[str]:
    """What pages do, over and over, each round with a table of its own."""
    for number in count():
        table = f"main.default.t{number}"
        yield f"CREATE TABLE {table} (id INT, name STRING)"
        yield f"INSERT INTO {table} VALUES (1, 'a'), (2, 'b'), (3, 'c')"
        yield f"SELECT name, count(*) AS n FROM {table} GROUP BY name ORDER BY name"
        yield f"UPDATE {table} SET name = 'd' WHERE id = 1"
        yield (
            f"MERGE INTO {table} AS t USING (SELECT 2 AS id, 'e' AS name) AS s ON t.id = s.id "
            "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"
        )
        yield f"SELECT id, row_number() OVER (ORDER BY name) AS place FROM {table}"
        yield f"DESCRIBE HISTORY {table}"
        yield f"SHOW GRANTS ON TABLE {table}"
        yield f"SELECT * FROM {table} VERSION AS OF 1"
        yield f"DROP TABLE {table}"


def _resident(pid: int) -> int:
    """Resident memory in megabytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024
    return 0
