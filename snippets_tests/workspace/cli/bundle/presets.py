"""What a bundle takes for granted, and what a target's mode changes: paths, names, schedules, tags.

Source: https://docs.databricks.com/aws/en/dev-tools/bundles/deployment-modes
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from snippets_tests.workspace.cli.bundle.config import BundleError, Config
from snippets_tests.workspace.cli.bundle.merging import Key

NAMED = {
    "alerts": "display_name",
    "cluster_policies": "name",
    "clusters": "cluster_name",
    "dashboards": "display_name",
    "genie_spaces": "title",
    "instance_pools": "instance_pool_name",
    "jobs": "name",
    "models": "name",
    "pipelines": "name",
    "sql_warehouses": "name",
}
"""Kinds whose names take a prefix as it is, and the field of the name."""

IDENTIFIERS = ("model_serving_endpoints", "registered_models", "schemas")
"""Kinds whose names are identifiers; a prefix becomes one before it is put there."""

DEFAULTS: dict[str, dict[str, Any]] = {
    "jobs": {"format": "MULTI_TASK", "edit_mode": "UI_LOCKED", "max_concurrent_runs": 1, "name": "Untitled"},
    "pipelines": {"channel": "CURRENT", "edition": "ADVANCED"},
    "sql_warehouses": {
        "auto_stop_mins": 120,
        "enable_photon": True,
        "max_num_clusters": 1,
        "spot_instance_policy": "COST_OPTIMIZED",
    },
    "volumes": {"volume_type": "MANAGED"},
}
"""What a resource gets where its configuration says nothing."""


def workspace_paths(config: Config, user: dict[str, Any]) -> None:
    """Set the paths in the workspace and the current user, which references may name."""
    name = str(user.get("userName", ""))
    short = re.sub(r"[^a-zA-Z0-9]", "_", name.partition("@")[0])
    space = dict(config.get("workspace") or {})
    root = space.get(
        "root_path", "/Workspace/Users/${workspace.current_user.userName}/.bundle/${bundle.name}/${bundle.target}"
    )
    space["root_path"] = _home(str(root), name)
    for part in ("file", "resource", "artifact", "state"):
        folder = {"file": "files", "resource": "resources", "artifact": "artifacts", "state": "state"}[part]
        space[f"{part}_path"] = _home(str(space.get(f"{part}_path") or f"${{workspace.root_path}}/{folder}"), name)
    # The whole answer of the current user may be referred to, and the short name that the bundle adds.
    space["current_user"] = {**user, "short_name": short, "domain_friendly_name": short}
    config.value["workspace"] = space


def apply(config: Config, *, force: bool = False) -> None:
    """Apply the mode and the presets, then the defaults.

    Raises:
        BundleError: for what a mode forbids.
    """
    mode = config.get("bundle", "mode")
    status = config.get("presets", "trigger_pause_status")
    if status not in (None, "PAUSED", "UNPAUSED"):
        message = "Invalid value for trigger_pause_status, should be PAUSED or UNPAUSED"
        raise BundleError(message, place=config.place(("presets", "trigger_pause_status")))
    if mode == "development" and status == "UNPAUSED":
        message = "target with 'mode: development' cannot set trigger pause status to UNPAUSED by default"
        raise BundleError(message, place=config.place(("presets", "trigger_pause_status")))
    presets = dict(config.get("presets") or {})
    if mode == "development":
        presets = {**_development(config), **presets}
        _unique(config, presets)
    elif mode == "production":
        _production(config, force)
    elif mode is not None:
        raise BundleError(
            f"unsupported value '{mode}' specified for 'mode': must be either 'development' or 'production'"
        )
    _branch(config, force)
    config.value["presets"] = presets
    for group, key, body in config.resources():
        _preset(config, group, body, presets)
        for field, value in DEFAULTS.get(group, {}).items():
            body.setdefault(field, value)
        if group in ("jobs", "pipelines"):
            path = f"{config.get('workspace', 'state_path')}/metadata.json"
            body["deployment"] = {"kind": "BUNDLE", "metadata_file_path": path}
        if group == "jobs":
            body.setdefault("queue", {"enabled": True})
        if group in ("alerts", "dashboards", "genie_spaces"):
            body.setdefault("parent_path", config.get("workspace", "resource_path"))
        assert key


def _development(config: Config) -> dict[str, Any]:
    short = config.get("workspace", "current_user", "short_name")
    return {
        "name_prefix": f"[dev {short}] ",
        "pipelines_development": True,
        "trigger_pause_status": "PAUSED",
        "jobs_max_concurrent_runs": 4,
        "tags": {"dev": short},
    }


def _unique(config: Config, presets: dict[str, Any]) -> None:
    user = config.get("workspace", "current_user")
    known = (user["short_name"], user.get("userName", ""))
    prefix = presets.get("name_prefix") or ""
    if prefix and not any(name in prefix for name in known):
        at: Key = ("presets", "name_prefix")
        why = "to ensure uniqueness when using 'mode: development'"
        message = f"prefix should contain the current username or ${{workspace.current_user.short_name}} {why}"
        raise BundleError(message, place=config.place(at))
    for part in ("root", "file", "state"):
        path = str(config.get("workspace", f"{part}_path"))
        if not any(name in path for name in known):
            message = f"{part}_path must start with '~/' or contain the current username to ensure uniqueness"
            raise BundleError(
                f"{message} when using 'mode: development'", place=config.place(("workspace", f"{part}_path"))
            )


def _production(config: Config, force: bool) -> None:
    for group, key, body in config.resources():
        if group == "pipelines" and body.get("development"):
            at: Key = ("resources", group, key, "development")
            message = "target with 'mode: production' cannot include a pipeline with 'development: true'"
            raise BundleError(message, place=config.place(at))
    user = config.get("workspace", "current_user")
    principal = "@" not in str(user.get("userName", ""))
    if not principal and ("workspace", "root_path") not in config.places and not force:
        path = f"/Workspace/Users/{user.get('userName')}/.bundle/${{bundle.name}}/${{bundle.target}}"
        raise BundleError(
            "target with 'mode: production' must set 'workspace.root_path' to make sure only one copy is deployed. "
            f"A common practice is to use a username or principal name in this path, i.e. use\n\n  root_path: {path}"
        )


def _branch(config: Config, force: bool) -> None:
    expected = config.get("bundle", "git", "branch")
    if ("bundle", "git", "branch") not in config.places or not expected:
        return
    actual = branch(config.root)
    if actual and actual != expected and not force:
        raise BundleError(
            "not on the right Git branch:\n"
            f"  expected according to configuration: {expected}\n  actual: {actual}\nuse --force to override"
        )


def branch(folder: Path) -> str | None:
    """The Git branch that is checked out; None outside of a repository or on a detached head."""
    for parent in (folder, *folder.parents):
        head = parent / ".git" / "HEAD"
        if head.is_file():
            text = head.read_text("utf-8").strip()
            return text.removeprefix("ref: refs/heads/") if text.startswith("ref:") else None
    return None


def _preset(config: Config, group: str, body: dict[str, Any], presets: dict[str, Any]) -> None:
    prefix = presets.get("name_prefix") or ""
    if prefix and group in NAMED and body.get(NAMED[group]) is not None:
        body[NAMED[group]] = f"{prefix}{body[NAMED[group]]}"
    elif group == "schemas" and config.get("experimental", "skip_name_prefix_for_schema"):
        pass
    elif prefix and group in IDENTIFIERS and body.get("name") is not None:
        body["name"] = f"{_identifier(prefix)}{body['name']}"
    elif prefix and group == "experiments" and body.get("name") is not None:
        folder, name = posixpath.split(body["name"])
        body["name"] = posixpath.join(folder, f"{prefix}{name}")
    if group == "jobs":
        if "jobs_max_concurrent_runs" in presets:
            body.setdefault("max_concurrent_runs", presets["jobs_max_concurrent_runs"])
        for start in ("schedule", "trigger", "continuous"):
            if body.get(start) and (status := presets.get("trigger_pause_status")):
                body[start].setdefault("pause_status", status)
            elif body.get(start):
                body[start].setdefault("pause_status", "UNPAUSED")
    if group == "pipelines":
        if presets.get("pipelines_development"):
            body["development"] = True
        if presets.get("trigger_pause_status") == "PAUSED" and body.get("continuous"):
            body["continuous"] = False
    _tag(group, body, presets.get("tags") or {})


def _tag(group: str, body: dict[str, Any], tags: dict[str, str]) -> None:
    """Give a resource the tags that it does not have itself, in its kind's form."""
    if not tags:
        return
    if group in ("jobs", "pipelines"):
        body["tags"] = {**tags, **(body.get("tags") or {})}
    elif group == "clusters":
        body["custom_tags"] = {**tags, **(body.get("custom_tags") or {})}
    elif group in ("experiments", "models"):
        body["tags"] = _pairs(body.get("tags"), tags)
    elif group == "sql_warehouses":
        own = body.get("tags") or {}
        body["tags"] = {**own, "custom_tags": _pairs(own.get("custom_tags"), tags)}


def _pairs(own: list[dict[str, str]] | None, tags: dict[str, str]) -> list[dict[str, str]]:
    kept = list(own or ())
    names = {tag["key"] for tag in kept}
    return kept + [{"key": key, "value": value} for key, value in sorted(tags.items()) if key not in names]


def _identifier(prefix: str) -> str:
    word = re.sub(r"[^a-zA-Z0-9]+", "_", prefix).strip("_").lower()
    return f"{word}_" if word else ""


def _home(path: str, user: str) -> str:
    if path == "~" or path.startswith("~/"):
        return f"/Workspace/Users/{user}{path[1:]}"
    if path.startswith(("/Users/", "/Shared/", "/Repos/")):
        return f"/Workspace{path}"
    return path
