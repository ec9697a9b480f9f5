"""What a page may take for granted: unmodified code, and nothing of another page's."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from delta.tables import DeltaTable
from pyspark.errors import AnalysisException, PySparkException
from pyspark.ml.feature import StringIndexer, StringIndexerModel
from pyspark.ml.recommendation import ALS
from pyspark.sql import SparkSession

from snippets_tests.lakehouse.metastore import Metastore
from snippets_tests.lakehouse.session import Lakehouse, Session, SqlError
from snippets_tests.tests.lakehouse.tenants import ADA, BOB, metastore


@pytest.fixture
def other(lakehouse: Lakehouse, session: Session, tmp_path: Path) -> Iterator[Session]:
    """A second page, opened after the first."""
    opened = lakehouse.open("another page", metastore(), tmp_path / "other")
    session.activate()
    yield opened
    opened.close()


def failure(session: Session, text: str, **more: Any) -> SqlError:
    with pytest.raises(SqlError) as caught:
        session.sql(text, **more)
    return caught.value


# One page


def test_the_builder_and_the_active_session_are_the_pages(session: Session) -> None:
    assert SparkSession.builder.appName("page").getOrCreate() is session.spark
    assert SparkSession.getActiveSession() is session.spark


def test_a_closed_page_leaves_no_active_session(lakehouse: Lakehouse, tmp_path: Path) -> None:
    opened = lakehouse.open("closed page", metastore(), tmp_path / "closed")
    opened.close()
    assert SparkSession.getActiveSession() is None


def test_a_catalog_made_through_the_api_is_there_while_the_session_runs(session: Session) -> None:
    session.metastore.create_catalog("by_api", principal=ADA)
    session.spark.range(3).write.saveAsTable("by_api.default.numbers")
    assert session.spark.table("by_api.default.numbers").count() == 3
    session.metastore.delete("CATALOG", "by_api", principal=ADA, force=True)
    assert failure(session, "SELECT * FROM by_api.default.numbers").error_class == "NO_SUCH_CATALOG_EXCEPTION"


def test_hadoops_defaults_for_clusters_are_not_carried_along(session: Session) -> None:
    session.spark.range(3).write.saveAsTable("numbers")
    hadoop = session.spark.sparkContext._jsc.hadoopConfiguration()
    assert hadoop.get("fs.AbstractFileSystem.file.impl") == "org.apache.hadoop.fs.local.LocalFs"
    names = ("hadoop.tmp.dir", "mapreduce.job.maps", "yarn.resourcemanager.hostname")
    assert [name for name in names if hadoop.get(name)] == []


def test_a_path_without_a_scheme_is_never_one_of_this_machine(session: Session) -> None:
    """A configuration of its own, which a library of the JVM may make, knows nothing of Spark's settings."""
    jvm = session.spark._jvm
    path = jvm.org.apache.hadoop.fs.Path("/Volumes/main/default/raw")
    system = path.getFileSystem(jvm.org.apache.hadoop.conf.Configuration())
    assert system.makeQualified(path).toString() == "dbfs:/Volumes/main/default/raw"


def test_names_of_one_two_and_three_parts_are_the_same_table(session: Session) -> None:
    spark = session.spark
    spark.range(3).write.saveAsTable("numbers")
    assert [spark.table(name).count() for name in ("numbers", "default.numbers", "main.default.numbers")] == [3, 3, 3]
    for name in ("numbers", "default.numbers", "main.default.numbers"):
        DeltaTable.forName(spark, name).delete("id = 1")
    assert spark.catalog.tableExists("main.default.numbers")
    assert [table.name for table in spark.catalog.listTables()] == ["numbers"]
    assert [
        spark.table("numbers").columns,
        *map(list, spark.table("numbers").orderBy("id").collect()),
    ] == [["id"], [0], [2]]


def test_the_catalog_lists_functions_and_views(session: Session) -> None:
    session.sql("CREATE FUNCTION doubled(x INT) RETURNS INT RETURN x * 2")
    session.sql("CREATE VIEW ones AS SELECT 1 AS one")
    session.spark.range(1).createOrReplaceTempView("passing")
    catalog = session.spark.catalog
    assert {"abs", "sum"} <= {function.name for function in catalog.listFunctions()}
    assert {(table.name, table.tableType) for table in catalog.listTables()} == {
        ("ones", "VIEW"),
        ("passing", "TEMPORARY"),
    }
    assert [table.name for table in catalog.listViews()] == ["ones"]
    assert [column.name for column in catalog.listColumns("ones")] == ["one"]


