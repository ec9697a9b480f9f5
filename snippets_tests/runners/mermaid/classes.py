"""Class diagrams: classes, their members, relations."""

from __future__ import annotations

import re

from snippets_tests.runners.mermaid.statements import DIRECTION, STYLE, Nesting, Statement

CLASS = r"[A-Za-z_][\w.]*(?:~[\w~, ]+~)?"
COUNT = r'(?:\s*"[^"]*")?'
RELATION = re.compile(
    rf"{CLASS}{COUNT}\s*(?:<\||[*o<]|\(\))?(?:--|\.\.)(?:\|>|[*o>]|\(\))?{COUNT}\s*{CLASS}(?:\s*:\s*\S.*)?$"
)
DECLARED = re.compile(rf'class {CLASS}(?:\["[^"]*"\])?(?::::\w+)?$')
OPEN = re.compile(rf'class {CLASS}(?:\["[^"]*"\])?(?::::\w+)?\s*\{{(?P<closed>\s*\}})?$')
NAMESPACE = re.compile(r"namespace [A-Za-z_][\w.]*\s*\{$")
MEMBER = re.compile(rf"{CLASS}\s*:\s*\S.*$")
TYPE = r"[\w\[\]<>~,.|? ]+"
INSIDE = re.compile(
    rf"(?:<<\w+>>|[+#~-]?{TYPE}(?::\s*{TYPE})?[*$]?|[+#~-]?\w+\([^()]*\)[*$]?(?:\s*:?\s*{TYPE})?[*$]?)$"
)
KIND = re.compile(rf"<<\w+>> {CLASS}$")
NOTE = re.compile(rf'note (?:for {CLASS} )?"[^"]*"$')


def parse(statements: list[Statement]) -> None:
    """Hold a class diagram against its grammar."""
    if statements[0].text != "classDiagram":
        statements[0].refuse("nothing may follow classDiagram on its line")
    nesting = Nesting()
    for statement in statements[1:]:
        text = statement.text
        if text == "}":
            nesting.end(statement)
        elif nesting.kind == "class":
            if not INSIDE.match(text):
                statement.refuse("not a member", "write +name: Type or +method(argument) Type")
        elif found := OPEN.match(text):
            if not found["closed"]:
                nesting.begin(statement, "class")
        elif NAMESPACE.match(text):
            nesting.begin(statement, "namespace")
        elif not any(p.match(text) for p in (RELATION, DECLARED, MEMBER, KIND, NOTE, DIRECTION, STYLE)):
            statement.refuse(hint="relations are written A <|-- B : text")
    nesting.finish("}")
