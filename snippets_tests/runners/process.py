"""The process as a Python block finds it, and its restoration: directory, environment, modules, logging, warnings."""

from __future__ import annotations

import logging
import os
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import NoReturn

from snippets_tests.runners.mounts import mounted
from snippets_tests.runners.world import World


@contextmanager
def block_process(world: World, module: ModuleType) -> Iterator[None]:
    """Make this process the page's for a moment.

    What cannot be taken back is refused: `os._exit` and `os.abort` would end the whole run, with exit code 0 even.
    """
    main, path, argv, directory, environment = sys.modules["__main__"], sys.path[:], sys.argv, _here(), dict(os.environ)
    root = logging.getLogger()
    handlers, level, hooks = root.handlers[:], root.level, (sys.excepthook, sys.displayhook)
    ends = os._exit, os.abort
    try:
        sys.modules["__main__"] = module
        sys.path.insert(0, str(world.directory))
        sys.argv = [str(world.directory / "page.py")]
        os.chdir(world.directory)
        _become(world.python_environment(environment))
        os._exit = os.abort = _refuse  # type: ignore[assignment]
        with warnings.catch_warnings(), mounted(world.mounts()):
            # As a plain interpreter has them; a test run may have turned warnings into errors.
            warnings.resetwarnings()
            warnings.simplefilter("ignore")
            yield
    finally:
        os._exit, os.abort = ends
        _become(environment)
        os.chdir(directory)
        sys.argv, sys.modules["__main__"] = argv, main
        sys.path[:] = path
        root.handlers[:], root.level = handlers, level
        sys.excepthook, sys.displayhook = hooks


def _here() -> str:
    try:
        return os.getcwd()  # noqa: PTH109 -- restored as it was, not resolved
    except FileNotFoundError:
        return "/"


def _become(environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    if hasattr(time, "tzset"):
        time.tzset()  # the page's TZ counts for Python's own local time, which pyspark converts timestamps with


def _refuse(*_: object) -> NoReturn:
    raise RuntimeError("a block must not end the process; raise an exception or call sys.exit()")