def test_a_model_with_a_long_lineage_and_one_with_labels_are_trained_kept_and_loaded(session: Session) -> None:
    rated = session.spark.createDataFrame([(0, 0, 1.0), (1, 1, 2.0), (1, 0, 3.0)], "user INT, item INT, rating DOUBLE")
    factors = ALS(rank=2, seed=1).fit(rated)
    assert factors.userFactors.count() == 2
    labelled = rated.selectExpr("CAST(item AS STRING) AS name", "rating")
    session.sql("CREATE VOLUME models")
    path = "/Volumes/main/default/models/indexer"
    StringIndexer(inputCols=["name"], outputCols=["index"]).fit(labelled).save(path)
    assert StringIndexerModel.load(path).labelsArray == [["0", "1"]]


def test_a_delta_table_can_be_built_and_merged_into(session: Session) -> None:
    spark = session.spark
    DeltaTable.create(spark).tableName("main.default.built").addColumn("id", "BIGINT").addColumn("n", "INT").execute()
    news = spark.sql("SELECT 1L AS id, 10 AS n")
    merge = DeltaTable.forName(spark, "built").alias("t").merge(news.alias("s"), "t.id = s.id")
    merge.whenNotMatchedInsertAll().execute()
    detail = DeltaTable.forName(spark, "built").detail().first()
    assert (detail.name, detail.numFiles) == ("main.default.built", 1)
    assert session.sql("SELECT * FROM built").rows == ((1, 10),)


def test_a_violated_constraint_is_one_of_pysparks_errors(session: Session) -> None:
    session.sql("CREATE TABLE positive (id INT, CONSTRAINT above CHECK (id > 0))")
    with pytest.raises(PySparkException, match=r"\[DELTA_VIOLATE_CONSTRAINT_WITH_VALUES\] CHECK constraint above"):
        session.spark.sql("INSERT INTO positive VALUES (-1)")


def test_an_error_names_what_the_user_named(session: Session) -> None:
    session.sql("CREATE TABLE t AS SELECT 1 AS id")
    with pytest.raises(AnalysisException, match=r"1 rows in main\.default\.t violate"):
        session.spark.sql("ALTER TABLE t ADD CONSTRAINT big CHECK (id > 100)")


def test_our_own_statements_work_through_dataframes_too(session: Session) -> None:
    session.spark.sql("CREATE VOLUME landing")
    session.spark.sql("GRANT READ VOLUME ON VOLUME landing TO `bob@example.com`")
    rows = session.spark.sql("SHOW GRANTS ON VOLUME landing").where("Principal LIKE 'bob%'").collect()
    assert list(map(tuple, rows)) == [(BOB, "READ VOLUME", "VOLUME", "main.default.landing")]


def test_our_own_statements_fail_as_pysparks_errors(session: Session) -> None:
    with pytest.raises(AnalysisException) as caught:
        session.spark.sql("USE CATALOG nowhere")
    assert caught.value.getCondition() == "NO_SUCH_CATALOG_EXCEPTION"
    assert caught.value.getSqlState() == "42704"


def test_files_are_the_same_bytes_for_spark_and_for_python(session: Session) -> None:
    session.sql("CREATE VOLUME landing")
    session.path("/Volumes/main/default/landing/a.csv").write_text("id,name\n1,Ada\n")
    read = session.spark.read.option("header", True).csv("/Volumes/main/default/landing/a.csv")
    assert list(map(tuple, read.collect())) == [("1", "Ada")]
    session.spark.range(2).write.json("dbfs:/out")
    written = [path for path in session.path("/dbfs/out").iterdir() if path.suffix == ".json"]
    assert sorted("".join(path.read_text() for path in written).split()) == ['{"id":0}', '{"id":1}']
    assert not list(session.path("/dbfs/out").glob(".*.crc"))


def test_a_stream_reads_and_writes_tables(session: Session) -> None:
    spark = session.spark
    spark.range(4).write.saveAsTable("source")
    stream = spark.readStream.table("source").writeStream.trigger(availableNow=True)
    stream.option("checkpointLocation", "/Volumes/main/default/checkpoints/a").toTable("target").awaitTermination()
    assert session.sql("SELECT count(*) FROM target").rows == ((4,),)


