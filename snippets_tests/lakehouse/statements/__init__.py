"""The statements that Databricks has and Spark has not, or not so: one module a family, and the table that finds it.

The JVM hands a statement over when it begins with one of these words; texts after them say that it is wanted only if
one of them occurs too. A module is imported with its first statement.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from snippets_tests.lakehouse.securables import MetastoreError

from . import refused
from .answers import PASS, Answer, Refusal, encode

if TYPE_CHECKING:
    from .context import Context

__all__ = ["BEGINNINGS", "answer"]

_QUERIES = (
    "event_log",
    "':",
    '":',
    "@v",
    "@1",
    "@2",
    "describe history",
    "describe detail",
    "desc history",
    "desc detail",
)

# Beginning -> module, and the texts of which one must occur.
BEGINNINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "CREATE CATALOG": ("catalogs", ()),
    "DROP CATALOG": ("catalogs", ()),
    "ALTER CATALOG": ("catalogs", ()),
    "USE CATALOG": ("catalogs", ()),
    "SET CATALOG": ("catalogs", ()),
    "SHOW CATALOGS": ("catalogs", ()),
    "DESCRIBE CATALOG": ("catalogs", ()),
    "DESC CATALOG": ("catalogs", ()),
    "CREATE SCHEMA": ("schemas", ()),
    "CREATE DATABASE": ("schemas", ()),
    "DROP SCHEMA": ("schemas", ()),
    "DROP DATABASE": ("schemas", ()),
    "ALTER SCHEMA": ("schemas", ()),
    "ALTER DATABASE": ("schemas", ()),
    "SHOW SCHEMAS": ("schemas", ()),
    "SHOW DATABASES": ("schemas", ()),
    "DESCRIBE SCHEMA": ("schemas", ()),
    "DESCRIBE DATABASE": ("schemas", ()),
    "DESC SCHEMA": ("schemas", ()),
    "DESC DATABASE": ("schemas", ()),
    "USE SCHEMA": ("schemas", ()),
    "USE DATABASE": ("schemas", ()),
    "SHOW TABLES": ("schemas", ()),
    "SHOW TABLES DROPPED": ("dropped", ()),
    "DROP TABLE": ("dropped", ()),
    "UNDROP": ("dropped", ()),
    "SHOW TABLE EXTENDED": ("show", ()),
    "SHOW FUNCTIONS": ("show", ()),
    "SHOW USER FUNCTIONS": ("show", ()),
    "SHOW SYSTEM FUNCTIONS": ("show", ()),
    "SHOW ALL FUNCTIONS": ("show", ()),
    "DELETE FROM": ("changes", ("select",)),
    "UPDATE": ("changes", ("select",)),
    "INSERT INTO": ("replace", ("replace",)),
    "MSCK REPAIR TABLE": ("maintenance", ()),
    "REPAIR TABLE": ("maintenance", ()),
    "CREATE POLICY": ("abac", ()),
    "CREATE OR REPLACE POLICY": ("abac", ()),
    "DROP POLICY": ("abac", ()),
    "SHOW POLICIES": ("abac", ()),
    "SHOW EFFECTIVE POLICIES": ("abac", ()),
    "DESCRIBE POLICY": ("abac", ()),
    "DESC POLICY": ("abac", ()),
    "SET TAG ON": ("tags", ()),
    "UNSET TAG ON": ("tags", ()),
    "GRANT": ("grants", ()),
    "REVOKE": ("grants", ()),
    "SHOW GRANTS": ("grants", ()),
    "SHOW GRANT": ("grants", ()),
    "CREATE VOLUME": ("volumes", ()),
    "CREATE EXTERNAL VOLUME": ("volumes", ()),
    "DROP VOLUME": ("volumes", ()),
    "ALTER VOLUME": ("volumes", ()),
    "SHOW VOLUMES": ("volumes", ()),
    "DESCRIBE VOLUME": ("volumes", ()),
    "DESC VOLUME": ("volumes", ()),
    "LIST": ("volumes", ()),
    "COMMENT ON": ("comments", ()),
    "CREATE TABLE": (
        "create_table",
        ("primary", "foreign", "constraint", "default", "clone", "auto", "check", " mask ", "row filter"),
    ),
    "CREATE OR REPLACE": (
        "create_table",
        ("primary", "foreign", "constraint", "default", "clone", "auto", "check", " mask ", "row filter"),
    ),
    "CREATE OR REFRESH": ("datasets", ()),
    "CREATE STREAMING TABLE": ("datasets", ()),
    "CREATE OR REPLACE STREAMING": ("datasets", ()),
    "CREATE MATERIALIZED VIEW": ("datasets", ()),
    "CREATE OR REPLACE MATERIALIZED": ("datasets", ()),
    "REFRESH": ("datasets", ()),
    "DROP MATERIALIZED VIEW": ("datasets", ()),
    "ALTER MATERIALIZED VIEW": ("datasets", ()),
    "ALTER STREAMING TABLE": ("datasets", ()),
    "CREATE FUNCTION": ("functions", ()),
    "CREATE OR REPLACE FUNCTION": ("functions", ()),
    "CREATE PROCEDURE": ("procedures", ()),
    "CREATE OR REPLACE PROCEDURE": ("procedures", ()),
    "DROP PROCEDURE": ("procedures", ()),
    "DESCRIBE PROCEDURE": ("procedures", ()),
    "DESC PROCEDURE": ("procedures", ()),
    "SHOW PROCEDURES": ("procedures", ()),
    "CALL": ("procedures", ()),
    "DROP FUNCTION": ("functions", ()),
    "DESCRIBE FUNCTION": ("functions", ()),
    "DESC FUNCTION": ("functions", ()),
    "ALTER TABLE": ("alter_table", ()),
    "ALTER VIEW": ("alter_table", ("owner", "tags")),
    "COPY INTO": ("copy_into", ()),
    "RESET": ("settings", ()),
    "ANALYZE": ("statistics", ()),
    "CACHE SELECT": ("statistics", ()),
    "SHOW CREATE TABLE": ("describe", ()),
    "DESCRIBE DETAIL": ("describe", ()),
    "DESC DETAIL": ("describe", ()),
    "DESCRIBE EXTENDED": ("describe", ()),
    "DESC EXTENDED": ("describe", ()),
    "DESCRIBE TABLE EXTENDED": ("describe", ()),
    "DESC TABLE EXTENDED": ("describe", ()),
    "DESCRIBE FORMATTED": ("describe", ()),
    "DESC FORMATTED": ("describe", ()),
    "DESCRIBE TABLE FORMATTED": ("describe", ()),
    "DESC TABLE FORMATTED": ("describe", ()),
    "SELECT": ("queries", _QUERIES),
    "WITH": ("queries", _QUERIES),
}
BEGINNINGS |= dict.fromkeys(refused.BEGINNINGS, ("refused", ()))
WORDS = 4

Handler = Callable[["Context"], Answer]


def beginnings() -> str:
    """The table as the JVM takes it: a line a beginning, its texts after tabs."""
    return "\n".join("\t".join([beginning, *needs]) for beginning, (_, needs) in BEGINNINGS.items())


def answer(context: Context) -> str:
    """Answer one statement, encoded for the JVM; what no module wants is Spark's."""
    try:
        return encode(_find(context)(context))
    except Refusal as refusal:
        return refusal.encoded()
    except MetastoreError as error:
        return Refusal.of_metastore(error).encoded()


def _find(context: Context) -> Handler:
    words = context.cursor.peek_words(WORDS)
    for count in range(WORDS, 0, -1):
        found = BEGINNINGS.get(" ".join(words[:count]))
        if found:
            module = importlib.import_module(f"{__name__}.{found[0]}")
            handler: Handler = module.answer
            return handler
    return lambda _: PASS
