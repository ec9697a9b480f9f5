"""Signing in as a user: OAuth's authorization code with PKCE, from this end; and renewing what came of it.

The browser comes back to a port of this machine with the code. Tokens end by this machine's clock, as the official
command's do, because the SDKs compare them with theirs.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from snippets_tests.workspace.cli.connection import ApiError, Connection, Unreachable
from snippets_tests.workspace.cli.token_cache import Token, TokenCache

CLIENT = "databricks-cli"
#: 8020 comes last, because the Python SDK's `external-browser` knows no other port.
PORTS = (*range(8021, 8041), 8020)
#: A token that ends sooner than this is renewed first.
MARGIN = timedelta(seconds=40)
TICK = 0.05
INVALID = "Refresh token is invalid"


class LoginError(Exception):
    """The user could not be signed in, or not be kept so."""


@dataclass(frozen=True)
class Place:
    """What a user signs in to: a workspace, or with `account_id` an account."""

    host: str
    account_id: str = ""

    @property
    def key(self) -> str:
        """What the token is kept under beside the profile's name."""
        return self.host + (f"/oidc/accounts/{self.account_id}" if self.account_id else "")

    def endpoints(self, connection: Connection) -> tuple[str, str]:
        """Where to send the browser, and the path that gives tokens; by the server's own document."""
        prefix = f"/oidc/accounts/{self.account_id}" if self.account_id else "/oidc"
        try:
            found = connection.json("GET", f"{prefix}/.well-known/oauth-authorization-server")
            return str(found["authorization_endpoint"]), urlsplit(found["token_endpoint"]).path
        except (ApiError, Unreachable, KeyError, TypeError) as error:
            raise LoginError(f"fetching OAuth endpoints: {error}") from error


@dataclass(frozen=True)
class Login:
    """Where a token is, under which profile, and how to get a fresh one."""

    place: Place
    cache: TokenCache
    profile: str = ""
    trust: Path | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """What the token is kept under; the first is looked for, the other is for older SDKs."""
        return (*([self.profile] if self.profile else []), self.place.key)

    @property
    def known(self) -> bool:
        """Whether there was a login."""
        return self.cache.lookup(self.keys[0]) is not None

    def token(self, *, fresh: bool = False) -> Token:
        """The token, renewed when it is over or nearly so, or when a fresh one is asked for.

        Raises:
            LoginError: There was no login, or it is over.
        """
        kept = self.cache.lookup(self.keys[0])
        if kept is None:
            raise LoginError(
                "cache: databricks OAuth is not configured for this host. "
                "no cached credentials; run `databricks auth login` to sign in"
            )
        if not fresh and _until(kept) - datetime.now(UTC) > MARGIN:
            return kept
        if not kept.get("refresh_token"):
            raise LoginError("token refresh: oauth2: token expired and refresh token is not set")
        with contextlib.closing(Connection(self.place.host, trust=self.trust)) as connection:
            _, path = self.place.endpoints(connection)
            form = {"grant_type": "refresh_token", "refresh_token": kept["refresh_token"], "client_id": CLIENT}
            try:
                renewed = _tokens(connection, path, form)
            except ApiError as error:
                raise LoginError(self._over(error)) from error
        self.cache.store({"refresh_token": kept["refresh_token"], **renewed}, *self.keys)
        return renewed

    def challenge(self, scopes: list[str], browser: Callable[[str], None], timeout: float) -> None:
        """Send the user's browser to sign in, wait for it to come back, and keep the tokens.

        Args:
            scopes: What the token is to open.
            browser: Opens a URL, and does not wait.
            timeout: Seconds to wait for the browser.

        Raises:
            LoginError: The user was refused, did not come back, or another came back.
        """
        verifier, state = secrets.token_urlsafe(64), secrets.token_urlsafe(16)
        digest = hashlib.sha256(verifier.encode()).digest()
        with (
            contextlib.closing(Connection(self.place.host, trust=self.trust)) as connection,
            contextlib.closing(_Callback.listening()) as callback,
        ):
            authorize, path = self.place.endpoints(connection)
            asked = {
                "client_id": CLIENT,
                "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
                "code_challenge_method": "S256",
                "redirect_uri": callback.address,
                "response_type": "code",
                "scope": " ".join([*scopes, "offline_access"]),
                "state": state,
            }
            browser(f"{authorize}?{urlencode(asked)}")
            answer = callback.wait(timeout)
            if "error" in answer:
                raise LoginError(f"authorize: {answer['error']}: {answer.get('error_description', '')}")
            if answer.get("state") != state:
                raise LoginError("authorize: response state did not match the expected value")
            form = {"grant_type": "authorization_code", "client_id": CLIENT, "code": answer.get("code", "")}
            form |= {"code_verifier": verifier, "redirect_uri": callback.address}
            try:
                tokens = _tokens(connection, path, form)
            except ApiError as error:
                raise LoginError(f"authorize: oauth2: {error.error_code}: {error}") from error
        self.cache.store(tokens, *self.keys)

    def _over(self, error: ApiError) -> str:
        if str(error) != INVALID:
            return f"token refresh: {error} (error code: {error.error_code})"
        again = f"--profile {self.profile}" if self.profile else f"--host {self.place.host}"
        return (
            "A new access token could not be retrieved because the refresh token is invalid.\n\n"
            f"To reauthenticate, run the following command:\n\n  $ databricks auth login {again}"
        )


