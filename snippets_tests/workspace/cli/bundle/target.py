"""Picking a target and giving the variables their values.

Source: https://docs.databricks.com/aws/en/dev-tools/bundles/variables
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from snippets_tests.workspace.cli.bundle.config import BundleError, Config
from snippets_tests.workspace.cli.bundle.merging import Key, Merging

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
    merging = Merging(config.places, dict(config.places))
    config.value = merging.merge(config.value, over, (), ("targets", name))
    config.value.setdefault("bundle", {})
    config.value["bundle"] = {**config.value["bundle"], "target": name}
    if "mode" in chosen:
        config.value["bundle"]["mode"] = chosen["mode"]
    if "git" in chosen:
        config.value["bundle"]["git"] = {**(config.value["bundle"].get("git") or {}), **chosen["git"]}
    for variable, value in (chosen.get("variables") or {}).items():
        declared = config.value["variables"][variable] or {}
        full = value if isinstance(value, dict) and declared.get("type") != "complex" else {"default": value}
        # A complex value is replaced as a whole, and a value takes the place of a lookup.
        kept = {key: part for key, part in declared.items() if not (key == "lookup" and "default" in full)}
        config.value["variables"][variable] = {**kept, **full}
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
        is_complex = definition.get("type") == "complex"
        if name in given:
            value: Any = given[name]
            if is_complex and isinstance(value, str):
                raise BundleError(f"setting variables for complex variables via --var flag is not supported: {name}")
        elif f"BUNDLE_VAR_{name}" in env:
            value = env[f"BUNDLE_VAR_{name}"]
            if is_complex:
                message = "setting via environment variables (BUNDLE_VAR_{0}) is not supported for complex variable {0}"
                raise BundleError(message.format(name))
        elif name in saved:
            value = saved[name]
            _fits(name, value, is_complex)
        elif definition.get("lookup"):
            continue  # asked of the workspace when references are filled in
        elif "default" in definition:
            value = definition["default"]
        else:
            raise BundleError(UNSET.format(name=name))
        if isinstance(value, dict | list) and not is_complex:
            path: Key = ("variables", name)
            raise config.error(f'variable {name} is not of type "complex", but its value is', path)
        config.value["variables"][name] = {**definition, "value": value}


def _fits(name: str, value: Any, is_complex: bool) -> None:
    """Hold a value of the overrides file against its variable's type."""
    if isinstance(value, dict | list) and not is_complex:
        wrong = "is not of type complex, but the value in the variable file is a complex type"
        raise BundleError(f"variable {name} {wrong}")
    if is_complex and not isinstance(value, dict | list):
        wrong = "is of type complex, but the value in the variable file is not a complex type"
        raise BundleError(f"variable {name} {wrong}")


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
        raise BundleError(
            f"failed to parse variables file {path.name}: invalid format\n\n"
            'Variables file must be a JSON object with the following format:\n{"var1": "value1", "var2": "value2"}'
        )
    return value
