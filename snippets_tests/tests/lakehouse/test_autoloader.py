"""Auto Loader: what pages do with `cloudFiles`, run after run."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

import pytest
from pyspark.errors import AnalysisException, StreamingQueryException

from snippets_tests.lakehouse.session import Session
from snippets_tests.tests.lakehouse.tenants import NOW

FOLDER = "/Volumes/main/default/landing/in"
PLACE = "/Volumes/main/default/landing/state"


@pytest.fixture
def landing(session: Session) -> Session:
    """A session with a volume that files land in."""
    session.sql("CREATE VOLUME landing")
    session.path(FOLDER).mkdir()
    return session


def land(session: Session, name: str, *records: Mapping[str, Any]) -> None:
    session.path(f"{FOLDER}/{name}").write_text("".join(json.dumps(record) + "\n" for record in records))


def source(session: Session, **options: str) -> Any:
    given = {"cloudFiles.format": "json", "cloudFiles.schemaLocation": PLACE}
    given |= {f"cloudFiles.{name}": value for name, value in options.items()}
    return session.spark.readStream.format("cloudFiles").options(**given).load(FOLDER)


def load(session: Session, **options: str) -> None:
    """Load what is new into the table `bronze`, as a scheduled job does."""
    frame = source(session, **options).selectExpr("*", "_metadata.file_name AS file")
    stream = frame.writeStream.option("checkpointLocation", f"{PLACE}/run").option("mergeSchema", "true")
    stream.trigger(availableNow=True).toTable("main.default.bronze").awaitTermination()


def rows(session: Session, query: str) -> list[tuple[Any, ...]]:
    return list(session.sql(query).rows)


def test_each_run_loads_the_files_that_came_since(landing: Session) -> None:
    land(landing, "a.json", {"id": 1, "name": "Ada"})
    load(landing)
    load(landing)
    land(landing, "b.json", {"id": 2, "name": "Bob"})
    load(landing)
    found = rows(landing, "SELECT id, name, _rescued_data, file FROM bronze ORDER BY id")
    assert found == [("1", "Ada", None, "a.json"), ("2", "Bob", None, "b.json")]


def test_a_new_column_fails_the_stream_once_and_is_there_after_a_restart(landing: Session) -> None:
    land(landing, "a.json", {"id": 1})
    load(landing, inferColumnTypes="true")
    land(landing, "b.json", {"id": 2, "city": "Paris"})
    with pytest.raises(StreamingQueryException, match=r"UNKNOWN_FIELD_EXCEPTION\.NEW_FIELDS_IN_RECORD_WITH_FILE_PATH"):
        load(landing, inferColumnTypes="true")
    assert rows(landing, "SELECT count(*) FROM bronze") == [(1,)]
    load(landing, inferColumnTypes="true")
    assert rows(landing, "SELECT id, city FROM bronze ORDER BY id") == [(1, None), (2, "Paris")]
    assert sorted(file.name for file in landing.path(f"{PLACE}/_schemas").iterdir()) == ["0", "1"]


def test_rescue_keeps_new_fields_and_wrong_types_as_json(landing: Session) -> None:
    land(landing, "a.json", {"id": 1})
    load(landing, schemaEvolutionMode="rescue", schemaHints="id INT")
    land(landing, "b.json", {"id": "two", "city": "Paris"})
    load(landing, schemaEvolutionMode="rescue", schemaHints="id INT")
    ((rescued,),) = rows(landing, "SELECT _rescued_data FROM bronze WHERE id IS NULL")
    assert json.loads(rescued) == {"id": "two", "city": "Paris", "_file_path": f"dbfs:{FOLDER}/b.json"}


def test_fail_on_new_columns_fails_until_the_schema_is_changed(landing: Session) -> None:
    land(landing, "a.json", {"id": 1})
    load(landing, schemaEvolutionMode="failOnNewColumns")
    land(landing, "b.json", {"id": 2, "city": "Paris"})
    for _ in range(2):
        with pytest.raises(StreamingQueryException, match="automatic retry: false"):
            load(landing, schemaEvolutionMode="failOnNewColumns")
    load(landing, schemaEvolutionMode="failOnNewColumns", schemaHints="city STRING")
    assert rows(landing, "SELECT city FROM bronze ORDER BY id") == [(None,), ("Paris",)]


def test_none_drops_new_fields(landing: Session) -> None:
    land(landing, "a.json", {"id": 1})
    load(landing, schemaEvolutionMode="none")
    land(landing, "b.json", {"id": 2, "city": "Paris"})
    load(landing, schemaEvolutionMode="none")
    assert rows(landing, "SELECT * FROM bronze ORDER BY id") == [("1", "a.json"), ("2", "b.json")]


def test_a_csv_stream_infers_types_and_evolves(landing: Session) -> None:
    landing.path(f"{FOLDER}/a.csv").write_text("id,day\n1,2026-01-02\n")
    reader = landing.spark.readStream.format("cloudFiles").option("cloudFiles.format", "csv").option("header", True)
    reader = reader.option("cloudFiles.schemaLocation", PLACE).option("cloudFiles.inferColumnTypes", True)

    def run() -> None:
        stream = reader.load(FOLDER).writeStream.option("checkpointLocation", f"{PLACE}/run")
        stream.option("mergeSchema", "true").trigger(availableNow=True).toTable("days").awaitTermination()

    run()
    landing.path(f"{FOLDER}/b.csv").write_text("id,day,mood\n2,2026-01-03,good\n")
    with pytest.raises(StreamingQueryException, match='"mood":"good"'):
        run()
    run()
    assert rows(landing, "SELECT id, CAST(day AS STRING), mood FROM days ORDER BY id") == [
        (1, "2026-01-02", None),
        (2, "2026-01-03", "good"),
    ]


def test_a_batch_function_merges_and_sees_each_file_once(landing: Session) -> None:
    landing.sql("CREATE TABLE latest (id STRING, name STRING)")
    sizes = []

    def merge(batch: Any, number: int) -> None:
        sizes.append(batch.count())
        batch.createOrReplaceTempView("news")
        batch.sparkSession.sql(
            "MERGE INTO main.default.latest AS t USING news AS s ON t.id = s.id "
            "WHEN MATCHED THEN UPDATE SET name = s.name WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, s.name)"
        )

    for number, record in enumerate(({"id": 1, "name": "Ada"}, {"id": 2, "name": "Bob"}, {"id": 1, "name": "Ada L"})):
        land(landing, f"{number}.json", record)
        # Files are taken in the order of their times.
        os.utime(landing.path(f"{FOLDER}/{number}.json"), (NOW / 1000 + number, NOW / 1000 + number))
    frame = source(landing, maxFilesPerTrigger="1")
    stream = frame.writeStream.foreachBatch(merge).option("checkpointLocation", f"{PLACE}/run")
    stream.trigger(availableNow=True).start().awaitTermination()
    assert sizes == [1, 1, 1]
    assert rows(landing, "SELECT id, name FROM latest ORDER BY id") == [("1", "Ada L"), ("2", "Bob")]


def test_stream_read_files_is_the_same_in_sql(landing: Session) -> None:
    land(landing, "a.json", {"id": 1})
    frame = landing.spark.sql(f"SELECT id FROM STREAM read_files('{FOLDER}', format => 'json')")
    assert frame.isStreaming
    stream = frame.writeStream.option("checkpointLocation", f"{PLACE}/run").trigger(availableNow=True)
    stream.toTable("main.default.ids").awaitTermination()
    assert rows(landing, "SELECT id FROM ids") == [(1,)]


@pytest.mark.parametrize(
    ("options", "condition"),
    [
        ({"cloudFiles.pathGlobFilter": "*.json"}, "CF_UNKNOWN_OPTION_KEYS_ERROR"),
        ({"cloudFiles.schemaLocation": PLACE}, "CF_EMPTY_DIR_FOR_SCHEMA_INFERENCE"),
        ({}, "INVALID_PARAMETER_VALUE"),
    ],
)
def test_a_wrong_source_is_refused(landing: Session, options: dict[str, str], condition: str) -> None:
    reader = landing.spark.readStream.format("cloudFiles").option("cloudFiles.format", "json").options(**options)
    with pytest.raises(AnalysisException) as caught:
        reader.load(FOLDER)
    assert caught.value.getCondition() == condition


def test_a_schema_and_new_columns_do_not_go_together(landing: Session) -> None:
    reader = landing.spark.readStream.format("cloudFiles").option("cloudFiles.format", "json").schema("id INT")
    with pytest.raises(AnalysisException) as caught:
        reader.option("cloudFiles.schemaEvolutionMode", "addNewColumns").load(FOLDER)
    assert caught.value.getCondition() == "CF_ADD_NEW_NOT_SUPPORTED"


def test_binary_files_are_loaded_without_a_schema(landing: Session) -> None:
    landing.path(f"{FOLDER}/a.bin").write_bytes(b"abc")
    frame = landing.spark.readStream.format("cloudFiles").option("cloudFiles.format", "binaryFile").load(FOLDER)
    chosen = frame.selectExpr("_metadata.file_name AS file", "length", "CAST(content AS STRING) AS content")
    stream = chosen.writeStream.option("checkpointLocation", f"{PLACE}/binary").trigger(availableNow=True)
    stream.toTable("main.default.documents").awaitTermination()
    assert rows(landing, "SELECT * FROM documents") == [("a.bin", 3, "abc")]
