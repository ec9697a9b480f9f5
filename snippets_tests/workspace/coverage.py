"""What is emulated: for each service how many operations have behaviour of their own, by their shape, or none (501)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from snippets_tests.surface import Operation, Surface
from snippets_tests.workspace import generic, registry
from snippets_tests.workspace.generic.names import patterns
from snippets_tests.workspace.services import MODULES

KINDS = ("own", "generic", "501")


def reachable(surface: Surface) -> Iterator[Operation]:
    """The operations that a request can reach: one for each verb and path, those with behaviour first."""
    names = patterns(surface)
    seen: set[tuple[str, str, str]] = set()
    own = registry.operations()
    for operation in sorted(surface.operations.values(), key=lambda operation: operation.id not in own):
        place = (operation.verb, operation.path, str(names.get(operation.id)))
        if not operation.wrapper and place not in seen:
            seen.add(place)
            yield operation


def counts(surface: Surface) -> dict[str, Counter[str]]:
    """How many operations of each kind every service has."""
    assert MODULES  # imported for the functions that they register
    own = registry.operations()
    by_shape = generic.behaviour(surface, without=own)
    found: dict[str, Counter[str]] = {}
    for operation in surface.operations.values():
        if operation.wrapper:
            continue
        kind = "own" if operation.id in own else "generic" if operation.id in by_shape else "501"
        found.setdefault(operation.accessor, Counter())[kind] += 1
    return found


def table(surface: Surface) -> str:
    """The counts as a text, a line for each service and one for all."""
    rows = sorted(counts(surface).items())
    width = max(len(name) for name, _ in rows)
    lines = [f"{'service':<{width}}  {'own':>5}  {'generic':>7}  {'501':>5}"]
    total: Counter[str] = Counter()
    for name, count in [*rows, ("all", total)]:
        total.update(count if name != "all" else {})
        lines.append(f"{name:<{width}}  {count['own']:>5}  {count['generic']:>7}  {count['501']:>5}")
    return "\n".join(lines)
