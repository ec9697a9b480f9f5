"""Set everything up in this checkout: Python packages, Java runtime, Delta's jars, the catalog plugin.

Run by `make setup` with the machine's own Python, hence standard library only. A second run finds its stamp
and returns.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from snippets_tests import connect_environment

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BUILD = ROOT / "build"
STAMP = BUILD / "setup.stamp"
REQUIREMENTS = ROOT / "requirements.txt"
CONNECT = ROOT / "requirements-connect.txt"

PROGRAMS = ("bash", "curl", "git")

HINTS = (
    (
        r"No space left on device|os error 28",
        "the disk is full; setting up needs about 3 GB: free some space, then run the command again",
    ),
    (
        r"dns error|Temporary failure in name resolution|Name or service not known|Connection refused"
        r"|Network is unreachable|client error \(Connect\)|Could not connect|error sending request|NewConnectionError"
        r"|Failed to fetch|Could not find a version|No matching distribution",
        "the package index cannot be reached; the first set-up needs a network"
        " (a mirror is taken from PIP_INDEX_URL or pip's configuration)",
    ),
    (
        r"[Hh]ash mismatch|HASHES|do not match",
        "a downloaded package is not the one that requirements.txt pins; nothing was installed from it",
    ),
    (
        r"requires-python|no matching.*platform|no wheels|No solution found",
        "a pinned package does not exist for this Python or platform",
    ),
)


class SetupError(Exception):
    """Setting up cannot go on; the text says what is missing and what to do."""


def main() -> int:
    """Set up, printing one line a step.

    Returns: 0 when everything is there, 2 when something is missing on the machine.
    """
    try:
        return _set_up()
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
    except OSError as error:
        print(f"setup: {_explain(str(error)) or error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("setup: interrupted; run the command again to go on", file=sys.stderr)
    return 2


def _set_up() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 -- run before anything checked requires-python
        version = ".".join(map(str, sys.version_info[:3]))
        raise SetupError(
            f"Python 3.11 or later is needed, {sys.executable} is {version}; try `make PYTHON=python3.12 …`"
        )
    if missing := [name for name in PROGRAMS if shutil.which(name) is None]:
        raise SetupError(
            f"{' and '.join(missing)} not found on PATH, and the pages' shell blocks need it"
            f"; on Debian or Ubuntu: apt-get install {' '.join(missing)}"
        )
    stamp = _fingerprint()
    if STAMP.is_file() and STAMP.read_text() == stamp and _python().exists():
        return 0
    started = time.monotonic()
    BUILD.mkdir(exist_ok=True)
    _step("Python environment", VENV)
    _make_venv()
    _step("Python packages", "pinned in requirements.txt; two gigabytes on disk, once")
    _install_packages()
    _step("Databricks Connect", connect_environment.FOLDER)
    _step("Java runtime, Delta Lake, catalog plugin", BUILD)
    with ThreadPoolExecutor() as pool:
        # They know nothing of each other, and each keeps one core busy at most.
        for part in [pool.submit(_install_connect), pool.submit(_install_lakehouse)]:
            part.result()
    partial = STAMP.with_suffix(".part")
    partial.write_text(stamp)
    partial.replace(STAMP)
    print(f"setup: done in {time.monotonic() - started:.0f} s", flush=True)
    return 0


def _fingerprint() -> str:
    """Sum up all that decides what is installed: pins, our packaging, the plugin's sources, Python."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    lakehouse = ROOT / "snippets_tests" / "lakehouse"
    sources = [*lakehouse.glob("java/**/*.*"), *lakehouse.glob("jars/*"), lakehouse / "install.py", Path(__file__)]
    sources.append(Path(connect_environment.__file__))
    for path in [REQUIREMENTS, CONNECT, ROOT / "pyproject.toml", *sorted(sources)]:
        if path.is_file():
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _make_venv() -> None:
    if _python().exists():
        probe = subprocess.run(
            [_python(), "-c", "import sys; print(sys.version_info[:2])"], capture_output=True, text=True
        )
        if probe.stdout.strip() == str(tuple(sys.version_info[:2])):
            return
        shutil.rmtree(VENV)
    try:
        venv.create(VENV, with_pip=True, symlinks=True)
    except (subprocess.CalledProcessError, ImportError) as error:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetupError(
            f"{sys.executable} cannot make a virtual environment ({error})"
            "; on Debian or Ubuntu: apt-get install python3-venv"
        ) from error


def _install_packages() -> None:
    """Install what requirements.txt pins: by uv (seconds instead of minutes), which pip brings first, pinned too."""
    installer = VENV / "bin" / "uv"
    if not installer.exists():
        pinned = BUILD / "requirements-uv.txt"
        pinned.write_text(_pin_of("uv"))
        _run(
            [_python(), "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", pinned],
            "the installer uv cannot be fetched",
        )
    environment = _installers_environment()
    command: list[str | Path] = [installer, "pip", "install", "--quiet"]
    _run([*command, "--require-hashes", "-r", REQUIREMENTS], "the Python packages cannot be installed", env=environment)
    _run(
        [*command, "--no-deps", "--no-build-isolation", "--editable", ROOT],
        "lakeproof itself cannot be installed",
        env=environment,
    )


def _install_lakehouse() -> None:
    _run([_python(), "-m", "snippets_tests.lakehouse.install"], "the lakehouse cannot be set up", quiet=False)


def _install_connect() -> None:
    """Install Databricks Connect beside the others: it brings a pyspark, and takes no other one next to it."""
    wheel = connect_environment.fresh()
    command: list[str | Path] = [VENV / "bin" / "uv", "pip", "install", "--quiet", "--python", _python()]
    options: list[str | Path] = ["--no-deps", "--require-hashes", "--target", wheel, "-r", CONNECT]
    _run([*command, *options], "Databricks Connect cannot be installed", env=_installers_environment())
    connect_environment.make(VENV, wheel)


def _installers_environment() -> dict[str, str]:
    index = subprocess.run(
        [_python(), "-m", "pip", "config", "get", "global.index-url"], capture_output=True, text=True
    ).stdout.strip()
    mirror = os.environ.get("PIP_INDEX_URL") or index
    return dict(os.environ, VIRTUAL_ENV=str(VENV), **({"UV_DEFAULT_INDEX": mirror} if mirror else {}))


def _pin_of(package: str) -> str:
    """The lines of requirements.txt that pin one package with its hashes."""
    found = re.search(rf"^{re.escape(package)}==.*?(?=^\S|\Z)", REQUIREMENTS.read_text(), re.MULTILINE | re.DOTALL)
    if not found:
        raise SetupError(f"requirements.txt does not pin {package}; run `make requirements`")
    return found.group()


def _run(command: Sequence[str | Path], failure: str, *, env: dict[str, str] | None = None, quiet: bool = True) -> None:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE if quiet else None,
        text=True,
    )
    if done.returncode:
        said = f"{done.stdout or ''}{done.stderr}".strip()
        raise SetupError(f"{failure}: {_explain(said) or 'see below'}\n{said[-2000:]}")


def _explain(text: str) -> str | None:
    return next((hint for pattern, hint in HINTS if re.search(pattern, text)), None)


def _step(what: str, where: object) -> None:
    place = where.relative_to(ROOT) if isinstance(where, Path) else where
    print(f"setup: {what} ({place})", flush=True)


def _python() -> Path:
    return VENV / "bin" / "python"


if __name__ == "__main__":
    sys.exit(main())
