"""Flowcharts: nodes, links, subgraphs, styles."""

from __future__ import annotations

import re

from snippets_tests.runners.mermaid.statements import Nesting, Statement, is_style

HEADER = re.compile(r"(?:graph|flowchart)(?: (?:TB|TD|BT|RL|LR))?$")
SUBGRAPH = re.compile(r'subgraph (?:[\w-]+ ?\[(?:"[^"]*"|[^"\[\]]+)\]|"[^"]+"|[^"\[\]]+)$')
CLICK = re.compile(r'click [\w-]+ (?:href )?"[^"]+"(?: "[^"]*")?(?: _(?:self|blank|parent|top))?$')
IDENTIFIER = re.compile(r"[A-Za-z0-9_À-ɏ]+(?:[-.][A-Za-z0-9_]+)*")
CLASS = re.compile(r":::[A-Za-z_][\w-]*")
PLAIN = r"[^\"\[\](){}|<>]+"
SHAPES = [
    ("(((", ")))"), ("([", "])"), ("((", "))"), ("[[", "]]"), ("[(", ")]"), ("[/", "/]"), ("[/", "\\]"),
    ("[\\", "\\]"), ("[\\", "/]"), ("{{", "}}"), ("(", ")"), ("[", "]"), ("{", "}"), (">", "]"),
]  # fmt: skip
SHAPE = re.compile("|".join(rf'{re.escape(begin)}\s*(?:"[^"]*"|{PLAIN}?)\s*{re.escape(end)}' for begin, end in SHAPES))
LINK = re.compile(
    r"""(?x)
    \s*(?:
        [<xo]? -- \s+ [^-|"\s][^-|"]*? \s+ -{2,}[->xo]     |  # -- text -->
        [<xo]? == \s+ [^=|"\s][^=|"]*? \s+ ={2,}[=>xo]     |
        [<xo]? -\. \s+ [^.|"\s][^.|"]*? \s+ \.+-[>xo]?     |
        [<xo]? -{2,}[->xo] | [<xo]? ={2,}[=>xo] | [<xo]? -\.+-[>xo]? | ~{3,}
    )
    (?: \s* \| (?: "[^"]*" | [^|"\[\](){}]+ ) \| )?
    \s*"""
)


def parse(statements: list[Statement]) -> None:
    """Hold a flowchart against its grammar."""
    if not HEADER.match(statements[0].text):
        statements[0].refuse("no direction of a flowchart", "TB, TD, BT, RL or LR")
    nesting = Nesting()
    for statement in statements[1:]:
        if statement.text.startswith("subgraph"):
            if not SUBGRAPH.match(statement.text):
                statement.refuse("not a subgraph", 'write subgraph name ["Title"]')
            nesting.begin(statement, "subgraph")
        elif statement.text == "end":
            nesting.end(statement)
        elif not is_style(statement) and not CLICK.match(statement.text):
            _chain(statement)
    nesting.finish("end")


def _chain(statement: Statement) -> None:
    """Nodes with links between them."""
    place = _nodes(statement, 0)
    while place < len(statement.text):
        found = LINK.match(statement.text, place)
        if found is None or found.end() == place:
            statement.refuse(
                f'no link at "{statement.text[place:].strip()[:20]}"', "links are -->, ---, -.->, ==>, --o, --x"
            )
        if found.end() == len(statement.text):
            statement.refuse("a link that leads nowhere")
        place = _nodes(statement, found.end())


def _nodes(statement: Statement, place: int) -> int:
    """One node, or several joined by `&`."""
    while True:
        place = _node(statement, place)
        joined = re.compile(r"\s*&\s*").match(statement.text, place)
        if joined is None:
            return place
        place = joined.end()


def _node(statement: Statement, place: int) -> int:
    name = IDENTIFIER.match(statement.text, place)
    if name is None:
        statement.refuse(f'no node at "{statement.text[place : place + 20]}"')
    if name.group() == "end":
        statement.refuse('a node must not be called "end"', 'write "End"')
    place = name.end()
    if place < len(statement.text) and statement.text[place] in "([{>":
        shape = SHAPE.match(statement.text, place)
        if shape is None:
            statement.refuse(
                f'the shape of node "{name.group()}" is not closed or holds a character that must be quoted',
                f'write {name.group()}["text"]',
            )
        place = shape.end()
    styled = CLASS.match(statement.text, place)
    return styled.end() if styled else place
