"""Python blocks that import Databricks Connect run as what they are: a script on somebody's machine.

Databricks Connect replaces pyspark, so they run in a Python that has it, each in a process of its own, and nothing is
given to them but the environment: Spark is reached through the workspace alone.
"""

from __future__ import annotations

import ast
import os
import subprocess

from snippets_tests import connect_environment
from snippets_tests.pages import Block
from snippets_tests.runners import limit, raised
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
    file, result = world.scripts / f"block-{block.line}.py", world.scripts / f"block-{block.line}.json"
    file.write_text(source, "utf-8")
    result.unlink(missing_ok=True)
    process = subprocess.Popen(
        [connect_environment.PYTHON, "-P", raised.__file__, file, str(block.path.resolve()), result],
        cwd=world.directory,
        env={**world.python_environment(os.environ), **world.services.connect_environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="backslashreplace",
    )
    try:
        printed, complaints = process.communicate(timeout=world.seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        printed, _ = process.communicate()
        world.services.recover(world.tenant)
        raise BlockFailure(limit.said(world.seconds), output=printed) from None
    finally:
        process.kill()
    if not result.exists():
        tail = "\n".join(complaints.strip().splitlines()[-6:])
        raise BlockFailure(f"the block ended its process with exit code {process.returncode}\n{tail}", output=printed)
    return Raised.read(result.read_text("utf-8")), printed, complaints
