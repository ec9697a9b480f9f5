"""`/Volumes/…`, `/dbfs/…` and `/Workspace/…` for Python blocks: the tenant's own bytes, as on a Databricks compute.

On Databricks these paths are file systems of the machine. Here they would need root to mount, and pages run side by
side, so the functions through which Python reaches files translate the paths instead: `open`, `os.*` and with them
pathlib, shutil and pandas' text readers. Code that opens files in C (pyarrow given a path, sqlite3) does not see them.
Shell blocks do not have them either: a reader's own terminal has no `/Volumes`; `databricks fs` is the way there.
"""

from __future__ import annotations

import builtins
import functools
import io
import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from snippets_tests.slot import Slot

PATHS = {
    "access": 1,
    "chmod": 1,
    "listdir": 1,
    "lstat": 1,
    "mkdir": 1,
    "open": 1,
    "remove": 1,
    "rename": 2,
    "replace": 2,
    "rmdir": 1,
    "scandir": 1,
    "stat": 1,
    "truncate": 1,
    "unlink": 1,
    "utime": 1,
}
"""Functions of `os`, and how many of their first arguments are paths."""


_PLAIN = {name: getattr(os, name) for name in PATHS}
_OPEN = builtins.open
_mounts: Mapping[str, Path] = {}


def mounted(mounts: Mapping[str, Path]) -> AbstractContextManager[None]:
    """Let absolute paths under each mount point lead to its directory, while the block runs."""
    return _SLOT.holding(mounts)


def _mount(mounts: Mapping[str, Path]) -> None:
    global _mounts
    _mounts = mounts
    for name, count in PATHS.items():
        setattr(os, name, _wrapped(_PLAIN[name], count) if mounts else _PLAIN[name])
    builtins.open = io.open = _wrapped(_OPEN, 1) if mounts else _OPEN


_SLOT: Slot[Mapping[str, Path]] = Slot(lambda: _mounts, _mount)


def _wrapped(function: Callable[..., Any], count: int) -> Callable[..., Any]:
    @functools.wraps(function)
    def reach(*arguments: Any, **options: Any) -> Any:
        return function(*map(_translate, arguments[:count]), *arguments[count:], **options)

    return reach


def _translate(path: Any) -> Any:
    if not isinstance(path, (str, os.PathLike)):
        return path
    text = os.fspath(path)
    if isinstance(text, str) and text.startswith("/"):
        for point, directory in _mounts.items():
            if text == point or text.startswith(f"{point}/"):
                return f"{directory}{text[len(point) :]}"
    return path
