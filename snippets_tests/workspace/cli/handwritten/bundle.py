"""`databricks bundle`: validate, plan, deploy, run, summary, destroy, init, sync."""

from __future__ import annotations

import json
from typing import Any

from snippets_tests.workspace.cli.arguments import SEPARATOR, between, exactly
from snippets_tests.workspace.cli.bundle import artifacts, paths, programs, selection, state, template
from snippets_tests.workspace.cli.bundle import deploy as deployment
from snippets_tests.workspace.cli.bundle import plan as planning
from snippets_tests.workspace.cli.bundle import run as running
from snippets_tests.workspace.cli.bundle.api import Api
from snippets_tests.workspace.cli.bundle.config import BundleError, Config
from snippets_tests.workspace.cli.bundle.kinds import KINDS, url
from snippets_tests.workspace.cli.bundle.project import Project, identity, open_, start
from snippets_tests.workspace.cli.bundle.snapshot import synchronize
from snippets_tests.workspace.cli.command import Command, CommandError, Flag, Group, Invocation
from snippets_tests.workspace.cli.handwritten import bundle_deployment, bundle_generate, refused
from snippets_tests.workspace.cli.handwritten.bundle_deployment import LOCK, VAR

APPROVE = Flag("auto-approve", "bool", "Skip interactive approvals that might be required.")
FORCE = Flag("force", "bool", "Force-override Git branch validation.")


def validate(invocation: Invocation) -> None:
    """Read, resolve and check the bundle."""
    try:
        project = open_(invocation)
    except BundleError as error:
        found: Config | None = getattr(error, "found", None)
        if found is not None and not invocation.json_output:
            invocation.write(f"{identity(found)}\nFound 1 error\n")
        raise
    if invocation.json_output:
        invocation.write(json.dumps(_plain(project), indent=2) + "\n")
        return
    invocation.write(f"{project.identity()}\nValidation OK!\n")


def plan(invocation: Invocation) -> None:
    """Say what a deployment would do."""
    project = open_(invocation)
    _build(project)
    steps = planning.make(project.config, _state(project), project.api)
    planning.refuse_losses(steps, project.config)
    if invocation.json_output:
        shown = {f"resources.{step.key}": {"action": step.action} for step in steps}
        invocation.write(json.dumps({"plan": shown}, indent=2) + "\n")
        return
    invocation.write(planning.text(steps))


def deploy(invocation: Invocation) -> None:
    """Upload files, make resources what the configuration says."""
    project = open_(invocation)
    folder = project.config.get("workspace", "state_path")
    _build(project)
    deployed = _state(project)
    steps = planning.make(project.config, deployed, project.api)
    planning.refuse_losses(steps, project.config)
    lost = [step for step in steps if step.action in ("delete", "recreate") and KINDS[step.group].securable]
    if lost and not invocation.flags.get("auto-approve"):
        names = "".join(f"  {step.action} resources.{step.key}\n" for step in lost)
        invocation.warn(f"This action will result in the deletion or recreation of the following resources:\n{names}\n")
        raise CommandError(
            "the deployment requires destructive actions, but current console does not support prompting. "
            "Please specify --auto-approve if you would like to skip prompts and proceed"
        )
    deployment.upload(project.config, project.uploads, project.api, invocation.warn)
    invocation.warn("Deploying resources...\n")
    deployment.run(steps, project.config, deployed, project.api)
    invocation.warn("Updating deployment state...\n")
    state.save(project.api, folder, deployed)
    project.api.write_file(f"{folder}/metadata.json", deployment.metadata(project.config, deployed))
    invocation.warn("Deployment complete!\n")


def destroy(invocation: Invocation) -> None:
    """Delete the resources and the files."""
    project = open_(invocation, local=False)
    root = project.config.get("workspace", "root_path")
    deployed = _state(project)
    if not deployed.resources and not project.api.exists("workspace.get_status", {"path": root}):
        invocation.warn("No active deployment found to destroy!\n")
        return
    if not invocation.flags.get("auto-approve"):
        raise CommandError("please specify --auto-approve to skip interactive confirmation checks for non tty consoles")
    steps = planning.removals(deployed)
    planning.refuse_losses(steps, project.config)
    if steps:
        names = "".join(f"  delete resources.{step.key}\n" for step in sorted(steps, key=lambda step: step.key))
        invocation.warn(f"The following resources will be deleted:\n{names}\n")
    if schemas := [step for step in steps if step.group == "schemas"]:
        names = "".join(f"  delete resources.{step.key}\n" for step in schemas)
        invocation.warn(
            "This action will result in the deletion of the following UC schemas. Any underlying data may be lost:\n"
            f"{names}\n"
        )
    invocation.warn(f"All files and directories at the following location will be deleted: {root}\n\n")
    for step in steps:
        deployment.remove(step, deployed, project.api)
        state.save(project.api, project.config.get("workspace", "state_path"), deployed)
    invocation.warn("Deleting files...\n")
    project.api.delete(root)
    invocation.warn("Destroy complete!\n")


def summary(invocation: Invocation) -> None:
    """Show the resources and where they are in the workspace."""
    project = open_(invocation)
    deployed = _state(project)
    host = invocation.credentials.values["host"].rstrip("/")
    rows: dict[str, list[tuple[str, dict[str, Any], str]]] = {}
    for group, key, body in project.config.resources():
        found = deployed.id(f"resources.{group}.{key}")
        rows.setdefault(group, []).append((key, body, url(host, group, found) if found else ""))
        if found:
            body["id"] = found
            body["url"] = url(host, group, found)
        else:
            body["modified_status"] = "created"
    if invocation.json_output:
        invocation.write(json.dumps(_plain(project), indent=2) + "\n")
        return
    lines = [project.identity().rstrip("\n"), "Resources:"]
    for group in sorted(rows, key=lambda group: KINDS[group].title if group in KINDS else group):
        lines.append(f"  {KINDS[group].title if group in KINDS else group}:")
        for key, body, address in sorted(rows[group], key=lambda row: row[0]):
            name = body.get("name") or body.get("display_name") or body.get("cluster_name") or key
            lines += [f"    {key}:", f"      Name: {name}", f"      URL:  {address or '(not deployed)'}"]
    invocation.write("\n".join(lines) + "\n")


