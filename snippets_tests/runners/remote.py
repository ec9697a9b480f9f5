"""Python blocks that import Databricks Connect run as what they are: a script on somebody's machine.

Databricks Connect replaces pyspark, so they run in a Python that has it, each in a process of its own, and nothing is
given to them but the environment: Spark is reached through the workspace alone.
"""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import threading
import time
from contextlib import suppress
from pathlib import Path

from snippets_tests import connect_environment
from snippets_tests.pages import Block
from snippets_tests.runners import limit, remote_host
from snippets_tests.runners.outcome import BlockFailure
from snippets_tests.runners.raised import Raised
from snippets_tests.runners.world import World

MODULE = "databricks.connect"


def wanted(tree: ast.Module) -> bool:
    """Whether a block imports Databricks Connect, in whatever form."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(name)) if f"{name}.".startswith(f"{MODULE}."):
                return True
            case ast.ImportFrom(module="databricks", names=names) if any(alias.name == "connect" for alias in names):
                return True
            case ast.Import(names=names) if any(f"{alias.name}.".startswith(f"{MODULE}.") for alias in names):
                return True
            case _:
                pass
    return False


def execute(block: Block, world: World, source: str) -> tuple[Raised | None, str, str]:
    """Run a block's code, padded to the page's lines.

    Returns: What ended it, and what it wrote to standard output and standard error.

    Raises:
        BlockFailure: Its time was over, it goes on with another block's names, or its Python is not set up.
    """
    if block.options.get("continuation"):
        hint = "let it stand alone: its imports, its session"
        raise BlockFailure("continuation, but a block with Databricks Connect runs in a Python of its own", hint=hint)
    if not connect_environment.PYTHON.exists():
        raise BlockFailure("Databricks Connect is not set up", hint="run make setup")
    job = _Job(block, world, source)
    try:
        code = _host(world).run(job.message, world.seconds)
    except subprocess.TimeoutExpired:
        world.services.recover(world.tenant)
        raise BlockFailure(limit.said(world.seconds), output=job.said("stdout")) from None
    printed, complaints = job.said("stdout"), job.said("stderr")
    if not job.result.exists():
        tail = "\n".join(complaints.strip().splitlines()[-6:])
        raise BlockFailure(f"the block ended its process with exit code {code}\n{tail}".rstrip(), output=printed)
    return Raised.read(job.result.read_text("utf-8")), printed, complaints


class Host:
    """The process from which the blocks of a run are forked; see `remote_host`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [connect_environment.PYTHON, "-P", remote_host.__file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            # An interrupt at the terminal is for this process, which then closes the other's input.
            start_new_session=True,
        )

    def run(self, job: str, seconds: float) -> int:
        """Run a job and return its exit code, negative for a signal.

        Raises:
            TimeoutExpired: It took longer, and was killed.
        """
        child = self._ask(job)
        ended = threading.Timer(seconds, os.kill, (child, signal.SIGKILL))
        begun = time.monotonic()
        ended.start()
        try:
            code = self._ask()
        except BaseException:
            os.kill(child, signal.SIGKILL)
            raise
        finally:
            ended.cancel()
        if code == -signal.SIGKILL and time.monotonic() - begun >= seconds:
            raise subprocess.TimeoutExpired("block", seconds)
        return code

    def _ask(self, job: str | None = None) -> int:
        """The next number that it says, after it was given a job."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):
            if job is not None:
                self._process.stdin.write(f"{job}\n")
                self._process.stdin.flush()
        said = self._process.stdout.readline()
        if not said:
            raise BlockFailure("the Python with Databricks Connect does not run", hint="run make setup")
        return int(said)

    def close(self) -> None:
        """End it with whatever it is running."""
        self._process.kill()
        self._process.communicate()


class _Job:
    """A block's files, and the line that has it run."""

    def __init__(self, block: Block, world: World, source: str) -> None:
        self._base = world.scripts / f"block-{block.line}"
        self._path(".py").write_text(source, "utf-8")
        self.result = self._path(".json")
        self.result.unlink(missing_ok=True)
        self.message = json.dumps(
            {
                "source": str(self._path(".py")),
                "page": str(block.path.resolve()),
                "result": str(self.result),
                "stdout": str(self._path(".stdout")),
                "stderr": str(self._path(".stderr")),
                "directory": str(world.directory),
                "environment": {**world.python_environment(os.environ), **world.services.connect_environment},
            }
        )

    def said(self, stream: str) -> str:
        """What it wrote to `stdout` or `stderr`."""
        return self._path(f".{stream}").read_text("utf-8", "backslashreplace")

    def _path(self, ending: str) -> Path:
        return self._base.with_name(f"{self._base.name}{ending}")


def _host(world: World) -> Host:
    """The host of this run, started by the first block that needs it."""
    return world.services.shared(Host)
