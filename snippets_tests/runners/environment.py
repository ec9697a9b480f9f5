"""The environment of this process, which blocks and the code of jobs have for a while."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping

from snippets_tests.slot import Slot


def _become(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    if hasattr(time, "tzset"):
        time.tzset()  # the page's TZ counts for Python's own local time, which pyspark converts timestamps with


ENVIRONMENT: Slot[Mapping[str, str]] = Slot(lambda: dict(os.environ), _become)