def run(invocation: Invocation) -> None:
    """Run a job, a pipeline, an app or a script; after `--`, a command with the bundle's login."""
    if invocation.flags.get(SEPARATOR) == 0 and invocation.arguments:
        found, _ = start(invocation)
        programs.inline(invocation, found, invocation.arguments)
        return
    if not invocation.arguments:
        raise CommandError("expected a KEY of the resource to run")
    key, *arguments = invocation.arguments
    running.run(open_(invocation, local=False), key, arguments)


def bundle_sync(invocation: Invocation) -> None:
    """Upload the bundle's files without deploying it."""
    project = open_(invocation)
    target = project.config.get("workspace", "file_path")
    synchronize(invocation, project.api, project.config.root, target, list(selection.files(project.config)))


def sync(invocation: Invocation) -> None:
    """Upload the files of a local directory that differ from those in the workspace."""
    source, target = invocation.arguments
    root = invocation.file(source)
    if not root.is_dir():
        raise CommandError(f"stat {source}: no such file or directory")
    if invocation.flags.get("watch"):
        raise CommandError("--watch is not emulated by this stand-in: it has no end")
    api = Api(invocation)
    chosen = selection.below(root, invocation.flags.get("exclude", ()), invocation.flags.get("include", ()))
    synchronize(invocation, api, root, target, list(chosen))


def _build(project: Project) -> None:
    """Build the artifacts, and find the packages to which resources refer."""
    artifacts.build(project.config, project.invocation.surroundings.env, project.invocation.warn)
    artifacts.collect(project.config, project.uploads)
    paths.packages(project.config, project.uploads)


def _state(project: Project) -> state.State:
    return state.load(project.api, project.config.get("workspace", "state_path"))


def _plain(project: Project) -> dict[str, Any]:
    """The resolved configuration as it is printed."""
    return {name: value for name, value in sorted(project.config.value.items()) if value not in ({}, [], None)}


_OFTEN = (*VAR, FORCE)
_SYNC = (
    Flag("full", "bool", "perform full synchronization (default is incremental)"),
    Flag("watch", "bool", "watch local file system for changes"),
    Flag("dry-run", "bool", "simulate sync execution without making actual changes"),
)
GROUP = Group(
    "bundle",
    "Databricks Asset Bundles let you express data/AI/analytics projects as code.",
    {
        "deploy": Command(
            "deploy", "", "Deploy bundle", deploy,
            (
                *_OFTEN, APPROVE, LOCK, Flag("cluster-id", "string", "Override cluster in the deployment", "c"),
                Flag("fail-on-active-runs", "bool", "Fail if there are running jobs or pipelines in the deployment."),
            ),
            check=exactly(0),
        ),
        "destroy": Command(
            "destroy", "", "Destroy deployed bundle resources", destroy, (*_OFTEN, APPROVE, LOCK), check=exactly(0)
        ),
        **refused.BUNDLE,
        "deployment": bundle_deployment.DEPLOYMENT,
        "generate": bundle_generate.GROUP,
        "init": Command(
            "init", "[TEMPLATE_PATH]", "Initialize using a bundle template", template.init,
            (
                Flag("config-file", "string", "JSON file containing key value pairs of input parameters."),
                Flag("output-dir", "string", "Directory to write the initialized template to."),
            ),
            check=between(0, 1),
        ),
        "open": bundle_deployment.OPEN,
        "plan": Command("plan", "", "Show deployment plan", plan, _OFTEN, check=exactly(0)),
        "run": Command(
            "run", "[flags] [KEY]", "Run a job, pipeline update or app", run,
            (
                *VAR,
                Flag("no-wait", "bool", "Don't wait for the run to complete."),
                Flag("only", "strings", "comma separated list of task keys to run"),
                Flag("params", "strings", "comma separated k=v pairs for job parameters"),
                Flag("job-params", "strings", "comma separated k=v pairs for job parameters", hidden=True),
                Flag("notebook-params", "strings", "A map from keys to values for jobs with notebook tasks."),
                Flag("python-params", "strings", "A list of parameters for jobs with Python tasks."),
                Flag("full-refresh-all", "bool", "Perform a full graph reset and recompute."),
                Flag("refresh", "strings", "List of tables to update."),
                Flag("full-refresh", "strings", "List of tables to reset and recompute."),
                Flag("validate-only", "bool", "Perform an update to validate graph correctness."),
            ),
        ),
        "schema": bundle_deployment.SCHEMA,
        "summary": Command(
            "summary", "", "Summarize resources deployed by this bundle", summary, _OFTEN, check=exactly(0)
        ),
        "sync": Command(
            "sync", "", "Synchronize bundle tree to the workspace", bundle_sync, (*_OFTEN, *_SYNC), check=exactly(0)
        ),
        "validate": Command(
            "validate", "", "Validate configuration", validate,
            (*_OFTEN, Flag("strict", "bool", "Treat warnings as errors")), check=exactly(0),
        ),
    },
)  # fmt: skip
SYNC = Command(
    "sync",
    "[flags] SRC DST",
    "Synchronize a local directory to a workspace directory",
    sync,
    (*_SYNC, Flag("exclude", "strings", "patterns to exclude"), Flag("include", "strings", "patterns to include")),
    check=exactly(2),
)