def test_a_batch_function_may_use_our_statements(session: Session) -> None:
    spark = session.spark
    spark.range(2).write.saveAsTable("source")

    def each(frame: Any, _: int) -> None:
        frame.sparkSession.sql("COMMENT ON SCHEMA default IS 'seen by a stream'")

    stream = spark.readStream.table("source").writeStream.foreachBatch(each).trigger(availableNow=True)
    stream.option("checkpointLocation", "/tmp/checkpoint").start().awaitTermination()
    assert session.metastore.get_schema("main.default").comment == "seen by a stream"


def test_another_thread_may_use_the_session(session: Session) -> None:
    found: list[Any] = []
    thread = threading.Thread(
        target=lambda: found.append(session.sql("CREATE SCHEMA apart; SHOW SCHEMAS LIKE 'a*'").rows)
    )
    thread.start()
    thread.join()
    assert found == [(("apart",),)]


def test_stopping_spark_leaves_it_usable(session: Session) -> None:
    session.spark.stop()
    assert session.spark.range(2).count() == 2


def test_a_session_made_beside_it_sees_the_same_tables_but_not_its_views(session: Session) -> None:
    session.sql("CREATE TABLE t AS SELECT 1 AS id; CREATE TEMP VIEW v AS SELECT 1")
    beside = session.spark.newSession()
    assert beside.table("main.default.t").count() == 1
    assert not beside.catalog.tableExists("v")


# SQL from outside


def test_the_last_of_several_statements_answers(session: Session) -> None:
    session.sql("CREATE TABLE t (id INT, at TIMESTAMP, d DECIMAL(10,2))")
    table = session.sql("INSERT INTO t VALUES (1, TIMESTAMP '2026-01-15 09:00:00', 2.5); SELECT * FROM t")
    assert [(c.name, c.type) for c in table.columns] == [("id", "INT"), ("at", "TIMESTAMP"), ("d", "DECIMAL(10,2)")]
    assert table.rows[0][1] == datetime.datetime(2026, 1, 15, 9)


def test_an_error_is_placed_in_the_whole_text(session: Session) -> None:
    parse = failure(session, "SELECT 1;\n\nSELECT 1 FROM a b c")
    assert (parse.error_class, parse.line, parse.column) == ("PARSE_SYNTAX_ERROR", 3, 19)
    column = failure(session, "-- a comment; indeed\nSELECT 1; SELECT\n  nothing")
    assert (column.error_class, column.line, column.column) == ("UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", 3, 3)
    own = failure(session, "SELECT 1;\n  GRANT FLY ON TABLE t TO bob")
    assert (own.error_class, own.line, own.column) == ("PARSE_SYNTAX_ERROR", 2, 9)


def test_parameters_are_values_not_text(session: Session) -> None:
    assert session.sql("SELECT :name AS name, :n + 1 AS n", parameters={"name": "x'; --", "n": 1}).rows == (
        ("x'; --", 2),
    )


def test_a_statement_with_a_catalog_leaves_the_page_where_it_is(session: Session) -> None:
    session.sql("CREATE CATALOG dev; CREATE SCHEMA dev.raw; CREATE TEMP VIEW mine AS SELECT 1")
    assert session.sql("SELECT current_catalog(), current_schema()", catalog="dev", schema="raw").rows == (
        ("dev", "raw"),
    )
    assert session.sql("SELECT current_catalog(), current_schema()").rows == (("main", "default"),)
    assert failure(session, "SELECT * FROM mine", catalog="main").error_class == "TABLE_OR_VIEW_NOT_FOUND"
    assert failure(session, "SELECT 1", catalog="nowhere").error_class == "NO_SUCH_CATALOG_EXCEPTION"
    assert failure(session, "SELECT 1", schema="nowhere").error_class == "SCHEMA_NOT_FOUND"


# Who may do what


