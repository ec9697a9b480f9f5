"""Finds the operation that a verb and a path mean."""

from __future__ import annotations

import re
from collections import defaultdict
from urllib.parse import unquote

from snippets_tests.surface.model import Operation, Surface

BRACES = re.compile(r"\{(\w+)\}")


class Router:
    """A surface's paths, ready for looking up.

    Where several fit, the one with the most literal text wins (`/clusters/list` before `/clusters/{id}`), and one whose
    parameters each fill a single segment before one whose values hold slashes (`{name}` of resource names, files' paths).
    """

    def __init__(self, surface: Surface) -> None:
        self._routes: dict[str, list[tuple[str, Operation]]] = defaultdict(list)
        self._patterns: dict[tuple[str, bool], re.Pattern[str]] = {}
        for operation in surface.operations.values():
            if not operation.wrapper:
                self._routes[operation.verb].append((operation.path.partition("{")[0], operation))
        for routes in self._routes.values():
            routes.sort(key=lambda route: (-len(BRACES.sub("", route[1].path)), route[1].path, route[1].id))

    def find(self, verb: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """The operation and its decoded path values, by wire name; None when no operation has this verb and path."""
        candidates = [operation for literal, operation in self._routes[verb.upper()] if path.startswith(literal)]
        for slashes in (False, True):
            for operation in candidates:
                found = self._pattern(operation.path, slashes).fullmatch(path)
                if found:
                    return operation, {name: unquote(value) for name, value in found.groupdict().items()}
        return None

    def verbs(self, path: str) -> list[str]:
        """The verbs under which a path exists, for the message that says which would do."""
        return sorted(verb for verb in list(self._routes) if self.find(verb, path))

    def _pattern(self, path: str, slashes: bool) -> re.Pattern[str]:
        key = path, slashes
        if key not in self._patterns:
            self._patterns[key] = re.compile(_regex(path, slashes))
        return self._patterns[key]


def _regex(path: str, slashes: bool) -> str:
    text, end = "", 0
    for place in BRACES.finditer(path):
        literal = path[end : place.start()]
        value = ".+" if slashes else "[^/]+"
        if not literal.endswith("/"):
            value = "/.*"  # `/api/2.0/fs/files{file_path}`: the value brings its slashes
        text += f"{re.escape(literal)}(?P<{place[1]}>{value})"
        end = place.end()
    return text + re.escape(path[end:])
