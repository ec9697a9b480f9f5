"""`databricks bundle generate` as commands: what each takes, and which flags exclude each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from snippets_tests.workspace.cli.arguments import exactly
from snippets_tests.workspace.cli.bundle import generate
from snippets_tests.workspace.cli.command import Command, CommandError, Flag, Group

KEY = Flag("key", "string", "resource key to use for the generated configuration")
BIND = Flag("bind", "bool", "automatically bind the generated resource to the existing resource", "b")
FORCE = Flag("force", "bool", "Force overwrite existing files in the output directory", "f")
CONFIG = Flag("config-dir", "string", "Dir path where the output config will be stored", "d", default='"resources"')


def _source(default: str) -> Flag:
    usage = "Dir path where the downloaded files will be stored"
    return Flag("source-dir", "string", usage, "s", default=f'"{default}"')


def _wants(flag: str) -> Any:
    def check(arguments: list[str], flags: Mapping[str, Any]) -> None:
        exactly(0)(arguments, flags)
        if flag not in flags:
            raise CommandError(f'required flag(s) "{flag}" not set')

    return check


def _one_of(arguments: list[str], flags: Mapping[str, Any]) -> None:
    exactly(0)(arguments, flags)
    lookups = ("existing-path", "existing-id", "resource")
    if not {*lookups, "existing-dashboard-path", "existing-dashboard-id"} & flags.keys():
        raise CommandError(f"at least one of the flags in the group [{' '.join(lookups)}] is required")
    for one, other in (("watch", "existing-path"), ("watch", "existing-id"), ("bind", "resource")):
        if {one, other} <= flags.keys():
            both = f"[{' '.join(sorted((one, other)))}] were all set"
            raise CommandError(f"if any flags in the group [{one} {other}] are set none of the others can be; {both}")


GROUP = Group(
    "generate",
    "Generate bundle configuration",
    {
        "app": Command(
            "app", "", "Generate bundle configuration for a Databricks app", generate.app,
            (Flag("existing-app-name", "string", "App name to generate config for"), CONFIG, _source("src/app"),
             FORCE, KEY, BIND),
            check=_wants("existing-app-name"),
        ),
        "dashboard": Command(
            "dashboard", "", "Generate configuration for a dashboard", generate.dashboard,
            (
                Flag("existing-path", "string", "workspace path of the dashboard to generate configuration for"),
                Flag("existing-id", "string", "ID of the dashboard to generate configuration for"),
                Flag("existing-dashboard-path", "string", hidden=True),
                Flag("existing-dashboard-id", "string", hidden=True),
                Flag("resource", "string", "resource key of dashboard to watch for changes"),
                Flag("resource-dir", "string", "directory to write the configuration to", "d", default='"resources"'),
                Flag("dashboard-dir", "string", "directory to write the dashboard representation to", "s",
                     default='"src"'),
                Flag("watch", "bool", "watch for changes to the dashboard and update the configuration"),
                FORCE, KEY, BIND,
            ),
            check=_one_of,
        ),
        "job": Command(
            "job", "", "Generate bundle configuration for a job", generate.job,
            (Flag("existing-job-id", "int", "Job ID of the job to generate config for"), CONFIG, _source("src"),
             FORCE, KEY, BIND),
            check=_wants("existing-job-id"),
        ),
        "pipeline": Command(
            "pipeline", "", "Generate bundle configuration for a pipeline", generate.pipeline,
            (Flag("existing-pipeline-id", "string", "ID of the pipeline to generate config for"), CONFIG,
             _source("src"), FORCE, KEY, BIND),
            check=_wants("existing-pipeline-id"),
        ),
    },
    "Generate bundle configuration.\n\n"
    "  Writes the configuration of a resource that exists in the workspace, and downloads its files. Bind both with\n"
    "  --bind, or later with `databricks bundle deployment bind`.",
)  # fmt: skip