def _tokens(connection: Connection, path: str, form: Mapping[str, str]) -> Token:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        answer = connection.json("POST", path, data=urlencode(form).encode(), headers=headers)
        ends = datetime.now(UTC) + timedelta(seconds=int(answer["expires_in"]))
        # With microseconds even where they are zero: the Python SDK cuts at the point and knows no other way.
        expiry = ends.astimezone().isoformat(timespec="microseconds")
        token = {"access_token": answer["access_token"], "token_type": answer["token_type"], "expiry": expiry}
        return token | ({"refresh_token": answer["refresh_token"]} if answer.get("refresh_token") else {})
    except Unreachable as error:
        raise LoginError(str(error)) from error
    except (KeyError, TypeError, ValueError) as error:
        raise LoginError(f"the answer of {path} is no token: {error}") from error


def _until(token: Token) -> datetime:
    try:
        ends = datetime.fromisoformat(token["expiry"])
    except (KeyError, ValueError):
        return datetime.fromtimestamp(0, UTC)
    return ends if ends.tzinfo else ends.astimezone()


class _Callback(HTTPServer):
    """A port to which the browser comes back, with the query that it brings."""

    timeout = TICK

    def __init__(self, port: int) -> None:
        self.brought: dict[str, str] | None = None
        super().__init__(("localhost", port), _Handler)

    @classmethod
    def listening(cls) -> _Callback:
        """On the first port that is free."""
        for port in PORTS:
            with contextlib.suppress(OSError):
                return cls(port)
        raise LoginError(f"starting listener: no port of {min(PORTS)} to {max(PORTS)} is free")

    @property
    def address(self) -> str:
        return f"http://localhost:{self.server_port}"

    def wait(self, timeout: float) -> dict[str, str]:
        """What the browser brought; LoginError when it does not come in time."""
        last = time.monotonic() + timeout
        while self.brought is None:
            if time.monotonic() > last:
                raise LoginError("authorize: context deadline exceeded")
            self.handle_request()
        return self.brought

    def close(self) -> None:
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: _Callback
    timeout = 5

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        brought = dict(parse_qsl(parts.query))
        if parts.path != "/" or not brought.keys() & {"code", "error"}:
            self.send_error(404)  # a browser also asks for an icon
            return
        self.server.brought = brought
        text = "Signed in. This window can be closed.\n"
        if "error" in brought:
            text = f"Not signed in: {brought['error']}: {brought.get('error_description', '')}\n"
        self.send_response(400 if "error" in brought else 200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the query holds the code."""
