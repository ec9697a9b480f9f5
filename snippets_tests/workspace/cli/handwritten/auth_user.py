"""`databricks auth login`, `token`, `logout` and `switch`: a user's own sign-in, and the profile that goes with it.

Nobody is asked at a terminal here: what the official command would ask for has to be given as a flag.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from snippets_tests.workspace.cli import auth, browser, profiles
from snippets_tests.workspace.cli.command import CommandError, Invocation
from snippets_tests.workspace.cli.output import pretty
from snippets_tests.workspace.cli.token_cache import TokenCache
from snippets_tests.workspace.cli.user_login import Login, Place

HOUR = 3600.0
#: What a profile for another way to sign in has, and one for this way must not have.
OTHER_WAYS = ("token", "username", "password", "client_id", "client_secret", "scopes")
NO_TERMINAL = "the command is being run in a non-interactive environment, please specify a"


def login(invocation: Invocation) -> None:
    """Sign in with a browser, keep the tokens, and write a profile that says so."""
    flags, surroundings = invocation.flags, invocation.surroundings
    if flags.get("configure-cluster") or flags.get("configure-serverless"):
        raise CommandError("choosing compute needs a terminal; set cluster_id or serverless_compute_id in the profile")
    file = profiles.config_file(surroundings.env, surroundings.cwd)
    found = profiles.read(file)
    name = str(flags.get("profile") or surroundings.env.get("DATABRICKS_CONFIG_PROFILE", ""))
    name, host = _named(invocation, name, found)
    place = _place(invocation, host, found.get(name, {}))
    scopes = [scope.strip() for scope in str(flags.get("scopes") or "all-apis").split(",") if scope.strip()]
    known = Login(place, TokenCache(surroundings.env, surroundings.cwd), name, surroundings.trust)
    with browser.opened(invocation) as window:
        known.challenge(scopes, window, flags.get("timeout", HOUR))
    if not name:
        return
    kept = {key: value for key, value in found.get(name, {}).items() if key not in OTHER_WAYS}
    values = {"host": "", **kept} | {"host": place.host}
    if place.account_id:
        values["account_id"] = place.account_id
    if flags.get("scopes"):
        values["scopes"] = ",".join(scopes)
    profiles.save(file, name, values | {"auth_type": auth.USER})
    if not found:
        profiles.set_default(file, name)
    invocation.warn(f"Profile {name} was successfully saved\n")


def token(invocation: Invocation) -> None:
    """Print the access token of a login, renewed when it is over; the refresh token stays in the cache."""
    flags, surroundings = invocation.flags, invocation.surroundings
    file = profiles.config_file(surroundings.env, surroundings.cwd)
    found = profiles.read(file)
    name, host = _asked_for(invocation, found, file)
    section = found.get(name, {})
    if {"client_id", "client_secret"} <= section.keys():
        raise CommandError(
            f'profile "{name}" uses M2M authentication (client_id/client_secret). `databricks auth token` only '
            "supports U2M (user-to-machine) authentication tokens. To authenticate as a service principal, use the "
            "Databricks SDK directly"
        )
    if not host and not section.get("host"):
        raise CommandError(f"{NO_TERMINAL} host using --host")
    place = Place(canonical(host or section["host"]), str(flags.get("account-id") or section.get("account_id", "")))
    cache = TokenCache(surroundings.env, surroundings.cwd)
    got = Login(place, cache, name, surroundings.trust).token(fresh=bool(flags.get("force-refresh")))
    if flags.get("output") == "text":  # asked for here, not by DATABRICKS_OUTPUT_FORMAT: scripts parse the JSON
        invocation.write(got["access_token"] + "\n")
    else:
        invocation.write(pretty({name: got[name] for name in got if name != "refresh_token"}, sort=False).rstrip("\n"))


def logout(invocation: Invocation) -> None:
    """Forget the tokens of a profile and, with `--delete`, the profile."""
    surroundings, flags = invocation.surroundings, invocation.flags
    name = str(flags.get("profile") or "")
    if not name:
        raise CommandError(f"{NO_TERMINAL} profile to log out of using --profile")
    file = profiles.config_file(surroundings.env, surroundings.cwd)
    found = profiles.read(file)
    if name not in found:
        known = f". Available profiles: {', '.join(found)}" if found else ""
        raise CommandError(f'profile "{name}" not found{known}')
    if not flags.get("force"):
        raise CommandError("please specify --force to skip confirmation in non-interactive mode")
    mine = found[name].get("auth_type") == auth.USER
    if mine:
        key = _key(found[name])
        shared = any(other != name and _key(section) == key for other, section in found.items())
        TokenCache(surroundings.env, surroundings.cwd).forget(name, *([] if shared else [key]))
    if flags.get("delete"):
        profiles.remove(file, name)
    match mine, bool(flags.get("delete")):
        case True, True:
            said = f'Logged out of and deleted profile "{name}".'
        case True, False:
            said = f'Logged out of profile "{name}". Use --delete to also remove it from the config file.'
        case False, True:
            said = f'Deleted profile "{name}" with no tokens to clear.'
        case _:
            said = f'No tokens to clear for profile "{name}". Use --delete to remove it from the config file.'
    invocation.warn(said + "\n")


def switch(invocation: Invocation) -> None:
    """Make a profile the one that is used when nobody names another."""
    surroundings = invocation.surroundings
    name = str(invocation.flags.get("profile") or "")
    if not name:
        raise CommandError(f"{NO_TERMINAL} profile using --profile")
    file = profiles.config_file(surroundings.env, surroundings.cwd)
    if name not in profiles.read(file):
        raise CommandError(f'profile "{name}" not found')
    profiles.set_default(file, name)
    invocation.warn(f'Default profile set to "{name}".\n')


def canonical(host: str) -> str:
    """A host as profiles and the cache have it: with a scheme, without path and query."""
    parts = urlsplit(host if "://" in host else f"https://{host}")
    if not parts.netloc:
        raise CommandError(f'"{host}" is not a host; it should look like https://example.cloud.databricks.com')
    return f"{parts.scheme}://{parts.netloc}"


def _named(invocation: Invocation, name: str, found: Mapping[str, Mapping[str, str]]) -> tuple[str, str]:
    """Profile and host of a login; the argument is a profile where there is one of this name, else a host."""
    host = str(invocation.flags.get("host") or "")
    if not invocation.arguments:
        return name, host
    (given,) = invocation.arguments
    if host or invocation.flags.get("profile"):
        both = "cannot be combined with --host or --profile. Use the --host and --profile flags instead"
        raise CommandError(f'argument "{given}" {both}')
    return (given, "") if given in found else (name, given)


def _place(invocation: Invocation, host: str, section: Mapping[str, str]) -> Place:
    host = host or section.get("host") or invocation.surroundings.env.get("DATABRICKS_HOST", "")
    if not host:
        raise CommandError(f"{NO_TERMINAL} host using --host")
    host = canonical(host)
    account = str(invocation.flags.get("account-id") or section.get("account_id", ""))
    if not account and urlsplit(host).netloc.startswith("accounts."):
        raise CommandError(f"{NO_TERMINAL}n account ID using --account-id")
    return Place(host, account)


def _asked_for(invocation: Invocation, found: Mapping[str, Mapping[str, str]], file: Path) -> tuple[str, str]:
    """Which profile's or which host's token is asked for."""
    env = invocation.surroundings.env
    name, host = _named(invocation, str(invocation.flags.get("profile") or ""), found)
    name = name or env.get("DATABRICKS_CONFIG_PROFILE", "")
    if not name and not host:
        host = env.get("DATABRICKS_HOST", "")
        name = "" if host else profiles.default(file)
    if not name and not host:
        if found:
            raise CommandError("no profile specified. Use --profile <name> to specify which profile to use")
        raise CommandError("no profiles configured. Run 'databricks auth login' to create a profile")
    if not name:
        of_host = [other for other, section in found.items() if canonical(section.get("host", "-")) == canonical(host)]
        if len(of_host) > 1:
            where = f"{' and '.join(of_host)} match {host} in {auth.shown_file(env)}"
            raise CommandError(f"{where}. Use --profile to specify which profile to use")
        name = of_host[0] if of_host else ""
    return name, host


def _key(section: Mapping[str, str]) -> str:
    return Place(canonical(section.get("host", "-")), section.get("account_id", "")).key
