"""Tokens: who holds which, from when to when."""

from __future__ import annotations

import hashlib
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from snippets_tests.workspace.clock import Clock
from snippets_tests.workspace.ids import Ids

if TYPE_CHECKING:
    from snippets_tests.workspace.tenant import Tenant

NEVER = -1
# A token of the workspace opens the workspace; one of the account opens the account and its workspaces.
Level = Literal["workspace", "account"]


@dataclass
class Token:
    """A bearer token. Times are milliseconds; an expiry of -1 means never, as the API writes it."""

    id: str
    value: str
    owner: str
    kind: Literal["pat", "oauth"]
    level: Level
    comment: str
    created: int
    expiry: int
    last_used: int | None = None

    def expired(self, now: int) -> bool:
        """Whether its time is over."""
        return self.expiry != NEVER and now >= self.expiry


class TokenBook:
    """The tokens of one tenant. `index`, shared by all tenants of a workspace, leads from a token to its tenant."""

    def __init__(self, tenant: Tenant, clock: Clock, ids: Ids, index: MutableMapping[str, Tenant]) -> None:
        self._tenant, self._clock, self._ids, self._index = tenant, clock, ids, index
        self._tokens: dict[str, Token] = {}

    def issue(
        self,
        owner: str,
        *,
        comment: str = "",
        lifetime: int | None = None,
        kind: Literal["pat", "oauth"] = "pat",
        level: Level = "workspace",
    ) -> Token:
        """Make a token for the principal with this id; `lifetime` is in seconds."""
        now = self._clock.millis()
        value = ("dapi" if kind == "pat" else "doa") + self._ids.hex(
            32, "token" if level == "workspace" else "account token"
        )
        token = Token(
            # The hash finds a leaked token in the list without anyone having to show it.
            id=hashlib.sha256(value.encode()).hexdigest(),
            value=value,
            owner=owner,
            kind=kind,
            level=level,
            comment=comment,
            created=now,
            expiry=NEVER if lifetime is None else now + lifetime * 1000,
        )
        self._tokens[token.id] = token
        self._index[token.value] = self._tenant
        return token

    def by_value(self, value: str) -> Token | None:
        """Find a token by its secret."""
        return self._tokens.get(hashlib.sha256(value.encode()).hexdigest())

    def get(self, token_id: str) -> Token | None:
        """Find a token by its id."""
        return self._tokens.get(token_id)

    def of(self, owner: str | None = None) -> list[Token]:
        """The personal access tokens of a principal, or of all, oldest first."""
        return [t for t in self._tokens.values() if t.kind == "pat" and owner in (None, t.owner)]

    def revoke(self, token_id: str) -> None:
        """Make a token useless."""
        self._index.pop(self._tokens.pop(token_id).value, None)

    def revoke_all(self) -> None:
        """Make every token of the tenant useless."""
        for token_id in list(self._tokens):
            self.revoke(token_id)

    def all(self) -> list[Token]:
        """Every token, of whatever kind."""
        return list(self._tokens.values())

    def replace(self, tokens: list[Token]) -> None:
        """Put these tokens in place of all that there are."""
        self.revoke_all()
        for token in tokens:
            self._tokens[token.id] = token
            self._index[token.value] = self._tenant
