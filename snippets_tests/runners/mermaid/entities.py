"""Entity relationship diagrams: entities, their attributes, relationships."""

from __future__ import annotations

import re

from snippets_tests.runners.mermaid.statements import Nesting, Statement, is_style

ENTITY = r'(?:[A-Za-z_][\w-]*(?:\[(?:"[^"]+"|[\w -]+)\])?|"[^"]+")'
ENDS = r"(?:\|o|\|\||\}o|\}\|)(?:--|\.\.)(?:o\||\|\||o\{|\|\{)"
RELATION = re.compile(rf'{ENTITY}\s+{ENDS}\s+{ENTITY}(?P<label>\s*:\s*(?:"[^"]*"|[\w-]+))?$')
OPEN = re.compile(rf"{ENTITY}\s*\{{$")
ALONE = re.compile(rf"{ENTITY}$")
KEYS = r"(?:PK|FK|UK)(?:\s*,\s*(?:PK|FK|UK))*"
ATTRIBUTE = re.compile(rf'[A-Za-z_][\w()\[\],-]*\s+\*?[A-Za-z_][\w-]*(?:\s+{KEYS})?(?:\s+"[^"]*")?$')


def parse(statements: list[Statement]) -> None:
    """Hold an entity relationship diagram against its grammar."""
    if statements[0].text != "erDiagram":
        statements[0].refuse("nothing may follow erDiagram on its line")
    nesting = Nesting()
    for statement in statements[1:]:
        text = statement.text
        if text == "}":
            nesting.end(statement)
        elif nesting.kind:
            if not ATTRIBUTE.match(text):
                statement.refuse("not an attribute", 'write type name PK "comment"')
        elif OPEN.match(text):
            nesting.begin(statement, "entity")
        elif found := RELATION.match(text):
            if not found["label"]:
                statement.refuse("a relationship without a label", "write A ||--o{ B : has")
        elif not is_style(statement) and not ALONE.match(text):
            statement.refuse(hint="relationships are written A ||--o{ B : has")
    nesting.finish("}")
