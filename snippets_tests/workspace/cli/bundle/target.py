"""Picking a target and giving the variables their values.

Source: https://docs.databricks.com/aws/en/dev-tools/bundles/variables
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from snippets_tests.workspace.cli.bundle.config import BundleError, Config, Key, merge

UNSET = (
    'no value assigned to required variable {name}. Assignment can be done using "--var" or "--var-file", by setting '
    "the BUNDLE_VAR_{name} environment variable, or in .databricks/bundle/<target>/variable-overrides.json file"
)


def select(config: Config, wanted: str | None) -> str:
    """Merge a target over the configuration and forget the others; its name.

    Raises:
        BundleError: for a name that is no target, or no name where the bundle does not say which is meant.
    """
    targets = config.mapping("targets")
    name = wanted or _default(config, targets)
    if targets and name not in targets:
        raise BundleError(f"{name}: no such target. Available targets: {', '.join(sorted(targets))}")
    chosen = config.mapping("targets", name) if targets else {}
    for variable in chosen.get("variables") or {}:
        if variable not in config.mapping("variables"):
            path: Key = ("targets", name, "variables", variable)
            raise BundleError(f"variable {variable} is not defined but is assigned a value", place=config.place(path))
    over = {key: value for key, value in chosen.items() if key not in ("default", "mode", "variables", "git")}
    config.value = merge(config.value, over)
    _overlay_places(config, name)
    config.value.setdefault("bundle", {})
    config.value["bundle"] = {**config.value["bundle"], "target": name}
    if "mode" in chosen:
        config.value["bundle"]["mode"] = chosen["mode"]
    if "git" in chosen:
        config.value["bundle"]["git"] = merge(config.value["bundle"].get("git"), chosen["git"])
    for variable, value in (chosen.get("variables") or {}).items():
        declared = config.value["variables"][variable] or {}
        full = value if isinstance(value, dict) and declared.get("type") != "complex" else {"default": value}
        config.value["variables"][variable] = merge(declared, full)
    config.value.pop("targets", None)
    return name


def assign(config: Config, flags: Mapping[str, Any], env: Mapping[str, str], cwd: Path) -> None:
    """Give every variable its `value`: `--var`, then BUNDLE_VAR_…, then the overrides file, then the default.

    Raises:
        BundleError: for a variable without a value, or a value for one that is not declared.
    """
    declared = config.mapping("variables")
    given = _given(flags, cwd)
    for name in given:
        if name not in declared:
            raise BundleError(f"variable {name} has not been defined")
    file = config.root / ".databricks" / "bundle" / config.value["bundle"]["target"] / "variable-overrides.json"
    saved = _json_file(file) if file.is_file() else {}
    for name in saved:
        if name not in declared:
            raise BundleError(f"variable {name} is not defined but is assigned a value", place=str(file.name))
    for name, definition in declared.items():
        definition = dict(definition or {})
        if name in given:
            value: Any = given[name]
        elif f"BUNDLE_VAR_{name}" in env:
            value = env[f"BUNDLE_VAR_{name}"]
        elif name in saved:
            value = saved[name]
        elif definition.get("lookup"):
            continue  # asked of the workspace when references are filled in
        elif "default" in definition:
            value = definition["default"]
        else:
            raise BundleError(UNSET.format(name=name))
        if isinstance(value, dict | list) and definition.get("type") != "complex":
            path: Key = ("variables", name)
            raise config.error(f'variable {name} is not of type "complex", but its value is', path)
        config.value["variables"][name] = {**definition, "value": value}


def _default(config: Config, targets: Mapping[str, Any]) -> str:
    if not targets:
        return "default"
    marked = [name for name, target in targets.items() if (target or {}).get("default")]
    if len(marked) > 1:
        raise BundleError(f"multiple targets are marked as default ({', '.join(marked)})")
    if marked:
        return marked[0]
    if len(targets) == 1:
        return next(iter(targets))
    raise BundleError("please specify target")


def _overlay_places(config: Config, name: str) -> None:
    start: Key = ("targets", name)
    for path, place in list(config.places.items()):
        if path[:2] == start and len(path) > 2:
            config.places[path[2:]] = place


def _given(flags: Mapping[str, Any], cwd: Path) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if "var-file" in flags:
        path = cwd / flags["var-file"]
        if not path.is_file():
            raise BundleError(f"failed to read variables file: open {flags['var-file']}: no such file or directory")
        given.update(_json_file(path))
    for text in flags.get("var") or ():
        name, separator, value = text.partition("=")
        if not separator:
            raise BundleError(f'unexpected flag value for variable assignment: {text}, expected "name=value"')
        given[name] = value
    return given


def _json_file(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BundleError(f"failed to parse variables file {path.name}: {error}") from error
    if not isinstance(value, dict):
        raise BundleError(f"failed to parse variables file {path.name}: it is not a JSON object")
    return value
