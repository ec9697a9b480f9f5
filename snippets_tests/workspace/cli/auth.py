"""Finds host and credentials by Databricks' rules: flags, then environment, then a profile; and signs in.

Personal access tokens, OAuth's client credentials, and what `auth login` kept; a cloud's own identity is refused.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlencode

from snippets_tests.workspace.cli import profiles
from snippets_tests.workspace.cli.connection import ApiError, Connection, Unreachable
from snippets_tests.workspace.cli.token_cache import CacheError, TokenCache
from snippets_tests.workspace.cli.user_login import Login, LoginError, Place

#: Attributes in the order in which the official command lists them, with the variables that set them.
ATTRIBUTES: dict[str, str] = {
    "host": "DATABRICKS_HOST",
    "cluster_id": "DATABRICKS_CLUSTER_ID",
    "warehouse_id": "DATABRICKS_WAREHOUSE_ID",
    "account_id": "DATABRICKS_ACCOUNT_ID",
    "token": "DATABRICKS_TOKEN",
    "username": "DATABRICKS_USERNAME",
    "password": "DATABRICKS_PASSWORD",
    "profile": "DATABRICKS_CONFIG_PROFILE",
    "config_file": "DATABRICKS_CONFIG_FILE",
    "client_id": "DATABRICKS_CLIENT_ID",
    "client_secret": "DATABRICKS_CLIENT_SECRET",
    "auth_type": "DATABRICKS_AUTH_TYPE",
}
SECRETS = {"token", "password", "client_secret"}
HELP_PAGE = "https://docs.databricks.com/en/dev-tools/auth.html#databricks-client-unified-authentication"
AuthType = Literal["pat", "oauth-m2m", "databricks-cli"]
USER: AuthType = "databricks-cli"


class AuthError(Exception):
    """No way to sign in could be found, or it was refused."""


@dataclass(frozen=True)
class Credentials:
    """Every attribute that was found, and where each came from (`DATABRICKS_HOST environment variable`)."""

    values: Mapping[str, str]
    sources: Mapping[str, str] = field(default_factory=dict)
    cache: TokenCache | None = None

    @property
    def host(self) -> str:
        """The workspace's URL without a trailing slash; empty when none was found."""
        host = self.values.get("host", "").rstrip("/")
        return f"https://{host}" if host and "://" not in host else host

    @property
    def auth_type(self) -> AuthType | None:
        """How to sign in; None when nothing tells."""
        wanted = self.values.get("auth_type")
        if wanted in (None, "pat") and "token" in self.values:
            return "pat"
        if wanted in (None, "oauth-m2m") and {"client_id", "client_secret"} <= self.values.keys():
            return "oauth-m2m"
        if self.host and (wanted == USER or (wanted is None and self.login().known)):
            return USER
        return None

    def login(self, trust: Path | None = None) -> Login:
        """What `auth login` kept for this host and profile."""
        place = Place(self.host, self.values.get("account_id", ""))
        return Login(place, self.cache or TokenCache({}, Path()), self.values.get("profile", ""), trust)

    def check(self) -> None:
        """Refuse what cannot be used, with the official messages."""
        if "auth_type" not in self.values and {"token", "client_secret"} <= self.values.keys():
            raise AuthError(f"validate: more than one authorization method configured: oauth and pat. {self._config()}")
        if not self.host or self.auth_type is None:
            message = (
                f"cannot configure default credentials, please check {HELP_PAGE} "
                "to configure credentials for your preferred authentication method"
            )
            wanted = self.values.get("auth_type", "default")
            config = self._config()
            raise AuthError(f"{wanted} auth: {message}" + (f". {config}" if config else ""))

    def _config(self) -> str:
        shown = [f"{key}={'***' if key in SECRETS else value}" for key, value in self.values.items()]
        used = [ATTRIBUTES[key] for key, source in self.sources.items() if source.endswith("environment variable")]
        parts = [f"Config: {', '.join(shown)}"] if shown else []
        return ". ".join([*parts, f"Env: {', '.join(used)}"] if used else parts)


