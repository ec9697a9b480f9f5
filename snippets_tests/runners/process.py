"""The process as a Python block finds it, and its restoration: directory, environment, modules, logging, warnings."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import NoReturn

from snippets_tests.runners.environment import ENVIRONMENT
from snippets_tests.runners.mounts import mounted
from snippets_tests.runners.world import World


@contextmanager
def block_process(world: World, module: ModuleType) -> Iterator[None]:
    """Make this process the page's for a moment.

    What cannot be taken back is refused: `os._exit` and `os.abort` would end the whole run, with exit code 0 even.
    """
    main, path, argv, directory = sys.modules["__main__"], sys.path[:], sys.argv, _here()
    root = logging.getLogger()
    handlers, level, hooks = root.handlers[:], root.level, (sys.excepthook, sys.displayhook)
    ends = os._exit, os.abort
    try:
        sys.modules["__main__"] = module
        sys.path.insert(0, str(world.directory))
        sys.argv = [str(world.directory / "page.py")]
        os.chdir(world.directory)
        os._exit = os.abort = _refuse  # type: ignore[assignment]
        environment = world.python_environment(os.environ)
        with warnings.catch_warnings(), ENVIRONMENT.holding(environment), mounted(world.mounts()):
            # As a plain interpreter has them; a test run may have turned warnings into errors.
            warnings.resetwarnings()
            warnings.simplefilter("ignore")
            yield
    finally:
        os._exit, os.abort = ends
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


def _refuse(*_: object) -> NoReturn:
    raise RuntimeError("a block must not end the process; raise an exception or call sys.exit()")
