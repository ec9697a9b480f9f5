"""One command's bundle: read, resolved for its target and user, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snippets_tests.workspace.cli import auth
from snippets_tests.workspace.cli.bundle import (
    artifacts,
    check,
    config,
    normal,
    paths,
    presets,
    python,
    references,
    run_as,
    target,
)
from snippets_tests.workspace.cli.bundle.api import Api
from snippets_tests.workspace.cli.bundle.config import BundleError, Config
from snippets_tests.workspace.cli.bundle.merging import Key
from snippets_tests.workspace.cli.bundle.paths import Uploads
from snippets_tests.workspace.cli.command import Invocation

LOOKUPS = {
    "alert": ("alerts.list", "results", "display_name", "id"),
    "cluster": ("clusters.list", "clusters", "cluster_name", "cluster_id"),
    "cluster_policy": ("cluster_policies.list", "policies", "name", "policy_id"),
    "dashboard": ("lakeview.list", "dashboards", "display_name", "dashboard_id"),
    "instance_pool": ("instance_pools.list", "instance_pools", "instance_pool_name", "instance_pool_id"),
    "job": ("jobs.list", "jobs", "settings.name", "job_id"),
    "metastore": ("metastores.list", "metastores", "name", "metastore_id"),
    "pipeline": ("pipelines.list_pipelines", "statuses", "name", "pipeline_id"),
    "query": ("queries.list", "results", "display_name", "id"),
    "service_principal": ("service_principals.list", "Resources", "displayName", "applicationId"),
    "warehouse": ("warehouses.list", "warehouses", "name", "id"),
}
"""What a variable's `lookup` asks: the operation, the list in its answer, the field compared, the field taken."""


@dataclass
class Project:
    """A bundle ready for use."""

    config: Config
    api: Api
    target: str
    uploads: Uploads
    invocation: Invocation

    @property
    def local_paths(self) -> dict[Key, Path]:
        """Where the files lie that are content of a resource, such as a dashboard's definition, by the field."""
        return self.uploads.contents

    @property
    def name(self) -> str:
        """The bundle's name."""
        return str(self.config.get("bundle", "name"))

    def identity(self) -> str:
        """What every command says about the bundle first."""
        return identity(self.config)


def identity(found: Config) -> str:
    """Name, target and workspace, as far as they are known."""
    lines = [f"Name: {found.get('bundle', 'name')}"]
    if found.get("bundle", "target"):
        lines.append(f"Target: {found.get('bundle', 'target')}")
    user, path = found.get("workspace", "current_user", "userName"), found.get("workspace", "root_path")
    host = found.get("workspace", "host")
    if user:
        lines.append("Workspace:")
        lines += [f"  Host: {host}"] if host else []
        lines += [f"  User: {user}", f"  Path: {path}"]
    return "\n".join(lines) + "\n"


def open_(invocation: Invocation, *, local: bool = True) -> Project:
    """Read and resolve the bundle of the working directory.

    Args:
        invocation: The command; its flags `target`, `var`, `var-file` and `force` count.
        local: Whether local paths are looked at and turned into the workspace's; a destruction needs none.

    Raises:
        BundleError: for everything that is wrong with it. What is known of the bundle by then is its `found`.
    """
    surroundings = invocation.surroundings
    found = config.load(config.find_root(surroundings.cwd, surroundings.env))
    try:
        return _open(invocation, found, local)
    except BundleError as error:
        error.found = found  # type: ignore[attr-defined]
        raise


def start(invocation: Invocation) -> tuple[Config, Api]:
    """Read the bundle of the working directory for its target, without resolving it: enough to sign in.

    Raises:
        BundleError: for files that cannot be read, and for a target that is none.
    """
    found = config.load(config.find_root(invocation.surroundings.cwd, invocation.surroundings.env))
    _choose(invocation, found)
    return found, Api(invocation)


def _choose(invocation: Invocation, found: Config) -> str:
    wanted = invocation.flags.get("target") or invocation.surroundings.env.get("DATABRICKS_BUNDLE_TARGET")
    check.check_keys(found)
    chosen = target.select(found, wanted)
    _sign_in(invocation, found)
    return chosen


def _open(invocation: Invocation, found: Config, local: bool) -> Project:
    surroundings, flags = invocation.surroundings, invocation.flags
    chosen = _choose(invocation, found)
    api = Api(invocation)
    presets.workspace_paths(found, api.me())
    if branch := presets.branch(found.root):
        git = found.value["bundle"].setdefault("git", {})
        git.setdefault("branch", branch)
    target.assign(found, flags, surroundings.env, surroundings.cwd)
    _look_up(found, api)
    references.resolve(found)
    if python.wanted(found):
        phases: tuple[python.Phase, ...] = ("load_resources", "apply_mutators")
        for phase in phases:
            python.run(found, phase, surroundings.env)
            references.resolve(found)
    run_as.apply(found)
    presets.apply(found, force=bool(flags.get("force")))
    check.check_identities(found)
    normal.normalize(found, surroundings.surface)
    check.check_resources(found, surroundings.surface)
    artifacts.check(found)
    uploads = paths.translate(found) if local else Uploads()
    return Project(found, api, chosen, uploads, invocation)


def _sign_in(invocation: Invocation, found: Config) -> None:
    """Take profile and host from the configuration where the command line and the environment name none."""
    env: Mapping[str, str] = invocation.surroundings.env
    profile = invocation.flags.get("profile") or found.get("workspace", "profile")
    host = found.get("workspace", "host")
    if host and "${" in str(host):
        raise found.error("references are not allowed in the host", ("workspace", "host"))
    if host and not env.get("DATABRICKS_HOST") and not profile:
        env = {**env, "DATABRICKS_HOST": str(host)}
    credentials = auth.resolve(env, invocation.surroundings.cwd, profile)
    known = str(credentials.values.get("host", "")).rstrip("/")
    if host and known and known != str(host).rstrip("/"):
        where = "profile" if profile else "environment"
        message = f"the host in the {where} ({known}) doesn't match the host configured in the bundle ({host})"
        raise BundleError(f"cannot resolve bundle auth configuration: {message}")
    invocation.__dict__["credentials"] = credentials


def _look_up(found: Config, api: Api) -> None:
    for name, definition in found.mapping("variables").items():
        if not definition or "value" in definition or not definition.get("lookup"):
            continue
        at: Key = ("variables", name, "lookup")
        given = definition["lookup"]
        if not isinstance(given, dict) or len(given) != 1:
            raise found.error("exactly one lookup field must be provided", at)
        ((what, wanted),) = given.items()
        if what not in LOOKUPS:
            raise found.error(f"unknown field: {what}", (*at, what))
        if "${var" in str(wanted):
            raise found.error("lookup fields cannot contain variable references", (*at, what))
        wanted = references.fill(wanted, lambda reference: references.find(found, reference))
        operation, items, field, take = LOOKUPS[what]
        matching = [item for item in api.all(operation, items) if _at(item, field) == wanted]
        if len(matching) != 1:
            many = "no" if not matching else f"{len(matching)}"
            why = f"{many} {what} has this name"
            raise found.error(f"failed to resolve {what.replace('_', '-')}: {wanted}, err: {why}", at)
        definition["value"] = str(matching[0][take])


def _at(item: Any, field: str) -> Any:
    for part in field.split("."):
        item = item.get(part) if isinstance(item, dict) else None
    return item
