"""The memory of a stream's schema: numbered versions under `_schemas` at its schema location."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

# Two tasks of a stream may meet the same new field at once.
_ONE_AT_A_TIME = threading.Lock()


class SchemaLog:
    """The versions of one schema.

    Args:
        folder: The schema location.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "_schemas"

    def latest(self) -> Any | None:
        """The newest version, or None when there is none yet."""
        from pyspark.sql.types import StructType

        return StructType.fromJson(json.loads(self._newest()["dataSchemaJson"])) if self._versions() else None

    def partitions(self) -> list[str]:
        """The columns of the newest version that folders stand for."""
        return [field["name"] for field in json.loads(self._newest()["partitionSchemaJson"])["fields"]]

    def add(self, schema: Any, partitions: Iterable[str] = ()) -> None:
        """Write a version, unless it is the newest already.

        Args:
            schema: All columns.
            partitions: Which of them folders stand for.
        """
        from pyspark.sql.types import StructType

        with _ONE_AT_A_TIME:
            if schema == self.latest():
                return
            self._folder.mkdir(parents=True, exist_ok=True)
            folders = StructType([field for field in schema.fields if field.name in set(partitions)])
            body = json.dumps({"dataSchemaJson": schema.json(), "partitionSchemaJson": folders.json()})
            number = (self._versions() or [-1])[-1] + 1
            (self._folder / str(number)).write_text(f"v1\n{body}")

    def _newest(self) -> dict[str, str]:
        text = (self._folder / str(self._versions()[-1])).read_text().split("\n", 1)[1]
        found: dict[str, str] = json.loads(text)
        return found

    def _versions(self) -> list[int]:
        return sorted(int(file.name) for file in self._folder.glob("[0-9]*")) if self._folder.is_dir() else []


def widened(schema: Any, new: Mapping[str, Any], types: bool) -> Any:
    """A schema with new columns at its end; without `types` they are strings."""
    from pyspark.sql.types import StructType

    whole = StructType(list(schema.fields))
    known = {name.lower() for name in schema.names}
    for name, value in new.items():
        if name.lower() not in known:
            whole = whole.add(name, _type(value) if types else "string")
    return whole


def named(file: Path, new: Mapping[str, Any], separator: str) -> dict[str, Any]:
    """Give the extra fields `_c3`, `_c4` … of a CSV record the names that the file's header has for them."""
    with file.open(newline="") as stream:
        header = next(csv.reader(stream, delimiter=separator), [])
    names = {f"_c{number}": name for number, name in enumerate(header)}
    return {names.get(key, key): value for key, value in new.items()}


def _type(value: Any) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "bigint"
        case float():
            return "double"
        case _:
            return "string"
