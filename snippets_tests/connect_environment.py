"""The Python environment with Databricks Connect: everything of `.venv` but pyspark and what belongs to it.

Databricks Connect brings modules named `pyspark` and refuses to work where the package of this name is installed. All
else that it needs is in `.venv` already, and linked from there. Standard library only, because setting up makes it.
"""

from __future__ import annotations

import re
import shutil
import venv
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "build" / "databricks-connect"
PYTHON = FOLDER / "bin" / "python"
WHEEL = FOLDER / "wheel"
# pyspark, what is made for it, this project itself, and what starts with every Python of `.venv`.
LEFT_OUT = re.compile(r"(pyspark|delta|delta_spark|lakeproof|__editable__\w*|__pycache__)([-.].*)?|.*\.pth")
# A package that several distributions put modules into.
SHARED = "databricks"


def fresh() -> Path:
    """Remove the environment that is there; returns the folder that Databricks Connect is to be installed into."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    return WHEEL


def make(packages: Path, wheel: Path) -> None:
    """Make the environment.

    Args:
        packages: The environment with all other packages, such as `.venv`.
        wheel: Where Databricks Connect is installed.
    """
    venv.create(FOLDER, symlinks=True, with_pip=False)
    site = next(FOLDER.glob("lib/python3*/site-packages"))
    for source in (wheel, next(packages.glob("lib/python3*/site-packages"))):
        for path in _linked(source, wheel):
            place = site / path.relative_to(source)
            place.parent.mkdir(exist_ok=True)
            if not place.exists():
                place.symlink_to(path)


def _linked(source: Path, wheel: Path) -> Iterator[Path]:
    for path in sorted(source.iterdir()):
        if path.name == SHARED:
            yield from sorted(path.iterdir())
        elif source == wheel or not LEFT_OUT.fullmatch(path.name):
            yield path
