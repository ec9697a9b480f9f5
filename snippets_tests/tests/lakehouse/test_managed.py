"""ALTER TABLE … SET MANAGED and UNSET MANAGED: for how long, and for whom."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from snippets_tests.lakehouse.metastore import Metastore
from snippets_tests.lakehouse.session import Lakehouse, Session, SqlError
from snippets_tests.lakehouse.statements.managed import DAYS
from snippets_tests.tests.lakehouse.tenants import ADA, BOB, NOW, Time

DAY = 24 * 60 * 60 * 1000


@pytest.fixture
def shop(lakehouse: Lakehouse, request: pytest.FixtureRequest, tmp_path: Path, time: Time) -> Iterator[Session]:
    """A session with a table that was external and is managed now."""
    ids = itertools.count(1)
    opened = lakehouse.open(request.node.name, Metastore(ADA, lambda: f"id-{next(ids)}", time), tmp_path / "files")
    opened.sql("CREATE TABLE orders (id INT) LOCATION 's3://bucket/orders'; INSERT INTO orders VALUES (1)")
    opened.sql("ALTER TABLE orders SET MANAGED")
    yield opened
    opened.close()


def test_the_way_back_is_open_for_two_weeks(shop: Session, time: Time) -> None:
    time.now = NOW + DAYS * DAY + 1
    with pytest.raises(SqlError, match=r"TIME_WINDOW_EXCEEDED.*within 14 days"):
        shop.sql("ALTER TABLE orders UNSET MANAGED")
    time.now = NOW + DAYS * DAY
    shop.sql("ALTER TABLE orders UNSET MANAGED")
    assert shop.metastore.get_table("main.default.orders").storage_location == "s3://bucket/orders"


def test_only_who_manages_a_table_converts_it(shop: Session) -> None:
    shop.sql(
        "GRANT USE CATALOG ON CATALOG main TO `account users`; GRANT USE SCHEMA ON SCHEMA default TO `account users`;"
        "GRANT MODIFY ON TABLE orders TO `bob@example.com`"
    )
    with pytest.raises(SqlError, match="INSUFFICIENT_PERMISSIONS"):
        shop.sql("ALTER TABLE orders UNSET MANAGED", principal=BOB)
    shop.sql("GRANT MANAGE ON TABLE orders TO `bob@example.com`")
    shop.sql("ALTER TABLE orders UNSET MANAGED", principal=BOB)


def test_versions_keep_their_times(shop: Session) -> None:
    before = shop.sql("SELECT max(timestamp) FROM (DESCRIBE HISTORY delta.`s3://bucket/orders`)").rows
    assert shop.sql("SELECT max(timestamp) FROM (DESCRIBE HISTORY orders)").rows == before


def test_a_row_filter_stays(shop: Session) -> None:
    shop.sql(
        "INSERT INTO orders VALUES (2); CREATE FUNCTION odd(id INT) RETURN id % 2 = 1;"
        "ALTER TABLE orders SET ROW FILTER odd ON (id); ALTER TABLE orders UNSET MANAGED"
    )
    assert shop.sql("SELECT * FROM orders").rows == ((1,),)
