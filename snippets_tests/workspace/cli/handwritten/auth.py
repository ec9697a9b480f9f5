"""`databricks auth`: what is used to sign in. `auth_user` has the commands of a user's own sign-in."""

from __future__ import annotations

import contextlib
from pathlib import Path
from urllib.parse import urlsplit

from snippets_tests.workspace.cli import auth, profiles
from snippets_tests.workspace.cli.arguments import between, exactly
from snippets_tests.workspace.cli.command import Command, CommandError, Flag, Group, Invocation
from snippets_tests.workspace.cli.connection import ApiError, Unreachable
from snippets_tests.workspace.cli.handwritten import auth_user
from snippets_tests.workspace.cli.output import aligned, pretty

ME = "/api/2.0/preview/scim/v2/Me"


def env(invocation: Invocation) -> None:
    """Print the variables that give other programs the same credentials."""
    credentials = (
        _of_host(invocation, invocation.flags["host"]) if "host" in invocation.flags else invocation.credentials
    )
    credentials.check()
    values = {auth.ATTRIBUTES[name]: value for name, value in credentials.values.items()}
    values["DATABRICKS_AUTH_TYPE"] = str(credentials.auth_type)
    if invocation.flags.get("output") == "text":
        invocation.write("".join(f"{name}={values[name]}\n" for name in auth.ATTRIBUTES.values() if name in values))
    else:
        invocation.write(pretty({"env": values}))


def _of_host(invocation: Invocation, host: str) -> auth.Credentials:
    """The credentials of the only profile that is for a host."""
    surroundings = invocation.surroundings
    wanted = _bare(host)
    found = profiles.read(profiles.config_file(surroundings.env, surroundings.cwd))
    names = [name for name, section in found.items() if wanted == _bare(section.get("host", ""))]
    if len(names) > 1:
        file = surroundings.env.get("DATABRICKS_CONFIG_FILE") or "~/.databrickscfg"
        raise CommandError(f"{' and '.join(names)} match {host} in {file}")
    env = _without_databricks(surroundings.env) if names else {**surroundings.env, "DATABRICKS_HOST": host}
    return auth.resolve(env, surroundings.cwd, names[0] if names else None)


def _bare(host: str) -> str:
    return urlsplit(host if "://" in host else f"https://{host}").netloc


def describe(invocation: Invocation) -> None:
    """Print who is signed in, how, and where each attribute came from."""
    try:
        credentials = invocation.credentials
        me = invocation.connection.json("GET", ME)
        head = [f"Host: {credentials.host}", f"User: {me['userName']}", f"Authenticated with: {credentials.auth_type}"]
        status = {"status": "success", "username": me["userName"]}
    except (auth.AuthError, ApiError, Unreachable) as error:
        credentials = _tolerant(invocation)
        head = [f"Unable to authenticate: {error}"]
        status = {"status": "error", "error": str(error)}
    sensitive = bool(invocation.flags.get("sensitive"))
    shown = {
        name: value if sensitive or name not in auth.SECRETS else "********"
        for name, value in credentials.values.items()
    }
    if invocation.json_output:
        configuration = {name: {"value": shown[name], "source": credentials.sources[name]} for name in shown}
        details = {"host": credentials.host, "auth_type": credentials.auth_type, "configuration": configuration}
        invocation.write(pretty({**status, "details": details}, sort=False))
        return
    lines = [f"  ✓ {name}: {value} (from {credentials.sources[name]})" for name, value in shown.items()]
    if "profile" not in shown:
        lines.append("  ✓ profile: default")
    if "auth_type" not in shown and credentials.auth_type:
        lines.append(f"  ✓ auth_type: {credentials.auth_type}")
    invocation.write("\n".join([*head, "-----", "Current configuration:", *lines]) + "\n")


