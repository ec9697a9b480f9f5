"""Refusing what nobody reads: unknown keys, and resources that the API would not take, with file and line."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from snippets_tests.surface import Surface
from snippets_tests.surface import bundles as keys
from snippets_tests.surface.bodies import misfit, steps
from snippets_tests.workspace.cli.bundle.config import BundleError, Config, dotted, kind
from snippets_tests.workspace.cli.bundle.merging import Key
from snippets_tests.workspace.cli.release import VERSION

TOP_LEVELS = ("CAN_MANAGE", "CAN_VIEW", "CAN_RUN")
"""The levels that a bundle has of its own; each kind of object translates them."""


def check_keys(config: Config) -> None:
    """Refuse the keys around the resources that no bundle has.

    Raises:
        BundleError: at the first one.
    """
    for path, known in _sections(config):
        for key in config.mapping(*path):
            if key not in known:
                raise config.error(f"unknown field: {key}", (*path, key))
    if not config.get("bundle", "name"):
        raise config.error("bundle.name is required", ("bundle",))
    _check_version(config)
    for name in config.mapping("variables"):
        kind = config.get("variables", name, "type")
        if kind not in (None, "complex"):
            message = f'invalid value "{kind}" for enum field. Valid values are [complex]'
            raise config.error(message, ("variables", name, "type"))


def check_resources(config: Config, surface: Surface) -> None:
    """Hold the resources against the operations that create them, references aside.

    Raises:
        BundleError: at the first fault.
    """
    for group, key, body in config.resources():
        if group in keys.REFUSED:
            raise config.error(f"resources of kind {group} are not emulated by this stand-in", ("resources", group))
        for own, kinds in keys.OWN_KINDS.items():
            if own in body and group not in kinds:
                unlike = group == "genie_spaces" and own == "permissions"  # the official command has these
                message = f"{own} of {group} are not emulated by this stand-in" if unlike else f"unknown field: {own}"
                raise config.error(message, ("resources", group, key, own))
        if group == "alerts" and "file_path" in body:
            message = "an alert's definition in a file of its own is not emulated by this stand-in"
            raise config.error(message, ("resources", group, key, "file_path"))
        operation = keys.RESOURCES.get(group)
        if operation is None:
            continue
        extra = keys.OWN | keys.ALSO.get(group, set())
        plain = {name: value for name, value in body.items() if name not in extra}
        if problem := misfit(plain, surface.operations[operation], surface):
            path: Key = ("resources", group, key, *steps(problem.path))
            if problem.fault == "unknown field":
                raise config.error(f"unknown field: {path[-1]}", path)
            raise config.error(problem.detail, path)


def _check_version(config: Config) -> None:
    """Hold this release against the bundle's `databricks_cli_version`."""
    wanted = config.get("bundle", "databricks_cli_version")
    if wanted is None:
        return
    text = str(wanted)
    try:
        if "*" in text:
            specifiers = SpecifierSet(f"=={text}")
        else:
            specifiers = SpecifierSet(text if text[:1] in "<>=!~" else f"=={text}")
    except InvalidSpecifier:
        message = f"invalid version constraint {json.dumps(text)} specified"
        raise config.error(message, ("bundle", "databricks_cli_version")) from None
    if VERSION not in specifiers:
        message = f"Databricks CLI version constraint not satisfied. Required: {text}, current: {VERSION}"
        raise config.error(message, ("bundle", "databricks_cli_version"))


def check_identities(config: Config) -> None:
    """Keys once in a bundle, resources that say something, permissions and grants that name someone.

    Raises:
        BundleError: at the first fault.
    """
    seen: dict[str, Key] = {}
    keys_of = [
        ("resources", group, key) for group in config.mapping("resources") for key in config.get("resources", group)
    ]
    for path in [*keys_of, *(("scripts", name) for name in config.mapping("scripts"))]:
        key = str(path[-1])
        if config.get(*path) is None:
            what = path[1].removesuffix("s") if len(path) == 3 else "script"
            raise config.error(f"{what} {key} is not defined", path)
        if key in seen:
            message = f"multiple resources or scripts have been defined with the same key: {key}"
            both = f"{config.place(seen[key])}\n     {config.place(path)}"
            raise BundleError(message, f"{dotted(seen[key])}\n     {dotted(path)}", both)
        seen[key] = path
    lists: list[Key] = [("permissions",), *((*path, "permissions") for path in keys_of)]
    for path in lists:
        for index, entry in enumerate(config.get(*path) or ()):
            _check_permission(config, entry, (*path, index))
    for path in keys_of:
        for index, entry in enumerate(config.get(*path, "grants") or ()):
            if not (isinstance(entry, dict) and entry.get("principal")):
                raise config.error("grant principal is required", (*path, "grants", index))


def _check_permission(config: Config, entry: object, path: Key) -> None:
    if not isinstance(entry, dict):
        raise config.error(f"expected map, found {kind(entry)}", path)
    for key in entry:
        if key not in keys.PERMISSION:
            raise config.error(f"unknown field: {key}", (*path, key))
    if not entry.get("level"):
        raise config.error("permission level is required", path)
    if path[0] == "permissions" and entry["level"] not in TOP_LEVELS:
        message = f"invalid permission: {entry['level']}, allowed values are {', '.join(TOP_LEVELS)}"
        raise config.error(message, (*path, "level"))
    if sum(bool(entry.get(name)) for name in keys.PERMISSION if name != "level") != 1:
        message = "a permission names exactly one of group_name, service_principal_name, user_name"
        raise config.error(message, path)


def _sections(config: Config) -> Iterator[tuple[tuple[str, ...], Collection[str]]]:
    yield (), keys.TOP
    yield ("bundle",), keys.BUNDLE
    yield ("python",), keys.PYTHON
    yield ("experimental", "python"), keys.PYTHON
    yield from _shared(config, ())
    for name in config.mapping("targets"):
        if config.get("targets", name) is not None:
            yield ("targets", name), keys.TARGET
            yield from _shared(config, ("targets", name))
    for name in config.mapping("variables"):
        if isinstance(config.get("variables", name), dict):
            yield ("variables", name), keys.VARIABLE


def _shared(config: Config, start: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Collection[str]]]:
    for name, known in (
        ("workspace", keys.WORKSPACE),
        ("sync", keys.SYNC),
        ("presets", keys.PRESETS),
        ("run_as", keys.RUN_AS),
        ("resources", keys.RESOURCES.keys() | keys.REFUSED),
    ):
        yield (*start, name), known
    for name in config.mapping(*start, "artifacts"):
        yield (*start, "artifacts", name), keys.ARTIFACT
