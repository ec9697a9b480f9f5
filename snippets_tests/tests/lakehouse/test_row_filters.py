"""Row filters, column masks and dynamic views as several principals see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from snippets_tests.lakehouse.session import Lakehouse, Session, SqlError
from snippets_tests.tests.lakehouse.tenants import ADA, BOB, metastore

EVE = "eve@example.com"


class Company:
    """Everybody exists; Ada administers, Bob is a manager."""

    def exists(self, principal: str) -> bool:
        return bool(principal)

    def groups_of(self, principal: str) -> Iterable[str]:
        return ["managers", "users"] if principal == BOB else ["users"]

    def is_admin(self, principal: str) -> bool:
        return principal == ADA


@pytest.fixture
def company(lakehouse: Lakehouse, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Session]:
    """A session with a table of sales that users may read."""
    opened = lakehouse.open(request.node.name, metastore(Company()), tmp_path / "files")
    opened.sql(
        "CREATE TABLE sales (id INT, owner STRING, card STRING); "
        f"INSERT INTO sales VALUES (1, '{BOB}', '1111'), (2, '{EVE}', '2222'), (3, '{ADA}', '3333'); "
        "GRANT USE CATALOG ON CATALOG main TO `users`; GRANT USE SCHEMA ON SCHEMA default TO `users`; "
        "GRANT SELECT ON TABLE sales TO `users`"
    )
    yield opened
    opened.close()


def seen(session: Session, query: str, principal: str | None = None) -> list[object]:
    return [row[0] if len(row) == 1 else row for row in session.sql(query, principal=principal).rows]


def test_the_same_query_shows_each_principal_other_rows(company: Session) -> None:
    company.sql(
        "CREATE FUNCTION mine(owner STRING) RETURNS BOOLEAN "
        "RETURN is_account_group_member('managers') OR owner = session_user(); "
        "ALTER TABLE sales SET ROW FILTER mine ON (owner)"
    )
    query = "SELECT id FROM sales ORDER BY id"
    assert seen(company, query) == [3]
    assert seen(company, query, BOB) == [1, 2, 3]
    assert seen(company, query, EVE) == [2]


def test_a_session_of_somebody_sees_what_he_may_see_through_dataframes_too(company: Session) -> None:
    company.sql(
        "CREATE FUNCTION hide(card STRING) RETURNS STRING "
        "RETURN IF(is_member('managers'), card, concat('*', right(card, 1))); "
        "ALTER TABLE sales ALTER COLUMN card SET MASK hide"
    )
    cards = {who: company.session_of(who).table("sales").orderBy("id").toPandas().card.to_list() for who in (BOB, EVE)}
    assert cards == {BOB: ["1111", "2222", "3333"], EVE: ["*1", "*2", "*3"]}
    grouped = company.session_of(EVE).sql("SELECT max(card) AS last FROM main.default.sales WHERE card <> '*3'")
    assert [row.last for row in grouped.collect()] == ["*2"]


def test_a_filter_may_look_into_a_table_that_the_user_may_not_read(company: Session) -> None:
    company.sql(
        f"CREATE TABLE allowed AS SELECT '{EVE}' AS who, 1 AS id; "
        "CREATE FUNCTION listed(wanted INT) RETURNS BOOLEAN "
        "RETURN EXISTS (SELECT 1 FROM main.default.allowed AS a WHERE a.who = current_user() AND a.id = wanted); "
        "ALTER TABLE sales SET ROW FILTER listed ON (id)"
    )
    assert seen(company, "SELECT id FROM sales", EVE) == [1]
    assert seen(company, "SELECT id FROM sales", BOB) == []
    with pytest.raises(SqlError, match=r"SELECT on Table 'main\.default\.allowed'"):
        company.sql("SELECT * FROM allowed", principal=EVE)


def test_a_dynamic_view_decides_by_who_asks(company: Session) -> None:
    company.sql(
        "CREATE VIEW own AS SELECT id, IF(is_account_group_member('managers'), card, 'hidden') AS card "
        "FROM sales WHERE owner = current_user() OR is_account_group_member('managers'); "
        "GRANT SELECT ON VIEW own TO `users`; REVOKE SELECT ON TABLE sales FROM `users`"
    )
    assert seen(company, "SELECT id, card FROM own", EVE) == [(2, "hidden")]
    assert seen(company, "SELECT max(card) FROM own", BOB) == ["3333"]
    with pytest.raises(SqlError, match=r"SELECT on Table 'main\.default\.sales'"):
        company.sql("SELECT * FROM sales", principal=EVE)


def test_only_who_manages_a_table_sets_its_policies(company: Session) -> None:
    company.sql("CREATE FUNCTION all_rows() RETURNS BOOLEAN RETURN true")
    for statement in ("ALTER TABLE sales SET ROW FILTER all_rows ON ()", "ALTER TABLE sales DROP ROW FILTER"):
        with pytest.raises(SqlError) as caught:
            company.sql(statement, principal=BOB)
        assert caught.value.error_class == "INSUFFICIENT_PERMISSIONS"


def test_the_metastore_knows_a_tables_policies(company: Session) -> None:
    company.sql(
        "CREATE FUNCTION big(id INT, least INT) RETURNS BOOLEAN RETURN id >= least; "
        "CREATE FUNCTION hide(card STRING) RETURNS STRING RETURN '*'; "
        "ALTER TABLE sales SET ROW FILTER big ON (id, 2); ALTER TABLE sales ALTER COLUMN card SET MASK hide"
    )
    table = company.metastore.get_table("main.default.sales")
    assert table.row_filter == ("`main`.`default`.`big`", "`id`", "2")
    assert table.masks == {"card": ("`main`.`default`.`hide`", "`card`")}
    assert seen(company, "SELECT id FROM sales ORDER BY id") == [2, 3]
    company.sql("ALTER TABLE sales RENAME TO main.default.sold")
    assert seen(company, "SELECT card FROM sold LIMIT 1") == ["*"]


def test_rows_of_a_filtered_table_are_not_changed_behind_its_filter(company: Session) -> None:
    company.sql("CREATE FUNCTION none() RETURNS BOOLEAN RETURN false; ALTER TABLE sales SET ROW FILTER none ON ()")
    for statement in ("DELETE FROM sales", "UPDATE sales SET id = 0"):
        assert seen(company, statement) == [0]
    company.sql("ALTER TABLE sales DROP ROW FILTER")
    assert seen(company, "SELECT id FROM sales ORDER BY id") == [1, 2, 3]


def test_who_changes_rows_changes_those_he_sees(company: Session) -> None:
    company.sql(
        "CREATE FUNCTION mine(owner STRING) RETURNS BOOLEAN "
        "RETURN is_account_group_member('managers') OR owner = session_user(); "
        "ALTER TABLE sales SET ROW FILTER mine ON (owner); GRANT MODIFY ON TABLE sales TO `users`"
    )
    assert seen(company, "UPDATE sales SET card = 'new'", EVE) == [1]
    assert seen(company, "DELETE FROM sales WHERE card = 'new'", BOB) == [1]
    company.sql("ALTER TABLE sales DROP ROW FILTER")
    assert seen(company, "SELECT id FROM sales ORDER BY id") == [1, 3]


def test_delta_tables_of_python_go_no_way_around_policies(company: Session) -> None:
    from delta.tables import DeltaTable
    from pyspark.errors import AnalysisException

    company.sql("CREATE FUNCTION none() RETURNS BOOLEAN RETURN false")
    assert DeltaTable.forName(company.spark, "sales").toDF().count() == 3
    company.sql("ALTER TABLE sales SET ROW FILTER none ON ()")
    for name in ("sales", "default.sales", "main.default.sales"):
        with pytest.raises(AnalysisException) as caught:
            DeltaTable.forName(company.spark, name)
        assert caught.value.getCondition() == "ROW_LEVEL_SECURITY_COLUMN_MASK_FEATURE_NOT_SUPPORTED"
