"""Refusing what nobody reads: unknown keys, and resources that the API would not take, with file and line."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from snippets_tests.surface import Surface
from snippets_tests.surface import bundles as keys
from snippets_tests.surface.bodies import misfit, steps
from snippets_tests.workspace.cli.bundle.config import Config, Key


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


def check_resources(config: Config, surface: Surface) -> None:
    """Hold the resources against the operations that create them, references aside.

    Raises:
        BundleError: at the first fault.
    """
    for group, key, body in config.resources():
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


def _sections(config: Config) -> Iterator[tuple[tuple[str, ...], Collection[str]]]:
    yield (), keys.TOP
    yield ("bundle",), keys.BUNDLE
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
        ("resources", keys.RESOURCES),
    ):
        yield (*start, name), known
    for name in config.mapping(*start, "artifacts"):
        yield (*start, "artifacts", name), keys.ARTIFACT
