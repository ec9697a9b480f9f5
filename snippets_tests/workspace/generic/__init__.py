"""Behaviour that follows from an operation's shape alone, for all families of operations that can be recognised.

A family is emulated here only when its shape says all that there is to say: what is kept is what was given, with
ids, times, people and states added. What needs more has a module in `services`, or answers 501.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container
from typing import Any

from snippets_tests.surface import Operation, Surface, Wait
from snippets_tests.workspace.generic import rights, settings
from snippets_tests.workspace.generic.behaviour import Kind
from snippets_tests.workspace.generic.families import families, is_long_running
from snippets_tests.workspace.generic.names import patterns
from snippets_tests.workspace.registry import Call, Handler


def behaviour(surface: Surface, *, without: Container[str]) -> dict[str, Handler]:
    """A function for each operation that can be understood by its shape, except those in `without`."""
    waits: dict[str, dict[str, Wait]] = defaultdict(dict)
    # Resources of several families may share verb and path, told apart by the form of their names.
    names = patterns(surface)

    def place(operation: Operation) -> tuple[str, str, str]:
        return operation.verb, operation.path, str(names.get(operation.id))

    taken = {place(o) for o in surface.operations.values() if o.id in without}
    for operation in surface.operations.values():
        if operation.wait is not None:
            waits[operation.wait.poll][operation.id] = operation.wait
    found: dict[str, Handler] = {}
    for family in families(surface):
        own = {place(operation) for operation in (family.get, family.create)} & taken
        if own:
            continue
        for operation_id, handler in Kind(family, surface, waits[family.get.id]).handlers():
            if operation_id not in without:
                found[operation_id] = rights.guarded(surface, surface.operations[operation_id], handler)
    found |= {
        operation_id: handler for operation_id, handler in settings.handlers(surface) if operation_id not in without
    }
    for operation in surface.operations.values():
        services = {name.rpartition(".")[0] for name in found}
        if operation.verb == "GET" and is_long_running(surface, operation) and operation.accessor in services:
            found.setdefault(operation.id, _get_operation)
    return found


def _get_operation(call: Call, **given: Any) -> Any:
    """An operation that was under way; here all are done when they are answered."""
    name = str(next(iter(given.values())))
    accessor = call.operation.accessor if call.operation else ""
    return call.tenant.store[f"{accessor} operations"].require(name, f"Operation {name} does not exist.")
