"""HTTP blocks: raw requests as an RFC writes them, sent to the workspace; the answer is shown as status line and body.

    POST /api/2.0/secrets/scopes/create
    Content-Type: application/json

    {"scope": "team"}

Without an `Authorization` header the page's own token is sent; an empty one sends none. `$DATABRICKS_TOKEN` stands for
the token. Several requests in one block are parted by lines that begin with `###`. A request below a line
`# @name created` is known by that name on the rest of the page (see `references`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import quote, urlsplit

from snippets_tests.pages import Block
from snippets_tests.runners import layout, references
from snippets_tests.runners.documents import jsontext
from snippets_tests.runners.outcome import BlockFailure
from snippets_tests.runners.world import World

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
REQUEST = re.compile(rf"(?P<method>{'|'.join(METHODS)}) (?P<target>/\S*)(?: HTTP/1\.1)?$")
HEADER = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9-]*):[ \t]*(?P<value>.*)$")


@dataclass(frozen=True)
class Request:
    """One request of a block, with the page's lines of its request line and of its body."""

    method: str
    target: str
    headers: dict[str, str]
    body: str
    line: int
    body_line: int
    name: str | None = None


def run(block: Block, world: World) -> str:
    """Send the block's requests and return the answers; a refusal fails the block unless `status=` announces it."""
    answers = [(request, *_send(request, world)) for request in read(block)]
    printed = "\n".join(text for _, _, text in answers)
    wanted = block.text("status")
    for request, status, text in answers:
        last = request is answers[-1][0]
        if wanted and last and status != int(wanted):
            shown = "\n".join(f"  {line}" for line in text.rstrip().split("\n"))
            cause = f"the answer was to be {wanted}, and it is {status}"
            raise BlockFailure(f"{cause}\n{shown}", request.line, printed)
        if status >= 400 and not (wanted and last):
            cause = f"{request.method} {request.target} was refused with {status}: {_reason(text)}"
            hint = f'if this refusal is what the page shows: status="{status}"'
            line = _faulty_line(request, text) if status == 400 else request.line
            raise BlockFailure(cause, line, printed, hint)
    return printed


def read(block: Block) -> list[Request]:
    """The requests of a block.

    Raises:
        BlockFailure: at the line that is no request line, header or JSON.
    """
    lines = block.code.split("\n")[:-1]
    parts: list[tuple[int, list[str]]] = [(block.code_line, [])]
    for number, line in enumerate(lines, block.code_line):
        if line.startswith("###"):
            parts.append((number + 1, []))
        else:
            parts[-1][1].append(line)
    requests = [_request(first, part) for first, part in parts if any(line.strip() for line in part)]
    if not requests:
        raise BlockFailure(
            "an http block without a request", hint="begin with a line such as GET /api/2.1/clusters/list"
        )
    return requests


def _request(first: int, lines: list[str]) -> Request:
    skipped = next(i for i, line in enumerate(lines) if line.strip())
    named = references.NAME.match(lines[skipped].rstrip())
    if named and skipped + 1 < len(lines):
        skipped += 1
    start = lines[skipped].rstrip()
    at = first + skipped
    found = REQUEST.match(start)
    if found is None:
        hint = f"write METHOD /path, where METHOD is one of {', '.join(METHODS)}"
        raise BlockFailure(f"not a request line: {start}", at, hint=hint)
    headers: dict[str, str] = {}
    place = skipped + 1
    while place < len(lines) and lines[place].strip():
        header = HEADER.match(lines[place].rstrip())
        if header is None:
            hint = "headers are Name: value; a blank line comes before the body"
            raise BlockFailure(f"not a header: {lines[place].strip()}", first + place, hint=hint)
        headers[header["name"]] = header["value"]
        place += 1
    body = "\n".join(lines[place + 1 :]).rstrip()
    name = named["name"] if named else None
    request = Request(found["method"], found["target"], headers, body, at, first + place + 1, name)
    if body and _is_json(request):
        jsontext.read(references.blank(body), request.body_line)
    return request


def _is_json(request: Request) -> bool:
    kind = next((value for name, value in request.headers.items() if name.lower() == "content-type"), None)
    return "json" in kind if kind is not None else request.body[:1] in "{["


def _send(request: Request, world: World) -> tuple[int, str]:
    """The status and the answer as shown."""
    tenant = world.tenant

    def filled(text: str) -> str:
        known = references.filled(text, world.answers)
        return world.localise(known.replace("$DATABRICKS_TOKEN", tenant.token))

    try:
        target = references.filled(request.target, world.answers, quote)
        headers = {name: filled(value) for name, value in request.headers.items()}
        content = filled(request.body).encode()
    except references.UnknownReference as error:
        hint = "name a request by a line '# @name created' above it, and take {{created.response.body.$.field}}"
        raise BlockFailure(str(error), request.line, hint=hint) from error
    given = {name.lower() for name in headers}
    if "authorization" not in given:
        headers["Authorization"] = f"Bearer {tenant.token}"
    if request.body and "content-type" not in given and _is_json(request):
        headers["Content-Type"] = "application/json"
    host = urlsplit(world.services.server.url)
    connection = HTTPConnection(host.hostname or "", host.port, timeout=world.seconds)
    try:
        sent = {name: value for name, value in headers.items() if value and name.lower() != "host"}
        connection.request(request.method, target, content, sent)
        response = connection.getresponse()
        body = response.read()
    except (OSError, HTTPException) as error:
        raise BlockFailure(f"the workspace did not answer: {type(error).__name__}: {error}", request.line) from error
    finally:
        connection.close()
    text = f"HTTP/1.1 {response.status} {response.reason}".rstrip() + "\n"
    try:
        answer = json.loads(body) if body else None
    except ValueError:
        return response.status, f"{text}\n{body.decode('utf-8', 'backslashreplace').rstrip()}\n"
    if request.name:
        world.answers[request.name] = answer
    return response.status, text + (f"\n{layout.pretty(answer)}\n" if body else "")


def _answer(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text.partition("\n\n")[2])
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _reason(text: str) -> str:
    answer = _answer(text)
    code, message = answer.get("error_code"), answer.get("message")
    return f"{code}: {message}" if code else text.partition("\n\n")[2].strip()[:200]


def _faulty_line(request: Request, text: str) -> int:
    """The line of the field that the answer complains about, when it names one of the body's."""
    if not request.body or not _is_json(request):
        return request.line
    document = jsontext.read(references.blank(request.body), request.body_line)
    for name in _quoted(_reason(text)):
        if (line := document.line_of_name(name)) is not None:
            return line
    return request.line


def _quoted(reason: str) -> Iterator[str]:
    yield from re.findall(r"['\"`]?([A-Za-z_][\w.\[\]]*)['\"`]?", reason)
