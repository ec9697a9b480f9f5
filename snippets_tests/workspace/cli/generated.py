"""Makes a command from an operation, and runs it: request, pages, waiting, output."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from snippets_tests.surface import Operation, Surface, Type
from snippets_tests.workspace.cli.columns import TABLES
from snippets_tests.workspace.cli.command import Command, CommandError, Flag, FlagKind, Invocation
from snippets_tests.workspace.cli.help import described, sentence
from snippets_tests.workspace.cli.output import aligned, pretty
from snippets_tests.workspace.cli.parameters import Shape, Slot, kebab, shape
from snippets_tests.workspace.cli.request import Request, build
from snippets_tests.workspace.cli.waiting import wait_for

KINDS: dict[str, FlagKind] = {"integer": "int", "number": "float", "boolean": "bool", "enum": "enum"}
JSON = Flag(
    "json",
    "json",
    "either inline JSON string or @path/to/file.json with request body",
    type_name="JSON",
    default="JSON (0 bytes)",
)
LIMIT = Flag("limit", "int", "Maximum number of results to return.")
#: Calls that only look, and yet have the flags of a wait, which do nothing there; with the states they name.
LOOKING = {
    "clusters.get": "RUNNING",
    "jobs.get_run": "TERMINATED or SKIPPED",
    "pipelines.get": "RUNNING",
    "warehouses.get": "RUNNING",
}
#: Filters that the official command offers by hand, because the API takes them inside an object.
INSIDE: dict[str, dict[str, str]] = {
    "clusters.list": {
        "cluster-sources": "filter_by.cluster_sources",
        "cluster-states": "filter_by.cluster_states",
        "is-pinned": "filter_by.is_pinned",
        "policy-id": "filter_by.policy_id",
    }
}


def command_for(operation: Operation, surface: Surface) -> Command:
    """The command that calls this operation."""
    form = shape(operation, surface)

    def run(invocation: Invocation) -> None:
        execute(invocation, operation, form)

    def check(arguments: list[str], flags: Mapping[str, Any]) -> None:
        _check(form, arguments, form.takes_json and "json" in flags)

    return Command(
        name=kebab(operation.method),
        use=" ".join(slot.capitals for slot in form.positional),
        short=sentence(operation.doc),
        run=run,
        flags=tuple(_flags(operation, form, surface)),
        long=_long(operation, form),
        check=check,
    )


def execute(invocation: Invocation, operation: Operation, form: Shape, body: Any = None) -> None:
    """Run an operation as its command was given, and print what the official command prints."""
    print_answer(invocation, operation, *call(invocation, operation, form, body))


def call(invocation: Invocation, operation: Operation, form: Shape, body: Any = None) -> tuple[Request, Any]:
    """Send an operation's request: the request and its answer; a list's pages are put together."""
    surface = invocation.surroundings.surface
    body = invocation.body_flag() if body is None and form.takes_json else body
    if body is None and form.needs_json:
        raise CommandError("please provide command input in JSON format by specifying the --json flag")
    flags = invocation.flags
    request = build(operation, form, surface, invocation.credentials, invocation.arguments, flags, body)
    for flag, place in INSIDE.get(operation.id, {}).items():
        if flag in flags:
            request.query[place] = flags[flag]
    if operation.paging is not None:
        limit = flags.get("limit", 0)
        if limit < 0:
            raise CommandError(f"--limit must be a non-negative integer, got {limit}")
        return request, _pages(invocation, request, limit)
    answer = request.send(invocation.connection)
    if operation.raw == "response":
        return request, answer.headers if operation.verb == "HEAD" else answer.body
    return request, answer.json()


def print_answer(invocation: Invocation, operation: Operation, request: Request, answer: Any) -> None:
    """Wait where the operation waits, then print the answer as a table or as JSON; an empty one prints nothing."""
    if operation.wait is not None and not invocation.flags.get("no-wait"):
        answer = wait_for(invocation, operation, request, answer)
    elif operation.response is None:
        return
    if isinstance(answer, bytes):
        invocation.write(answer)
        return
    table = TABLES.get(operation.id)
    if table is not None and not invocation.json_output:
        rows = (answer or {}).get(table.items) or [] if table.items else answer
        invocation.write(aligned(table.rows(rows)))
    elif answer is not None:
        invocation.write(pretty(answer))


def _pages(invocation: Invocation, request: Request, limit: int) -> list[Any]:
    """A list's elements, page by page; no more than `limit` of them, and no page more than they need (0: all)."""
    paging = request.operation.paging
    assert paging is not None
    found: list[Any] = []
    where = request.body if request.body is not None else request.query
    counter = paging.request or ""
    if paging.style == "scim":
        where.setdefault("startIndex", 1)
        where.setdefault("count", 10000)
    elif paging.style == "page":
        where.setdefault(counter, 1)
    while True:
        page = request.send(invocation.connection).json() or {}
        items = page if paging.items is None else page.get(paging.items) or []
        found += items
        if 0 < limit <= len(found):
            return found[:limit]
        token = page.get(paging.response) if paging.response else None
        match paging.style:
            case "token" if token and paging.request:
                where[paging.request] = token
            case "token" if token:
                request.body = where = token
            case "scim" if items:
                where["startIndex"] += len(items)
            case "page" if items:
                where[counter] += 1
            case _:
                return found


