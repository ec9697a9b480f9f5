"""SQL sources of a pipeline, statement by statement, put into a graph."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from typing import Any

from snippets_tests.lakehouse.lexer import tokens
from snippets_tests.lakehouse.splitter import split
from snippets_tests.lakehouse.statements.answers import Refusal
from snippets_tests.lakehouse.statements.cursor import Cursor

from . import clauses
from .change_clauses import read_changes, source_query
from .definitions import Dataset, Flow, Graph, Kind

_PARAMETER = re.compile(r"\$\{([\w.-]+)\}")
RunSql = Callable[[str], Any]


def read(text: str, graph: Graph, run: RunSql, configuration: Mapping[str, str] | None = None) -> None:
    """Put all that a source defines into a graph; SET and USE are carried out.

    Args:
        text: One or more statements; `${name}` stands for a value of the configuration.
        graph: Takes what is defined.
        run: Runs SQL in the pipeline's session and gives its DataFrame.
        configuration: The pipeline's.

    Raises:
        Refusal: A statement is none that a pipeline's source may have, or is malformed.
    """
    known = dict(configuration or {})
    text = _PARAMETER.sub(lambda found: known.get(found[1], found[0]), text)
    for statement in split(text):
        _statement(statement.text, graph, run, known)


def without_live(text: str) -> str:
    """Take the older prefix `LIVE.` away."""
    found = list(tokens(text))
    pieces, at = [], 0
    for word, dot in itertools.pairwise(found):
        if word.kind == "word" and word.upper == "LIVE" and dot.text == ".":
            pieces.append(text[at : word.start])
            at = dot.end
    return "".join([*pieces, text[at:]])


def create(cursor: Cursor, graph: Graph, run: RunSql) -> tuple[Dataset, bool]:
    """Read CREATE of a streaming table, materialized view or view of a pipeline; True: IF NOT EXISTS."""
    cursor.expect("CREATE")
    if cursor.accept("OR") and cursor.expect_any("REFRESH", "REPLACE") == "REPLACE" and _streaming(cursor):
        text = (
            "The operation CREATE OR REPLACE is not allowed: REPLACE is not allowed for streaming tables; please "
            "update the command to use CREATE OR REFRESH instead and then retry the command."
        )
        raise Refusal("STREAMING_TABLE_OPERATION_NOT_ALLOWED.CREATE_OR_REPLACE", "42601", text)
    private = cursor.accept("PRIVATE")
    kind = _kind(cursor)
    tolerant = cursor.accept("IF", "NOT", "EXISTS")
    name = ".".join(cursor.name())
    full_name = name.lower() if kind == "VIEW" else graph.full_name(name)
    dataset = Dataset(full_name, kind, private=private)
    clauses.read(cursor, dataset)
    graph.add(dataset)
    if cursor.accept("FLOW"):
        _flow_clause(cursor, dataset, graph, run)
    elif cursor.accept("AS"):
        graph.add_flow(_flow(full_name, full_name, cursor.rest(), run))
    cursor.expect_end()
    return dataset, tolerant


def _streaming(cursor: Cursor) -> bool:
    return "STREAMING" in cursor.peek_words(2)


def _kind(cursor: Cursor) -> Kind:
    if cursor.accept_any("STREAMING TABLE", "STREAMING LIVE TABLE"):
        return "STREAMING_TABLE"
    if cursor.accept_any("MATERIALIZED VIEW", "LIVE TABLE"):
        return "MATERIALIZED_VIEW"
    if cursor.accept_any("TEMPORARY LIVE VIEW", "TEMPORARY VIEW", "TEMP VIEW", "LIVE VIEW", "STREAMING LIVE VIEW"):
        return "VIEW"
    cursor.expect("VIEW")
    return "PERSISTED_VIEW"


def _flow(name: str, target: str, text: str, run: RunSql, once: bool = False) -> Flow:
    query = without_live(text)
    return Flow(name, target, lambda: run(query), once=once, text=query)


def _flow_clause(cursor: Cursor, dataset: Dataset, graph: Graph, run: RunSql) -> None:
    """FLOW INSERT BY NAME query, or FLOW AUTO CDC …, of CREATE STREAMING TABLE."""
    if cursor.accept("INSERT", "BY", "NAME"):
        graph.add_flow(_flow(dataset.name, dataset.name, cursor.rest(), run))
        return
    cursor.expect("AUTO", "CDC")
    _change_flow(cursor, dataset.name, dataset.name, graph, run)


def _change_flow(cursor: Cursor, name: str, target: str, graph: Graph, run: RunSql, once: bool = False) -> None:
    cursor.expect("FROM")
    query = without_live(source_query(cursor))
    changes = read_changes(cursor)
    graph.add_flow(Flow(name, target, lambda: run(query), once=once, changes=changes, text=query))


def _statement(text: str, graph: Graph, run: RunSql, known: dict[str, str]) -> None:
    cursor = Cursor(text)
    words = cursor.peek_words(3)
    if words[:2] == ["CREATE", "FLOW"]:
        _create_flow(cursor, graph, run)
    elif words[0] == "CREATE" and "FUNCTION" not in words and words[1:2] != ["TABLE"]:
        create(cursor, graph, run)
    elif cursor.accept_any("AUTO CDC INTO", "APPLY CHANGES INTO"):
        target = graph.full_name(".".join(cursor.name()))
        _change_flow(cursor, target, target, graph, run)
        cursor.expect_end()
    elif words[0] == "SET":
        key, _, value = text.partition(" ")[2].partition("=")
        known[key.strip()] = value.strip().strip("'\"")
        run(text)
    elif words[0] == "USE":
        cursor.next()
        if cursor.accept("CATALOG"):
            graph.catalog, graph.schema = cursor.identifier(), "default"
        else:
            cursor.accept_any("SCHEMA", "DATABASE")
            parts = cursor.name()
            graph.catalog, graph.schema = (parts if len(parts) == 2 else [graph.catalog, *parts])[:2]
        run(text)
    elif "FUNCTION" in words:
        run(text)
    else:
        command = " ".join(words[:2])
        message = f"'{command}' is not supported in the SQL sources of a pipeline."
        raise Refusal("UNSUPPORTED_PIPELINE_SPARK_SQL_COMMAND", "0A000", message)


def _create_flow(cursor: Cursor, graph: Graph, run: RunSql) -> None:
    cursor.expect("CREATE", "FLOW")
    name = graph.full_name(".".join(cursor.name()))
    if cursor.accept("COMMENT"):
        cursor.string()
    cursor.expect("AS")
    if cursor.accept_any("AUTO CDC", "APPLY CHANGES"):
        once = cursor.accept("ONCE")
        cursor.expect("INTO")
        _change_flow(cursor, name, graph.full_name(".".join(cursor.name())), graph, run, once)
        cursor.expect_end()
        return
    cursor.expect("INSERT", "INTO")
    once = cursor.accept("ONCE")
    target = graph.full_name(".".join(cursor.name()))
    cursor.accept("BY", "NAME")
    graph.add_flow(_flow(name, target, cursor.rest(), run, once))
