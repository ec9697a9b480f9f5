"""The time limit outside of the main thread, where no signal arrives."""

from __future__ import annotations

import threading
import time

from snippets_tests.runners.limit import TimeLimit, limited


def test_a_thread_is_interrupted_too() -> None:
    ended: list[str] = []

    def work() -> None:
        try:
            with limited(0.2):
                while True:
                    time.sleep(0.01)
        except TimeLimit:
            ended.append("interrupted")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)
    assert ended == ["interrupted"]
