"""Where Databricks' paths lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from snippets_tests.lakehouse.naming import readable
from snippets_tests.lakehouse.paths import real_path

FILES = Path("/files")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/Volumes/main/default/v/a.csv", "volumes/main/default/v/a.csv"),
        ("dbfs:/Volumes/main/default/v", "volumes/main/default/v"),
        ("/dbfs/Volumes/main/default/v", "volumes/main/default/v"),
        ("/Volumes", "volumes"),
        ("/VolumesOfMine/x", "dbfs/VolumesOfMine/x"),
        ("dbfs:/tmp/x", "dbfs/tmp/x"),
        ("dbfs:///tmp/x", "dbfs/tmp/x"),
        ("/dbfs/tmp/x", "dbfs/tmp/x"),
        ("dbfs:/dbfs/x", "dbfs/dbfs/x"),
        ("/tmp/x", "dbfs/tmp/x"),
        ("/Workspace/Users/ada/x", "workspace/Users/ada/x"),
        ("/Volumes/../../../etc/passwd", "dbfs/etc/passwd"),
        ("/Volumes/main/default/v/../../../../../x", "dbfs/x"),
    ],
)
def test_a_path_lies_in_the_tenants_files(path: str, expected: str) -> None:
    assert FILES / expected == real_path(FILES, path)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("spark_catalog.t0123456789__main__default.t", "main.default.t"),
        ("`spark_catalog`.`t0123456789__main__default`.`t`", "`main`.`default`.`t`"),
        ("in t0123456789__main__a_=b.", "in main.a__b."),
        ("Relation spark_catalog.shared__samples__tpch.orders[id#1]", "Relation samples.tpch.orders[id#1]"),
        ("my__own__name", "my__own__name"),
    ],
)
def test_hidden_names_become_the_users_names(said: str, expected: str) -> None:
    assert expected == readable(said)
