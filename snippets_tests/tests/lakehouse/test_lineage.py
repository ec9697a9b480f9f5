"""What statements read and wrote, as Spark's plans tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from snippets_tests.lakehouse import entity

if TYPE_CHECKING:
    from snippets_tests.lakehouse.lineage import Touched
    from snippets_tests.lakehouse.session import Session

A, B, V = "main.default.a", "main.default.b", "main.default.v"


def last(session: Session) -> Touched:
    return session.metastore.touched()[-1]


def test_a_table_made_from_a_query_has_its_sources_and_columns(session: Session) -> None:
    session.sql("CREATE TABLE a AS SELECT 1 AS id, 'x' AS name")
    session.sql("CREATE TABLE b AS WITH c AS (SELECT id, name FROM a) SELECT id, upper(name) AS label FROM c")
    made = last(session)
    assert (made.target, made.sources) == (B, [A])
    assert [tuple(each) for each in made.columns] == [(A, "id", "id", True), (A, "name", "label", True)]


def test_a_view_is_read_directly_and_what_it_reads_is_not(session: Session) -> None:
    session.sql("CREATE TABLE a AS SELECT 1 AS id; CREATE VIEW v AS SELECT id FROM a; SELECT * FROM v")
    read = last(session)
    assert (read.target, read.sources, read.indirect) == (None, [V], [A])


def test_a_merge_writes_its_target_from_its_source(session: Session) -> None:
    session.sql("CREATE TABLE a AS SELECT 1 AS id, 2 AS n; CREATE TABLE b (id INT, total INT)")
    session.sql("MERGE INTO b USING a ON b.id = a.id WHEN NOT MATCHED THEN INSERT (id, total) VALUES (a.id, a.n)")
    merged = [each for each in session.metastore.touched() if "Merge" in each.kind][-1]
    assert (merged.target, merged.sources) == (B, [A])
    assert (A, "n", "total", True) in [tuple(each) for each in merged.columns]


def test_a_drop_is_known_and_a_failure_is_not(session: Session) -> None:
    session.sql("CREATE TABLE a (id INT); DROP TABLE a")
    gone = last(session)
    assert (gone.kind, gone.target, gone.sources) == ("DropTable", A, [])


def test_the_entity_is_the_one_for_which_the_statement_ran(session: Session) -> None:
    session.sql("CREATE TABLE a AS SELECT 1 AS id")
    with entity.acting(statement_id="s1"):
        session.sql("SELECT * FROM a", principal=session.metastore.owner)
    read = [each for each in session.metastore.touched() if each.sources == [A]][-1]
    assert read.entity == {"statement_id": "s1"}


def test_the_catalog_system_is_left_out(session: Session) -> None:
    before = len(session.metastore.touched())
    session.sql("SELECT * FROM system.billing.usage; SELECT * FROM system.information_schema.tables")
    assert len(session.metastore.touched()) == before