def resolve(env: Mapping[str, str], cwd: Path, profile: str | None = None) -> Credentials:
    """Collect attributes. A profile that a flag names wins over the environment; one of the file's own does not."""
    from_env = {key: env[name] for key, name in ATTRIBUTES.items() if env.get(name)}
    wanted = profile or from_env.get("profile")
    section: dict[str, str] = {}
    if not wanted and not _ALONE & from_env.keys():
        wanted = profiles.default(profiles.config_file(env, cwd))
    if wanted:
        found = profiles.read(profiles.config_file(env, cwd))
        if wanted not in found:
            raise AuthError(f"resolve: {shown_file(env)} has no {wanted} profile configured. Config: profile={wanted}")
        section = found[wanted]
    elif not _ALONE & from_env.keys():
        section = profiles.read(profiles.config_file(env, cwd)).get("DEFAULT", {})
    values = {**from_env, **section} if profile else {**section, **from_env}
    if profile:
        values = {key: value for key, value in values.items() if key in section or key not in _METHODS}
    if wanted:
        values["profile"] = wanted
    ordered = {key: values[key] for key in ATTRIBUTES if values.get(key)}
    sources = {key: _source(key, from_env, section, profile, env) for key in ordered}
    return Credentials(ordered, sources, TokenCache(env, cwd))


def connect(credentials: Credentials, trust: Path | None = None) -> Connection:
    """A connection that carries a token; with client credentials, gets one first.

    Args:
        credentials: Where to, and as whom.
        trust: The file of certificates that HTTPS trusts; without it those of this machine.
    """
    credentials.check()
    connection = Connection(credentials.host, trust=trust)
    try:
        token = _token(connection, credentials, trust)
    except AuthError:
        connection.close()
        raise
    connection.headers["Authorization"] = f"Bearer {token}"
    return connection


#: With one of these in the environment no profile is looked for that nobody named.
_ALONE = {"host", "token", "client_id", "username"}
#: Attributes that a profile named by a flag does not mix with the environment's.
_METHODS = {"host", "account_id", "token", "username", "password", "client_id", "client_secret", "auth_type"}


def _token(connection: Connection, credentials: Credentials, trust: Path | None) -> str:
    if credentials.auth_type == "pat":
        return credentials.values["token"]
    if credentials.auth_type == USER:
        try:
            return credentials.login(trust).token()["access_token"]
        except (LoginError, CacheError) as error:
            raise AuthError(f"{USER} auth: {error}") from error
    return _client_token(connection, credentials)


def _client_token(connection: Connection, credentials: Credentials) -> str:
    pair = f"{quote(credentials.values['client_id'])}:{quote(credentials.values['client_secret'])}"
    headers = {
        "Authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    form = urlencode({"grant_type": "client_credentials", "scope": "all-apis"}).encode()
    account = credentials.values.get("account_id")
    path = f"/oidc/accounts/{account}/v1/token" if account else "/oidc/v1/token"
    try:
        return str(connection.json("POST", path, data=form, headers=headers)["access_token"])
    except ApiError as error:
        raise AuthError(f"oauth-m2m auth: oauth2: {error.error_code}: {error}") from error
    except (Unreachable, KeyError, TypeError) as error:
        raise AuthError(f"oauth-m2m auth: inner token: {error}") from error


def _source(
    key: str, from_env: Mapping[str, str], section: Mapping[str, str], flag: str | None, env: Mapping[str, str]
) -> str:
    if key == "profile" and flag:
        return "--profile flag"
    if key == "profile" and key not in from_env:
        return f"{shown_file(env)} config file"
    if key in section and (flag or key not in from_env):
        return f"{shown_file(env)} config file"
    return f"{ATTRIBUTES[key]} environment variable"


def shown_file(env: Mapping[str, str]) -> str:
    """The file of the profiles as messages call it: as it was given, the home directory as `~`."""
    given, home = env.get("DATABRICKS_CONFIG_FILE") or "~/.databrickscfg", env.get("HOME")
    return "~" + given[len(home) :] if home and given.startswith(home + "/") else given
