"""Sequence diagrams: participants, messages, notes, blocks."""

from __future__ import annotations

import re

from snippets_tests.runners.mermaid.statements import Nesting, Statement

ACTOR = r"[A-Za-z_][\w ./-]*?"
PARTICIPANT = re.compile(rf"(?:create )?(?:participant|actor) (?P<name>{ACTOR})(?: as \S.*)?$")
MESSAGE = re.compile(
    rf"(?P<one>{ACTOR})\s*(?:<<-->>|<<->>|-->>|->>|-->|->|--x|-x|--\)|-\))\s*[+-]?\s*(?P<two>{ACTOR})\s*:\s*\S.*$"
)
NOTE = re.compile(rf"[Nn]ote (?:(?:left|right) of {ACTOR}|over {ACTOR}(?:\s*,\s*{ACTOR})?)\s*:\s*\S.*$")
ACTIVE = re.compile(rf"(?:activate|deactivate|destroy) (?P<name>{ACTOR})$")
BEGIN = re.compile(r"(?P<kind>loop|alt|opt|par|critical|break|rect|box)(?: \S.*)?$")
PART = re.compile(r"(?P<word>else|and|option)(?: \S.*)?$")
PARTS = {"else": "alt", "and": "par", "option": "critical"}
ALONE = re.compile(r"(?:autonumber(?: \d+){0,2}|title:? \S.*|accTitle: \S.*|accDescr: \S.*|link \S+: \S.*)$")


def parse(statements: list[Statement]) -> None:
    """Hold a sequence diagram against its grammar."""
    if statements[0].text != "sequenceDiagram":
        statements[0].refuse("nothing may follow sequenceDiagram on its line")
    nesting = Nesting()
    known: set[str] = set()
    for statement in statements[1:]:
        text = statement.text
        if text == "end":
            nesting.end(statement)
        elif found := PARTICIPANT.match(text):
            if found["name"] in known:
                statement.refuse(f'"{found["name"]}" is declared after it was used')
            known.add(found["name"])
        elif found := BEGIN.match(text):
            nesting.begin(statement, found["kind"])
        elif found := PART.match(text):
            if nesting.kind != PARTS[found["word"]]:
                statement.refuse(f"{found['word']} outside of {PARTS[found['word']]}")
        elif found := MESSAGE.match(text):
            known |= {found["one"].strip(), found["two"].strip()}
        elif found := ACTIVE.match(text):
            if found["name"] not in known:
                statement.refuse(f'"{found["name"]}" is no participant')
        elif not NOTE.match(text) and not ALONE.match(text):
            statement.refuse(hint="messages are written A->>B: text")
    nesting.finish("end")
