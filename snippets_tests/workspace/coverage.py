"""What is emulated: for each service how many operations have behaviour of their own, by their shape, or none (501)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from snippets_tests.surface import Operation, Surface
from snippets_tests.workspace import gaps, generic, registry
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
    kinds = {
        o.id: "own" if o.id in own else "generic" if o.id in by_shape else "501" for o in surface.operations.values()
    }
    # `users_v2` shares verb and path with `users`: one request, and so one answer, for both.
    shared: dict[tuple[str, str], set[str]] = defaultdict(set)
    for operation in surface.operations.values():
        if "{name}" not in operation.path:
            shared[operation.verb, operation.path].add(kinds[operation.id])
    found: dict[str, Counter[str]] = {}
    for operation in surface.operations.values():
        if operation.wrapper:
            continue
        here = shared[operation.verb, operation.path] | {kinds[operation.id]}
        kind = next(kind for kind in KINDS if kind in here)
        found.setdefault(operation.accessor, Counter())[kind] += 1
    return found


def missing(surface: Surface) -> dict[str, list[str]]:
    """The operations that are answered 501, by the reason why; those that another operation answers for are not."""
    found: dict[str, list[str]] = defaultdict(list)
    own = registry.operations()
    by_shape = generic.behaviour(surface, without=own)
    for operation in reachable(surface):
        if operation.id not in own and operation.id not in by_shape:
            found[gaps.reason(operation.id) or "no reason given"].append(operation.id)
    return dict(sorted(found.items()))


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


def reasons(surface: Surface) -> str:
    """What is answered 501 and why, as a text."""
    lines = ["answered 501, because on Databricks"]
    for why, operations in missing(surface).items():
        lines += [f"  {why}:", *(f"    {each}" for each in operations)]
    return "\n".join(lines)


def summary(surface: Surface) -> str:
    """The share of operations with behaviour, for the workspace and the account."""
    shares = []
    for level in ("workspace", "account"):
        of = [c for name, c in counts(surface).items() if name.startswith("account.") == (level == "account")]
        done, all_ = sum(c["own"] + c["generic"] for c in of), sum(c.total() for c in of)
        shares.append(f"{level}: {done} of {all_} operations have behaviour ({100 * done / all_:.0f} %)")
    return "\n".join(shares)
