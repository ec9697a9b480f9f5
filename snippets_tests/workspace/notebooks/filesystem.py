"""`dbutils.fs`: DBFS, volumes and workspace files by one set of paths."""

from __future__ import annotations

from typing import NamedTuple

from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.filesystem import Entry, Tree
from snippets_tests.workspace.tenant import Tenant


class FileInfo(NamedTuple):
    """A file or folder as `ls` shows it; a folder's name and path end in a slash."""

    path: str
    name: str
    size: int
    modificationTime: int

    def isDir(self) -> bool:
        """Whether it is a folder."""
        return self.path.endswith("/")

    def isFile(self) -> bool:
        """Whether it is a file."""
        return not self.isDir()


class Filesystem:
    """`dbutils.fs` for one principal."""

    def __init__(self, tenant: Tenant, principal: Principal) -> None:
        self._tenant, self._principal = tenant, principal

    def ls(self, path: str) -> list[FileInfo]:
        """What is in a folder; a file lists itself."""
        tree, inside, prefix = self._place(path, write=False)
        entry = self._existing(tree, inside, path)
        found = tree.children(inside) if entry.is_directory else [entry]
        return [_info(each, prefix) for each in found]

    def head(self, path: str, maxBytes: int = 65536) -> str:
        """The beginning of a file as text."""
        tree, inside, _ = self._place(path, write=False)
        self._existing(tree, inside, path)
        return tree.read(inside)[:maxBytes].decode("utf-8", "replace")

    def read(self, path: str) -> bytes:
        """All bytes of a file, for the workspace itself; notebooks have `head`."""
        tree, inside, _ = self._place(path, write=False)
        if self._existing(tree, inside, path).is_directory:
            raise IsADirectoryError(f"{path} is a folder")
        return tree.read(inside)

    def put(self, path: str, contents: str, overwrite: bool = False) -> bool:
        """Write a text file."""
        tree, inside, _ = self._place(path, write=True)
        if not overwrite and tree.entry(inside) is not None:
            raise FileExistsError(f"{path} already exists; give overwrite=True")
        tree.write(inside, contents.encode())
        print(f"Wrote {len(contents.encode())} bytes.")
        return True

    def mkdirs(self, path: str) -> bool:
        """Make a folder with all above it."""
        tree, inside, _ = self._place(path, write=True)
        tree.make_directory(inside)
        return True

    def rm(self, path: str, recurse: bool = False) -> bool:
        """Delete a file, or a folder with `recurse`; False when there is nothing."""
        tree, inside, _ = self._place(path, write=True)
        entry = tree.entry(inside)
        if entry is None:
            return False
        if entry.is_directory and not recurse and any(tree.children(inside)):
            raise OSError(f"Cannot delete a non-empty directory without recurse=True: {path}")
        tree.remove(inside)
        return True

    def cp(self, source: str, to: str, recurse: bool = False) -> bool:
        """Copy a file, or a folder with `recurse`."""
        tree, inside, _ = self._place(source, write=False)
        entry = self._existing(tree, inside, source)
        if entry.is_directory:
            if not recurse:
                raise OSError(f"Cannot copy a directory without recurse=True: {source}")
            for child in list(tree.children(inside)):
                self.cp(f"{source.rstrip('/')}/{child.name}", f"{to.rstrip('/')}/{child.name}", recurse=True)
            return True
        target, place, _ = self._place(to, write=True)
        there = target.entry(place)
        if there is not None and there.is_directory:
            place = f"{place.rstrip('/')}/{entry.name}"
        target.write(place, tree.read(inside))
        return True

    def mv(self, source: str, to: str, recurse: bool = False) -> bool:
        """Move a file, or a folder with `recurse`."""
        self.cp(source, to, recurse)
        return self.rm(source, recurse=True)

    def _place(self, path: str, *, write: bool) -> tuple[Tree, str, str]:
        """The tree that a path is in, the path there, and what `ls` writes before it."""
        plain = Tree.clean(path.removeprefix("dbfs:").removeprefix("file:"))
        first, _, rest = plain.lstrip("/").partition("/")
        files, clock = self._tenant.files, self._tenant.clock
        if first == "Volumes":
            parts = rest.split("/")
            if len(parts) < 3:
                raise ValueError(f"{path}: a volume's path is /Volumes/<catalog>/<schema>/<volume>/…")
            volume = self._tenant.metastore.get_volume(".".join(parts[:3]))
            privilege = "WRITE_VOLUME" if write else "READ_VOLUME"
            self._tenant.metastore.require(self._principal.name, privilege, "VOLUME", volume.full_name)
            tree, home = Tree(files / "volumes", clock), "/" + volume.full_name.replace(".", "/")
            if tree.entry(home) is None:
                tree.make_directory(home)
            return tree, "/".join([home, *parts[3:]]), "dbfs:/Volumes"
        if first == "Workspace":
            return Tree(files / "workspace", clock), f"/{rest}", "file:/Workspace"
        return Tree(files / "dbfs", clock), plain, "dbfs:"

    @staticmethod
    def _existing(tree: Tree, inside: str, path: str) -> Entry:
        entry = tree.entry(inside)
        if entry is None:
            raise FileNotFoundError(f"java.io.FileNotFoundException: No such file or directory: {path}")
        return entry


def _info(entry: Entry, prefix: str) -> FileInfo:
    slash = "/" if entry.is_directory else ""
    return FileInfo(f"{prefix}{entry.path}{slash}", f"{entry.name}{slash}", entry.size, entry.modified)
