"""Auto Loader: what pages do with `cloudFiles`, run after run."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from typing import Any

import pytest
from pyspark.errors import AnalysisException, StreamingQueryException

from snippets_tests.lakehouse.session import Session
from snippets_tests.tests.lakehouse.tenants import BOB, NOW

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
        (
            {"cloudFiles.schemaLocation": PLACE, "cloudFiles.schemaEvolutionMode": "addNewColumnsWithTypeWidening"},
            "UNSUPPORTED_FEATURE",
        ),
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


def test_a_batch_is_limited_in_files_and_bytes(landing: Session) -> None:
    for number in range(4):
        land(landing, f"{number}.json", {"id": number, "text": "x" * 100})
    batches: list[list[str]] = []

    def note(batch: Any, number: int) -> None:
        batches.append(sorted(row.id for row in batch.collect()))

    def run(name: str, **options: str) -> list[list[str]]:
        batches.clear()
        stream = source(landing, **options).writeStream.foreachBatch(note)
        query = stream.option("checkpointLocation", f"{PLACE}/{name}").trigger(availableNow=True).start()
        query.awaitTermination()
        metrics = [progress.sources[0].metrics["numFilesOutstanding"] for progress in query.recentProgress]
        assert metrics[-1] == "0"
        return list(batches)

    assert run("files", maxFilesPerTrigger="3") == [["0", "1", "2"], ["3"]]
    assert run("bytes", maxBytesPerTrigger="250b") == [["0", "1"], ["2", "3"]]
    # A file that is larger than the limit is taken alone.
    assert run("few", maxBytesPerTrigger="1b") == [["0"], ["1"], ["2"], ["3"]]
    assert run("both", maxFilesPerTrigger="1", maxBytesPerTrigger="10k") == [["0"], ["1"], ["2"], ["3"]]


def test_files_that_were_there_are_left_out_for_good(landing: Session) -> None:
    land(landing, "a.json", {"id": 1})
    load(landing, includeExistingFiles="false")
    land(landing, "b.json", {"id": 2})
    load(landing, includeExistingFiles="true")
    assert rows(landing, "SELECT id FROM bronze") == [("2",)]


def test_an_overwritten_file_is_read_again_only_if_asked(landing: Session) -> None:
    land(landing, "a.json", {"id": 1})
    os.utime(landing.path(f"{FOLDER}/a.json"), (NOW / 1000, NOW / 1000))
    load(landing)
    land(landing, "a.json", {"id": 2})
    load(landing)
    assert rows(landing, "SELECT id FROM bronze") == [("1",)]
    load(landing, allowOverwrites="true")
    load(landing, allowOverwrites="true")
    assert rows(landing, "SELECT id FROM bronze ORDER BY id") == [("1",), ("2",)]


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_folders_are_columns(landing: Session, kind: str) -> None:
    text = {"json": '{"id": 1}\n', "csv": "id\n1\n"}[kind]
    for day in ("2026-01-01", "2026-01-02"):
        landing.path(f"{FOLDER}/day={day}/site=a").mkdir(parents=True)
        landing.path(f"{FOLDER}/day={day}/site=a/one.{kind}").write_text(text)
    given = {"cloudFiles.format": kind, "cloudFiles.schemaLocation": PLACE} | (
        {"header": "true"} if kind == "csv" else {}
    )
    reader = landing.spark.readStream.format("cloudFiles").options(**given)

    def run() -> None:
        stream = reader.load(FOLDER).writeStream.option("checkpointLocation", f"{PLACE}/run")
        stream.trigger(availableNow=True).toTable("days").awaitTermination()

    run()
    assert rows(landing, "SELECT id, CAST(day AS STRING), site, _rescued_data FROM days ORDER BY day") == [
        ("1", "2026-01-01", "a", None),
        ("1", "2026-01-02", "a", None),
    ]
    # The schema's log knows them, when nothing is there any more.
    shutil.rmtree(landing.path(f"{FOLDER}/day=2026-01-01"))
    shutil.rmtree(landing.path(f"{FOLDER}/day=2026-01-02"))
    run()
    landing.path(f"{FOLDER}/day=2026-01-03/site=b").mkdir(parents=True)
    landing.path(f"{FOLDER}/day=2026-01-03/site=b/one.{kind}").write_text(text)
    run()
    assert rows(landing, "SELECT max(CAST(day AS STRING)), max(site) FROM days") == [("2026-01-03", "b")]


def test_only_files_of_a_time_are_read(landing: Session) -> None:
    for name, when in (("old", 1_700_000_000), ("new", NOW / 1000)):
        land(landing, f"{name}.json", {"id": name})
        os.utime(landing.path(f"{FOLDER}/{name}.json"), (when, when))
    for name, option in (("new", {"modifiedAfter": "2026-01-01"}), ("old", {"modifiedBefore": "2026-01-01"})):
        reader = landing.spark.readStream.format("cloudFiles").option("cloudFiles.format", "json").schema("id STRING")
        stream = reader.options(**option).load(FOLDER).writeStream.option("checkpointLocation", f"{PLACE}/{name}")
        stream.trigger(availableNow=True).toTable(f"found_{name}").awaitTermination()
        assert rows(landing, f"SELECT id FROM found_{name}") == [(name,)]


DAY = 24 * 3600 * 1000
ARCHIVE = "/Volumes/main/default/landing/archive"


@pytest.fixture
def clock(landing: Session, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Days that have passed; a test adds to it."""
    passed = [0]
    monkeypatch.setattr(landing.metastore, "now", lambda: NOW + passed[0] * DAY)
    return passed


