"""Requests and responses as values: what a server reads from its socket and what it writes back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class Headers(Mapping[str, str]):
    """Header fields, found whatever the case of their name; the last of two equal names counts."""

    def __init__(self, items: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> None:
        pairs = items.items() if isinstance(items, Mapping) else items
        self._items = {name.lower(): (name, value) for name, value in pairs}

    def __getitem__(self, name: str) -> str:
        return self._items[name.lower()][1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._items.values())

    def __len__(self) -> int:
        return len(self._items)


@dataclass(frozen=True)
class Request:
    """One HTTP request. `path` is decoded and carries no query; `client` is the address that it comes from, if any."""

    method: str
    path: str
    query: list[tuple[str, str]] = field(default_factory=list)
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    scheme: str = "http"
    client: str = ""

    @classmethod
    def of(
        cls,
        method: str,
        target: str,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        scheme: str = "http",
        client: str = "",
    ) -> Request:
        """Read a request line's target (`/path?a=1`), as a socket or a test has it."""
        parts = urlsplit(target)
        query = parse_qsl(parts.query, keep_blank_values=True)
        return cls(method.upper(), unquote(parts.path), query, Headers(headers or {}), body, scheme, client)

    @property
    def origin(self) -> str:
        """The server's address as the client wrote it: `https://127.0.0.1:8765`."""
        return f"{self.scheme}://{self.headers.get('Host', 'localhost')}"

    @property
    def address(self) -> str:
        """Where the request comes from: what a proxy before the workspace says, else the other end of the socket."""
        return self.headers.get("X-Forwarded-For", "").partition(",")[0].strip() or self.client

    @property
    def content_type(self) -> str:
        """The media type without its parameters, in lower case."""
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True)
class Response:
    """One HTTP response."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @classmethod
    def json(cls, value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        """Answer with a JSON document."""
        body = json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
        return cls(status, {"Content-Type": "application/json", **(headers or {})}, body)

    @classmethod
    def octets(cls, body: bytes, headers: Mapping[str, str] | None = None) -> Response:
        """Answer with bytes as they are."""
        return cls(200, {"Content-Type": "application/octet-stream", **(headers or {})}, body)

    def parsed(self) -> Any:
        """The JSON document in the body."""
        return json.loads(self.body)
