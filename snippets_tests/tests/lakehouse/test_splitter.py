"""Cutting a text into statements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets_tests.lakehouse.lexer import tokens
from snippets_tests.lakehouse.splitter import Statement, split

SCRIPT = """BEGIN
  DECLARE n INT DEFAULT 0;
  WHILE n < 3 DO
    SET n = n + CASE WHEN n = 1 THEN 2 ELSE 1 END;
    IF n > 1 THEN SELECT 'END;'; END IF;
  END WHILE;
END"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" ;; \n-- nothing\n;/* here */", []),
        ("SELECT 1", ["SELECT 1"]),
        ("SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]),
        ("SELECT ';', \";\", `;`; SELECT 2", ["SELECT ';', \";\", `;`", "SELECT 2"]),
        (r"SELECT 'it\'s;'; SELECT 'it''s;'", [r"SELECT 'it\'s;'", "SELECT 'it''s;'"]),
        ("SELECT r'\\'; SELECT 2", ["SELECT r'\\'; SELECT 2"]),
        ("SELECT 1 -- one; two\n; SELECT 2", ["SELECT 1", "SELECT 2"]),
        ("SELECT /* a; /* b; */ c; */ 1; SELECT 2", ["SELECT /* a; /* b; */ c; */ 1", "SELECT 2"]),
        (f"{SCRIPT}; SELECT 1", [SCRIPT, "SELECT 1"]),
        (f"again: {SCRIPT}; SELECT 1", [f"again: {SCRIPT}", "SELECT 1"]),
        (f"CREATE PROCEDURE p() {SCRIPT}; SELECT 1", [f"CREATE PROCEDURE p() {SCRIPT}", "SELECT 1"]),
        ("SELECT begin FROM t; SELECT end FROM t", ["SELECT begin FROM t", "SELECT end FROM t"]),
        ("SELECT CASE WHEN a THEN 1 END; SELECT 2", ["SELECT CASE WHEN a THEN 1 END", "SELECT 2"]),
        ("SELECT if(a, 1, 2); SELECT 3", ["SELECT if(a, 1, 2)", "SELECT 3"]),
        ("SELECT 'not closed; SELECT 2", ["SELECT 'not closed; SELECT 2"]),
        ("SELECT $$a;b$$; SELECT 2", ["SELECT $$a;b$$", "SELECT 2"]),
    ],
)  # fmt: skip
def test_a_text_is_cut_at_the_semicolons_between_statements(text: str, expected: list[str]) -> None:
    assert expected == [statement.text for statement in split(text)]


def test_a_statement_knows_where_it_starts() -> None:
    text = "-- first\nSELECT 1;\n\n  SELECT 2; SELECT 3"
    assert [
        Statement("SELECT 1", 2, 1),
        Statement("SELECT 2", 4, 3),
        Statement("SELECT 3", 4, 13),
    ] == split(text)


@given(st.text(alphabet="aB1 ;'\"`-/*\\$\n.(:", max_size=40))
def test_nothing_but_semicolons_blanks_and_comments_gets_lost(text: str) -> None:
    kept = [token.text for statement in split(text) for token in tokens(statement.text)]
    whole = [token.text for token in tokens(text)]
    assert [piece for piece in whole if piece != ";"] == [piece for piece in kept if piece != ";"]


@given(st.text(max_size=60))
def test_tokens_lie_in_order_where_they_say(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert token.start >= end
        assert token.text == text[token.start : token.end]
        end = token.end
