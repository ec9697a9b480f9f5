"""A tenant's session in the lakehouse that all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from snippets_tests.tests.lakehouse.tenants import Time, metastore

if TYPE_CHECKING:
    from snippets_tests.lakehouse.session import Lakehouse, Session


@pytest.fixture
def session(lakehouse: Lakehouse, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Session]:
    opened = lakehouse.open(request.node.name, metastore(), tmp_path / "files")
    yield opened
    opened.close()


@pytest.fixture
def time() -> Time:
    return Time()
