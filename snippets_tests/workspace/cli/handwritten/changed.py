"""Commands of the API that the official program changes a little, one function each.

What they do is read off the files overrides.go below cmd/workspace of https://github.com/databricks/cli.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from snippets_tests.surface import Surface
from snippets_tests.workspace.cli.arguments import between
from snippets_tests.workspace.cli.command import Command, CommandError, Flag, Invocation
from snippets_tests.workspace.cli.generated import command_for, execute
from snippets_tests.workspace.cli.parameters import shape

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TTL = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d|w)")
SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
EXPIRY = ("ttl", "expire_time", "no_expiry")


def publish_dashboard(surface: Surface) -> Command:
    """`lakeview publish`: credentials are embedded only when asked for, where the API alone embeds them."""

    def run(invocation: Invocation) -> None:
        body = invocation.body_flag()
        if body is None:
            invocation.flags = {"embed-credentials": False, **invocation.flags}
        elif isinstance(body, Mapping):
            body = {"embed_credentials": False, **body}
        _execute(invocation, "lakeview.publish", body)

    return replace(command_for(surface.operations["lakeview.publish"], surface), run=run)


def stop_pipeline(surface: Surface) -> Command:
    """`pipelines stop`: a pipeline by its id, or one of a project by its key, which is not emulated."""

    def run(invocation: Invocation) -> None:
        if not invocation.arguments or not UUID.fullmatch(invocation.arguments[0]):
            why = "the key of a pipeline in a project is not emulated by this stand-in: give the pipeline's id"
            raise CommandError(f"{invocation.path}: {why}")
        _execute(invocation, "pipelines.stop")

    made = command_for(surface.operations["pipelines.stop"], surface)
    return replace(made, use="[KEY|PIPELINE_ID]", run=run, check=between(0, 1))


def list_shares(surface: Surface) -> Command:
    """`shares list`: the former name of `shares list-shares`, which goes on working."""
    made = command_for(surface.operations["shares.list_shares"], surface)
    flags = tuple(replace(flag, hidden=False) for flag in made.flags if flag.name != "limit")
    return replace(made, name="list", short="List shares (Deprecated).", flags=flags)


def create_branch(surface: Surface) -> Command:
    """`postgres create-branch`: when the branch expires can be said by a flag, and must be said."""

    def run(invocation: Invocation) -> None:
        body = invocation.body_flag()
        given = dict(body) if isinstance(body, Mapping) else {}
        spec = dict(given.get("spec") or {})
        said = _expiry(invocation.flags, any(spec.get(name) for name in EXPIRY))
        flags = {name: value for name, value in invocation.flags.items() if name not in ("ttl", "no-expiry")}
        invocation.flags = flags
        _execute(invocation, "postgres.create_branch", {**given, "spec": {**spec, **said}})

    made = command_for(surface.operations["postgres.create_branch"], surface)
    own = (
        Flag("no-expiry", "bool", "Create a branch that never expires."),
        Flag("ttl", "string", "How long the branch lives: 604800s, 168h, or 7d."),
    )
    return replace(made, flags=(*made.flags, *own), run=run)


def _expiry(flags: Mapping[str, Any], in_body: bool) -> dict[str, Any]:
    """What the flags say about a branch's end, as fields of its specification."""
    if flags.get("no-expiry") is False:
        raise CommandError("--no-expiry=false is not valid; set --ttl, or spec.expire_time via --json")
    ways = ("ttl" in flags) + ("no-expiry" in flags) + in_body
    if ways == 0:
        raise CommandError("a branch expiration is required; set --ttl, --no-expiry, or one in the spec of --json")
    if ways > 1:
        raise CommandError("branch expiration set more than once; use one of --ttl, --no-expiry, or the spec of --json")
    if "ttl" not in flags:
        return {"no_expiry": True} if "no-expiry" in flags else {}
    text = flags["ttl"]
    parts = TTL.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise CommandError(f'invalid --ttl "{text}"; use e.g. 604800s, 168h, 7d, or 3w')
    return {"ttl": f"{sum(float(number) * SECONDS[unit] for number, unit in parts):.9g}s"}


def _execute(invocation: Invocation, operation: str, body: Any = None) -> None:
    surface = invocation.surroundings.surface
    execute(invocation, surface.operations[operation], shape(surface.operations[operation], surface), body)
