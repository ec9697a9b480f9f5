"""`databricks workspace import`, `export`, `import-dir`, `export-dir`: between local files and the workspace."""

from __future__ import annotations

import base64
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from snippets_tests.surface import Surface
from snippets_tests.workspace.cli.arguments import exactly
from snippets_tests.workspace.cli.command import Command, CommandError, Flag, Invocation
from snippets_tests.workspace.cli.connection import ApiError, escape
from snippets_tests.workspace.cli.generated import command_for, execute
from snippets_tests.workspace.cli.output import pretty
from snippets_tests.workspace.cli.parameters import shape

EXTENSIONS = {"PYTHON": ".py", "R": ".r", "SCALA": ".scala", "SQL": ".sql"}
NOTEBOOK_MARKS = {
    ".py": "# Databricks notebook source",
    ".r": "# Databricks notebook source",
    ".scala": "// Databricks notebook source",
    ".sql": "-- Databricks notebook source",
}


def export(invocation: Invocation) -> None:
    """Print an object's content, or save it with --file."""
    query = {"path": invocation.arguments[0]}
    if "format" in invocation.flags:
        query["format"] = invocation.flags["format"]
    answer = invocation.connection.json("GET", "/api/2.0/workspace/export", query=query)
    content = base64.b64decode(answer.get("content") or "")
    if "file" in invocation.flags:
        invocation.file(invocation.flags["file"]).write_bytes(content)
    elif invocation.json_output:
        invocation.write(pretty(answer))
    else:
        invocation.write(content)


def import_(invocation: Invocation) -> None:
    """Import a local file (--file), or content that is given."""
    if "file" in invocation.flags and "content" in invocation.flags:
        both = "if any flags in the group [content file] are set none of the others can be; [content file] were all set"
        raise CommandError(both)
    if "file" in invocation.flags:
        name = invocation.flags["file"]
        try:
            content = invocation.file(name).read_bytes()
        except FileNotFoundError as error:
            raise CommandError(f"open {name}: no such file or directory") from error
        except OSError as error:
            raise CommandError(f"open {name}: {error.strerror}") from error
        invocation.flags = {**invocation.flags, "content": base64.b64encode(content).decode()}
    surface = invocation.surroundings.surface
    operation = surface.operations["workspace.import_"]
    execute(invocation, operation, shape(operation, surface))


def import_dir(invocation: Invocation) -> None:
    """Import a local directory; notebooks lose their extensions."""
    source, target = invocation.arguments
    local = invocation.file(source)
    if not local.is_dir():
        raise CommandError(f"lstat {source}: no such file or directory")
    _event(invocation, f"Importing files from {source}", {"type": "IMPORT_STARTED", "source_path": source})
    for path in [local, *sorted(local.rglob("*"))]:
        below = path.relative_to(local).as_posix()
        remote = posixpath.join(target, below) if below != "." else target
        if path.is_dir():
            invocation.connection.send("POST", "/api/2.0/workspace/mkdirs", body={"path": remote})
            continue
        shown = _import_file(invocation, path, remote)
        _transfer(invocation, posixpath.join(source, below), *shown)
    _event(invocation, "Import complete", {"type": "IMPORT_COMPLETED", "target_path": target})


def export_dir(invocation: Invocation) -> None:
    """Export a directory of the workspace; notebooks get their language's extension."""
    source, target = invocation.arguments
    _event(invocation, f"Exporting files from {source}", {"type": "EXPORT_STARTED", "source_path": source})
    for item in _walk(invocation, source):
        below = posixpath.relpath(item["path"], source)
        local = Path(target) / below
        if item["object_type"] == "DIRECTORY":
            invocation.file(str(local)).mkdir(parents=True, exist_ok=True)
            continue
        if item["object_type"] == "NOTEBOOK":
            local = local.with_name(local.name + EXTENSIONS.get(item.get("language", ""), ""))
        file = invocation.file(str(local))
        skipped = file.exists() and not invocation.flags.get("overwrite")
        if not skipped:
            query = {"path": item["path"], "format": "AUTO" if item["object_type"] == "FILE" else "SOURCE"}
            answer = invocation.connection.json("GET", "/api/2.0/workspace/export", query=query)
            file.write_bytes(base64.b64decode(answer.get("content") or ""))
        _transfer(invocation, item["path"], str(local), skipped)
    _event(invocation, "Export complete", {"type": "EXPORT_COMPLETED", "target_path": target})


