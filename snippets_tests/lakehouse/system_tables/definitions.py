"""The schemas and tables of the catalog `system` and their columns, read from `definitions/*.toml`.

Each table there names the page of Databricks' documentation that it was taken from. Types, and columns that a
workspace shows beyond those pages, are as DESCRIBE shows them in a workspace. `information_schema` is not among them.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from snippets_tests.lakehouse.securables import Column, TableFacts

CATALOG = "system"
FOLDER = Path(__file__).with_name("definitions")
# Those that the API of system schemas lists. A metastore's admin switches each on, `billing` excepted.
SCHEMAS = ("access", "billing", "compute", "lakeflow", "marketplace", "mlflow", "query", "serving", "storage")
ALWAYS = ("billing",)


@dataclass(frozen=True)
class Definition:
    """One table: where it is documented, what it holds, its columns in order."""

    source: str
    comment: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.columns)

    def facts(self, schema: str, table: str) -> TableFacts:
        """What the metastore says of it: on Databricks a table that is shared with every metastore."""
        name = f"{CATALOG}.{schema}.{table}"
        place = f"uc-deltasharing://{name}#{name}"
        return TableFacts(name, "MANAGED", "DELTASHARING", self.columns, place, self.comment)


@cache
def tables(schema: str) -> dict[str, Definition]:
    """The tables of a system schema by name; none for a schema that this catalog has not."""
    place = FOLDER / f"{schema}.toml"
    if schema not in SCHEMAS or not place.is_file():
        return {}
    read = tomllib.loads(place.read_text(encoding="utf-8"))
    return {
        name: Definition(table["source"], table["comment"], tuple(map(_column, table["columns"].strip().splitlines())))
        for name, table in sorted(read.items())
    }


def _column(line: str) -> Column:
    name, kind, comment = (part.strip() for part in line.split(" | ", 2))
    return Column(name, kind, comment=comment)