def list_profiles(invocation: Invocation) -> None:
    """Print the profiles of the configuration file, and whether each can sign in."""
    surroundings = invocation.surroundings
    found = []
    for name, section in profiles.read(profiles.config_file(surroundings.env, surroundings.cwd)).items():
        if not section.get("host") and not section.get("account_id"):
            continue
        credentials = auth.resolve(_without_databricks(surroundings.env), surroundings.cwd, name)
        valid = not invocation.flags.get("skip-validate") and _valid(credentials, surroundings.trust)
        found.append(
            {
                "name": name,
                "host": section.get("host", ""),
                "cloud": "aws",
                "auth_type": credentials.auth_type,
                "valid": valid,
            }
        )
    if invocation.json_output:
        invocation.write(pretty({"profiles": found}, sort=False))
        return
    default = profiles.default(profiles.config_file(surroundings.env, surroundings.cwd))
    rows = [
        (_marked(str(item["name"]), default), str(item["host"]), "YES" if item["valid"] else "NO") for item in found
    ]
    invocation.write(aligned([("Name", "Host", "Valid"), *rows]))


def _marked(name: str, default: str) -> str:
    return f"{name} (Default)" if name == default else name


def _valid(credentials: auth.Credentials, trust: Path | None) -> bool:
    try:
        with contextlib.closing(auth.connect(credentials, trust)) as connection:
            connection.send("GET", ME)
        return True
    except (auth.AuthError, ApiError, Unreachable):
        return False


def _tolerant(invocation: Invocation) -> auth.Credentials:
    try:
        return invocation.credentials
    except auth.AuthError:
        return auth.Credentials({})


def _without_databricks(env: object) -> dict[str, str]:
    assert hasattr(env, "items")
    kept = {"DATABRICKS_CONFIG_FILE"}
    return {name: value for name, value in env.items() if not name.startswith("DATABRICKS_") or name in kept}


HOST = Flag("host", "string", "Databricks host")
ACCOUNT = Flag("account-id", "string", "Databricks account ID")

GROUP = Group(
    "auth",
    "Authentication related commands",
    {
        "describe": Command(
            "describe",
            "",
            "Describes the credentials and the source of those credentials, being used by the CLI to authenticate",
            describe,
            (Flag("sensitive", "bool", "Include sensitive fields like passwords and tokens in the output"),),
            check=exactly(0),
        ),
        "env": Command(
            "env", "", "Get env", env, (Flag("host", "string", "Hostname to get auth env for"),), check=exactly(0)
        ),
        "login": Command(
            "login",
            "[PROFILE]",
            "Log into a Databricks workspace or account",
            auth_user.login,
            (
                HOST,
                ACCOUNT,
                Flag("configure-cluster", "bool", "Prompts to configure cluster"),
                Flag("configure-serverless", "bool", "Prompts to configure serverless"),
                Flag("scopes", "string", "Comma-separated list of OAuth scopes to request (defaults to 'all-apis')"),
                Flag("timeout", "duration", "Timeout for completing login challenge in the browser", default="1h0m0s"),
            ),
            "Log into a Databricks workspace or account.\n\n"
            "  Opens the command in BROWSER, or the system's browser, and keeps the tokens in\n"
            "  ~/.databricks/token-cache.json. With BROWSER=none the link is printed.",
            between(0, 1),
        ),
        "logout": Command(
            "logout",
            "",
            "Log out of a Databricks profile",
            auth_user.logout,
            (
                Flag("delete", "bool", "Delete the profile from the config file"),
                Flag("force", "bool", "Skip confirmation prompt"),
            ),
            check=exactly(0),
        ),
        "profiles": Command(
            "profiles",
            "",
            "Lists profiles from ~/.databrickscfg",
            list_profiles,
            (Flag("skip-validate", "bool", "Whether to skip validating the profiles"),),
            check=exactly(0),
        ),
        "switch": Command("switch", "", "Set the default profile", auth_user.switch, check=exactly(0)),
        "token": Command(
            "token",
            "[PROFILE]",
            "Get authentication token",
            auth_user.token,
            (
                HOST,
                ACCOUNT,
                Flag("force-refresh", "bool", "Force a token refresh even if the cached token is still valid."),
                Flag("timeout", "duration", "Timeout for acquiring a token.", default="1h0m0s"),
            ),
            check=between(0, 1),
        ),
    },
)
