"""What the tests of several rooms share: one lakehouse, because a process can have one Spark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from snippets_tests.tests.lakehouse.tenants import BUILD

if TYPE_CHECKING:
    from snippets_tests.lakehouse.session import Lakehouse


@pytest.fixture(scope="session")
def lakehouse() -> Iterator[Lakehouse]:
    """The lakehouse; its JVM starts with the first session."""
    from snippets_tests.lakehouse.session import Lakehouse

    made = Lakehouse(BUILD)
    yield made
    made.stop()