def _check(form: Shape, arguments: list[str], with_json: bool) -> None:
    if with_json and len(form.outside_json) < len(form.positional):
        wanted = form.outside_json
        if len(arguments) != len(wanted):
            inside = ", ".join(f"'{slot.wire}'" for slot in form.positional if slot not in wanted)
            names = ", ".join(slot.capitals for slot in wanted)
            only = f"provide only {names} as positional arguments" if wanted else "no positional arguments are allowed"
            raise CommandError(f"when --json flag is specified, {only}. Provide {inside} in your JSON input")
    elif len(arguments) != len(form.positional):
        raise CommandError(f"accepts {len(form.positional)} arg(s), received {len(arguments)}", usage=True)


def _flags(operation: Operation, form: Shape, surface: Surface) -> list[Flag]:
    flags = [_flag(slot, surface) for slot in form.flags]
    if form.takes_json:
        flags.append(JSON)
    if operation.paging is not None:
        flags.append(LIMIT)
    if operation.wait is not None or operation.id in LOOKING:
        state, longest = LOOKING.get(operation.id, ""), "20m0s"
        if operation.wait is not None and operation.wait.path == ("done",):
            state, longest = "DONE", ""
        elif operation.wait is not None:
            state = " or ".join(operation.wait.target)
        flags.append(Flag("no-wait", "bool", f"do not wait to reach {state} state"))
        flags.append(Flag("timeout", "duration", f"maximum amount of time to reach {state} state", default=longest))
    for name, place in INSIDE.get(operation.id, {}).items():
        kind: FlagKind = "strings" if name.startswith("cluster-") else "bool" if name.startswith("is-") else "string"
        flags.append(Flag(name, kind, f"Filter clusters by {place.rpartition('.')[2].replace('_', ' ')}"))
    return flags


def _flag(slot: Slot, surface: Surface) -> Flag:
    kind = KINDS.get(slot.type.kind, "string")
    values = surface.enums[slot.type.name].values if kind == "enum" and slot.type.name else ()
    type_name = _type_name(slot.type)
    return Flag(slot.flag, kind, sentence(slot.doc), type_name=type_name, values=values, hidden=slot.paging)


def _type_name(type_: Type) -> str:
    return (type_.name or "").rpartition(".")[2] if type_.kind == "enum" else ""


def _long(operation: Operation, form: Shape) -> str:
    text = described(operation.doc)
    if form.positional:
        lines = [
            f"    {slot.capitals}: {re.sub(r'[` ]*[`]', '', ' '.join(slot.doc.split()))}" for slot in form.positional
        ]
        text += "\n\n  Arguments:\n" + "\n".join(line.rstrip() for line in lines)
    return text
