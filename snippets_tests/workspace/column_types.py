"""Databricks' column types: from their SQL text to the names, sizes and JSON under which the APIs describe a column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

# A type's name in SQL: what the APIs call it, and what Spark's JSON form of a schema calls it.
NAMES = {
    "tinyint": ("BYTE", "byte"),
    "smallint": ("SHORT", "short"),
    "int": ("INT", "integer"),
    "bigint": ("LONG", "long"),
    "float": ("FLOAT", "float"),
    "double": ("DOUBLE", "double"),
    "decimal": ("DECIMAL", "decimal"),
    "string": ("STRING", "string"),
    "varchar": ("STRING", "varchar"),
    "char": ("CHAR", "char"),
    "binary": ("BINARY", "binary"),
    "boolean": ("BOOLEAN", "boolean"),
    "date": ("DATE", "date"),
    "timestamp": ("TIMESTAMP", "timestamp"),
    "timestamp_ntz": ("TIMESTAMP_NTZ", "timestamp_ntz"),
    "interval": ("INTERVAL", "interval"),
    "void": ("NULL", "void"),
    "array": ("ARRAY", "array"),
    "map": ("MAP", "map"),
    "struct": ("STRUCT", "struct"),
    "variant": ("VARIANT", "variant"),
    "object": ("VARIANT", "object"),
    "geometry": ("GEOMETRY", "geometry"),
    "geography": ("GEOGRAPHY", "geography"),
}
ALIASES = {
    "byte": "tinyint", "short": "smallint", "integer": "int", "long": "bigint", "real": "float", "dec": "decimal",
    "numeric": "decimal", "timestamp_ltz": "timestamp", "character": "char", "null": "void",
}  # fmt: skip
TOKEN = re.compile(r"\s*(`(?:[^`]|``)*`|'(?:[^']|'')*'|[<>(),:]|[^\s<>(),:`']+)")


@dataclass(frozen=True)
class Field:
    """A field of a struct; arrays and maps have fields without names."""

    name: str
    type: ColumnType
    nullable: bool = True


@dataclass(frozen=True)
class ColumnType:
    """A type: its SQL name in lower case, its numbers (`decimal(10,2)`), an interval's units, what it contains."""

    base: str
    numbers: tuple[int, ...] = ()
    units: str = ""
    fields: tuple[Field, ...] = ()

    @property
    def name(self) -> str:
        """The name in the APIs' enums, for example `LONG`."""
        return NAMES[self.base][0]

    @property
    def precision(self) -> int | None:
        """How many digits a decimal has."""
        return self.numbers[0] if self.base == "decimal" else None

    @property
    def scale(self) -> int | None:
        """How many of a decimal's digits stand behind the point."""
        return self.numbers[1] if self.base == "decimal" else None

    @property
    def catalog_text(self) -> str:
        """The text as Unity Catalog writes it: `struct<a:bigint,b:array<string>>`."""
        return self._text(str.lower, ":", ",")

    @property
    def sql_text(self) -> str:
        """The text as results of statements write it: `STRUCT<a: BIGINT, b: ARRAY<STRING>>`."""
        return self._text(str.upper, ": ", ", ")

    @property
    def json(self) -> Any:
        """The type in Spark's JSON form of a schema."""
        word = NAMES[self.base][1]
        match self.base:
            case "array":
                return {"type": "array", "elementType": self.fields[0].type.json, "containsNull": True}
            case "map":
                key, value = (field.type.json for field in self.fields)
                return {"type": "map", "keyType": key, "valueType": value, "valueContainsNull": True}
            case "struct":
                return {"type": "struct", "fields": [field_json(f.name, f.type, f.nullable) for f in self.fields]}
        return f"{word}({','.join(map(str, self.numbers))})" if self.numbers else f"{word} {self.units}".rstrip()

    def _text(self, case: Any, colon: str, comma: str) -> str:
        text = str(case(self.base))
        if self.numbers:
            text += f"({','.join(map(str, self.numbers))})"
        if self.units:
            text += f" {case(self.units)}"
        if self.base in ("array", "map", "struct"):
            text += f"<{comma.join(self._inner(field, case, colon, comma) for field in self.fields)}>"
        return text

    def _inner(self, field: Field, case: Any, colon: str, comma: str) -> str:
        inner = field.type._text(case, colon, comma)
        if self.base != "struct":
            return inner
        required = "" if field.nullable else " NOT NULL"
        return f"{_quoted(field.name)}{colon}{inner}{required}"


STRING = ColumnType("string")


def field_json(name: str, kind: ColumnType, nullable: bool, comment: str | None = None) -> dict[str, Any]:
    """A column in Spark's JSON form of a schema."""
    metadata = {"comment": comment} if comment else {}
    return {"name": name, "type": kind.json, "nullable": nullable, "metadata": metadata}


def parse(text: str) -> ColumnType:
    """Read a type's SQL text.

    Raises:
        ValueError: It is none.
    """
    reader = _Reader(TOKEN.findall(text), text)
    found = reader.type()
    if reader.left:
        raise reader.error()
    return found


class _Reader:
    def __init__(self, tokens: list[str], text: str) -> None:
        self.left, self.text = tokens, text

    def type(self) -> ColumnType:
        word = self._take().lower()
        base = ALIASES.get(word, word)
        if base not in NAMES:
            raise self.error()
        if base == "interval":
            return ColumnType(base, units=self._units())
        if base in ("array", "map", "struct"):
            return ColumnType(base, fields=self._fields(base))
        numbers = self._numbers() if self._next() == "(" else ()
        if base == "decimal":
            numbers = (*numbers, *(10, 0)[len(numbers) :])
        if base == "string" and self._next().lower() == "collate":
            self._take()
            self._take()
        return ColumnType(base, numbers)

    def _fields(self, base: str) -> tuple[Field, ...]:
        if self._take() != "<":
            raise self.error()
        fields: list[Field] = []
        while self._next() != ">":
            name = ""
            if base == "struct":
                name = _unquoted(self._take())
                if self._next() == ":":
                    self._take()
            kind = self.type()
            nullable = not self._words("not", "null")
            if self._words("comment"):
                self._take()
            fields.append(Field(name, kind, nullable))
            if self._next() == ",":
                self._take()
        self._take()
        if base != "struct" and len(fields) != {"array": 1, "map": 2}[base]:
            raise self.error()
        return tuple(fields)

    def _numbers(self) -> tuple[int, ...]:
        self._take()
        found = []
        while (word := self._take()) != ")":
            if word.isdigit():
                found.append(int(word))
            elif word != ",":
                raise self.error()
        return tuple(found)

    def _units(self) -> str:
        units = []
        while self._next() and self._next() not in ",>":
            units.append(self._take().lower())
        return " ".join(units)

    def _words(self, *words: str) -> bool:
        if [token.lower() for token in self.left[: len(words)]] != list(words):
            return False
        del self.left[: len(words)]
        return True

    def _next(self) -> str:
        return self.left[0] if self.left else ""

    def _take(self) -> str:
        if not self.left:
            raise self.error()
        return self.left.pop(0)

    def error(self) -> ValueError:
        return ValueError(f"{self.text!r} is not a Databricks type")


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"\w+", name) else "`" + name.replace("`", "``") + "`"


def _unquoted(name: str) -> str:
    return name[1:-1].replace("``", "`") if name.startswith("`") else name
