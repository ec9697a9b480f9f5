"""The files of a resource that is taken into a bundle: noted first, then downloaded, paths made relative."""

from __future__ import annotations

import os.path
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from snippets_tests.workspace.cli.bundle import writing
from snippets_tests.workspace.cli.bundle.api import Api
from snippets_tests.workspace.cli.handwritten.workspace import EXTENSIONS

NEVER = frozenset({"node_modules"})


@dataclass
class Download:
    """Files that will be written below `source`, with paths as the configuration in the folder `config` names them."""

    api: Api
    source: str
    config: str
    base: str = ""
    """The folder of the workspace from which the files' own folders count; empty is each file's own."""
    files: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Local path to (workspace path, format of the export)."""

    def notebook(self, path: str) -> str:
        """Note a notebook; its path from the configuration."""
        found = self.api.call("workspace.get_status", {"path": path})
        extension = EXTENSIONS.get(str(found.get("language", "")), "") if found["object_type"] == "NOTEBOOK" else ""
        below = self._below(path)
        return self._note(below.removesuffix(PurePosixPath(below).suffix) + extension, path, "SOURCE")

    def file(self, path: str) -> str:
        """Note a file; its path from the configuration."""
        self.api.call("workspace.get_status", {"path": path})
        return self._note(self._below(path), path, "AUTO")

    def folder(self, path: str) -> str:
        """Note what is in a folder; the local folder's path from the configuration."""
        self.base = self.base or path
        for item in self._walk(path):
            inner = str(item["path"])
            # The answer's path may lack the /Workspace that the folder's has.
            inner = path + inner[inner.index(path.removeprefix("/Workspace")) + len(path.removeprefix("/Workspace")) :]
            if item["object_type"] == "NOTEBOOK":
                self.notebook(inner)
            else:
                self.file(inner)
        return self.local()

    def local(self) -> str:
        """The folder of the files, from the configuration."""
        return _slashes(os.path.relpath(self.source, self.config))

    def save(self, *, force: bool) -> None:
        """Write all files.

        Raises:
            CommandError: when one is there and `force` is false; then none is written.
        """
        invocation = self.api.invocation
        for name in sorted(self.files):
            writing.check(invocation.file(name), name, force=force)
        for name, (path, form) in sorted(self.files.items()):
            query = {"path": path, "format": form, "direct_download": True}
            content = invocation.connection.send("GET", "/api/2.0/workspace/export", query=query).body
            target = invocation.file(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            invocation.warn(f"File successfully saved to {name}\n")

    def _note(self, below: str, path: str, form: str) -> str:
        target = posixpath.normpath(posixpath.join(self.source, below))
        self.files[target] = (path, form)
        return _slashes(os.path.relpath(target, self.config))

    def _below(self, path: str) -> str:
        base = self.base or posixpath.dirname(path)
        return path.removeprefix(base).lstrip("/")

    def _walk(self, path: str) -> Iterator[dict[str, Any]]:
        for item in self.api.call("workspace.list", {"path": path}).get("objects") or ():
            if item["object_type"] != "DIRECTORY":
                yield item
            elif posixpath.basename(item["path"]) not in NEVER:
                yield from self._walk(item["path"])


def common_folder(paths: list[str]) -> str:
    """The deepest folder that holds all of them."""
    folders = [posixpath.dirname(path) for path in paths]
    return posixpath.commonpath(folders) if folders else ""


def _slashes(path: str) -> str:
    return path.replace(os.path.sep, "/")
