"""What went over the wire, kept per tenant, with every secret taken out before it is kept."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl

from snippets_tests.workspace.wire import Request, Response

REDACTED = "[REDACTED]"

# Fields that carry a secret wherever they stand, in requests and answers. `value` is one only in the answer of
# secrets/get (RELATED), `secret` only beside OAuth secrets: elsewhere both are plain words.
SECRET_FIELDS = frozenset(
    {
        "token_value", "string_value", "bytes_value", "client_secret", "password", "access_token", "refresh_token",
        "bearer_token", "personal_access_token", "secret", "secret_access_key", "private_key", "id_token",
        "openai_api_key", "azure_client_secret", "docker_password",
    }
)  # fmt: skip
SECRET_HEADERS = frozenset({"authorization", "cookie", "set-cookie", "proxy-authorization"})
RELATED = {"secrets.get_secret": frozenset({"value"})}
# What clients fill in from their own clock: it would differ from run to run.
WALL_CLOCK = {
    f"files.{method}": frozenset({"expire_time"})
    for method in ("create_download_url", "create_upload_part_urls", "create_abort_upload_url")
}
# Handed out inside texts as well, for example in a shell's output.
TOKENS_IN_TEXT = re.compile(r"\b(?:dapi|dose|doa|doc|dor)[0-9a-f]{16,}\b|\bBearer [\w.~+/=-]{8,}")

LIMIT = 20_000
KEPT = 10_000


@dataclass(frozen=True)
class Exchange:
    """One request with its answer. Bodies are parsed JSON, text, or a remark such as `<5 bytes>`."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    status: int
    response: Any
    operation: str | None


class Recorder:
    """The exchanges of a tenant since the last look, the newest of them where nobody looks for long."""

    def __init__(self) -> None:
        self._exchanges: deque[Exchange] = deque(maxlen=KEPT)

    def record(self, request: Request, response: Response, operation: str | None) -> Exchange:
        """Keep an exchange, without its secrets, and return it."""
        hidden = SECRET_FIELDS | RELATED.get(operation or "", frozenset())
        headers = {k: REDACTED if k.lower() in SECRET_HEADERS else v for k, v in request.headers.items()}
        query = {k: _noted(operation, k, v) for k, v in request.query}
        body = _body(request.body, request.headers, SECRET_FIELDS | WALL_CLOCK.get(operation or "", frozenset()))
        answer = _body(response.body, response.headers, hidden)
        kept = Exchange(request.method, request.path, query, headers, body, response.status, answer, operation)
        self._exchanges.append(kept)
        return kept

    def drain(self) -> list[Exchange]:
        """Hand out what was recorded and forget it."""
        exchanges = list(self._exchanges)
        self._exchanges.clear()
        return exchanges

    def latest(self, count: int) -> list[Exchange]:
        """The newest exchanges, newest first; they stay recorded."""
        return list(islice(reversed(self._exchanges), count))

    def __len__(self) -> int:
        return len(self._exchanges)


def redact(value: Any, fields: frozenset[str] = SECRET_FIELDS) -> Any:
    """Copy a JSON value with the named fields and every token in a text replaced."""
    if isinstance(value, Mapping):
        return {k: REDACTED if k in fields and _is_secret(v) else redact(v, fields) for k, v in value.items()}
    if isinstance(value, list):
        return [redact(item, fields) for item in value]
    return _clean(value) if isinstance(value, str) else value


def _noted(operation: str | None, name: str, value: str) -> str:
    hidden = SECRET_FIELDS | WALL_CLOCK.get(operation or "", frozenset())
    return REDACTED if name in hidden else _clean(value)


def _is_secret(value: Any) -> bool:
    # A field named `secret` may also hold a description (an object with scope and key), which is no secret.
    return isinstance(value, str) and value != ""


def _clean(text: str) -> str:
    return TOKENS_IN_TEXT.sub(REDACTED, text)


def _body(body: bytes, headers: Mapping[str, str], fields: frozenset[str]) -> Any:
    if not body:
        return None
    kind = next((v for k, v in headers.items() if k.lower() == "content-type"), "").partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        return redact(dict(parse_qsl(body.decode("utf-8", "replace"))), fields)
    if kind.startswith("multipart/") or len(body) > LIMIT:
        return f"<{len(body)} bytes>"
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return f"<{len(body)} bytes>"
    try:
        return redact(json.loads(text), fields)
    except ValueError:
        return _clean(text)
