"""ABAC policies: what their conditions mean, and what several principals see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from snippets_tests.lakehouse.abac_conditions import checked, holds
from snippets_tests.lakehouse.securables import MetastoreError
from snippets_tests.lakehouse.session import Lakehouse, Session, SqlError
from snippets_tests.tests.lakehouse.tenants import ADA, BOB, metastore

EVE = "eve@example.com"
TAGS = {"pii": "ssn", "geo": ""}


class Company:
    """Everybody exists; Ada administers, Bob is an auditor."""

    def exists(self, principal: str) -> bool:
        return principal != "nobody"

    def groups_of(self, principal: str) -> Iterable[str]:
        return ["auditors", "users"] if principal == BOB else ["users"]

    def is_admin(self, principal: str) -> bool:
        return principal == ADA


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("hasTag('pii')", True),
        ("has_tag('nothing')", False),
        ("hasTagValue('pii', 'ssn')", True),
        ("has_tag_value('pii', 'phone')", False),
        ("NOT has_tag('pii') OR has_tag('geo')", True),
        ("has_tag('pii') AND NOT (has_tag('geo') OR has_tag('nothing'))", False),
        ("has_tag('nothing') AND has_tag('pii') OR TRUE", True),
        ("FALSE", False),
    ],
)
def test_a_condition_looks_at_tags(condition: str, expected: bool) -> None:
    assert holds(condition, TAGS) is expected


@pytest.mark.parametrize(
    "condition",
    ["", "has_tag()", "has_tag(pii)", "has_tag('a', 'b')", "has_tag('a') has_tag('b')", "is_member('a')", "(TRUE"],
)
def test_what_is_no_condition_is_refused(condition: str) -> None:
    with pytest.raises(MetastoreError, match="Invalid policy condition"):
        checked(condition)


def test_a_condition_names_its_tags() -> None:
    assert checked("has_tag('a') OR NOT has_tag_value('b', 'c')") == [("a", None), ("b", "c")]


@pytest.fixture
def company(lakehouse: Lakehouse, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Session]:
    """A session with a table of people that users may read and change."""
    opened = lakehouse.open(request.node.name, metastore(Company()), tmp_path / "files")
    opened.sql(
        "CREATE TABLE people (id INT, ssn STRING); INSERT INTO people VALUES (1, '111'), (2, '222'); "
        "ALTER TABLE people ALTER COLUMN ssn SET TAGS ('pii' = 'ssn'); "
        "CREATE FUNCTION hide(value STRING) RETURNS STRING RETURN '***'; "
        "CREATE FUNCTION only(value STRING, wanted STRING) RETURNS BOOLEAN RETURN value = wanted; "
        "GRANT USE CATALOG ON CATALOG main TO `users`; GRANT USE SCHEMA ON SCHEMA default TO `users`; "
        "GRANT SELECT, MODIFY ON TABLE people TO `users`"
    )
    yield opened
    opened.close()


def test_a_policy_holds_for_those_it_names_less_those_it_excepts(company: Session) -> None:
    company.sql(
        "CREATE POLICY mask ON CATALOG main COLUMN MASK hide TO `users` EXCEPT `auditors` "
        "FOR TABLES MATCH COLUMNS has_tag('pii') AS p ON COLUMN p"
    )
    query = "SELECT ssn FROM people ORDER BY id"
    assert company.sql(query, principal=EVE).rows == (("***",), ("***",))
    assert company.sql(query, principal=BOB).rows == (("111",), ("222",))


def test_a_tag_changes_what_is_seen_at_once(company: Session) -> None:
    company.sql(
        "CREATE POLICY one ON SCHEMA default ROW FILTER only TO `users` "
        "FOR TABLES MATCH COLUMNS has_tag('key') AS k USING COLUMNS (k, '222')"
    )
    query = "SELECT id FROM people ORDER BY id"
    assert company.sql(query, principal=EVE).rows == ((1,), (2,))
    company.sql("SET TAG ON COLUMN people.ssn key")
    assert company.sql(query, principal=EVE).rows == ((2,),)
    assert company.sql("UPDATE people SET ssn = '333'", principal=EVE).rows == ((1,),)
    company.sql("UNSET TAG ON COLUMN people.ssn key")
    assert company.sql("SELECT * FROM people ORDER BY id").rows == ((1, "111"), (2, "333"))


def test_dataframes_and_views_obey_policies_too(company: Session) -> None:
    company.sql(
        "CREATE VIEW all_people AS SELECT * FROM people; "
        "CREATE POLICY mask ON TABLE people COLUMN MASK hide TO `account users` "
        "FOR TABLES MATCH COLUMNS has_tag('pii') AS p ON COLUMN p"
    )
    assert {row.ssn for row in company.spark.table("people").collect()} == {"***"}
    assert {row.ssn for row in company.spark.table("all_people").collect()} == {"***"}


def test_only_who_manages_a_securable_makes_and_sees_its_policies(company: Session) -> None:
    create = (
        "CREATE POLICY mask ON TABLE people COLUMN MASK hide TO `users` "
        "FOR TABLES MATCH COLUMNS has_tag('pii') AS p ON COLUMN p"
    )
    for statement in (create, "SHOW POLICIES ON TABLE people", "DROP POLICY mask ON TABLE people"):
        with pytest.raises(SqlError, match="INSUFFICIENT_PERMISSIONS"):
            company.sql(statement, principal=EVE)


def test_a_policy_goes_with_its_table(company: Session) -> None:
    company.sql(
        "CREATE POLICY mask ON TABLE people COLUMN MASK hide TO `users` "
        "FOR TABLES MATCH COLUMNS has_tag('pii') AS p ON COLUMN p; DROP TABLE people; CREATE TABLE people (ssn STRING)"
    )
    assert company.sql("SHOW POLICIES ON TABLE people").rows == ()


def test_limits_and_unknown_principals_are_refused(company: Session) -> None:
    body = "ROW FILTER only TO `{who}` FOR TABLES USING COLUMNS ('a', 'b')"
    with pytest.raises(SqlError, match="PRINCIPAL_DOES_NOT_EXIST"):
        company.sql(f"CREATE POLICY p ON TABLE people {body.format(who='nobody')}")
    for number in range(50):
        company.sql(f"CREATE POLICY p{number} ON TABLE people {body.format(who=BOB)}")
    with pytest.raises(SqlError, match="has 50 policies"):
        company.sql(f"CREATE POLICY p50 ON TABLE people {body.format(who=BOB)}")
    four = ", ".join(f"has_tag('t{number}') AS c{number}" for number in range(4))
    with pytest.raises(SqlError, match="at most 3 conditions in MATCH COLUMNS"):
        company.sql(f"CREATE POLICY q ON SCHEMA default ROW FILTER only TO `users` FOR TABLES MATCH COLUMNS {four}")


def test_two_masks_of_a_column_close_the_table(company: Session) -> None:
    for name, argument in (("one", "'a'"), ("two", "'b'")):
        company.sql(
            f"CREATE FUNCTION {name}(value STRING) RETURNS STRING RETURN {argument}; "
            f"CREATE POLICY {name} ON TABLE people COLUMN MASK {name} TO `account users` "
            "FOR TABLES MATCH COLUMNS has_tag('pii') AS p ON COLUMN p"
        )
    with pytest.raises(SqlError, match=r"COLUMN_MASKS_FEATURE_NOT_SUPPORTED\.MULTIPLE_MASKS.*SQLSTATE: 0A000"):
        company.sql("SELECT * FROM people")
