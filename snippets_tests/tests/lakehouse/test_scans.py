"""A query of a small table asks Spark for nothing but its rows, and reads the files that Delta would read."""

from __future__ import annotations

from snippets_tests.lakehouse.session import Session


def jobs(session: Session, statement: str) -> int:
    """How many jobs Spark runs for a statement."""
    context = session.spark.sparkContext
    context.setJobGroup(statement, statement)
    session.sql(statement)
    found = len(context.statusTracker().getJobIdsForGroup(statement))
    context.setJobGroup("others", "others")
    return found


def test_a_small_table_is_read_in_one_job_whatever_was_done_to_it(session: Session) -> None:
    session.sql("CREATE TABLE numbers (id INT)")
    for change in (
        "INSERT INTO numbers VALUES (1), (2)",
        "INSERT INTO numbers VALUES (3)",
        "DELETE FROM numbers WHERE id = 1",
    ):
        session.sql(change)
        assert jobs(session, f"SELECT * FROM numbers -- {change}") == 1
    assert sorted(row[0] for row in session.sql("SELECT * FROM numbers").rows) == [2, 3]


def test_the_files_that_a_filter_excludes_are_left_out(session: Session) -> None:
    session.sql("CREATE TABLE numbers (id INT); INSERT INTO numbers VALUES (1), (2); INSERT INTO numbers VALUES (9)")
    table = session.spark.table("numbers")
    assert len(table.inputFiles()) == 2
    assert len(table.where("id = 9").inputFiles()) == 1
    assert [row.id for row in table.where("id = 9").collect()] == [9]


def test_the_partitions_that_a_filter_excludes_are_left_out(session: Session) -> None:
    session.sql("CREATE TABLE parted (id INT, day STRING) PARTITIONED BY (day)")
    session.sql("INSERT INTO parted VALUES (1, 'mon'), (2, 'tue')")
    assert [row.id for row in session.spark.table("parted").where("day = 'tue'").collect()] == [2]
    assert len(session.spark.table("parted").where("day = 'tue'").inputFiles()) == 1


def test_a_condition_that_never_holds_changes_nothing(session: Session) -> None:
    session.sql("CREATE TABLE numbers (id INT); INSERT INTO numbers VALUES (1), (2)")
    for statement in (
        "DELETE FROM numbers WHERE false",
        "DELETE FROM numbers WHERE 1 = 2",
        "UPDATE numbers SET id = 0 WHERE false",
    ):
        assert session.sql(statement).rows == ((0,),)
    assert session.sql("DELETE FROM numbers").rows == ((2,),)


def test_an_older_version_has_its_own_files(session: Session) -> None:
    session.sql("CREATE TABLE numbers (id INT); INSERT INTO numbers VALUES (1); INSERT INTO numbers VALUES (2)")
    assert session.sql("SELECT count(*) FROM numbers VERSION AS OF 1").rows == ((1,),)
    session.sql("RESTORE TABLE numbers TO VERSION AS OF 1")
    assert session.sql("SELECT * FROM numbers").rows == ((1,),)
