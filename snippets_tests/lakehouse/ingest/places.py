"""Which files a path stands for, of what format they are, and whether somebody may read them."""

from __future__ import annotations

import fnmatch
import itertools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from snippets_tests.lakehouse.statements.answers import Refusal
from snippets_tests.lakehouse.statements.context import Context

_MAGIC = re.compile(r"[*?\[{]")
_CLOUD = re.compile(r"(s3|s3a|abfss|gs)://([^/]+)/?(.*)")
_ENDINGS = {
    ".avro": "avro",
    ".csv": "csv",
    ".tsv": "csv",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".orc": "orc",
    ".parquet": "parquet",
    ".txt": "text",
    ".text": "text",
    ".xml": "xml",
}
_PACKED = {".gz", ".bz2", ".snappy", ".zst", ".lz4", ".deflate"}
_FIRST_BYTES = {b"PAR1": "parquet", b"Obj\x01": "avro", b"ORC": "orc", b"{": "json", b"[": "json", b"<": "xml"}


class Place:
    """A path as given and the local files behind it.

    Args:
        real_path: Where a path of whoever's files they are really lies.
        path: `/Volumes/…`, `dbfs:/…`, `s3://…` and so on, with or without globs.
    """

    def __init__(self, real_path: Callable[[str], Path], path: str) -> None:
        self.path = path
        cloud = _CLOUD.fullmatch(path)
        self._root = real_path("/dbfs").parent
        fixed = _fixed(path)
        if cloud:
            self._fixed = self._root / "cloud" / cloud.group(1) / cloud.group(2) / (_CLOUD.fullmatch(fixed) or cloud)[3]
        else:
            self._fixed = real_path(fixed)
        self._shown = fixed.rstrip("/")
        self._rest = path[len(fixed) :].strip("/")

    @property
    def base(self) -> str:
        """The folder, as users call it, from which partitions (`a=1/`) are counted."""
        return self._shown if self._fixed.is_dir() else self._shown.rsplit("/", 1)[0]

    @property
    def folder(self) -> Path:
        """Where the path, which has no globs, really lies."""
        return self._fixed

    def exists(self) -> bool:
        """Tell whether anything is there."""
        return any(True for _ in self._matches())

    def files(self, pattern: str | None = None) -> list[str]:
        """All data files, as users call them, by name; those that begin with `_` or `.` are none.

        Args:
            pattern: Only files whose name fits this glob.
        """
        found = set()
        for match in self._matches():
            for file in [match] if match.is_file() else sorted(match.rglob("*")):
                inside = file.relative_to(match).parts or (file.name,)
                if file.is_file() and not any(part[0] in "._" for part in inside):
                    found.add(file)
        wanted = [f for f in found if pattern is None or any(fnmatch.fnmatchcase(f.name, p) for p in _braces(pattern))]
        return [self._name(file) for file in sorted(wanted)]

    def local(self, name: str) -> Path:
        """Where a file that `files` named really lies."""
        return self._fixed / name[len(self._shown) :].lstrip("/") if name != self._shown else self._fixed

    def _name(self, file: Path) -> str:
        inside = file.relative_to(self._fixed).as_posix()
        return self._shown if inside == "." else f"{self._shown}/{inside}"

    def _matches(self) -> Iterator[Path]:
        if not self._rest:
            if self._fixed.exists():
                yield self._fixed
            return
        for pattern in _braces(self._rest):
            yield from sorted(self._fixed.glob(pattern.replace("[^", "[!")))


def may_read(context: Context, path: str) -> None:
    """Refuse unless the principal may read the volume that a path lies in."""
    _may(context, path, "READ_VOLUME")


def may_write(context: Context, path: str) -> None:
    """Refuse unless the principal may write the volume that a path lies in."""
    _may(context, path, "WRITE_VOLUME")


def _may(context: Context, path: str, privilege: str) -> None:
    parts = path.removeprefix("dbfs:").strip("/").split("/")
    if parts[0] == "Volumes" and len(parts) > 3:
        volume = context.metastore.get_volume(".".join(parts[1:4]))
        if context.principal != context.metastore.owner:
            context.metastore.require(context.principal, privilege, "VOLUME", volume.full_name)


def detected(place: Place, files: list[str]) -> str:
    """The format of files, by their names, else by the first bytes of the first of them."""
    for name in files:
        endings = [suffix.lower() for suffix in Path(name).suffixes]
        while endings and endings[-1] in _PACKED:
            endings.pop()
        if endings and endings[-1] in _ENDINGS:
            return _ENDINGS[endings[-1]]
    for name in files:
        with place.local(name).open("rb") as stream:
            head = stream.read(64).lstrip()
        for start, kind in _FIRST_BYTES.items():
            if head.startswith(start):
                return kind
    text = (
        f"Failed to infer schema for format unknown from existing files in input path {place.path}. "
        "Say which format the files have with the option format."
    )
    raise Refusal("CF_FAILED_TO_INFER_SCHEMA.OTHER", "22000", text)


def _fixed(path: str) -> str:
    """The folders of a path before its first glob."""
    found = _MAGIC.search(path)
    return path if found is None else path[: path.rfind("/", 0, found.start()) + 1]


def _braces(pattern: str) -> Iterator[str]:
    """Write `{a,b{c,d}}` out; Python's globs have none."""
    start = pattern.find("{")
    if start < 0:
        yield pattern
        return
    depth, commas = 0, [start]
    for at in range(start, len(pattern)):
        sign = pattern[at]
        depth += (sign == "{") - (sign == "}")
        if sign == "," and depth == 1:
            commas.append(at)
        if not depth:
            commas.append(at)
            for left, right in itertools.pairwise(commas):
                yield from _braces(pattern[:start] + pattern[left + 1 : right] + pattern[at + 1 :])
            return
    yield pattern
