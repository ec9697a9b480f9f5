"""The time limit of a block: it really interrupts, and says so."""

from __future__ import annotations

import ctypes
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SECONDS = 60.0
AGAIN = 0.5
"""Code that swallows the interruption is interrupted again after this many seconds."""


class TimeLimit(BaseException):
    """Raised inside a block that runs too long.

    No Exception, so that a page's `except Exception` does not swallow it.
    """


def said(seconds: float = SECONDS) -> str:
    """The message of a block that ran too long."""
    return f"the block ran longer than {seconds:g} seconds and was interrupted"


@contextmanager
def limited(seconds: float = SECONDS) -> Iterator[None]:
    """Interrupt the code within after some seconds by raising TimeLimit in it."""
    main = threading.current_thread() is threading.main_thread()
    with _by_signal(seconds) if main and hasattr(signal, "setitimer") else _by_thread(seconds):
        yield


@contextmanager
def _by_signal(seconds: float) -> Iterator[None]:
    """By a signal, which also ends a sleep or a wait for a socket."""

    late = False

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal late
        late = True
        raise TimeLimit(said(seconds))

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    if late:  # and swallowed
        raise TimeLimit(said(seconds))


@contextmanager
def _by_thread(seconds: float) -> Iterator[None]:
    """From a second thread, where signals do not arrive; a blocking call ends first."""
    over, late = threading.Event(), threading.Event()
    target = ctypes.c_ulong(threading.get_ident())

    def watch() -> None:
        wait = seconds
        while not over.wait(wait):
            late.set()
            ctypes.pythonapi.PyThreadState_SetAsyncExc(target, ctypes.py_object(TimeLimit))
            wait = AGAIN

    watcher = threading.Thread(target=watch, daemon=True, name="time limit")
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
    if late.is_set():
        raise TimeLimit(said(seconds))
