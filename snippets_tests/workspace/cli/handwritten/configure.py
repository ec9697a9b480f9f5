"""`databricks configure`: writes a profile with a host and a personal access token."""

from __future__ import annotations

from urllib.parse import urlsplit

from snippets_tests.workspace.cli import profiles
from snippets_tests.workspace.cli.arguments import exactly
from snippets_tests.workspace.cli.command import Command, CommandError, Flag, Invocation


def configure(invocation: Invocation) -> None:
    """Save host and token; the token comes from standard input, because no terminal is asked here."""
    env = invocation.surroundings.env
    host = invocation.flags.get("host") or env.get("DATABRICKS_HOST", "")
    if not host:
        raise CommandError("host must be set in non-interactive mode")
    cluster = invocation.flags.get("cluster-id") or env.get("DATABRICKS_CLUSTER_ID", "")
    if invocation.flags.get("configure-cluster") and not cluster:
        raise CommandError("cluster ID must be set in non-interactive mode")
    token = env.get("DATABRICKS_TOKEN", "") or _token(invocation)
    values = {"host": _host(host)} | ({"cluster_id": cluster} if cluster else {}) | {"token": token}
    name = invocation.flags.get("profile") or env.get("DATABRICKS_CONFIG_PROFILE") or "DEFAULT"
    profiles.save(profiles.config_file(env, invocation.surroundings.cwd), name, values)


def _token(invocation: Invocation) -> str:
    given = invocation.surroundings.stdin()
    words = given.decode("utf-8", "replace").split() if given else []
    if not words:
        raise CommandError(
            "no token: pass it on standard input, for example `databricks configure --host URL < token.txt`"
        )
    return words[0]


def _host(text: str) -> str:
    host = text if text.startswith(("http://", "https://")) else f"https://{text}"
    parts = urlsplit(host)
    if not parts.netloc:
        raise CommandError(f'"{text}" is not a host; it should look like https://example.cloud.databricks.com')
    return f"{parts.scheme}://{parts.netloc}"


COMMAND = Command(
    "configure",
    "",
    "Configure authentication",
    configure,
    (
        Flag("cluster-id", "string", "Databricks cluster ID."),
        Flag("configure-cluster", "bool", "Prompts to configure cluster"),
        Flag("host", "string", "Databricks workspace host."),
        Flag("token", "bool", "Configure using Databricks Personal Access Token", default="true"),
    ),
    "Configure authentication.\n\n"
    "  Adds a profile to ~/.databrickscfg, or to the file that DATABRICKS_CONFIG_FILE names.\n"
    "  The token is read from standard input.",
    exactly(0),
)
