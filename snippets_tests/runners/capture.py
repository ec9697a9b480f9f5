"""Capturing what a Python block prints, subprocesses included, in the order in which it was written."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from types import TracebackType

NAMES = ("stdout", "stderr")


class Capture:
    """Takes over standard output and standard error: Python's objects and the process's descriptors 1 and 2.

    Afterwards `stdout` and `stderr` hold the text, however badly it was encoded.
    """

    def __init__(self) -> None:
        self.stdout = ""
        self.stderr = ""

    def __enter__(self) -> Capture:
        self._objects = [getattr(sys, name) for name in NAMES]
        for stream in self._objects:
            stream.flush()
        self._saved = [os.dup(number) for number in (1, 2)]
        self._files = [tempfile.TemporaryFile() for _ in NAMES]  # noqa: SIM115 -- closed in __exit__
        for number, name, file in zip((1, 2), NAMES, self._files, strict=True):
            os.dup2(file.fileno(), number)
            # Unbuffered, so that prints and subprocesses keep their order.
            raw = os.fdopen(os.dup(number), "wb", buffering=0)
            setattr(sys, name, io.TextIOWrapper(raw, "utf-8", "backslashreplace", write_through=True))
        self._own = [sys.stdout, sys.stderr]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        for name, stream in zip(NAMES, self._objects, strict=True):
            setattr(sys, name, stream)
        for stream in self._own:
            if not stream.closed:
                stream.close()
        for number, copy in zip((1, 2), self._saved, strict=True):
            os.dup2(copy, number)
            os.close(copy)
        for name, file in zip(NAMES, self._files, strict=True):
            with file:
                file.seek(0)
                setattr(self, name, file.read().decode("utf-8", "backslashreplace"))
