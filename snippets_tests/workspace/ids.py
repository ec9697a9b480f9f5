"""Identifiers that depend on a tenant's name alone.

Each kind of thing draws from a stream of its own, so that the third cluster of a page has the same id however many
jobs, requests or polls came before it.
"""

from __future__ import annotations

import random
import uuid
from typing import Any


class Ids:
    """The sources of all identifiers of one tenant."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._streams: dict[str, random.Random] = {}

    def _stream(self, kind: str) -> random.Random:
        if kind not in self._streams:
            # Seeding by a string hashes it with SHA-512: equal on every machine and whatever PYTHONHASHSEED is.
            self._streams[kind] = random.Random(f"{self._seed}/{kind}")
        return self._streams[kind]

    def hex(self, length: int = 16, kind: str = "") -> str:
        """The next identifier of `length` hexadecimal digits."""
        return f"{self._stream(kind).getrandbits(4 * length):0{length}x}"

    def uuid(self, kind: str = "") -> str:
        """The next UUID (version 4 by its shape)."""
        return str(uuid.UUID(int=self._stream(kind).getrandbits(128), version=4))

    def number(self, digits: int = 15, kind: str = "") -> int:
        """The next number of exactly `digits` digits."""
        return self._stream(kind).randrange(10 ** (digits - 1), 10**digits)

    def word(self, length: int = 8, kind: str = "") -> str:
        """The next identifier of lower-case letters and digits, as the tail of a cluster id."""
        return "".join(self._stream(kind).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length))

    def state(self) -> dict[str, Any]:
        """Where each stream stands."""
        return {kind: stream.getstate() for kind, stream in self._streams.items()}

    def restore(self, state: dict[str, Any]) -> None:
        """Let each stream go on from where it stood."""
        for kind, inner in state.items():
            self._stream(kind).setstate(inner)
