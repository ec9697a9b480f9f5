"""Programs answer the same in a notebook and through Databricks Connect, `DeltaTable` among them."""

from __future__ import annotations

import json

from snippets_tests.tests.runners.doors_client import shown
from snippets_tests.tests.runners.doors_programs import PROGRAMS, REMOTE, answer
from snippets_tests.tests.runners.test_doors import Doors, doors  # noqa: F401 -- the fixture


def test_programs_answer_the_same_in_a_notebook_and_through_connect(doors: Doors) -> None:  # noqa: F811
    programs = {**PROGRAMS, **{name: program for name, (program, _) in REMOTE.items()}}
    remote = [f"main.remote_{number}" for number in range(len(programs))]
    own = [f"main.own_{number}" for number in range(len(PROGRAMS))]
    for schema in (*remote, *own):
        doors.session.spark.sql(f"CREATE SCHEMA {schema}")
    found = dict(
        zip(programs, doors.connect(list(zip(programs.values(), remote, strict=True)), "programs"), strict=True)
    )
    here = {
        name: shown([answer(program, doors.session.spark, schema)]).replace("own_", "remote_")
        for (name, program), schema in zip(PROGRAMS.items(), own, strict=True)
    }
    assert not {name: text for name, text in here.items() if "Error:" in text or "Exception:" in text}
    assert found == here | {name: json.dumps([expected]) for name, (_, expected) in REMOTE.items()}
