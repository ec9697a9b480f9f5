"""`secret()`, `try_secret()` and `list_secrets()` in SQL: what the workspace's secrets answer to a principal.

Source: these functions in Databricks' SQL language reference.
"""

from __future__ import annotations

from typing import Protocol

from .statements.answers import Refusal, values

REDACTED = "[REDACTED]"


class Secrets(Protocol):
    """The workspace's secrets, seen from the lakehouse."""

    def value(self, principal: str, scope: str, key: str) -> str | None:
        """A secret, or None when there is none that this principal may read."""
        ...

    def visible(self, principal: str) -> list[tuple[str, str]]:
        """Scope and key of all secrets that a principal may read."""
        ...


class SecretBook:
    """The secrets of a metastore's principals; what was read is remembered, so that it can be hidden in outputs."""

    def __init__(self) -> None:
        self.source: Secrets | None = None
        self._read: set[str] = set()

    def value(self, principal: str, scope: str, key: str) -> str:
        """A secret for the JVM: V and the value, N for none, or the refusal."""
        if self.source is None:
            text = "Invalid secret lookup: The secret service is not available."
            return Refusal("INVALID_SECRET_LOOKUP.SECRET_FUNCTION_NOT_SUPPORTED", "22531", text).encoded()
        found = self.source.value(principal, scope, key)
        if found is None:
            return "N"
        self.remember(found)
        return f"V{found}"

    def remember(self, value: str) -> None:
        """A secret was handed out."""
        self._read.add(value)

    def listed(self, principal: str) -> str:
        """The query that answers `list_secrets()`."""
        visible = self.source.visible(principal) if self.source is not None else []
        return values([("scope", "STRING"), ("key", "STRING")], visible)

    def hide(self, text: str) -> str:
        """A text in which no secret that was read can be seen, as in a notebook's output."""
        for value in sorted(self._read, key=len, reverse=True):
            if value:
                text = text.replace(value, REDACTED)
        return text
