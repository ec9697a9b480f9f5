"""The file in which `auth login` keeps tokens: `~/.databricks/token-cache.json`, as the official command writes it.

    {"version": 1, "tokens": {"<profile, or host>": {"access_token", "token_type", "refresh_token", "expiry"}}}

A token is kept under the profile's name and under the host, which is what older SDKs look for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

VERSION = 1
FILE = Path(".databricks", "token-cache.json")
Token = dict[str, str]


class CacheError(Exception):
    """The file cannot be read."""


class TokenCache:
    """The tokens of one home directory."""

    def __init__(self, env: Mapping[str, str], cwd: Path) -> None:
        home = env.get("HOME")
        self.path = cwd / home / FILE if home else None

    def lookup(self, key: str) -> Token | None:
        """The token under a key; None when there is none."""
        return self._tokens().get(key)

    def store(self, token: Token, *keys: str) -> None:
        """Keep a token under each key."""
        self._write(self._tokens() | dict.fromkeys(keys, token))

    def forget(self, *keys: str) -> None:
        """Drop what is under these keys."""
        tokens = self._tokens()
        if set(keys) & tokens.keys():
            self._write({key: token for key, token in tokens.items() if key not in keys})

    def _tokens(self) -> dict[str, Token]:
        if self.path is None:
            return {}
        try:
            content: Any = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise CacheError(f"cache: load: parse: {error}") from error
        version = content.get("version") if isinstance(content, dict) else None
        if version != VERSION:
            raise CacheError(f"cache: load: needs version {VERSION}, got version {version or 0}")
        tokens: dict[str, Token] = content.get("tokens") or {}
        return tokens

    def _write(self, tokens: Mapping[str, Token]) -> None:
        if self.path is None:
            raise CacheError("cache: failed loading home directory: $HOME is not defined")
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({"version": VERSION, "tokens": dict(sorted(tokens.items()))}, file, indent=2)
