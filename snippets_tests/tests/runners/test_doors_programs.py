"""Programs answer the same in a notebook and through Databricks Connect, `DeltaTable` among them."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from snippets_tests.tests.runners.doors_client import shown
from snippets_tests.tests.runners.doors_programs import PROGRAMS, REMOTE, answer
from snippets_tests.tests.runners.test_doors import Doors, doors  # noqa: F401 -- the fixture

PARTS = 3


def through_connect(doors: Doors, programs: Iterable[str], schemas: list[str]) -> list[str]:  # noqa: F811
    for name in schemas:
        doors.session.spark.sql(f"CREATE SCHEMA {name}")
    return doors.connect(list(zip(programs, schemas, strict=True)), "programs")


@pytest.mark.parametrize("part", range(PARTS))
def test_programs_answer_the_same_in_a_notebook_and_through_connect(doors: Doors, part: int) -> None:  # noqa: F811
    assert len(PROGRAMS) >= 30
    programs = dict(list(PROGRAMS.items())[part::PARTS])
    schemas = [f"main.remote_{number}" for number in range(len(programs))]
    found = dict(zip(programs, through_connect(doors, programs.values(), schemas), strict=True))
    expected = {}
    for (name, program), schema in zip(programs.items(), schemas, strict=True):
        own = schema.replace("remote", "own")
        doors.session.spark.sql(f"CREATE SCHEMA {own}")
        expected[name] = shown([answer(program, doors.session.spark, own)]).replace("own", "remote")
    assert found == expected
    assert not {name: text for name, text in expected.items() if "Error:" in text or "Exception:" in text}


def test_what_only_connect_does(doors: Doors) -> None:  # noqa: F811
    schemas = [f"main.only_{number}" for number in range(len(REMOTE))]
    there = through_connect(doors, (program for program, _ in REMOTE.values()), schemas)
    expected = {name: [found] for name, (_, found) in REMOTE.items()}
    assert dict(zip(REMOTE, map(json.loads, there), strict=True)) == expected
