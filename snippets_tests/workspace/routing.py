"""From verb and path to an operation: the longest literal path wins, and older versions of a path still lead home."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Target = TypeVar("Target")

# Versions under which Databricks still serves what the SDK calls by a newer one.
OLDER = {
    "/api/2.1/clusters/": ("/api/2.0/clusters/",),
    "/api/2.2/jobs/": ("/api/2.1/jobs/", "/api/2.0/jobs/"),
}
PARAMETER = re.compile(r"\{([^}]+)\}")


@dataclass(frozen=True)
class Match(Generic[Target]):
    """A found route with the values of its path's parameters."""

    target: Target
    values: dict[str, str]


@dataclass(frozen=True)
class _Template(Generic[Target]):
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    literal: int
    target: Target


class Router(Generic[Target]):
    """Finds the target of a request.

    Args:
        routes: Verb, path and target of each; of two with equal verb and path the first one counts.
        patterns: Regular expressions by path and parameter, for parameters that are not one segment of a path:
            resource names such as `projects/a/branches/b`.
    """

    def __init__(
        self, routes: Iterable[tuple[str, str, Target]], patterns: Mapping[tuple[str, str], str] | None = None
    ) -> None:
        self._patterns = patterns or {}
        self._exact: dict[tuple[str, str], Target] = {}
        self._templates: dict[tuple[str, str], list[_Template[Target]]] = {}
        for verb, path, target in routes:
            for each in _with_older(path):
                self._add(verb, each, target)
        for templates in self._templates.values():
            templates.sort(key=lambda template: -template.literal)

    def find(self, verb: str, path: str) -> Match[Target] | None:
        """The route of a verb and path, or None. A path may end in a slash more than the SDK writes."""
        for candidate in (path, path.rstrip("/")):
            target = self._exact.get((verb, candidate))
            if target is not None:
                return Match(target, {})
            for template in self._templates.get((verb, _bucket(candidate)), ()):
                found = template.pattern.fullmatch(candidate)
                if found:
                    return Match(template.target, dict(zip(template.names, found.groups(), strict=True)))
        return None

    def _add(self, verb: str, path: str, target: Target) -> None:
        if "{" not in path:
            self._exact.setdefault((verb, path), target)
            return
        names = tuple(PARAMETER.findall(path))
        pieces = PARAMETER.split(path)
        pattern = "".join(
            re.escape(piece) if index % 2 == 0 else self._group(path, piece, pieces[index - 1])
            for index, piece in enumerate(pieces)
        )
        literal = sum(len(piece) for piece in pieces[::2])
        template = _Template(re.compile(pattern), names, literal, target)
        self._templates.setdefault((verb, _bucket(path)), []).append(template)

    def _group(self, path: str, name: str, before: str) -> str:
        if not before.endswith("/"):
            return "(/.*)"  # brings its own slashes: /api/2.0/fs/files{file_path}
        return f"({self._patterns.get((path, name), '[^/]+')})"


def _bucket(path: str) -> str:
    # /api/2.0/SERVICE/… : three segments are literal in every template, up to a brace; beside the API one is.
    depth = 3 if path.startswith("/api/") else 1
    return "/".join(path.split("/", depth + 1)[: depth + 1]).partition("{")[0]


def _with_older(path: str) -> Iterable[str]:
    yield path
    for newer, olders in OLDER.items():
        if path.startswith(newer):
            for older in olders:
                yield older + path.removeprefix(newer)
