"""Setting up: what a newcomer reads when their machine lacks something."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from snippets_tests import connect_environment, install
from snippets_tests.connect_environment import PYTHON

ROOT = Path(install.__file__).resolve().parent.parent


@pytest.mark.parametrize(("file", "least"), [(install.REQUIREMENTS, 50), (install.CONNECT, 1)])
def test_every_requirement_is_pinned_with_a_hash_and_none_names_an_index(file: Path, least: int) -> None:
    lines = file.read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert len(pins) >= least
    assert all("==" in pin for pin in pins)
    assert all(pin.endswith("\\") for pin in pins), "a pin without hashes"
    assert not [line for line in lines if "://" in line or (line.lstrip().startswith("-") and "--hash" not in line)]


def test_databricks_connect_has_an_environment_without_pyspark() -> None:
    program = """
import importlib.metadata, json, sys
import databricks.connect, databricks.sdk, pandas, pyspark.dbconnect_version
names = {found.name for found in importlib.metadata.distributions()}
print(json.dumps([sorted(names & {"pyspark", "delta-spark", "lakeproof", "databricks-connect"}), pyspark.__file__]))
"""
    done = subprocess.run([PYTHON, "-c", program], stdout=subprocess.PIPE, text=True, check=True)
    names, pyspark = json.loads(done.stdout)
    assert names == ["databricks-connect"]
    assert Path(pyspark).is_relative_to(PYTHON.parent.parent)
    assert not [path for path in PYTHON.parent.parent.glob("lib/*/site-packages/*") if not path.exists()]


def test_the_installer_comes_from_the_same_pins() -> None:
    pin = install._pin_of("uv")
    assert pin.startswith("uv==")
    assert pin.count("--hash=sha256:") > 1
    assert "\nvirtualenv" not in pin


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("error: Failed to fetch: `…`  Caused by: dns error", "cannot be reached"),
        ("Hash mismatch for `six==1.16.0`", "not the one that requirements.txt pins"),
    ],
)
def test_a_failure_is_explained_with_its_remedy(said: str, hint: str) -> None:
    assert hint in (install._explain(said) or "")


def test_an_unknown_failure_is_shown_as_it_is() -> None:
    with pytest.raises(install.SetupError, match=r"see below\n.*strange"):
        install._run([sys.executable, "-c", "import sys; sys.exit('something strange')"], "it broke")


def test_an_offline_machine_gets_one_clear_message(tmp_path: Path) -> None:
    """The real program, from a copy of what it needs, with an index that nobody serves."""
    for name in ("requirements.txt", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    package = tmp_path / "snippets_tests"
    package.mkdir()
    (package / "__init__.py").touch()
    for module in (install, connect_environment):
        (package / Path(module.__file__).name).write_bytes(Path(module.__file__).read_bytes())
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0", "PIP_DEFAULT_TIMEOUT": "1"}
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "UV_"))} | nowhere
    done = subprocess.run(
        [sys.executable, "-m", "snippets_tests.install"], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 2
    first = next(line for line in done.stderr.splitlines() if line.startswith("setup: "))
    assert "the installer uv cannot be fetched: the package index cannot be reached" in first
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "build" / "setup.stamp").exists()


def test_an_old_python_is_refused_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert install.main() == 2
    assert "Python 3.11 or later is needed" in capsys.readouterr().err


def test_a_missing_program_is_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("bash", "git"):
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert install.main() == 2
    said = capsys.readouterr().err
    assert "curl not found on PATH" in said
    assert "apt-get install curl" in said
