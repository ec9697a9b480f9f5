"""`databricks fs`: files on DBFS (`dbfs:/`), in volumes (`dbfs:/Volumes/`) and on this machine."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from datetime import UTC, datetime

from snippets_tests.workspace.cli.arguments import exactly
from snippets_tests.workspace.cli.command import Command, CommandError, Flag, Group, Invocation
from snippets_tests.workspace.cli.filer import DbfsFiler, Entry, FileExists, Filer, LocalFiler, VolumeFiler
from snippets_tests.workspace.cli.output import pretty

RECURSIVE = Flag("recursive", "bool", "recursively copy files from directory", "r")


def filer_for(invocation: Invocation, path: str) -> tuple[Filer, str]:
    """The store that a path names, and the path in it. Without a scheme it is a local file, `/Volumes/...` too."""
    scheme, colon, below = path.partition(":")
    if not colon:
        return LocalFiler(invocation.surroundings.cwd), path
    if scheme != "dbfs":
        raise CommandError(f"invalid scheme: {scheme}")
    if below.startswith("/Volumes/"):
        return VolumeFiler(invocation.connection), below
    return DbfsFiler(invocation.connection), below


def ls(invocation: Invocation) -> None:
    """List a directory."""
    filer, path = filer_for(invocation, invocation.arguments[0])
    entries = [(entry, _shown(invocation, entry)) for entry in filer.list(path.rstrip("/") or "/")]
    entries.sort(key=lambda pair: pair[1])
    if invocation.json_output:
        items = [
            {"name": name, "is_directory": entry.is_directory, "size": entry.size, "last_modified": _time(entry)}
            for entry, name in entries
        ]
        invocation.write(pretty(items, sort=False))
    elif invocation.flags.get("long"):
        kinds = {True: "DIRECTORY", False: "FILE     "}
        lines = (f"{kinds[entry.is_directory]} {entry.size} {_time(entry)} {name}\n" for entry, name in entries)
        invocation.write("".join(lines))
    else:
        invocation.write("".join(f"{name}\n" for _, name in entries))


def cat(invocation: Invocation) -> None:
    """Print a file."""
    if invocation.json_output:
        raise CommandError("json output not supported")
    filer, path = filer_for(invocation, invocation.arguments[0])
    invocation.write(filer.read(path))


def mkdir(invocation: Invocation) -> None:
    """Make a directory."""
    filer, path = filer_for(invocation, invocation.arguments[0])
    filer.mkdir(path.rstrip("/") or "/")


def rm(invocation: Invocation) -> None:
    """Delete a file or directory."""
    filer, path = filer_for(invocation, invocation.arguments[0])
    filer.delete(path.rstrip("/") or "/", bool(invocation.flags.get("recursive")))


def cp(invocation: Invocation) -> None:
    """Copy a file or directory between any two stores."""
    if invocation.flags.get("concurrency", 1) < 1:
        raise CommandError("--concurrency must be at least 1")
    source, source_path = filer_for(invocation, invocation.arguments[0])
    target, target_path = filer_for(invocation, invocation.arguments[1])
    found = source.stat(source_path)
    if found is None:
        raise CommandError(f"no such file or directory: {source_path}")
    if found.is_directory:
        if not invocation.flags.get("recursive"):
            raise CommandError(f"source path {source_path} is a directory. Please specify the --recursive flag")
        for directory, below in _walk(source, source_path, ""):
            destination = posixpath.join(target_path, below) if below else target_path.rstrip("/")
            if directory:
                target.mkdir(destination)
            else:
                _copy(invocation, source, posixpath.join(source_path, below), target, destination)
        return
    into = target.stat(target_path.rstrip("/") or "/")
    if into is not None and into.is_directory:
        target_path = posixpath.join(target_path, posixpath.basename(source_path))
    if isinstance(source, LocalFiler) and isinstance(target, LocalFiler):
        one, other = invocation.file(source_path), invocation.file(target_path)
        if other.exists() and one.samefile(other):
            raise CommandError(f"source and destination refer to the same file: {source_path}")
    _copy(invocation, source, source_path, target, target_path)


def _walk(filer: Filer, root: str, below: str) -> Iterator[tuple[bool, str]]:
    yield True, below
    for entry in filer.list(posixpath.join(root, below) if below else root):
        path = posixpath.join(below, entry.name)
        if entry.is_directory:
            yield from _walk(filer, root, path)
        else:
            yield False, path


def _copy(invocation: Invocation, source: Filer, source_path: str, target: Filer, target_path: str) -> None:
    shown = f"{_full(source, source_path)} -> {_full(target, target_path)}"
    try:
        target.write(target_path, source.read(source_path), bool(invocation.flags.get("overwrite")))
    except FileExists:
        shown += " (skipped; already exists)"
    if invocation.json_output:
        kind = "FILE_SKIPPED" if shown.endswith(")") else "FILE_COPIED"
        event = {"source_path": _full(source, source_path), "target_path": _full(target, target_path), "type": kind}
        invocation.write(pretty(event, sort=False))
    else:
        invocation.write(shown + "\n")


def _full(filer: Filer, path: str) -> str:
    return path if isinstance(filer, LocalFiler) else f"dbfs:{path}"


def _shown(invocation: Invocation, entry: Entry) -> str:
    absolute = invocation.flags.get("absolute")
    return posixpath.join(invocation.arguments[0], entry.name) if absolute else entry.name


def _time(entry: Entry) -> str:
    return datetime.fromtimestamp(entry.modified / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


GROUP = Group(
    "fs",
    "Filesystem related commands",
    {
        "cat": Command("cat", "FILE_PATH", "Show file content.", cat, check=exactly(1)),
        "cp": Command(
            "cp",
            "SOURCE_PATH TARGET_PATH",
            "Copy files and directories.",
            cp,
            (
                Flag("concurrency", "int", "number of parallel copy operations", default="16"),
                Flag("overwrite", "bool", "overwrite existing files"),
                RECURSIVE,
            ),
            check=exactly(2),
        ),
        "ls": Command(
            "ls",
            "DIR_PATH",
            "Lists files.",
            ls,
            (
                Flag("absolute", "bool", "Displays absolute paths."),
                Flag("long", "bool", "Displays full information including size, file type and modification time.", "l"),
            ),
            check=exactly(1),
        ),
        "mkdir": Command("mkdir", "DIR_PATH", "Make directories.", mkdir, aliases=("mkdirs",), check=exactly(1)),
        "rm": Command(
            "rm",
            "PATH",
            "Remove files and directories.",
            rm,
            (Flag("recursive", "bool", "Recursively delete a non-empty directory.", "r"),),
            check=exactly(1),
        ),
    },
    "Commands to do file system operations on DBFS and UC Volumes.",
)
