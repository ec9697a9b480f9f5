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
        _check(form, arguments, "json" in flags)

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
    body = invocation.body_flag() if body is None else body
    if body is None and form.needs_json:
        raise CommandError("please provide command input in JSON format by specifying the --json flag")
    flags = invocation.flags
    request = build(operation, form, surface, invocation.credentials, invocation.arguments, flags, body)
    for flag, place in INSIDE.get(operation.id, {}).items():
        if flag in flags:
            request.query[place] = flags[flag]
    if operation.paging is not None:
        return request, _pages(invocation, request)
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


def _pages(invocation: Invocation, request: Request) -> list[Any]:
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
    if with_json:
        wanted = form.outside_json
        if len(arguments) != len(wanted):
            inside = ", ".join(f"'{slot.wire}'" for slot in form.positional if slot not in wanted)
            provide = f". Provide {inside} in your JSON input" if inside else ""
            names = ", ".join(slot.capitals for slot in wanted)
            only = f"provide only {names} as positional arguments" if wanted else "no positional arguments are required"
            raise CommandError(f"when --json flag is specified, {only}{provide}")
    elif len(arguments) != len(form.positional):
        raise CommandError(f"accepts {len(form.positional)} arg(s), received {len(arguments)}", usage=True)


def _flags(operation: Operation, form: Shape, surface: Surface) -> list[Flag]:
    flags = [_flag(slot, surface) for slot in form.flags]
    if form.takes_json:
        flags.append(JSON)
    if operation.wait is not None:
        state = " or ".join(operation.wait.target) if operation.wait.path != ("done",) else "DONE"
        flags.append(Flag("no-wait", "bool", f"do not wait to reach {state} state"))
        flags.append(Flag("timeout", "duration", f"maximum amount of time to reach {state} state", default="20m0s"))
    for name, place in INSIDE.get(operation.id, {}).items():
        kind: FlagKind = "strings" if name.startswith("cluster-") else "bool" if name.startswith("is-") else "string"
        flags.append(Flag(name, kind, f"Filter clusters by {place.rpartition('.')[2].replace('_', ' ')}"))
    return flags


def _flag(slot: Slot, surface: Surface) -> Flag:
    kind = KINDS.get(slot.type.kind, "string")
    values = surface.enums[slot.type.name].values if kind == "enum" and slot.type.name else ()
    return Flag(slot.flag, kind, sentence(slot.doc), type_name=_type_name(slot.type), values=values)


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
