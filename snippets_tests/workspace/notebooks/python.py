"""Running Python source in this process, as a notebook's cell or a script, with its output and its traceback kept.

Engines use this: it needs no Spark.
"""

from __future__ import annotations

import io
import linecache
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from snippets_tests.slot import Slot
from snippets_tests.workspace.engine import PythonResult

# Where Python's own modules and installed packages lie; this package's own too.
LIBRARIES = (sys.prefix, sys.base_prefix, str(Path(__file__).parents[2]))
_OUTPUT: Slot[Any] = Slot(lambda: sys.stdout, lambda stream: setattr(sys, "stdout", stream))
_ARGUMENTS: Slot[list[str]] = Slot(lambda: sys.argv, lambda arguments: setattr(sys, "argv", arguments))


def run(source: str, *, filename: str, argv: Sequence[str] = (), globals: dict[str, Any] | None = None) -> PythonResult:
    """Run source as a module of its own, or in the names given.

    What is no Exception (a notebook's exit) passes through, except that leaving with `sys.exit(0)` is an ordinary end.
    """
    names = {"__name__": "__main__", "__file__": filename} if globals is None else globals
    # So that the traceback can show the lines of a file that is not on disk under this name.
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    printed = io.StringIO()
    try:
        with _OUTPUT.holding(printed), _ARGUMENTS.holding([filename, *argv]):
            exec(compile(source, filename, "exec"), names)
    except SystemExit as leaving:
        if leaving.code not in (None, 0):
            return PythonResult(printed.getvalue(), f"SystemExit: {leaving.code}", f"SystemExit: {leaving.code}\n")
    except Exception as error:
        return PythonResult(printed.getvalue(), _one_line(error), _trace(error, filename))
    except BaseException as leaving:
        leaving.printed = printed.getvalue()  # type: ignore[attr-defined]
        raise
    return PythonResult(printed.getvalue())


def _one_line(error: BaseException) -> str:
    # The first line: below it Spark puts its query plans.
    message = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def _trace(error: BaseException, filename: str) -> str:
    """The traceback from the first frame of the code itself, without the frames of libraries.

    Those would name this machine's folders, and their readers look for their own line.
    """
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename != filename:
        frames = frames.tb_next
    told = traceback.TracebackException(type(error), error, frames)
    link: traceback.TracebackException | None = told
    while link is not None:
        link.stack = traceback.StackSummary.from_list([f for f in link.stack if not f.filename.startswith(LIBRARIES)])
        link = link.__cause__ or link.__context__
    return "".join(told.format())