def test_a_principal_needs_the_grants_that_databricks_asks_for(session: Session) -> None:
    session.sql("CREATE TABLE t AS SELECT 1 AS id; CREATE VIEW v AS SELECT id FROM t")
    assert session.sql("SELECT current_user()", principal=BOB).rows == ((BOB,),)
    steps = [
        ("USE CATALOG on Catalog 'main'", "GRANT USE CATALOG ON CATALOG main TO `bob@example.com`"),
        ("USE SCHEMA on Schema 'main.default'", "GRANT USE SCHEMA ON SCHEMA default TO `bob@example.com`"),
        ("SELECT on Table 'main.default.v'", "GRANT SELECT ON VIEW v TO `bob@example.com`"),
    ]
    for missing, grant in steps:
        error = failure(session, "SELECT * FROM main.default.v", principal=BOB)
        assert (error.error_class, error.sql_state) == ("INSUFFICIENT_PERMISSIONS", "42501")
        assert f"User does not have {missing}." in error.message
        session.sql(grant)
    assert session.sql("SELECT * FROM v", principal=BOB).rows == ((1,),)
    assert "SELECT on Table 'main.default.t'" in failure(session, "SELECT * FROM t", principal=BOB).message


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("INSERT INTO t VALUES (2)", "MODIFY on Table 'main.default.t'"),
        ("UPDATE t SET id = 2", "MODIFY on Table 'main.default.t'"),
        ("DELETE FROM t", "MODIFY on Table 'main.default.t'"),
        ("MERGE INTO t USING (SELECT 1 AS id) AS s ON t.id = s.id WHEN MATCHED THEN DELETE", "MODIFY on Table"),
        ("ALTER TABLE t ADD COLUMN n INT", "MODIFY on Table 'main.default.t'"),
        ("DROP TABLE t", "MANAGE on Table 'main.default.t'"),
        ("CREATE TABLE mine (id INT)", "CREATE TABLE on Schema 'main.default'"),
        ("CREATE TABLE mine AS SELECT * FROM t", "CREATE TABLE on Schema 'main.default'"),
        ("CREATE SCHEMA mine", "CREATE SCHEMA on Catalog 'main'"),
        ("CREATE CATALOG mine", "CREATE CATALOG on Metastore"),
        ("CREATE VOLUME mine", "CREATE VOLUME on Schema 'main.default'"),
        ("GRANT SELECT ON TABLE t TO `carl@example.com`", "MANAGE on Table 'main.default.t'"),
        ("ALTER TABLE t OWNER TO `bob@example.com`", "MANAGE on Table 'main.default.t'"),
    ],
)  # fmt: skip
def test_reading_does_not_allow_to_change(session: Session, statement: str, missing: str) -> None:
    session.sql(
        "CREATE TABLE t AS SELECT 1 AS id; GRANT USE CATALOG, USE SCHEMA, SELECT ON CATALOG main TO `bob@example.com`"
    )
    error = failure(session, statement, principal=BOB)
    assert (error.error_class, missing in error.message) == ("INSUFFICIENT_PERMISSIONS", True)
    session.sql(f"ALTER CATALOG main OWNER TO `bob@example.com`; ALTER CATALOG main OWNER TO `{ADA}`")
    assert session.sql("SELECT * FROM t").rows == ((1,),)


def test_what_a_principal_creates_is_theirs(session: Session) -> None:
    session.sql("GRANT USE CATALOG, USE SCHEMA, CREATE TABLE ON CATALOG main TO `bob@example.com`")
    session.sql("CREATE TABLE bobs (id INT); INSERT INTO bobs VALUES (1)", principal=BOB)
    assert session.metastore.get_table("main.default.bobs").owner == BOB
    session.sql("DROP TABLE bobs", principal=BOB)


# The metastore sees Spark, and the reverse


def test_the_metastore_sees_tables_that_spark_made(session: Session) -> None:
    session.sql("CREATE TABLE t (id INT NOT NULL COMMENT 'key', day DATE) PARTITIONED BY (day) COMMENT 'text'")
    session.sql("CREATE VIEW v AS SELECT id FROM t")
    table, view = session.metastore.list_tables("main.default")
    assert (table.name, table.table_type, table.owner, table.comment) == ("t", "MANAGED", ADA, "text")
    assert [(c.name, c.type, c.nullable, c.comment, c.partition_index) for c in table.columns] == [
        ("id", "int", False, "key", None),
        ("day", "date", True, None, 0),
    ]
    assert (view.name, view.table_type, view.view_definition) == ("v", "VIEW", "SELECT id FROM t")
    first = table.id
    session.sql("ALTER TABLE t ADD COLUMN n INT")
    assert (
        session.metastore.get_table("main.default.t").id,
        len(session.metastore.get_table("main.default.t").columns),
    ) == (first, 3)
    session.sql("DROP TABLE t")
    assert [found.name for found in session.metastore.list_tables("main.default")] == ["v"]


def test_spark_sees_what_the_metastore_made_and_dropped(session: Session) -> None:
    store: Metastore = session.metastore
    store.create_schema("main", "fresh")
    session.sql("CREATE TABLE main.fresh.t (id INT)")
    store.delete("TABLE", "main.fresh.t")
    assert session.sql("SHOW TABLES IN main.fresh").rows == ((),) * 0
    store.delete("SCHEMA", "main.fresh", force=True)
    assert failure(session, "CREATE TABLE main.fresh.t (id INT)").error_class == "SCHEMA_NOT_FOUND"


