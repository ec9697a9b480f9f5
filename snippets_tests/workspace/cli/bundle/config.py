"""Reading a bundle's files: `databricks.yml` and what it includes, merged, with the place of every value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from snippets_tests.workspace.cli.bundle.merging import Key, Merging, Places
from snippets_tests.workspace.cli.command import CommandError

NAMES = ("databricks.yml", "databricks.yaml", "bundle.yml", "bundle.yaml")
Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BundleError(CommandError):
    """What is wrong with a bundle, and where.

    Args:
        message: The cause.
        at: The value's path, as the configuration writes it.
        place: `FILE:LINE:COLUMN`.
    """

    def __init__(self, message: str, at: str = "", place: str = "") -> None:
        lines = [message, *([f"  at {at}"] if at else []), *([f"  in {place}"] if place else [])]
        super().__init__("\n".join(lines))


@dataclass
class Config:
    """A configuration: plain values, and where each was written, by its path."""

    root: Path
    value: dict[str, Any] = field(default_factory=dict)
    places: Places = field(default_factory=dict)

    def error(self, message: str, path: Key) -> BundleError:
        """An error at a value, or at the nearest one around it."""
        return BundleError(message, dotted(path), self.place(path))

    def place(self, path: Key) -> str:
        """`FILE:LINE:COLUMN` of a value, or of the nearest one around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, "")

    def get(self, *path: str | int) -> Any:
        """The value at a path, or None."""
        value: Any = self.value
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return None
        return value

    def folder(self, path: Key) -> Path:
        """The folder from which a relative path at this place is meant: that of the file in which it is written."""
        return (self.root / self.place(path).rpartition(":")[0].rpartition(":")[0]).parent if path else self.root

    def mapping(self, *path: str) -> dict[str, Any]:
        """The mapping at a path; empty when there is none.

        Raises:
            BundleError: when something else stands there.
        """
        value = self.get(*path)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.error(f"expected map, found {kind(value)}", path)
        return value

    def resources(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Every resource as (kind, key, body)."""
        for group in self.mapping("resources"):
            for key in self.mapping("resources", group):
                yield group, key, self.mapping("resources", group, key)


def find_root(start: Path, env: Mapping[str, str]) -> Path:
    """The folder that DATABRICKS_BUNDLE_ROOT names, or the nearest one from `start` upwards that holds a bundle.

    Raises:
        CommandError: when there is none.
    """
    if given := env.get("DATABRICKS_BUNDLE_ROOT"):
        root = start / given
        if not root.is_dir():
            raise CommandError(f'invalid bundle root DATABRICKS_BUNDLE_ROOT="{given}": no such file or directory')
        if not any((root / name).is_file() for name in NAMES):
            raise CommandError(f"unable to locate bundle root: {NAMES[0]} not found")
        return root
    for folder in (start, *start.parents):
        if any((folder / name).is_file() for name in NAMES):
            return folder
    raise CommandError(f"unable to locate bundle root: {NAMES[0]} not found")


def load(root: Path) -> Config:
    """Read a bundle's configuration.

    Raises:
        BundleError: for YAML that cannot be read, an include that matches nothing, a resource that is defined twice.
    """
    main = next(root / name for name in NAMES if (root / name).is_file())
    config = Config(root)
    _take(config, main)
    for pattern in config.get("include") or ():
        found = sorted(path for path in root.glob(str(pattern)) if path.is_file() and path != main)
        if not found and not any(letter in str(pattern) for letter in "*?["):
            raise config.error(f"{pattern} defined in 'include' section does not match any files", ("include",))
        for path in found:
            _take(config, path, included=True)
    return config


def dotted(path: Key) -> str:
    """A path as the configuration writes it: `resources.jobs.etl.tasks[0]`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def kind(value: object) -> str:
    """What messages call a value's type."""
    names: tuple[tuple[type, str], ...] = ((bool, "bool"), (int, "int"), (float, "float"), (str, "string"))
    if value is None:
        return "nil"
    if isinstance(value, Mapping):
        return "map"
    return next((name for type_, name in names if isinstance(value, type_)), "sequence")


def _take(config: Config, path: Path, *, included: bool = False) -> None:
    name = path.relative_to(config.root).as_posix()
    try:
        node = yaml.compose(path.read_text("utf-8"), Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        raise BundleError(f"yaml: {error.problem}", place=place) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BundleError(f"cannot read {name}: {error}") from error
    if node is None:
        return
    places: dict[Key, str] = {}
    value = _value(node, (), name, places)
    if not isinstance(value, dict):
        raise BundleError(f"expected a map at the top, found {kind(value)}", place=f"{name}:1:1")
    for group, resources in (value.get("resources") or {}).items():
        for key in resources or ():
            at: Key = ("resources", group, key)
            if included and config.get(*at) is not None:
                message = f"multiple resources or scripts have been defined with the same key: {key}"
                raise BundleError(message, dotted(at), f"{config.place(at)}\n     {places[at]}")
    config.value = Merging(config.places, places).merge(config.value, value, (), ())


def _value(node: yaml.Node, path: Key, name: str, places: dict[Key, str]) -> Any:
    places[path] = f"{name}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, index), name, places) for index, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return _SCALARS.construct_object(node)
    result: dict[str, Any] = {}
    merged: dict[str, Any] = {}
    for key, value in node.value:
        if key.tag == "tag:yaml.org,2002:merge":
            sources = value.value if isinstance(value, yaml.SequenceNode) else [value]
            for source in sources:
                merged = {**_value(source, path, name, places), **merged}
            continue
        word = str(key.value)
        if word in result:
            place = f"{name}:{key.start_mark.line + 1}:{key.start_mark.column + 1}"
            raise BundleError(f'the key "{word}" stands twice', dotted((*path, word)), place)
        result[word] = _value(value, (*path, word), name, places)
        # A mapping's place is its key's, where people look; a plain value's is its own.
        if isinstance(value, yaml.MappingNode | yaml.SequenceNode):
            places[(*path, word)] = f"{name}:{key.start_mark.line + 1}:{key.start_mark.column + 1}"
    return {**merged, **result}


_SCALARS = yaml.constructor.SafeConstructor()
