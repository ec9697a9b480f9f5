"""What an exception says to a page: its names, its text, its way through the page's code.

Standard library only: `run` is for another Python, which has not this project.
"""

from __future__ import annotations

import json
import linecache
import sys
import warnings
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any


@dataclass(frozen=True)
class Raised:
    """An exception that ended a block.

    Args:
        names: Its class and all classes above that.
        text: `Name: text` as a traceback ends.
        steps: The page's lines that the traceback passes, with the name of the function that each is in.
        line: The page's line at which it is to be shown.
        exit: With SystemExit its code as Python writes it, else None.
    """

    names: tuple[str, ...]
    text: str
    steps: tuple[tuple[int, str], ...] = ()
    line: int | None = None
    exit: str | None = None

    @classmethod
    def of(cls, error: BaseException, page: str) -> Raised:
        """What to keep of an exception; `page` is the file name under which the block was compiled."""
        steps = []
        tb: TracebackType | None = error.__traceback__
        while tb is not None:
            if tb.tb_frame.f_code.co_filename == page:
                steps.append((tb.tb_lineno, tb.tb_frame.f_code.co_name))
            tb = tb.tb_next
        line = steps[-1][0] if steps else None
        if isinstance(error, SyntaxError) and error.filename == page and error.lineno:
            line = error.lineno
        code = repr(error.code) if isinstance(error, SystemExit) else None
        names = tuple(kind.__name__ for kind in type(error).__mro__)
        return cls(names, describe(error), tuple(steps), line, code)

    @classmethod
    def read(cls, text: str) -> Raised | None:
        """The exception that another Python wrote, or None when the block succeeded there."""
        found = json.loads(text)
        return found and cls(**{**found, "steps": tuple((line, name) for line, name in found["steps"])})


def describe(error: BaseException) -> str:
    """`Name: text` as a traceback ends, without the query plans that Spark puts below its messages."""
    text = str(error).strip()
    if type(error).__module__.startswith("pyspark.errors"):
        text = text.split("\n\nJVM stacktrace:")[0].split(";\n'")[0].split("\n== SQL")[0].rstrip()
    notes = getattr(error, "__notes__", ())
    name = type(error).__name__
    return "\n".join([f"{name}: {text}" if text else name, *notes])


def run(source: Path, page: str, result: Path) -> None:
    """Run a block's code, padded to the page's lines, as the program of this process.

    Args:
        source: The file with the code.
        page: The file name that tracebacks are to show.
        result: Where to write what ended it, as JSON, for `Raised.read`.
    """
    code = source.read_text("utf-8")
    module = ModuleType("__main__")
    module.__dict__["__file__"] = page
    sys.modules["__main__"] = module
    sys.path.insert(0, str(Path.cwd()))
    sys.argv = [str(Path.cwd() / "page.py")]
    # Tracebacks and `inspect.getsource` are to show the code, not the Markdown around it.
    linecache.cache[page] = (len(code), None, code.splitlines(keepends=True), page)
    warnings.simplefilter("ignore")
    found: Any = None
    try:
        exec(compile(code, page, "exec", dont_inherit=True), module.__dict__)
    except BaseException as error:
        found = asdict(Raised.of(error, page))
    sys.stdout.flush()
    result.write_text(json.dumps(found), "utf-8")
