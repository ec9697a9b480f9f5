"""`databricks version`: says that this is the stand-in, and which API it knows."""

from __future__ import annotations

from snippets_tests.workspace.cli.arguments import exactly
from snippets_tests.workspace.cli.command import Command, Invocation
from snippets_tests.workspace.cli.output import pretty
from snippets_tests.workspace.cli.release import VERSION


def version(invocation: Invocation) -> None:
    """Print the version."""
    sdk = invocation.surroundings.surface.sdk_version
    if invocation.json_output:
        # The SDKs read the three numbers to know which flags `auth token` has.
        numbers = dict(zip(("Major", "Minor", "Patch"), map(int, VERSION.split(".")), strict=True))
        invocation.write(pretty({"Version": VERSION, **numbers, "StandIn": True, "SdkVersion": sdk}))
    else:
        invocation.write(f"Databricks CLI v{VERSION} (Lakeproof stand-in, databricks-sdk {sdk})\n")


COMMAND = Command(
    "version", "", "Retrieve information about the current version of this CLI", version, check=exactly(0)
)
