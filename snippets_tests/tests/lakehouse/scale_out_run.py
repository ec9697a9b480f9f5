"""Checks a page and says, as JSON, what failed, where Spark's tasks ran, and on which master.

A program of its own, since a process can have one Spark.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from snippets_tests import pages
from snippets_tests.runners.check import check_block
from snippets_tests.runners.services import Services
from snippets_tests.runners.world import World


def main() -> None:
    """Check the page that the first argument names."""
    path = Path(sys.argv[1])
    with Services() as services, World(pages.load(path), path.name, services, path.parent) as world:
        outcomes = [check_block(block, world) for block in world.page.blocks if not block.is_output]
        spark = world.session.spark
        executors = spark.sparkContext._jsc.sc().statusStore().executorList(False)
        tasks = {executors.apply(n).id(): executors.apply(n).completedTasks() for n in range(executors.size())}
        failed = [outcome.message for outcome in outcomes if not outcome.passed]
        found = {"failed": failed, "ran": len(outcomes), "tasks": tasks, "master": spark.sparkContext.master}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
