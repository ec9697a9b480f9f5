"""Runs blocks in the Python that has Databricks Connect, each in a process of its own that begins with it loaded.

A program: `python -P remote_host.py`. It reads a job a line from standard input (JSON: `source`, `page`, `result`,
`stdout`, `stderr`, `directory`, `environment`), forks, and writes the process's id, then, once it has ended, its exit
code. To load pyspark and pandas takes a second; so it happens once a run, and before any channel is opened.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn


def main() -> None:
    """Run jobs until standard input closes."""
    raised = _neighbor("raised")
    importlib.import_module("databricks.connect")
    importlib.import_module("pandas")
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            _run(raised, job)
        _say(child)
        _, status = os.waitpid(child, 0)
        _say(os.waitstatus_to_exitcode(status))


def _run(raised: ModuleType, job: dict[str, Any]) -> NoReturn:
    """Be the process of a job: nobody's child at the terminal, with its own files, directory and environment."""
    code = 1
    try:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, name in ((1, "stdout"), (2, "stderr")):
            os.dup2(os.open(job[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        os.chdir(job["directory"])
        os.environ.clear()
        os.environ.update(job["environment"])
        time.tzset()
        raised.run(Path(job["source"]), job["page"], Path(job["result"]))
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def _neighbor(name: str) -> ModuleType:
    """A module of this folder, which is not to be on the path: its names are those of the standard library."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _say(number: int) -> None:
    print(number, flush=True)


if __name__ == "__main__":
    main()
