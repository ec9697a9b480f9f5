"""What a process has once (its environment, its standard output), and programs in several threads want for themselves.

Two jobs that a client starts side by side overlap: the first ends, then the second. To put back what each has found
would leave the process with the first one's value for good.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(eq=False)
class _Layer(Generic[T]):
    before: T


class Slot(Generic[T]):
    """One value of the process, replaced for a while by programs that may end in any order.

    Args:
        read: Gives the value as it is now.
        write: Makes a value the process's.
    """

    def __init__(self, read: Callable[[], T], write: Callable[[T], None]) -> None:
        self._read, self._write = read, write
        self._layers: list[_Layer[T]] = []
        self._lock = threading.Lock()

    @contextmanager
    def holding(self, value: T) -> Iterator[None]:
        """Have `value` in the slot; afterwards there is what would be there without it."""
        with self._lock:
            layer = _Layer(self._read())
            self._layers.append(layer)
            self._write(value)
        try:
            yield
        finally:
            with self._lock:
                place = self._layers.index(layer)
                del self._layers[place]
                if place < len(self._layers):
                    self._layers[place].before = layer.before
                else:
                    self._write(layer.before)
