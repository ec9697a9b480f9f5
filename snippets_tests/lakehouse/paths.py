"""Where a Databricks path lies in a tenant's files: the same places that Spark, REST and Python's `open` see."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

MOUNTS = (("/Volumes", "volumes"), ("/Workspace", "workspace"), ("/dbfs/Volumes", "volumes"), ("/dbfs", "dbfs"))
PREFIXES = tuple(mount for mount, _ in MOUNTS)


def real_path(files: Path, path: str) -> Path:
    """Map `/Volumes/…`, `/Workspace/…`, `/dbfs/…` and `dbfs:/…` to a file under `files`; other paths are DBFS's.

    `..` cannot lead out: it is resolved before the place is looked up.
    """
    text = path.removeprefix("dbfs:")
    parts: list[str] = []
    for part in PurePosixPath("/" + text.lstrip("/")).parts[1:]:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    inside = "/" + "/".join(parts)
    for mount, folder in MOUNTS:
        # /dbfs is how local programs see DBFS; within `dbfs:/` it is a folder of that name.
        if mount.startswith("/dbfs") and path.startswith("dbfs:"):
            continue
        if inside == mount or inside.startswith(mount + "/"):
            return files / folder / inside[len(mount) :].lstrip("/")
    return files / "dbfs" / inside.lstrip("/")
