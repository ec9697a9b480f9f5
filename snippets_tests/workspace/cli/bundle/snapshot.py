"""`sync`: only what changed since the last time goes up, and what is gone here is deleted there.

What was uploaded is kept in `.databricks/sync-snapshots`, in a file for each host and target.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from snippets_tests.workspace.cli.bundle.api import Api
from snippets_tests.workspace.cli.bundle.paths import is_notebook
from snippets_tests.workspace.cli.command import Invocation
from snippets_tests.workspace.cli.output import pretty

VERSION = "v1"


def synchronize(invocation: Invocation, api: Api, root: Path, target: str, files: list[Path]) -> None:
    """Make a folder of the workspace equal to the local files, and tell each step.

    Args:
        invocation: The command; `--full` forgets what was uploaded, `--dry-run` only tells.
        api: The workspace.
        root: The folder from which the files' names count; it keeps the snapshot.
        target: The workspace's folder.
        files: What it is to hold.
    """
    dry = bool(invocation.flags.get("dry-run"))
    host = invocation.credentials.host
    store = root / ".databricks" / "sync-snapshots" / f"{hashlib.md5((host + target).encode()).hexdigest()[:16]}.json"
    known: dict[str, float] = {} if invocation.flags.get("full") else _load(store)
    now = {file.relative_to(root).as_posix(): file.stat().st_mtime for file in files}
    put = [name for name, modified in now.items() if modified > known.get(name, -1.0)]
    gone = sorted(set(known) - set(now))
    base = target.rstrip("/")
    if dry:
        invocation.warn("Warn: Running in dry-run mode. No actual changes will be made.\n")
    else:
        api.call("workspace.mkdirs", {"path": target})
    _start(invocation, put, gone, dry)
    for name in [*gone, *sorted(_folders(known) - _folders(now), reverse=True)]:
        if not dry:
            api.delete(f"{base}/{_remote(store, name)}")
        _done(invocation, "delete", name, dry)
    for name in sorted(_folders(now) - _folders(known)):
        if not dry:
            api.call("workspace.mkdirs", {"path": f"{base}/{name}"})
        _done(invocation, "put", name, dry)
    for name in put:
        if not dry:
            api.write_file(f"{base}/{name}", (root / name).read_bytes())
        _done(invocation, "put", name, dry)
    _end(invocation, put, gone, dry)
    if not dry:
        names = {name: _stripped(root / name, name) for name in now}
        _save(store, {"version": VERSION, "host": host, "remote_path": target, "last_modified_times": now,
                      "local_to_remote_names": names})  # fmt: skip


def _start(invocation: Invocation, put: list[str], gone: list[str], dry: bool) -> None:
    parts = [f"{what}: {', '.join(names)}" for what, names in (("PUT", put), ("DELETE", gone)) if names]
    if invocation.json_output:
        _event(invocation, "start", dry, put=put, delete=gone)
    elif parts:
        invocation.write(f"Action: {', '.join(parts)}\n")


def _done(invocation: Invocation, action: str, name: str, dry: bool) -> None:
    if invocation.json_output:
        _event(invocation, "progress", dry, action=action, path=name, progress=1)
    else:
        invocation.write(f"{'Uploaded' if action == 'put' else 'Deleted'} {name}\n")


def _end(invocation: Invocation, put: list[str], gone: list[str], dry: bool) -> None:
    if invocation.json_output:
        _event(invocation, "complete", dry, put=put, delete=gone)
    else:
        invocation.write("Initial Sync Complete\n")


def _folders(names: Iterable[str]) -> set[str]:
    return {parent.as_posix() for name in names for parent in PurePosixPath(name).parents if parent.name}


def _event(invocation: Invocation, kind: str, dry: bool, **fields: Any) -> None:
    shown = {name: value for name, value in fields.items() if value not in ([], "")}
    invocation.write(pretty({"seq": 0, "type": kind, **({"dry_run": True} if dry else {}), **shown}, sort=False))


def _load(store: Path) -> dict[str, float]:
    found = _read(store)
    return dict(found["last_modified_times"]) if found.get("version") == VERSION else {}


def _remote(store: Path, name: str) -> str:
    return str(_read(store).get("local_to_remote_names", {}).get(name, name))


def _read(store: Path) -> dict[str, Any]:
    try:
        found = json.loads(store.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _save(store: Path, content: dict[str, Any]) -> None:
    store.parent.mkdir(parents=True, exist_ok=True)
    (store.parent.parent / ".gitignore").write_text("*\n", "utf-8")
    store.write_text(json.dumps(content, indent=2), "utf-8")


def _stripped(file: Path, name: str) -> str:
    """A file's name in the workspace: a notebook has no extension there."""
    return name[: -len(file.suffix)] if is_notebook(file) else name
