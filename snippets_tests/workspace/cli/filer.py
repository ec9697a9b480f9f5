"""One view of three file stores, as `fs` needs it: local files, DBFS, and volumes through the Files API."""

from __future__ import annotations

import base64
import posixpath
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from snippets_tests.workspace.cli.command import CommandError
from snippets_tests.workspace.cli.connection import ApiError, Connection, escape

#: The largest block that DBFS takes or gives in one call.
BLOCK = 1 << 20


class FileExists(Exception):
    """A file is there already, and was not to be replaced."""


@dataclass(frozen=True)
class Entry:
    """A file or directory; `modified` is in milliseconds since the epoch."""

    path: str
    is_directory: bool
    size: int = 0
    modified: int = 0

    @property
    def name(self) -> str:
        """The last part of the path."""
        return posixpath.basename(self.path.rstrip("/"))


class Filer(Protocol):
    """What `fs` asks of a store. Errors are the official command's: `no such directory: PATH` and its like."""

    def stat(self, path: str) -> Entry | None:
        """The file or directory at `path`, or None."""

    def list(self, path: str) -> list[Entry]:
        """What is in a directory, by name."""

    def read(self, path: str) -> bytes:
        """A file's bytes."""

    def write(self, path: str, content: bytes, overwrite: bool) -> None:
        """Write a file; raises FileExists when it is there and `overwrite` is false."""

    def mkdir(self, path: str) -> None:
        """Make a directory and those above it."""

    def delete(self, path: str, recursive: bool) -> None:
        """Delete a file or directory."""


class LocalFiler:
    """Files of this machine; relative paths start at the caller's directory."""

    def __init__(self, cwd: Path) -> None:
        self._cwd = cwd

    def stat(self, path: str) -> Entry | None:
        """The file or directory at `path`, or None."""
        local = self._cwd / path
        if not local.exists():
            return None
        status = local.stat()
        return Entry(path, local.is_dir(), 0 if local.is_dir() else status.st_size, int(status.st_mtime * 1000))

    def list(self, path: str) -> list[Entry]:
        """What is in a directory, by name."""
        self._directory(path)
        found = (self.stat(posixpath.join(path, item.name)) for item in sorted((self._cwd / path).iterdir()))
        return [entry for entry in found if entry]

    def read(self, path: str) -> bytes:
        """A file's bytes."""
        local = self._cwd / path
        if local.is_dir():
            raise CommandError(f"not a file: {path}")
        if not local.exists():
            raise CommandError(f"file does not exist: {path}")
        return local.read_bytes()

    def write(self, path: str, content: bytes, overwrite: bool) -> None:
        """Write a file; raises FileExists when it is there and `overwrite` is false."""
        local = self._cwd / path
        if local.exists() and not overwrite:
            raise FileExists(path)
        if not local.parent.is_dir():
            raise CommandError(f"no such directory: {posixpath.dirname(path)}")
        local.write_bytes(content)

    def mkdir(self, path: str) -> None:
        """Make a directory and those above it."""
        (self._cwd / path).mkdir(parents=True, exist_ok=True)

    def delete(self, path: str, recursive: bool) -> None:
        """Delete a file or directory."""
        local = self._cwd / path
        if not local.exists():
            raise CommandError(f"file does not exist: {path}")
        if local.is_dir() and any(local.iterdir()) and not recursive:
            raise CommandError(f"directory not empty: {path}")
        if local.is_dir():
            shutil.rmtree(local)
        else:
            local.unlink()

    def _directory(self, path: str) -> None:
        if not (self._cwd / path).exists():
            raise CommandError(f"no such directory: {path}")
        if not (self._cwd / path).is_dir():
            raise CommandError(f"not a directory: {path}")