def _import_file(invocation: Invocation, path: Path, remote: str) -> tuple[str, bool]:
    """Import one file; its path in the workspace, and whether it was skipped because it is there already."""
    content = path.read_bytes()
    suffix = path.suffix.lower()
    mark = NOTEBOOK_MARKS.get(suffix)
    if suffix == ".ipynb" or (mark and content.startswith(mark.encode())):
        remote = remote[: -len(path.suffix)]
    overwrite = bool(invocation.flags.get("overwrite"))
    body = {"path": remote, "format": "AUTO", "overwrite": overwrite, "content": base64.b64encode(content).decode()}
    if remote.endswith("/" + path.name):
        # A file keeps its name; AUTO would take the extension of a notebook from it, whose bytes say that it is none.
        query = {"overwrite": overwrite}
        address = "/api/2.0/workspace-files/import-file" + escape(remote)
        return remote, _unless_there(invocation, "POST", address, query=query, data=content)
    body["path"] = remote + path.suffix
    return remote, _unless_there(invocation, "POST", "/api/2.0/workspace/import", body=body)


def _unless_there(invocation: Invocation, verb: str, path: str, **options: Any) -> bool:
    try:
        invocation.connection.send(verb, path, **options)
    except ApiError as error:
        if error.error_code not in ("RESOURCE_ALREADY_EXISTS", "ALREADY_EXISTS"):
            raise
        return True
    return False


def _walk(invocation: Invocation, path: str) -> Iterator[Mapping[str, Any]]:
    yield {"path": path, "object_type": "DIRECTORY"}
    page = invocation.connection.json("GET", "/api/2.0/workspace/list", query={"path": path}) or {}
    for item in sorted(page.get("objects") or (), key=lambda item: str(item["path"])):
        # The answer's path may lack the /Workspace that the caller's has.
        inner = posixpath.join(path, posixpath.basename(item["path"]))
        if item["object_type"] == "DIRECTORY":
            yield from _walk(invocation, inner)
        else:
            yield {**item, "path": inner}


def _transfer(invocation: Invocation, source: str, target: str, skipped: bool) -> None:
    text = f"{source} -> {target}" + (" (skipped; already exists)" if skipped else "")
    kind = "FILE_SKIPPED" if skipped else "FILE_IMPORTED" if "import" in invocation.path else "FILE_EXPORTED"
    _event(invocation, text, {"type": kind, "source_path": source, "target_path": target})


def _event(invocation: Invocation, text: str, event: Mapping[str, str]) -> None:
    invocation.write(pretty(dict(event), sort=False) if invocation.json_output else text + "\n")


def commands(surface: Surface) -> tuple[Command, ...]:
    """The four commands; two of them are generated ones with a flag more."""
    exported, imported = (
        command_for(surface.operations[f"workspace.{name}"], surface) for name in ("export", "import_")
    )
    saved = Flag("file", "string", "Path on the local file system to save exported file at.")
    given = Flag("file", "string", "Path of local file to import")
    return (
        replace(exported, use="SOURCE_PATH", run=export, flags=(*exported.flags, saved)),
        replace(imported, use="TARGET_PATH", run=import_, flags=(*imported.flags, given)),
        Command(
            "import-dir",
            "SOURCE_PATH TARGET_PATH",
            "Import a directory from the local filesystem to a Databricks workspace.",
            import_dir,
            (Flag("overwrite", "bool", "overwrite existing workspace files"),),
            check=exactly(2),
        ),
        Command(
            "export-dir",
            "SOURCE_PATH TARGET_PATH",
            "Export a directory from a Databricks workspace to the local file system.",
            export_dir,
            (Flag("overwrite", "bool", "overwrite existing local files"),),
            check=exactly(2),
        ),
    )
