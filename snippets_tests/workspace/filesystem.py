"""A tree of bytes on disk, as seen through the API: paths that cannot leave it, times by the tenant's clock."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from snippets_tests.workspace.clock import Clock
from snippets_tests.workspace.errors import InvalidParameterValue

# What the disks underneath can name: bytes in one part of a path, and in a whole one with the tree's root before it.
LONGEST_PART, LONGEST_PATH = 255, 3500


@dataclass(frozen=True)
class Entry:
    """A file or directory: its path from the tree's root (`/a/b`), its size in bytes, its time in milliseconds."""

    path: str
    is_directory: bool
    size: int
    modified: int

    @property
    def name(self) -> str:
        """The last part of the path."""
        return PurePosixPath(self.path).name


class Tree:
    """The files under one directory.

    A file's time is the tenant's time when it was written through the API. What Spark or Python wrote beside the API
    has wall-clock time, which would differ from run to run: it is set to the tenant's time when it is first seen.
    """

    def __init__(self, root: Path, clock: Clock) -> None:
        self._root, self._clock = root, clock

    def on_disk(self, path: str) -> Path:
        """Where the bytes of a path lie. Links that a page's own code made lead nowhere when they lead out."""
        place = self._place(path)
        if place is None:
            raise InvalidParameterValue(f"Invalid path: {path!r} leads out of the file system")
        return place

    def _place(self, path: str) -> Path | None:
        place = self._root / self.clean(path).lstrip("/")
        inside = Path(os.path.realpath(place)).is_relative_to(os.path.realpath(self._root))
        return place if inside else None

    @staticmethod
    def clean(path: str) -> str:
        """A path without doubled slashes and dots; one that climbs out of the tree is refused."""
        if not path.startswith("/"):
            raise InvalidParameterValue(f"Invalid path: {path!r}. The path must be absolute.")
        parts = [part for part in path.split("/") if part not in ("", ".")]
        if ".." in parts or "\x00" in path:
            raise InvalidParameterValue(f"Invalid path: {path!r}")
        if any(len(part.encode()) > LONGEST_PART for part in parts) or len(path.encode()) > LONGEST_PATH:
            limits = f"{LONGEST_PART} bytes in a name and {LONGEST_PATH} in all"
            raise InvalidParameterValue(f"Invalid path: {path[:40]!r}… is too long; at most {limits}.")
        return "/" + "/".join(parts)

    def entry(self, path: str) -> Entry | None:
        """What is at a path, or None. The root always is a directory."""
        path = self.clean(path)
        place = self._place(path)
        if place is None or not place.exists():
            return Entry("/", True, 0, 0) if path == "/" else None
        return Entry(path, place.is_dir(), 0 if place.is_dir() else place.stat().st_size, self._time(place))

    def children(self, path: str) -> Iterator[Entry]:
        """What is directly in a directory, by name."""
        path = self.clean(path)
        place = self.on_disk(path)
        if place.is_dir():
            for name in sorted(child.name for child in place.iterdir()):
                found = self.entry(f"{path.rstrip('/')}/{name}")
                if found is not None:
                    yield found

    def read(self, path: str) -> bytes:
        """All bytes of a file."""
        return self.on_disk(path).read_bytes()

    def write(self, path: str, data: bytes) -> None:
        """Put bytes in place of whatever the file held; missing directories are made."""
        place = self.on_disk(path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        self._stamp(place)

    def append(self, path: str, data: bytes) -> None:
        """Add bytes at a file's end."""
        place = self.on_disk(path)
        with place.open("ab") as file:
            file.write(data)
        self._stamp(place)

    def make_directory(self, path: str) -> None:
        """Make a directory with all above it."""
        place = self.on_disk(path)
        missing = [each for each in (place, *place.parents) if not each.exists()]
        place.mkdir(parents=True, exist_ok=True)
        for each in missing:
            self._stamp(each)

    def blocking_file(self, path: str) -> str | None:
        """The first part of a path that is a file, where only directories can be."""
        parts = self.clean(path).strip("/").split("/")
        prefixes = ["/" + "/".join(parts[: n + 1]) for n in range(len(parts))]
        return next((prefix for prefix in prefixes if self.on_disk(prefix).is_file()), None)

    def remove(self, path: str) -> None:
        """Delete a file, or a directory with all in it."""
        place = self.on_disk(path)
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink()

    def move(self, source: str, target: str) -> None:
        """Give a file or directory another place."""
        place = self.on_disk(target)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(self.on_disk(source), place)

    def _time(self, place: Path) -> int:
        modified = int(place.stat().st_mtime * 1000)
        if modified > self._clock.millis():
            self._stamp(place)
            modified = self._clock.millis()
        return modified

    def _stamp(self, place: Path) -> None:
        now = self._clock.millis() / 1000
        os.utime(place, (now, now))
