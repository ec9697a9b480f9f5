"""Runs statements and programs through databricks-connect, and shows rows as all ways into SQL can say them.

A program of the Python that has Databricks Connect: statements as JSON on standard input, their answers on standard
output; with `programs` as its argument, programs of `doors_programs.py`, each with its schema. Standard library only,
but for Databricks Connect.
"""

from __future__ import annotations

import importlib
import json
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any


def comparable(value: Any) -> Any:
    """A value as all doors can say it: Arrow has moments with a zone, maps as pairs, structs by name."""
    match value:
        case datetime():
            return (value.replace(tzinfo=UTC) if value.tzinfo is None else value).isoformat()
        case date() | Decimal() | timedelta():
            return str(value)
        case bytes() | bytearray():
            return value.hex()
        case dict():
            return [comparable(list(pair)) for pair in value.items()]
        case list() | tuple():
            named = getattr(value, "asDict", None)
            return [comparable(item) for item in (named().items() if named else value)]
    return value


def shown(rows: list[Any]) -> str:
    """Rows as text that can be compared."""
    return json.dumps(comparable(rows))


def main() -> None:
    """Answer the statements, or the programs."""
    from databricks.connect import DatabricksSession
    from pyspark.errors import PySparkException

    spark = DatabricksSession.builder.serverless().getOrCreate()
    answers = []
    if sys.argv[1:] == ["programs"]:
        sys.path.append(str(Path(__file__).parent))
        programs = importlib.import_module("doors_programs")
        answers = [shown([programs.answer(program, spark, schema)]) for program, schema in json.load(sys.stdin)]
        print(json.dumps(answers))
        return
    for statement in json.load(sys.stdin):
        try:
            answers.append(shown([tuple(row) for row in spark.sql(statement).collect()]))
        except PySparkException as error:
            answers.append(json.dumps([error.getErrorClass(), error.getSqlState()]))
    print(json.dumps(answers))


if __name__ == "__main__":
    main()
