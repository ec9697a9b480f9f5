"""`read_files` beyond single statements: who may read, where files lie, what a program hands in."""

from __future__ import annotations

import pytest
from pyspark.errors import AnalysisException

from snippets_tests.lakehouse.session import Session, SqlError
from snippets_tests.tests.lakehouse.tenants import BOB

ORDERS = "/Volumes/main/default/landing/orders.csv"


@pytest.fixture
def landed(session: Session) -> Session:
    """A session with a volume that holds one CSV file."""
    session.sql("CREATE VOLUME landing")
    session.path(ORDERS).write_text("id,name\n1,Ada\n2,Bob\n")
    return session


def test_whoever_may_not_read_the_volume_may_not_read_its_files(landed: Session) -> None:
    landed.sql(f"GRANT USE CATALOG ON CATALOG main TO `{BOB}`; GRANT USE SCHEMA ON SCHEMA main.default TO `{BOB}`")
    query = f"SELECT count(*) AS n FROM read_files('{ORDERS}', header => true)"
    with pytest.raises(SqlError) as caught:
        landed.sql(query, principal=BOB)
    assert caught.value.error_class == "INSUFFICIENT_PERMISSIONS"
    assert "READ VOLUME on Volume 'main.default.landing'" in caught.value.message
    landed.sql(f"GRANT READ VOLUME ON VOLUME main.default.landing TO `{BOB}`")
    assert landed.sql(query, principal=BOB).rows == ((2,),)


def test_the_path_may_be_a_parameter_or_a_variable(landed: Session) -> None:
    spark = landed.spark
    named = spark.sql("SELECT max(name) FROM read_files(:path, header => true)", args={"path": ORDERS})
    assert named.first()[0] == "Bob"
    landed.sql(f"DECLARE VARIABLE place STRING DEFAULT '{ORDERS}'")
    assert spark.sql("SELECT max(id) FROM read_files(place, header => true)").first()[0] == 2


def test_buckets_and_dbfs_are_read_like_volumes(landed: Session) -> None:
    for folder in ("cloud/s3/lake/in", "cloud/abfss/c@a.dfs.core.windows.net/in", "dbfs/in"):
        (landed.files / folder).mkdir(parents=True)
        (landed.files / folder / "a.json").write_text('{"x": 1}\n')
    for path in (
        "s3://lake/in",
        "s3://lake/in/*.json",
        "abfss://c@a.dfs.core.windows.net/in",
        "dbfs:/in",
        "/in/a.json",
    ):
        found = landed.spark.sql(f"SELECT x, _metadata.file_name FROM read_files('{path}', format => 'json')")
        assert list(map(tuple, found.collect())) == [(1, "a.json")]


def test_a_refusal_arrives_in_python_as_an_analysis_exception(landed: Session) -> None:
    with pytest.raises(AnalysisException) as caught:
        landed.spark.sql("SELECT * FROM read_files('/Volumes/main/default/landing/gone')")
    assert caught.value.getCondition() == "CF_PATH_DOES_NOT_EXIST_FOR_READ_FILES"


def test_a_read_sees_files_that_came_since(landed: Session) -> None:
    query = "SELECT count(*) AS n FROM read_files('/Volumes/main/default/landing', format => 'csv', header => true)"
    assert landed.sql(query).rows == ((2,),)
    landed.path(ORDERS).with_name("more.csv").write_text("id,name\n3,Cy\n")
    assert landed.sql(query).rows == ((3,),)
