"""A page runs on a Spark cluster by configuration alone, and shows the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from snippets_tests.lakehouse import conf
from snippets_tests.lakehouse.standalone import Cluster
from snippets_tests.tests.lakehouse import scale_out_run

PAGE = Path(__file__).parent / "scale_out.page"


def running() -> list[int]:
    """The process groups with a process that runs; one that has ended may still be listed, as a zombie."""
    listed = subprocess.run(["ps", "-e", "-o", "pgid=,stat="], stdout=subprocess.PIPE, text=True, check=True).stdout
    return [int(group) for group, state in map(str.split, listed.splitlines()) if not state.startswith("Z")]


def test_both_workers_do_the_tasks_of_a_page_and_its_output_is_the_same(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_bytes(PAGE.read_bytes())
    with Cluster(workers=2) as cluster:
        done = subprocess.run(
            [sys.executable, "-m", scale_out_run.__name__, str(page)],
            env={**os.environ, **cluster.environment},
            stdout=subprocess.PIPE,
            text=True,
            timeout=120,
            check=True,
        )
        groups = [process.pid for process in cluster._processes]
    found = json.loads(done.stdout)
    assert (found["failed"], found["ran"]) == ([], 3)
    assert found["master"] == cluster.master
    tasks = found["tasks"]
    assert tasks.pop("driver") == 0
    assert len(tasks) == 2
    assert all(count >= 3 for count in tasks.values()), tasks
    assert not [pid for pid in running() if pid in groups]


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert conf.chosen()["spark.master"] == "local[2]"
    monkeypatch.setenv(conf.MASTER, "spark://example.com:7077")
    monkeypatch.setenv(conf.SETTINGS, "spark.sql.shuffle.partitions=8; spark.executor.memory=4g")
    chosen = conf.chosen()
    assert chosen["spark.master"] == "spark://example.com:7077"
    assert (chosen["spark.sql.shuffle.partitions"], chosen["spark.executor.memory"]) == ("8", "4g")
    assert chosen["spark.sql.sources.default"] == "delta"


@pytest.mark.parametrize("text", ["spark.executor.memory", "executor.memory=4g"])
def test_a_setting_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv(conf.SETTINGS, text)
    with pytest.raises(conf.SettingsError, match="LAKEPROOF_SPARK_SETTINGS"):
        conf.chosen()
