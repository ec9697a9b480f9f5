"""What the statements of a tenant touched, as the JVM noted it (`io.lakeproof.Lineage`)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Touched:
    """One statement or DataFrame action that succeeded; what it read of the catalog `system` is left out.

    Args:
        at: When it began, in milliseconds since 1970 by the machine's clock.
        principal: Who ran it.
        entity: Ids of what it ran for, see `entity.acting`.
        kind: What the plan was, in Spark's words, such as `CreateTableAsSelect`.
        target: The table or path that it wrote, made or dropped.
        sources: The tables and paths that it read.
        indirect: What the views among them read.
        columns: Table and column read, column written, and whether the table was read itself.
    """

    at: int
    principal: str
    kind: str
    target: str | None
    sources: list[str]
    indirect: list[str]
    columns: list[tuple[str, str, str, bool]]
    entity: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Handled:
    """A statement that Python carried out, with the catalog and schema that were the current ones."""

    at: int
    principal: str
    statement: str
    catalog: str
    schema: str


def read(text: str) -> list[Touched]:
    """Read what the JVM noted."""
    return [Touched(**each) for each in json.loads(text)]
