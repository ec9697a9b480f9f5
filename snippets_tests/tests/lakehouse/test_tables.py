"""Printing answers."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from snippets_tests.lakehouse.tables import Column, Table, render, text


def test_a_table_is_printed_with_borders_and_values_to_the_left() -> None:
    table = Table((Column("id", "INT"), Column("name", "STRING")), ((1, "Ada"), (20, None)))
    assert render(table) == (
        "+---+----+\n"
        "|id |name|\n"
        "+---+----+\n"
        "|1  |Ada |\n"
        "|20 |NULL|\n"
        "+---+----+\n"
    )  # fmt: skip


def test_a_table_without_rows_keeps_its_head() -> None:
    assert render(Table((Column("id", "INT"),))) == "+---+\n|id |\n+---+\n+---+\n"


def test_an_answer_without_columns_is_nothing() -> None:
    assert render(Table()) == ""


def test_wide_characters_take_two_places() -> None:
    assert "|数据湖|\n+------+" in render(Table((Column("数据湖", "STRING"),)))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "NULL"),
        (True, "true"),
        (1.0, "1.0"),
        (1e10, "1.0E10"),
        (1.5e-4, "1.5E-4"),
        (123456.789, "123456.789"),
        (float("nan"), "NaN"),
        (float("-inf"), "-Infinity"),
        (Decimal("1.50"), "1.50"),
        (Decimal("0E-18"), "0.000000000000000000"),
        (b"ab", "[61 62]"),
        (datetime.date(2026, 1, 15), "2026-01-15"),
        (datetime.datetime(2026, 1, 15, 9), "2026-01-15 09:00:00"),
        (datetime.datetime(2026, 1, 15, 9, 0, 0, 120000), "2026-01-15 09:00:00.12"),
        (datetime.time(8, 15), "08:15:00"),
        (datetime.time(23, 59, 59, 500000), "23:59:59.5"),
        (datetime.timedelta(days=1, hours=12, seconds=1, milliseconds=500), "1 12:00:01.500000000"),
        (datetime.timedelta(hours=-25), "-1 01:00:00.000000000"),
        ([1, None], "[1, NULL]"),
        ({"a": [1]}, "{a -> [1]}"),
        ((1, "x"), "{1, x}"),
        ("a\nb", "a\\nb"),
    ],
    ids=str,
)
def test_a_value_is_printed_as_spark_prints_it(value: Any, expected: str) -> None:
    assert expected == text(value)
