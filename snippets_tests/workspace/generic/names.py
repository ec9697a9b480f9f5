"""Which part of a path is a resource's name, where names hold slashes: `projects/a/branches/b`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from snippets_tests.surface import Operation, Surface
from snippets_tests.workspace.generic.families import Family, families, singular

SEGMENT = "[^/:]+"
# `Format: projects/{project_id}/branches/{branch_id}` in the SDK's documentation of a parameter.
FORMAT = re.compile(r"(?:Format:?|in the form\b)\s*`?((?:[a-z][\w-]*|\{[\w.]+\})(?:/(?:[a-z][\w-]*|\{[\w.]+\}))*)")
METHOD_NOUN = re.compile(r"[a-z]+_(\w+)")
# `/api/2.0/{name}` would take every path of one segment; `/api/2.0/sandboxes` beside it says what names begin with.
BARE = re.compile(r"/api/[\d.]+/\{name\}")
COLLECTION = re.compile(r"/api/[\d.]+/([\w-]+)")


def patterns(surface: Surface) -> dict[str, dict[str, str]]:
    """Regular expressions for `{name}` and `{parent}` by operation, for the services whose names hold slashes."""
    by_accessor: dict[str, list[Family]] = defaultdict(list)
    for family in families(surface, keepable=False):
        if family.named:
            by_accessor[family.accessor].append(family)
    siblings = _of_siblings(surface, by_accessor)
    found: dict[str, dict[str, str]] = {}
    for operation in surface.operations.values():
        named = by_accessor.get(operation.accessor)
        if named:
            shared = siblings.get(_family(operation, named), {})
            found[operation.id] = {**dict(_of(operation, named)), **shared, **dict(_documented(operation))}
        elif BARE.fullmatch(operation.path):
            found[operation.id] = {"name": _below(_collections(surface, operation.accessor), "")}
        elif documented := {name: pattern for name, pattern in _documented(operation) if "/" in pattern}:
            found[operation.id] = documented
    return found


def _of_siblings(surface: Surface, by_accessor: dict[str, list[Family]]) -> dict[Family | None, dict[str, str]]:
    """What one operation's documentation says of its family's names holds for the whole family."""
    found: dict[Family | None, dict[str, str]] = defaultdict(dict)
    for operation in surface.operations.values():
        family = _family(operation, by_accessor.get(operation.accessor, []))
        name = dict(_documented(operation)).get("name") if family else None
        words = name.replace(SEGMENT, "*").split("/") if name else []
        if name and len(words) > 2 and "{parent}" in (family.create.path if family else ""):
            found[family] = {"name": name, "parent": "/".join(words[:-2]).replace("*", SEGMENT)}
    return found


def _family(operation: Operation, named: Iterable[Family]) -> Family | None:
    """The family that an operation belongs to by its method's name."""
    noun = METHOD_NOUN.fullmatch(operation.method)
    word = singular(noun[1]) if noun else ""
    own = singular(operation.accessor.rpartition(".")[2])
    return next((family for family in named if word in (family.noun or own, family.noun)), None)


def _collections(surface: Surface, accessor: str) -> list[str]:
    paths = (COLLECTION.fullmatch(o.path) for o in surface.operations.values() if o.accessor == accessor)
    return sorted({path[1] for path in paths if path})


def _documented(operation: Operation) -> Iterable[tuple[str, str]]:
    for parameter in operation.parameters:
        found = FORMAT.search(parameter.doc)
        if parameter.where == "path" and parameter.name in ("name", "parent") and found:
            words = found[1].split("/")
            yield parameter.name, "/".join(SEGMENT if word[0] == "{" else re.escape(word) for word in words)


def _of(operation: Operation, named: Iterable[Family]) -> Iterable[tuple[str, str]]:
    by_noun = {family.noun: family for family in named}
    roots = sorted({family.collection for family in named if "{parent}" not in family.create.path})
    noun = METHOD_NOUN.fullmatch(operation.method)
    family = by_noun.get(noun[1] if noun else "") or by_noun.get("")
    yield "parent", _below(roots, "")
    if operation.method.endswith("operation") and "{name}" in operation.path:
        yield "name", _below(roots, f"operations/{SEGMENT}")
    elif family is not None and "{parent}" in family.create.path:
        yield "name", _below(roots, f"{family.collection}/{SEGMENT}")
    elif family is not None:
        yield "name", f"{re.escape(family.collection)}/{SEGMENT}"
    else:
        yield "name", _below(roots, "")


def _below(roots: list[str], tail: str) -> str:
    head = f"(?:{'|'.join(map(re.escape, roots))})/" if roots else ""
    return f"{head}.*/{tail}" if tail and head else f"{head}.+{'/' + tail if tail else ''}"
