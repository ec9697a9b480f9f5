"""Dropped tables: for how long they can come back, and for whom."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from snippets_tests.lakehouse.dropped import RETENTION
from snippets_tests.lakehouse.metastore import Metastore
from snippets_tests.lakehouse.session import Lakehouse, Session, SqlError
from snippets_tests.tests.lakehouse.tenants import ADA, BOB, NOW, Time

EVE = "eve@example.com"


@pytest.fixture
def shop(lakehouse: Lakehouse, request: pytest.FixtureRequest, tmp_path: Path, time: Time) -> Iterator[Session]:
    """A session with a table that Bob owns and dropped."""
    ids = itertools.count(1)
    opened = lakehouse.open(request.node.name, Metastore(ADA, lambda: f"id-{next(ids)}", time), tmp_path / "files")
    opened.sql(
        "CREATE TABLE orders AS SELECT 1 AS id; ALTER TABLE orders OWNER TO `bob@example.com`; "
        "GRANT USE CATALOG ON CATALOG main TO `account users`; GRANT USE SCHEMA ON SCHEMA default TO `account users`"
    )
    opened.sql("DROP TABLE orders", principal=BOB)
    yield opened
    opened.close()


def dropped(session: Session, principal: str | None = None) -> list[str]:
    return [row[2] for row in session.sql("SHOW TABLES DROPPED", principal=principal).rows]


def test_a_table_comes_back_on_the_last_day_and_not_after_it(shop: Session, time: Time, tmp_path: Path) -> None:
    time.now = NOW + RETENTION
    assert dropped(shop) == ["orders"]
    time.now += 1
    assert dropped(shop) == []
    with pytest.raises(SqlError, match="TABLE_OR_VIEW_NOT_FOUND"):
        shop.sql("UNDROP TABLE orders")


def test_its_owner_sees_it_only_when_he_may_create_tables(shop: Session) -> None:
    assert dropped(shop, BOB) == []
    with pytest.raises(SqlError, match="TABLE_OR_VIEW_NOT_FOUND"):
        shop.sql("UNDROP TABLE orders", principal=BOB)
    shop.sql("GRANT CREATE TABLE ON SCHEMA default TO `bob@example.com`")
    assert dropped(shop, BOB) == ["orders"]
    shop.sql("UNDROP TABLE orders", principal=BOB)
    assert shop.sql("SELECT * FROM orders", principal=BOB).rows == ((1,),)


def test_nobody_else_sees_it_and_whoever_owns_the_schema_does(shop: Session) -> None:
    assert dropped(shop, EVE) == []
    shop.sql("ALTER SCHEMA default OWNER TO `eve@example.com`")
    assert dropped(shop, EVE) == ["orders"]


def test_an_older_one_comes_back_by_its_id(shop: Session) -> None:
    older = shop.sql("SHOW TABLES DROPPED").rows[0][3]
    shop.sql("CREATE TABLE orders AS SELECT 2 AS id; DROP TABLE orders")
    shop.sql(f"UNDROP TABLE WITH ID '{older}'")
    assert shop.sql("SELECT * FROM orders").rows == ((1,),)
    assert dropped(shop) == ["orders"]


def test_an_external_table_comes_back_with_its_files(shop: Session) -> None:
    shop.sql("CREATE TABLE outside (id INT) LOCATION 's3://bucket/outside'; INSERT INTO outside VALUES (7)")
    shop.sql("DROP TABLE outside")
    shop.sql("UNDROP TABLE outside")
    assert shop.sql("SELECT * FROM outside").rows == ((7,),)
    assert shop.metastore.get_table("main.default.outside").table_type == "EXTERNAL"


def test_a_table_dropped_through_the_metastore_comes_back_too(shop: Session) -> None:
    shop.sql("UNDROP TABLE orders")
    shop.metastore.delete("TABLE", "main.default.orders", principal=ADA)
    assert dropped(shop) == ["orders"]
    shop.sql("UNDROP TABLE orders")
    assert shop.sql("SELECT * FROM orders").rows == ((1,),)


def test_who_may_not_drop_leaves_the_table_as_it_is(shop: Session) -> None:
    shop.sql("UNDROP TABLE orders; GRANT SELECT ON TABLE orders TO `eve@example.com`")
    with pytest.raises(SqlError, match="INSUFFICIENT_PERMISSIONS"):
        shop.sql("DROP TABLE orders", principal=EVE)
    assert shop.sql("SELECT * FROM orders", principal=EVE).rows == ((1,),)
    assert dropped(shop) == []