class VolumeFiler:
    """Files of volumes, through the Files API; paths begin with /Volumes/."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def stat(self, path: str) -> Entry | None:
        """The file or directory at `path`, or None."""
        try:
            self._connection.send("HEAD", self._directory(path))
            return Entry(path, True)
        except ApiError as error:
            if error.status != 404:
                raise
        try:
            headers = self._connection.send("HEAD", self._file(path)).headers
            return Entry(path, False, int(headers.get("content-length", 0)))
        except ApiError as error:
            if error.status != 404:
                raise
        return None

    def list(self, path: str) -> list[Entry]:
        """What is in a directory, by name."""
        entries: list[Entry] = []
        query: dict[str, Any] = {}
        while True:
            try:
                page = self._connection.json("GET", self._directory(path), query=query) or {}
            except ApiError as error:
                raise self._no_directory(path, error) from error
            entries += [_volume_entry(item) for item in page.get("contents") or ()]
            if not page.get("next_page_token"):
                return sorted(entries, key=lambda entry: entry.name)
            query = {"page_token": page["next_page_token"]}

    def read(self, path: str) -> bytes:
        """A file's bytes."""
        try:
            return self._connection.send("GET", self._file(path), headers={"Accept": "*/*"}).body
        except ApiError as error:
            if error.status != 404:
                raise
            found = self.stat(path)
            raise CommandError(f"{'not a file' if found else 'file does not exist'}: {path}") from error

    def write(self, path: str, content: bytes, overwrite: bool) -> None:
        """Write a file; raises FileExists when it is there and `overwrite` is false."""
        parent = posixpath.dirname(path)
        try:
            self._connection.send("HEAD", self._directory(parent))
        except ApiError as error:
            raise (CommandError(f"no such directory: {parent}") if error.status == 404 else error) from error
        headers = {"Content-Type": "application/octet-stream"}
        try:
            query = {"overwrite": overwrite}
            self._connection.send("PUT", self._file(path), query=query, data=content, headers=headers)
        except ApiError as error:
            raise (FileExists(path) if error.status == 409 else error) from error

    def mkdir(self, path: str) -> None:
        """Make a directory and those above it."""
        try:
            self._connection.send("PUT", self._directory(path))
        except ApiError as error:
            raise (CommandError(f"file already exists: {path}") if error.status == 409 else error) from error

    def delete(self, path: str, recursive: bool) -> None:
        """Delete a file or directory."""
        found = self.stat(path)
        if found is None:
            raise CommandError(f"file does not exist: {path}")
        if not found.is_directory:
            self._connection.send("DELETE", self._file(path))
            return
        if recursive:
            for entry in self.list(path):
                self.delete(posixpath.join(path, entry.name), True)
        try:
            self._connection.send("DELETE", self._directory(path))
        except ApiError as error:
            if error.status == 400 and "empty" in str(error):
                raise CommandError(f"directory not empty: {path}") from error
            raise

    def _no_directory(self, path: str, error: ApiError) -> Exception:
        if error.status != 404:
            return error
        return CommandError(f"{'not a directory' if self.stat(path) else 'no such directory'}: {path}")

    def _file(self, path: str) -> str:
        return "/api/2.0/fs/files" + escape(path)

    def _directory(self, path: str) -> str:
        return "/api/2.0/fs/directories" + escape(path)


class DbfsFiler:
    """Files of DBFS, in blocks through its own API."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def stat(self, path: str) -> Entry | None:
        """The file or directory at `path`, or None."""
        try:
            return _dbfs_entry(self._connection.json("GET", "/api/2.0/dbfs/get-status", query={"path": path}))
        except ApiError as error:
            if error.status == 404:
                return None
            raise

    def list(self, path: str) -> list[Entry]:
        """What is in a directory, by name."""
        try:
            page = self._connection.json("GET", "/api/2.0/dbfs/list", query={"path": path}) or {}
        except ApiError as error:
            raise (CommandError(f"no such directory: {path}") if error.status == 404 else error) from error
        entries = [_dbfs_entry(item) for item in page.get("files") or ()]
        if len(entries) == 1 and not entries[0].is_directory and entries[0].path == path:
            raise CommandError(f"not a directory: {path}")
        return sorted(entries, key=lambda entry: entry.name)

    def read(self, path: str) -> bytes:
        """A file's bytes."""
        found = self.stat(path)
        if found is None or found.is_directory:
            raise CommandError(f"{'not a file' if found else 'file does not exist'}: {path}")
        content = b""
        while len(content) < found.size:
            query = {"path": path, "offset": len(content), "length": BLOCK}
            block = self._connection.json("GET", "/api/2.0/dbfs/read", query=query)
            if not block.get("bytes_read"):
                break
            content += base64.b64decode(block["data"])
        return content

    def write(self, path: str, content: bytes, overwrite: bool) -> None:
        """Write a file; raises FileExists when it is there and `overwrite` is false."""
        if self.stat(posixpath.dirname(path)) is None:
            raise CommandError(f"no such directory: {posixpath.dirname(path)}")
        try:
            created = self._connection.json("POST", "/api/2.0/dbfs/create", body={"path": path, "overwrite": overwrite})
        except ApiError as error:
            exists = error.error_code == "RESOURCE_ALREADY_EXISTS"
            raise (FileExists(path) if exists else error) from error
        handle = created["handle"]
        for start in range(0, len(content), BLOCK):
            data = base64.b64encode(content[start : start + BLOCK]).decode()
            self._connection.send("POST", "/api/2.0/dbfs/add-block", body={"handle": handle, "data": data})
        self._connection.send("POST", "/api/2.0/dbfs/close", body={"handle": handle})

    def mkdir(self, path: str) -> None:
        """Make a directory and those above it."""
        self._connection.send("POST", "/api/2.0/dbfs/mkdirs", body={"path": path})

    def delete(self, path: str, recursive: bool) -> None:
        """Delete a file or directory."""
        if self.stat(path) is None:
            raise CommandError(f"file does not exist: {path}")
        try:
            self._connection.send("POST", "/api/2.0/dbfs/delete", body={"path": path, "recursive": recursive})
        except ApiError as error:
            if error.status == 400 and not recursive:
                raise CommandError(f"directory not empty: {path}") from error
            raise


def _volume_entry(item: dict[str, Any]) -> Entry:
    return Entry(
        item["path"], bool(item.get("is_directory")), item.get("file_size") or 0, item.get("last_modified") or 0
    )


def _dbfs_entry(item: dict[str, Any]) -> Entry:
    return Entry(item["path"], bool(item.get("is_dir")), item.get("file_size") or 0, item.get("modification_time") or 0)
