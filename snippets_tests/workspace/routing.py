"""From verb and path to an operation: the longest literal path wins, and older versions of a path still lead home."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Target = TypeVar("Target")

# Versions under which Databricks still serves what the SDK calls by a newer one.
OLDER = {
    "/api/2.1/clusters/": ("/api/2.0/clusters/",),
    "/api/2.2/jobs/": ("/api/2.1/jobs/", "/api/2.0/jobs/"),
    "/api/2.0/workspace-conf": ("/api/2.0/preview/workspace-conf",),
    "/api/2.0/permissions/": ("/api/2.0/preview/permissions/",),
    # A warehouse is `/sql/warehouses/ID` in the answers of permissions, and many clients ask for it by that name.
    "/api/2.0/permissions/warehouses/": (
        "/api/2.0/permissions/sql/warehouses/",
        "/api/2.0/preview/permissions/sql/warehouses/",
    ),
}
EVERYWHERE = ""
PARAMETER = re.compile(r"\{([^}]+)\}")


@dataclass(frozen=True)
class Route(Generic[Target]):
    """Where a target is to be found.

    `patterns` are regular expressions for parameters that are not one segment of the path, such as the resource name
    `projects/a/branches/b`.
    """

    verb: str
    path: str
    target: Target
    patterns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Match(Generic[Target]):
    """A found route with the values of its path's parameters."""

    target: Target
    values: dict[str, str]


@dataclass(frozen=True)
class _Template(Generic[Target]):
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    literal: tuple[int, int]
    target: Target


class Router(Generic[Target]):
    """Finds the target of a request; of two routes that are equally good the first one counts."""

    def __init__(self, routes: Iterable[Route[Target]]) -> None:
        self._exact: dict[tuple[str, str], Target] = {}
        self._templates: dict[tuple[str, str], list[_Template[Target]]] = {}
        for route in routes:
            for path in _with_older(route.path):
                self._add(route, path)
        for templates in self._templates.values():
            templates.sort(key=lambda template: template.literal, reverse=True)

    def find(self, verb: str, path: str) -> Match[Target] | None:
        """The route of a verb and path, or None. A path may end in a slash more than the SDK writes."""
        for candidate in (path, path.rstrip("/")):
            target = self._exact.get((verb, candidate))
            if target is not None:
                return Match(target, {})
            for bucket in (_bucket(candidate), EVERYWHERE):
                for template in self._templates.get((verb, bucket), ()):
                    found = template.pattern.fullmatch(candidate)
                    if found:
                        return Match(template.target, dict(zip(template.names, found.groups(), strict=True)))
        return None

    def _add(self, route: Route[Target], path: str) -> None:
        if "{" not in path:
            self._exact.setdefault((route.verb, path), route.target)
            return
        names = tuple(PARAMETER.findall(path))
        pieces = PARAMETER.split(path)
        pattern = "".join(
            re.escape(piece) if index % 2 == 0 else _group(route.patterns.get(piece), pieces[index - 1])
            for index, piece in enumerate(pieces)
        )
        # Between names with slashes that fit both, the one with more words of its own: `.*/branches/x` before `.+`.
        words = len(re.findall(r"[a-z]", re.sub(r"\(\?:[^)]*\)", "", pattern)))
        literal = (sum(len(piece) for piece in pieces[::2]), words)
        template = _Template(re.compile(pattern), names, literal, route.target)
        self._templates.setdefault((route.verb, _bucket(path)), []).append(template)


def _group(pattern: str | None, before: str) -> str:
    if not before.endswith("/"):
        return "(/.*)"  # brings its own slashes: /api/2.0/fs/files{file_path}
    return f"({pattern or '[^/]+'})"


def _bucket(path: str) -> str:
    """The first segments of a path, by which templates are kept so that few have to be tried."""
    depth = 3 if path.startswith("/api/") else 1
    bucket, brace, _ = "/".join(path.split("/", depth + 1)[: depth + 1]).partition("{")
    return EVERYWHERE if brace and bucket.endswith("/") else bucket


def _with_older(path: str) -> Iterable[str]:
    yield path
    for newer, olders in OLDER.items():
        if path.startswith(newer):
            for older in olders:
                yield older + path.removeprefix(newer)