# Two pages


def test_two_pages_do_not_see_each_others_things(session: Session, other: Session) -> None:
    sources = (
        "t",
        "v",
        "w",
        "(SELECT x)",
        "(SELECT mine())",
        "(SELECT f())",
        "(SELECT count(*) FROM delta.`/shared/place`)",
        "text.`/Volumes/main/default/files/a`",
    )
    for page, value in ((session, 1), (other, 2)):
        page.sql(f"CREATE TABLE t AS SELECT {value} AS n; CREATE VIEW v AS SELECT {value}")
        page.sql(f"CREATE TEMP VIEW w AS SELECT {value}; CREATE FUNCTION f() RETURNS INT RETURN {value}")
        page.sql(f"CREATE CATALOG c{value}; CREATE SCHEMA s{value}; DECLARE VARIABLE x INT DEFAULT {value}")
        page.sql("CREATE VOLUME files")
        page.spark.range(value).write.save("/shared/place")
        page.spark.udf.register("mine", lambda found=value: found, "int")
        page.path("/Volumes/main/default/files/a").write_text(str(value))
    for page, value in ((session, 1), (other, 2)):
        seen = [str(page.sql(f"SELECT * FROM {source}").rows[0][0]) for source in sources]
        assert [str(value)] * len(sources) == seen
        assert (("default",), ("information_schema",), (f"s{value}",)) == page.sql("SHOW SCHEMAS").rows
        assert f"c{3 - value}" not in str(page.sql("SHOW CATALOGS").rows)


def test_a_closed_page_leaves_nothing(lakehouse: Lakehouse, tmp_path: Path) -> None:
    first = lakehouse.open("same name", metastore(), tmp_path / "a")
    first.sql("CREATE TABLE t (id INT); CREATE VIEW v AS SELECT 1; CREATE CATALOG dev; CREATE TEMP VIEW w AS SELECT 1")
    first.spark.udf.register("mine", lambda: 1)
    first.close()
    again = lakehouse.open("same name", metastore(), tmp_path / "b")
    try:
        assert again.sql("SHOW TABLES").rows == ()
        assert again.sql("SHOW CATALOGS").rows == (("main",), ("samples",), ("system",))
        assert failure(again, "SELECT mine()").error_class == "UNRESOLVED_ROUTINE"
        again.sql("CREATE TABLE t (other STRING)")
        assert again.sql("SELECT * FROM t").rows == ()
    finally:
        again.close()


def test_the_same_name_cannot_be_open_twice(lakehouse: Lakehouse, session: Session, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="already open"):
        lakehouse.open(session.name, metastore(), tmp_path)


def test_names_with_underscores_keep_apart(session: Session) -> None:
    pairs = [("a__b", "c"), ("a", "b__c"), ("a_", "b"), ("a", "_b")]
    for catalog, schema in pairs:
        session.sql(f"CREATE CATALOG IF NOT EXISTS {catalog}; CREATE SCHEMA {catalog}.{schema}")
        session.sql(f"CREATE TABLE {catalog}.{schema}.t AS SELECT '{catalog}.{schema}' AS here")
    assert [f"{c}.{s}" for c, s in pairs] == [session.sql(f"SELECT here FROM {c}.{s}.t").rows[0][0] for c, s in pairs]


def test_a_catalog_of_other_workspaces_is_out_of_reach_for_all_statements(lakehouse: Lakehouse, tmp_path: Path) -> None:
    ways = {"main": "OPEN"}
    store = metastore(reach=lambda kind, name: ways.get(name, "OPEN"))
    opened = lakehouse.open("bound elsewhere", store, tmp_path / "files")
    try:
        opened.sql("CREATE TABLE main.default.t AS SELECT 1 AS a")
        ways["main"] = "READ_ONLY"
        assert opened.sql("SELECT * FROM main.default.t").rows == ((1,),)
        with pytest.raises(SqlError, match="for reading only"):
            opened.sql("INSERT INTO main.default.t VALUES (2)")
        ways["main"] = "CLOSED"
        for statement in ("SELECT * FROM main.default.t", "DROP TABLE main.default.t", "CREATE SCHEMA main.more"):
            with pytest.raises(SqlError, match="Catalog 'main' is not accessible in current workspace") as caught:
                opened.sql(statement)
            assert (caught.value.error_class, caught.value.sql_state) == ("INSUFFICIENT_PERMISSIONS", "42501")
        assert ("main",) not in opened.sql("SHOW CATALOGS").rows
    finally:
        opened.close()
