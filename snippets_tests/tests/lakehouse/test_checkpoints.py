"""The functions of SQL that look into a stream's checkpoint."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.errors import AnalysisException

from snippets_tests.lakehouse.session import Session

FOLDER = "/Volumes/main/default/landing/in"
PLACE = "/Volumes/main/default/landing/state"


@pytest.fixture
def landing(session: Session) -> Session:
    """A session with a volume and one file in it."""
    session.sql("CREATE VOLUME landing")
    session.path(FOLDER).mkdir()
    session.path(f"{FOLDER}/a.json").write_text('{"id": 1}\n')
    return session


def rows(session: Session, query: str) -> list[tuple[Any, ...]]:
    return list(session.sql(query).rows)


def test_the_state_of_an_operator_is_a_table(landing: Session) -> None:
    landing.sql("CREATE TABLE events AS SELECT * FROM VALUES ('a'), ('a'), ('b') AS t(id)")
    counts = landing.spark.readStream.table("events").groupBy("id").count()
    stream = counts.writeStream.outputMode("complete").option("checkpointLocation", PLACE)
    stream.trigger(availableNow=True).toTable("counts").awaitTermination()
    query = f"SELECT key.id, value.count FROM read_statestore('{PLACE}', operatorId => 0, batchId => 0) ORDER BY id"
    assert rows(landing, query) == [("a", 2), ("b", 1)]
    query = f"SELECT operatorName, stateStoreName, maxBatchId FROM read_state_metadata('{PLACE}')"
    assert rows(landing, query) == [("stateStoreSave", "default", 0)]


def test_an_argument_that_the_state_reader_has_not_is_refused(landing: Session) -> None:
    with pytest.raises(AnalysisException) as caught:
        landing.spark.sql(f"SELECT * FROM read_statestore('{PLACE}', batch => 1)")
    assert caught.value.getCondition() == "UNRECOGNIZED_PARAMETER_NAME"


def test_a_streaming_tables_files_are_known_by_its_name(landing: Session) -> None:
    landing.sql(f"CREATE STREAMING TABLE st AS SELECT id FROM STREAM read_files('{FOLDER}', format => 'json')")
    query = "SELECT split_part(path, '/', -1), size, flow_name FROM cloud_files_state(TABLE(st))"
    assert rows(landing, query) == [("a.json", 10, "main.default.st")]
    landing.sql("CREATE TABLE plain (id INT)")
    with pytest.raises(AnalysisException, match="no streaming table"):
        landing.spark.sql("SELECT * FROM cloud_files_state(TABLE(main.default.plain))")


def test_there_must_be_a_checkpoint_to_look_into(landing: Session) -> None:
    with pytest.raises(AnalysisException) as caught:
        landing.spark.sql(f"SELECT * FROM cloud_files_state('{PLACE}/nowhere')")
    assert caught.value.getCondition() == "PATH_NOT_FOUND"
