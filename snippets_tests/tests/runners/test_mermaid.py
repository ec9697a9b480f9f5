"""Diagrams: what Mermaid draws passes, what it cannot read fails at its line."""

from __future__ import annotations

import pytest

from snippets_tests.tests.runners.conftest import Check, failure, only

RIGHT = {
    "flowchart": """graph LR
  %% a comment
  A[Start] --> B{Is it?}
  B -->|yes| C[(Store)]
  B -- no --> D(["Round (one)"]):::warm & E((x))
  subgraph one [The first]
    direction TB
    F -.-> G; G ==> H
    a1-->b2 --o c3
  end
  one --> F
  H -. maybe .-> A
  C --- D ~~~ E <--> F
  classDef warm fill:#f96
  class A,B warm
  style C stroke:#333,stroke-width:2px
  click A "https://example.com" "tip"
""",
    "sequence": """sequenceDiagram
  autonumber
  participant A as Ada
  actor B
  A->>+B: Create a job
  B-->>-A: {"job_id": 1}
  loop every second
    A->>B: runs/get
  end
  alt it ran
    B-->>A: SUCCESS
  else it failed
    B--xA: FAILED
  end
  Note over A,B: done
  note right of B: idle
  A-)B: async
""",
    "states": """stateDiagram-v2
  direction LR
  [*] --> PENDING
  PENDING --> RUNNING : ready
  RUNNING --> TERMINATED : delete
  state "Really gone" as GONE
  TERMINATED --> GONE
  state RUNNING {
    [*] --> idle
    idle --> busy
  }
  state fork <<fork>>
  note right of GONE
    any text -> here
  end note
  GONE : described
  GONE --> [*]
""",
    "entities": """erDiagram
  CUSTOMER ||--o{ ORDER : places
  ORDER }|..|{ ITEM : "made of"
  CUSTOMER {
    bigint id PK
    decimal(10,2) limit "of credit"
    string mail UK, FK
  }
  LONELY
""",
    "classes": """classDiagram
  direction TB
  class Page {
    <<interface>>
    +path: Path
    +list~Block~ blocks
    +load(path) Page
  }
  Page "1" --> "*" Block : has
  Base <|-- Page
  Page : +title
  class Empty
  note for Page "read once"
  Block ..> Runner
""",
}


@pytest.mark.parametrize("kind", RIGHT)
def test_a_diagram_passes(check: Check, kind: str) -> None:
    outcome = only(check(f"```mermaid\n{RIGHT[kind]}```\n"))
    assert outcome.passed, outcome.message


@pytest.mark.parametrize(
    ("kind", "old", "new", "line"),
    [
        ("flowchart", "graph LR", "graph LX", 2),
        ("flowchart", "graph LR", "grpah LR", 2),
        ("flowchart", "A[Start] -->", "A[Start] ->", 4),
        ("flowchart", "A[Start]", "A[Start", 4),
        ("flowchart", "A[Start]", "A[Start (x)]", 4),
        ("flowchart", "-->|yes|", "-->|yes", 5),
        ("flowchart", "  end\n", "", 7),
        ("flowchart", "one --> F", "one -->", 12),
        ("flowchart", "one --> F", "end --> F", 12),
        ("flowchart", "one --> F", "one --> F G", 12),
        ("sequence", "A->>+B: Create a job", "A->>+B", 6),
        ("sequence", "A->>B: runs", "A=>B: runs", 9),
        ("sequence", "alt it ran", "att it ran", 11),
        ("sequence", "alt it ran", "loop it ran", 13),
        ("sequence", "  end\n  alt", "  alt", 8),
        ("states", "PENDING --> RUNNING", "PENDING -> RUNNING", 5),
        ("states", "end note", "endnote", 14),
        ("states", "  }\n", "", 9),
        ("entities", "||--o{", "||--o(", 3),
        ("entities", " : places", "", 3),
        ("entities", "id PK", "id PX", 6),
        ("classes", "<|--", "<|-", 11),
        ("classes", "class Empty", "clas Empty", 13),
        ("classes", "  }\n", "", 9),
    ],
)
def test_a_mistake_fails_at_its_line(check: Check, kind: str, old: str, new: str, line: int) -> None:
    assert old in RIGHT[kind]
    found, message = failure(check(f"```mermaid\n{RIGHT[kind].replace(old, new, 1)}```\n"))
    assert found == line, message


def test_unknown_kinds_are_refused(check: Check) -> None:
    line, message = failure(check("```mermaid\npie title x\n```\n"))
    assert (line, 'no grammar for a diagram of kind "pie"') == (2, message)
