"""State diagrams: transitions, composite states, notes."""

from __future__ import annotations

import re

from snippets_tests.runners.mermaid.statements import Nesting, Statement, is_style

STATE = r"(?:\[\*\]|[A-Za-z_][\w-]*)"
TRANSITION = re.compile(rf"{STATE}(?::::\w+)?\s*-->\s*{STATE}(?::::\w+)?(?:\s*:\s*\S.*)?$")
DESCRIBED = re.compile(r"[A-Za-z_][\w-]*(?::::\w+)?\s*:\s*\S.*$")
ALONE = re.compile(r"[A-Za-z_][\w-]*(?::::\w+)?$")
DECLARED = re.compile(r'state (?:"[^"]+" as )?[A-Za-z_][\w-]*(?: <<(?:choice|fork|join)>>)?$')
COMPOSITE = re.compile(r'state (?:"[^"]+" as )?[A-Za-z_][\w-]*\s*\{$')
NOTE = re.compile(r"note (?:left|right) of [A-Za-z_][\w-]*(?P<text>\s*:\s*\S.*)?$")


def parse(statements: list[Statement]) -> None:
    """Hold a state diagram against its grammar."""
    if statements[0].text != "stateDiagram-v2":
        statements[0].refuse("nothing may follow stateDiagram-v2 on its line")
    nesting = Nesting()
    for statement in statements[1:]:
        text = statement.text
        if nesting.kind == "note":
            if text == "end note":
                nesting.end(statement)
        elif text == "}":
            nesting.end(statement)
        elif COMPOSITE.match(text):
            nesting.begin(statement, "state")
        elif found := NOTE.match(text):
            if not found["text"]:
                nesting.begin(statement, "note")
        elif text == "--":
            if nesting.kind != "state":
                statement.refuse("-- parts the regions of a composite state, and none is open")
        elif not (is_style(statement) or any(p.match(text) for p in (TRANSITION, DESCRIBED, DECLARED, ALONE))):
            statement.refuse(hint="transitions are written A --> B : text")
    nesting.finish("end note" if nesting.kind == "note" else "}")
