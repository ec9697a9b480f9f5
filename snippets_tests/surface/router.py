"""Finds the operation that a verb and a path mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import unquote

from snippets_tests.surface.model import Operation, Parameter, Surface

BRACES = re.compile(r"\{(\w+)\}")
#: A resource name's format as parameters' texts give it: `projects/{project_id}/branches/{branch_id}`.
FORMAT = re.compile(r"(?<![\w/])(?:[a-z][\w-]*/)+(?:\{[\w-]+\}|\*)(?:/[\w{}*-]+)*|(?<=Format: )[a-z-]+")
VERSION_ONLY = re.compile(r"/api/(?:[\w-]+/)?v?[\d.]+/")


class Router:
    """A surface's paths, ready for looking up.

    Where several fit, the one with the most literal text wins (`/clusters/list` before `/clusters/{id}`). Resource
    names (`/api/2.0/postgres/{name}`) belong to many operations; there the format in the parameter's text decides.
    Only then come values with slashes in other parameters.
    """

    def __init__(self, surface: Surface) -> None:
        self._routes: dict[str, list[tuple[str, Operation]]] = defaultdict(list)
        self._patterns: dict[tuple[str, bool], re.Pattern[str]] = {}
        self._collections: dict[str, list[str]] = defaultdict(list)
        for operation in surface.operations.values():
            if not operation.wrapper:
                self._routes[operation.verb].append((operation.path.partition("{")[0], operation))
            if "{" not in operation.path:
                self._collections[operation.accessor].append(operation.path)
        for routes in self._routes.values():
            routes.sort(key=lambda route: (-len(BRACES.sub("", route[1].path)), route[1].path, route[1].id))

    def find(self, verb: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """The operation and its decoded path values, by wire name; None when no operation has this verb and path."""
        candidates = [
            operation for literal, operation in self._routes.get(verb.upper(), ()) if path.startswith(literal)
        ]
        for slashes in (False, True):
            for operation in candidates:
                found = self._pattern(operation, slashes).fullmatch(path)
                if found:
                    return operation, {name: unquote(value) for name, value in found.groupdict().items()}
        return None

    def verbs(self, path: str) -> list[str]:
        """The verbs under which a path exists, for the message that says which would do."""
        return sorted(verb for verb in self._routes if self.find(verb, path))

    def _pattern(self, operation: Operation, slashes: bool) -> re.Pattern[str]:
        key = operation.id, slashes
        if key not in self._patterns:
            self._patterns[key] = re.compile("".join(self._parts(operation, slashes)))
        return self._patterns[key]

    def _parts(self, operation: Operation, slashes: bool) -> Iterator[str]:
        parameters = {parameter.name: parameter for parameter in operation.parameters if parameter.where == "path"}
        end = 0
        for place in BRACES.finditer(operation.path):
            before = operation.path[end : place.start()]
            yield re.escape(before)
            if before.endswith("/"):
                yield f"(?P<{place[1]}>{self._value(operation, parameters[place[1]], place.start(), slashes)})"
            else:
                yield f"(?P<{place[1]}>/.*)"  # `/api/2.0/fs/files{file_path}`: the value brings its slashes
            end = place.end()
        yield re.escape(operation.path[end:])

    def _value(self, operation: Operation, parameter: Parameter, start: int, slashes: bool) -> str:
        if parameter.name not in ("name", "parent"):
            return ".+" if slashes else "[^/]+"
        formats = FORMAT.findall(parameter.doc)
        base = operation.path[:start]
        if not formats and VERSION_ONLY.fullmatch(base):
            # Nothing but the version before the name: without a format it would take every path there is.
            formats = [f"{path.removeprefix(base)}/*" for path in self._collections[operation.accessor]]
        if formats:
            return "|".join(re.sub(r"\{[\w-]+\}|\*", "[^/]+", form) for form in formats)
        return ".+" if slashes else "[^/]+"
