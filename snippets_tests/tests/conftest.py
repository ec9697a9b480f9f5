"""What the tests of several rooms share: one lakehouse, because a process can have one Spark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from snippets_tests.lakehouse.paths import PREFIXES
from snippets_tests.tests.lakehouse.tenants import BUILD

if TYPE_CHECKING:
    from snippets_tests.lakehouse.session import Lakehouse

THERE_BEFORE = frozenset(path for path in PREFIXES if Path(path).exists())


@pytest.fixture(scope="session")
def lakehouse() -> Iterator[Lakehouse]:
    """The lakehouse; its JVM starts with the first session."""
    from snippets_tests.lakehouse.session import Lakehouse

    made = Lakehouse(BUILD)
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def nothing_of_a_tenant_lies_on_the_machine() -> Iterator[None]:
    """Files of `/Volumes` and its like belong under a tenant's own folder, whoever writes them."""
    yield
    found = [path for path in PREFIXES if path not in THERE_BEFORE and Path(path).exists()]
    assert found == [], "written on the machine itself by this test or one beside it"