def test_read_files_move_when_they_were_kept_long_enough(landing: Session, clock: list[int]) -> None:
    moving = {"cleanSource": "MOVE", "cleanSource.moveDestination": ARCHIVE, "cleanSource.retentionDuration": "2 days"}
    landing.path(f"{FOLDER}/x").mkdir()
    land(landing, "x/a.json", {"id": 1})
    load(landing, **moving)
    clock[0] = 1
    land(landing, "b.json", {"id": 2})
    load(landing, **moving)
    assert landing.path(f"{FOLDER}/x/a.json").exists()
    clock[0] = 2
    load(landing, **moving)
    assert landing.path(f"{ARCHIVE}/x/a.json").exists()
    assert not landing.path(f"{FOLDER}/x/a.json").exists()
    assert landing.path(f"{FOLDER}/b.json").exists()
    assert rows(landing, "SELECT id FROM bronze ORDER BY id") == [("1",), ("2",)]
    query = (
        "SELECT split_part(path, '/', -1), day(discovery_time), day(commit_time), day(archive_time), archive_mode, "
        f"move_location, source_id FROM cloud_files_state('{PLACE}/run') ORDER BY 1"
    )
    assert rows(landing, query) == [
        ("a.json", 15, 15, 17, "MOVE", f"dbfs:{ARCHIVE}/x/a.json", "0"),
        ("b.json", 16, 16, None, None, None, "0"),
    ]


def test_read_files_are_deleted_after_thirty_days(landing: Session, clock: list[int]) -> None:
    land(landing, "a.json", {"id": 1})
    load(landing, cleanSource="delete")
    clock[0] = 29
    load(landing, cleanSource="DELETE")
    assert landing.path(f"{FOLDER}/a.json").exists()
    clock[0] = 30
    load(landing, cleanSource="DELETE")
    assert not landing.path(f"{FOLDER}/a.json").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"cleanSource": "ARCHIVE"}, "there are OFF, DELETE, MOVE"),
        ({"cleanSource": "DELETE", "cleanSource.retentionDuration": "7 days"}, "greater than 7 days"),
        ({"cleanSource": "DELETE", "cleanSource.retentionDuration": "soon"}, "no interval"),
        ({"cleanSource": "MOVE"}, "moveDestination"),
        ({"cleanSource": "MOVE", "cleanSource.moveDestination": f"{FOLDER}/done"}, "lies in the source directory"),
        ({"cleanSource": "MOVE", "cleanSource.moveDestination": "s3://bucket/done"}, "not in the same external"),
        ({"cleanSource": "DELETE", "allowOverwrites": "true"}, "at the same time"),
    ],
    ids=lambda value: "" if isinstance(value, dict) else value,
)
def test_a_wrong_clean_up_is_refused(landing: Session, options: dict[str, str], words: str) -> None:
    land(landing, "a.json", {"id": 1})
    with pytest.raises(AnalysisException, match=words):
        source(landing, **options)


def test_cleaning_up_needs_the_right_to_write(landing: Session) -> None:
    land(landing, "a.json", {"id": 1})
    landing.sql(f"GRANT USE CATALOG ON CATALOG main TO `{BOB}`; GRANT USE SCHEMA ON SCHEMA main.default TO `{BOB}`")
    landing.sql(f"GRANT READ VOLUME ON VOLUME main.default.landing TO `{BOB}`")
    reader = landing.session_of(BOB).readStream.format("cloudFiles").option("cloudFiles.format", "json")
    reader = reader.schema("id INT").option("cloudFiles.cleanSource", "DELETE")
    with pytest.raises(AnalysisException) as caught:
        reader.load(FOLDER)
    assert caught.value.getCondition() == "CF_CLEAN_SOURCE_UNAUTHORIZED_WRITE_PERMISSION.NEED_PERMISSIONS"
    landing.sql(f"GRANT WRITE VOLUME ON VOLUME main.default.landing TO `{BOB}`")
    assert reader.load(FOLDER).isStreaming


def test_options_of_the_cloud_have_no_meaning_here(landing: Session) -> None:
    land(landing, "a.json", {"id": 1})
    given = {
        "cloudFiles.resourceTag.owner": "ada",
        "cloudFiles.region": "eu-west-1",
        "cloudFiles.useNotifications": "true",
    }
    reader = landing.spark.readStream.format("cloudFiles").option("cloudFiles.format", "json").schema("id INT")
    assert reader.options(**given).option("databricks.serviceCredential", "c").load(FOLDER).isStreaming
