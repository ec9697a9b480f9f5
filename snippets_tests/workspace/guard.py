"""What keeps the calls of a workspace apart when a server with threads makes them."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol


class Turns(Protocol):
    """The real thing, handed in by whoever has threads."""

    def held(self) -> AbstractContextManager[None]:
        """While a call runs."""
        ...

    def released(self) -> AbstractContextManager[None]:
        """While a call waits for the engine, whose code may itself call the workspace."""
        ...


class Guard:
    """Hands over to a server's turns once there is one; until then there is one caller, and nothing to keep apart."""

    def __init__(self) -> None:
        self._turns: Turns | None = None

    def delegate(self, turns: Turns) -> None:
        """Let these turns decide from now on; a second server shares those of the first."""
        if self._turns is None:
            self._turns = turns

    def held(self) -> AbstractContextManager[None]:
        """While a call runs."""
        return self._turns.held() if self._turns else nullcontext()

    def released(self) -> AbstractContextManager[None]:
        """While a call waits for the engine."""
        return self._turns.released() if self._turns else nullcontext()
