"""COPY INTO as several principals run it, and what it remembers between sessions."""

from __future__ import annotations

import pytest

from snippets_tests.lakehouse.session import Session, SqlError
from snippets_tests.tests.lakehouse.tenants import BOB

LOAD = "COPY INTO main.default.t FROM '/Volumes/main/default/landing' FILEFORMAT = JSON"


@pytest.fixture
def landed(session: Session) -> Session:
    """A session with a table, a volume that holds one file, and Bob who may enter the schema."""
    session.sql("CREATE VOLUME landing; CREATE TABLE t (x BIGINT)")
    session.path("/Volumes/main/default/landing/a.json").write_text('{"x": 1}\n')
    session.sql(f"GRANT USE CATALOG ON CATALOG main TO `{BOB}`; GRANT USE SCHEMA ON SCHEMA main.default TO `{BOB}`")
    return session


def refused(session: Session) -> str:
    with pytest.raises(SqlError) as caught:
        session.sql(LOAD, principal=BOB)
    assert caught.value.error_class == "INSUFFICIENT_PERMISSIONS"
    return caught.value.message


def test_loading_takes_modify_on_the_table_and_read_volume_on_the_source(landed: Session) -> None:
    assert "MODIFY on Table 'main.default.t'" in refused(landed)
    landed.sql(f"GRANT SELECT, MODIFY ON TABLE t TO `{BOB}`")
    assert "READ VOLUME on Volume 'main.default.landing'" in refused(landed)
    landed.sql(f"GRANT READ VOLUME ON VOLUME landing TO `{BOB}`")
    assert landed.sql(LOAD, principal=BOB).rows == ((1, 1, 0),)


def test_a_file_is_loaded_once_whoever_loads_it_and_however(landed: Session) -> None:
    assert landed.spark.sql(LOAD).first().num_inserted_rows == 1
    assert landed.sql(LOAD, catalog="main").rows == ((0, 0, 0),)
    landed.path("/Volumes/main/default/landing/a.json").write_text('{"x": 5}\n')
    landed.path("/Volumes/main/default/landing/b.json").write_text('{"x": 2}\n')
    assert landed.sql(LOAD).rows == ((1, 1, 0),)
    assert landed.sql("SELECT x FROM t ORDER BY x").rows == ((1,), (2,))


def test_buckets_are_sources_with_credentials_in_the_statement(landed: Session) -> None:
    bucket = landed.files / "cloud" / "s3" / "lake" / "in"
    bucket.mkdir(parents=True)
    (bucket / "a.csv").write_text("x\n7\n")
    said = landed.sql(
        "COPY INTO t FROM 's3://lake/in' WITH (CREDENTIAL (AWS_ACCESS_KEY = 'a', AWS_SECRET_KEY = 'b')) "
        "FILEFORMAT = CSV FORMAT_OPTIONS ('header' = 'true', 'inferSchema' = 'true')"
    )
    assert said.rows == ((1, 1, 0),)
