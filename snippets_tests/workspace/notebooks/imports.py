"""Modules beside a notebook or script can be imported, as on Databricks, where its folder is on Python's path."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def importable(folder: Path) -> Iterator[None]:
    """Let modules of a folder be imported meanwhile.

    Afterwards they are forgotten, for the next run may find others, and no bytecode is left among the tenant's files.
    """
    place, writes = str(folder), sys.dont_write_bytecode
    sys.path.insert(0, place)
    sys.dont_write_bytecode = True
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.dont_write_bytecode = writes
        sys.path.remove(place)
        for name, module in list(sys.modules.items()):
            if (getattr(module, "__file__", None) or "").startswith(place):
                del sys.modules[name]
