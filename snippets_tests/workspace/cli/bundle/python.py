"""Resources that a bundle writes in Python, and functions that change resources: the section `python`.

The package `databricks-bundles` of the bundle's own environment runs the code, in a process of its own: the bundle goes
in as JSON, and comes back with resources added (`load_resources`) or changed (`apply_mutators`), with the places in the
code from which they come, and with what went wrong.

Source: https://docs.databricks.com/aws/en/dev-tools/bundles/python
"""

from __future__ import annotations

import copy
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from snippets_tests.workspace.cli.bundle.config import BundleError, Config
from snippets_tests.workspace.cli.bundle.merging import Key

Phase = Literal["load_resources", "apply_mutators"]
Resources = Mapping[str, Mapping[str, Any]]
MODULE = "databricks.bundles.build"
RESTRICTED = "DATABRICKS_BUNDLE_RESTRICTED_CODE_EXECUTION"
MISSING = f"Error while finding module specification for '{MODULE}'"
LONGEST = 300
"""Seconds that a bundle's code may take."""


def wanted(config: Config) -> bool:
    """Whether the bundle has code to run."""
    return bool(section(config))


def section(config: Config) -> Key:
    """Where the bundle names its code; empty when it has none."""
    places: tuple[Key, Key] = (("python",), ("experimental", "python"))
    return next((place for place in places if config.get(*place)), ())


def run(config: Config, phase: Phase, env: Mapping[str, str]) -> None:
    """Run the bundle's code for one phase, and take over what it did to the resources.

    Args:
        config: The bundle; its resources are changed.
        phase: Whether resources are added or changed.
        env: The caller's environment.

    Raises:
        BundleError: with what the code says is wrong, when it fails, and when it does what the phase forbids.
    """
    if env.get(RESTRICTED):
        raise BundleError(f"Running Python code is not allowed when {RESTRICTED} is set")
    with tempfile.TemporaryDirectory() as folder:
        output, locations = _execute(config, phase, env, Path(folder))
    before, after = config.value.get("resources") or {}, output.get("resources") or {}
    _check(before, after, phase)
    config.value["resources"] = after
    for found in locations:
        path: Key = tuple(str(found["path"]).split("."))
        if phase == "load_resources":
            config.places[path] = _place(config, found)
            continue
        # What a function left alone keeps its place, from which its relative paths are meant.
        old, new = _at(before, path), _at(after, path)
        changed = [name for name in new if _said(new[name]) != _said(old.get(name))]
        config.places |= {(*path, name): _place(config, found) for name in changed}


def _execute(config: Config, phase: Phase, env: Mapping[str, str], folder: Path) -> tuple[Any, list[dict[str, Any]]]:
    files = {name: folder / f"{name}.json" for name in ("input", "output", "diagnostics", "locations")}
    files["input"].write_text(json.dumps(_input(config)), encoding="utf-8")
    options = [part for name, file in files.items() for part in (f"--{name}", str(file))]
    command = [_interpreter(config, env), "-m", MODULE, "--phase", phase, *options]
    try:
        ended = subprocess.run(
            command, cwd=config.root, env=dict(env), capture_output=True, text=True, check=False, timeout=LONGEST
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BundleError(f"python mutator process failed: {error}") from error
    diagnostics = list(_lines(files["diagnostics"]))
    for found in diagnostics:
        if found.get("severity") == "error":
            raise _told(config, found)
    if ended.returncode:
        message = f'python mutator process failed: "exit status {ended.returncode}", use --debug to enable logging'
        raise BundleError(f"{message}\n\n{_explained(ended.stderr)}")
    return json.loads(files["output"].read_text(encoding="utf-8")), list(_lines(files["locations"]))


def _input(config: Config) -> dict[str, Any]:
    """The bundle as the code sees it; the older place of the section is the one that the package has always known."""
    value = copy.deepcopy(config.value)
    experimental = value.get("experimental") or {}
    return {**value, "experimental": {**experimental, "python": config.get(*section(config))}}


def _interpreter(config: Config, env: Mapping[str, str]) -> str:
    at = section(config)
    venv = config.get(*at, "venv_path")
    if venv:
        found = config.root / str(venv) / "bin" / "python3"
        if not found.exists():
            message = f"failed to get Python interpreter path: can't find {str(venv)!r}, check if virtualenv is created"
            raise config.error(message.replace("'", '"', 2), (*at, "venv_path"))
        return str(found)
    on_path = shutil.which("python3", path=env.get("PATH", ""))
    if on_path is None:
        raise BundleError("failed to get Python interpreter path: no Python interpreters found on PATH")
    return on_path


def _check(before: Resources, after: Resources, phase: Phase) -> None:
    """Refuse what the phase does not allow, as the official command does."""
    old, new = dict(_flat(before)), dict(_flat(after))
    if deleted := sorted(old.keys() - new.keys()):
        raise BundleError(f"unexpected deleted resources: [{' '.join(deleted)}]")
    if phase == "apply_mutators" and (added := sorted(new.keys() - old.keys())):
        raise BundleError(f"unexpected added resources: [{' '.join(added)}]")
    updated = sorted(name for name in old if _said(old[name]) != _said(new[name]))
    if phase == "load_resources" and updated:
        raise BundleError(f"unexpected updated resources: [{' '.join(updated)}]")


def _flat(resources: Resources) -> Iterator[tuple[str, Any]]:
    for group, named in resources.items():
        for key, body in (named or {}).items():
            yield f"resources.{group}.{key}", body


def _said(value: Any) -> Any:
    """A value without what says nothing: the package leaves absent fields out."""
    if isinstance(value, dict):
        return {name: _said(item) for name, item in value.items() if item is not None}
    return [_said(item) for item in value] if isinstance(value, list) else value


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    if file.exists():
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def _told(config: Config, found: Mapping[str, Any]) -> BundleError:
    location = found.get("location") or {}
    place = _place(config, location) if location.get("file") else ""
    error = BundleError(str(found.get("summary", "")), str(found.get("path") or ""), place)
    if detail := str(found.get("detail") or "").strip():
        error.args = (f"{error}\n\n{detail}",)
    return error


def _place(config: Config, location: Mapping[str, Any]) -> str:
    """`FILE:LINE:COLUMN`, the file as the bundle's folder sees it where it is inside."""
    file = Path(str(location["file"]))
    if file.is_absolute() and file.is_relative_to(config.root):
        file = file.relative_to(config.root)
    return f"{file}:{location.get('line') or 1}:{location.get('column') or 1}"


def _at(resources: Resources, path: Key) -> Mapping[str, Any]:
    _, group, key = path[:3]
    found: Mapping[str, Any] = resources.get(str(group), {}).get(str(key)) or {}
    return found


def _explained(stderr: str) -> str:
    if MISSING not in stderr:
        return stderr.strip()
    return (
        f"{stderr.strip()}\n\nExplanation: 'databricks-bundles' library is not installed in the Python environment.\n\n"
        "Install it there, or name the environment that has it: python.venv_path in databricks.yml"
    )
