"""HTTP to a workspace: the standard library's client, a bearer token, Databricks' error format."""

from __future__ import annotations

import http.client
import json
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from snippets_tests.workspace.cli.release import VERSION

SECRET = re.compile(r'("(?:access_token|bytes_value|content|string_value|token_value|value)"\s*:\s*")[^"]*"')
USER_AGENT = f"cli/{VERSION} databricks-stand-in"


class ApiError(Exception):
    """The workspace refused; the message is its own."""

    def __init__(self, status: int, error_code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.error_code = status, error_code


class Unreachable(Exception):
    """No answer from the host."""


@dataclass(frozen=True)
class Answer:
    """A response: its headers (lower case) and bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON; None when it is empty."""
        if not self.body.strip():
            return None
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise Unreachable(f"failed to unmarshal response body: {error}") from error


@dataclass
class Connection:
    """Sends requests to one host, over one kept-alive connection."""

    host: str
    headers: dict[str, str] = field(default_factory=dict)
    log: Callable[[str], None] | None = None
    trust: Path | None = None
    _http: http.client.HTTPConnection | None = None

    def send(
        self,
        verb: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request; `body` goes as JSON, `data` as it is. Raises ApiError for every status from 400 on."""
        sent = {"Accept": "application/json", "User-Agent": USER_AGENT, **self.headers, **(headers or {})}
        if body is not None:
            data = json.dumps(body, separators=(",", ":")).encode()
            sent["Content-Type"] = "application/json"
        target = path + ("&" if "?" in path else "?") + encode(query) if query else path
        answer = self._exchange(verb, target, data, sent)
        if answer.status >= 400:
            raise _api_error(answer)
        return answer

    def json(self, verb: str, path: str, **options: Any) -> Any:
        """Send one request and read the answer as JSON."""
        return self.send(verb, path, **options).json()

    def close(self) -> None:
        """Give the connection up."""
        if self._http is not None:
            self._http.close()
            self._http = None

    def _exchange(self, verb: str, target: str, data: bytes | None, headers: Mapping[str, str]) -> Answer:
        try:
            if self._http is None:
                self._http = _open(self.host, self.trust)
            self._http.request(verb, target, body=data, headers=dict(headers))
            response = self._http.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            answer = Answer(response.status, names, response.read())
        except ssl.SSLCertVerificationError as error:
            self.close()
            why = f"tls: failed to verify certificate: {error.verify_message}"
            raise Unreachable(f'{verb.capitalize()} "{self.host}{target}": {why}') from error
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unreachable(f'{verb.capitalize()} "{self.host}{target}": {error}') from error
        if self.log is not None:
            self.log(
                f"> {verb} {target}\n{_quoted('> ', data)}< HTTP/1.1 {answer.status}\n{_quoted('< ', answer.body)}"
            )
        return answer


def encode(query: Mapping[str, Any]) -> str:
    """A query string as the API reads it: `true` and `false`, lists repeated, objects flattened (`filter_by.name`)."""
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        if isinstance(value, Mapping):
            pairs += [(f"{name}.{below}", text) for below, text in _pairs(value)]
        else:
            pairs += _pairs({name: value})
    return urlencode(pairs)


def escape(value: str) -> str:
    """A value for a path; slashes stay, because names of files and resources hold them."""
    return quote(value, safe="/:@")


def _quoted(mark: str, content: bytes | None) -> str:
    text = SECRET.sub(r'\1**REDACTED**"', (content or b"").decode("utf-8", "replace"))
    return f"{mark}{text}\n" if text else ""


def _pairs(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    pairs = []
    for name, value in values.items():
        for item in value if isinstance(value, list) else [value]:
            pairs.append((name, str(item).lower() if isinstance(item, bool) else str(item)))
    return pairs


def _open(host: str, trust: Path | None) -> http.client.HTTPConnection:
    parts = urlsplit(host)
    if not parts.hostname:
        raise Unreachable(f'cannot reach host "{host}": it should look like https://example.cloud.databricks.com')
    if parts.scheme == "http":
        return http.client.HTTPConnection(parts.hostname, parts.port, timeout=300)
    try:
        context = ssl.create_default_context(cafile=trust)
    except OSError as error:
        raise Unreachable(f"cannot read the certificates in {trust}: {error.strerror or error}") from error
    return http.client.HTTPSConnection(parts.hostname, parts.port, timeout=300, context=context)


def _api_error(answer: Answer) -> ApiError:
    try:
        content = json.loads(answer.body)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        reason = http.client.responses.get(answer.status, "Unknown")
        code = answer.headers.get("x-databricks-reason-phrase", reason.upper().replace(" ", "_"))
        return ApiError(answer.status, code, answer.body.decode("utf-8", "replace").strip() or reason)
    message = (
        content.get("message") or content.get("detail") or content.get("error_description") or content.get("error")
    )
    code = content.get("error_code") or content.get("error") or ""
    return ApiError(answer.status, str(code), str(message or answer.status))
