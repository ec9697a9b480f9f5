"""`auth login` and what follows, against the real workspace; curl plays the browser in which a user is signed in."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from databricks.sdk import WorkspaceClient

from snippets_tests.tests.workspace.cli.conftest import Recording, Shell
from snippets_tests.workspace import Tenant
from snippets_tests.workspace.cli import install, listen

SIGNED_IN = "curl -sL -o /dev/null --oauth2-bearer"


@pytest.fixture
def desk(databricks: Shell, tenant: Tenant) -> Shell:
    """A shell without a token, at whose browser the admin is signed in."""
    del databricks.env["DATABRICKS_TOKEN"], databricks.env["DATABRICKS_HOST"]
    databricks.env |= {"PATH": os.environ["PATH"], "BROWSER": f"{SIGNED_IN} {tenant.token}"}
    return databricks


def cache(shell: Shell) -> Path:
    return Path(shell.env["HOME"]) / ".databricks" / "token-cache.json"


def log_in(shell: Shell, tenant: Tenant, more: str = "--profile dev") -> str:
    reply = shell(f"auth login --host {tenant.host} {more}")
    assert (reply.exit_code, reply.stdout) == (0, b"")
    return reply.stderr.decode()


def change(shell: Shell, **fields: str) -> None:
    """Change every token of the cache."""
    content = json.loads(cache(shell).read_text())
    for token in content["tokens"].values():
        token.update(fields)
    cache(shell).write_text(json.dumps(content))


def test_login_writes_a_profile_without_a_secret_and_keeps_the_tokens(desk: Shell, tenant: Tenant) -> None:
    assert log_in(desk, tenant) == "Profile dev was successfully saved\n"
    assert (Path(desk.env["HOME"]) / ".databrickscfg").read_text() == (
        "; The profile in the section DEFAULT is used when no other is named.\n"
        f"[DEFAULT]\n\n[dev]\nhost      = {tenant.host}\nauth_type = databricks-cli\n\n"
        "[__settings__]\ndefault_profile = dev\n"
    )
    content = json.loads(cache(desk).read_text())
    assert (content["version"], list(content["tokens"])) == (1, ["dev", tenant.host])
    assert list(content["tokens"]["dev"]) == ["access_token", "token_type", "expiry", "refresh_token"]
    assert cache(desk).stat().st_mode & 0o777 == 0o600
    assert desk.json("current-user me -p dev -o json")["userName"] == "ada@example.com"


def test_who_is_signed_in_to_the_browser_is_signed_in_to_the_command(desk: Shell, tenant: Tenant) -> None:
    desk.env["BROWSER"] = f"{SIGNED_IN} {tenant.add_user('bob@example.com')} %s &"
    log_in(desk, tenant)
    assert desk.json("current-user me -o json")["userName"] == "bob@example.com"


def test_what_else_a_profile_had_stays_but_for_another_way_to_sign_in(desk: Shell, tenant: Tenant) -> None:
    file = Path(desk.env["HOME"]) / ".databrickscfg"
    file.write_text("[dev]\nhost = https://old.example.com\nauth_type = pat\ntoken = 1\ncluster_id = c1\n")
    log_in(desk, tenant)
    assert f"[dev]\nhost       = {tenant.host}\nauth_type  = databricks-cli\ncluster_id = c1\n" in file.read_text()


def test_the_host_of_a_profile_is_enough(desk: Shell, tenant: Tenant) -> None:
    (Path(desk.env["HOME"]) / ".databrickscfg").write_text(f"[dev]\nhost = {tenant.host}\n")
    assert desk("auth login dev").exit_code == 0 or desk("auth login -p dev").exit_code == 0
    assert desk("auth login -p dev").stderr == b"Profile dev was successfully saved\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("auth login", "the command is being run in a non-interactive environment, please specify a host using --host"),
        (
            "auth login x.example.com --host y.example.com",
            'argument "x.example.com" cannot be combined with --host or --profile. '
            "Use the --host and --profile flags instead",
        ),
        (
            "auth login --host https://accounts.example.com",
            "the command is being run in a non-interactive environment, please specify an account ID using "
            "--account-id",
        ),
        ("auth token", "no profiles configured. Run 'databricks auth login' to create a profile"),
        (
            "auth token -p nope",
            "the command is being run in a non-interactive environment, please specify a host using --host",
        ),
        (
            "auth logout",
            "the command is being run in a non-interactive environment, please specify a profile to log out of using "
            "--profile",
        ),
        ("auth logout -p nope", 'profile "nope" not found'),
        ("auth switch -p nope", 'profile "nope" not found'),
        (
            "auth switch",
            "the command is being run in a non-interactive environment, please specify a profile using --profile",
        ),
    ],
)
def test_what_would_be_asked_for_has_to_be_given(desk: Shell, line: str, message: str) -> None:
    assert desk.error(line) == f"Error: {message}"


def test_a_login_that_is_refused_keeps_nothing(desk: Shell, tenant: Tenant) -> None:
    expected = (
        "Error: authorize: invalid_scope: Scope jobs is not supported; "
        "supported are: all-apis, offline_access, openid, profile, email"
    )
    assert desk.error(f"auth login --host {tenant.host} -p dev --scopes jobs,all-apis") == expected
    assert not cache(desk).exists() and not (Path(desk.env["HOME"]) / ".databrickscfg").exists()


def test_a_browser_that_brings_another_state_is_refused(desk: Shell, tenant: Tenant) -> None:
    forge = desk.cwd / "forge.sh"
    forge.write_text(
        "#!/bin/sh\n"
        'port=$(echo "$1" | sed "s/.*localhost%3A\\([0-9]*\\).*/\\1/")\n'
        'curl -s "http://localhost:$port/favicon.ico" > /dev/null\n'
        'curl -s "http://localhost:$port/?code=doc1&state=forged"\n'
    )
    desk.env["BROWSER"] = f"sh {forge}"
    reply = desk(f"auth login --host {tenant.host} -p dev")
    assert reply.exit_code == 1
    assert reply.stderr.decode() == "Error: authorize: response state did not match the expected value\n"
    assert not cache(desk).exists()


def test_without_a_browser_the_link_is_shown_at_once(desk: Shell, tenant: Tenant) -> None:
    desk.env["BROWSER"] = "none"
    reply = desk(f"auth login --host {tenant.host} -p dev --timeout 10ms")
    first, link, last = reply.stderr.decode().splitlines()
    assert first == "Open this link in your browser:"
    assert link.startswith(f"{tenant.host}/oidc/v1/authorize?client_id=databricks-cli&code_challenge=")
    assert last == "Error: authorize: context deadline exceeded"


def test_a_port_that_is_taken_is_passed_over(desk: Shell, tenant: Tenant) -> None:
    with socket.create_server(("localhost", 8021)):
        log_in(desk, tenant)


def test_token_prints_the_access_token_alone(desk: Shell, tenant: Tenant) -> None:
    log_in(desk, tenant)
    kept = json.loads(cache(desk).read_text())["tokens"]["dev"]
    for line in ("auth token", "auth token dev", "auth token -p dev", f"auth token --host {tenant.host}"):
        shown = desk.json(line)
        assert shown == {name: kept[name] for name in ("access_token", "token_type", "expiry")}
    assert desk.out("auth token -p dev -o text") == kept["access_token"] + "\n"


def test_a_token_that_is_over_is_renewed_and_kept(desk: Shell, tenant: Tenant) -> None:
    log_in(desk, tenant)
    before = desk.json("auth token")["access_token"]
    tenant.clock.advance(3600)
    change(desk, expiry="2026-01-01T00:00:00Z")
    after = desk.json("auth token")["access_token"]
    assert before != after == desk.json("auth token")["access_token"]
    assert desk.json("auth token --force-refresh")["access_token"] != after
    assert desk.json("current-user me -o json")["userName"] == "ada@example.com"


def test_a_login_that_is_over_says_how_to_begin_anew(desk: Shell, tenant: Tenant) -> None:
    log_in(desk, tenant)
    tenant.clock.advance(8 * 86_400)
    told = desk("auth token -p dev --force-refresh").stderr.decode()
    assert told == (
        "Error: A new access token could not be retrieved because the refresh token is invalid.\n\n"
        "To reauthenticate, run the following command:\n\n  $ databricks auth login --profile dev\n"
    )
    change(desk, expiry="2026-01-01T00:00:00Z", refresh_token="")
    expected = "Error: databricks-cli auth: token refresh: oauth2: token expired and refresh token is not set"
    assert desk.error("current-user me -p dev") == expected


def test_a_cache_of_another_version_is_refused(desk: Shell, tenant: Tenant) -> None:
    log_in(desk, tenant)
    cache(desk).write_text('{"version": 2}')
    assert desk.error("auth token -p dev") == "Error: cache: load: needs version 1, got version 2"
    cache(desk).write_text("no JSON")
    assert desk.error("auth token -p dev").startswith("Error: cache: load: parse: ")


def test_a_profile_without_a_login_says_so(desk: Shell, tenant: Tenant) -> None:
    text = f"[dev]\nhost = {tenant.host}\nauth_type = databricks-cli\n"
    (Path(desk.env["HOME"]) / ".databrickscfg").write_text(text)
    why = (
        "cache: databricks OAuth is not configured for this host. "
        "no cached credentials; run `databricks auth login` to sign in"
    )
    assert desk.error("auth token -p dev") == f"Error: {why}"
    assert desk.error("current-user me -p dev") == f"Error: databricks-cli auth: {why}"


def test_a_host_alone_finds_the_login(desk: Shell, tenant: Tenant) -> None:
    log_in(desk, tenant, "")
    desk.env["DATABRICKS_HOST"] = tenant.host
    assert desk.json("current-user me -o json")["userName"] == "ada@example.com"
    assert "Authenticated with: databricks-cli" in desk.out("auth describe")
    assert desk.json("auth env")["env"]["DATABRICKS_AUTH_TYPE"] == "databricks-cli"


def test_switch_names_the_profile_that_is_used(desk: Shell, tenant: Tenant) -> None:
    log_in(desk, tenant)
    desk.env["BROWSER"] = f"{SIGNED_IN} {tenant.add_user('bob@example.com')}"
    log_in(desk, tenant, "--profile bob")
    assert desk.json("current-user me -o json")["userName"] == "ada@example.com"
    assert desk("auth switch -p bob").stderr == b'Default profile set to "bob".\n'
    assert desk.json("current-user me -o json")["userName"] == "bob@example.com"
    assert [line.split()[:2] for line in desk.out("auth profiles").splitlines()[1:]] == [
        ["dev", tenant.host],
        ["bob", "(Default)"],
    ]
    expected = (
        f"Error: dev and bob match {tenant.host} in ~/.databrickscfg. Use --profile to specify which profile to use"
    )
    assert desk.error(f"auth token --host {tenant.host}") == expected


def test_logout_forgets_the_tokens_and_with_delete_the_profile(desk: Shell, tenant: Tenant) -> None:
    log_in(desk, tenant)
    log_in(desk, tenant, "--profile other")
    expected = "Error: please specify --force to skip confirmation in non-interactive mode"
    assert desk.error("auth logout -p dev") == expected
    told = desk("auth logout -p dev --force").stderr.decode()
    assert told == 'Logged out of profile "dev". Use --delete to also remove it from the config file.\n'
    assert list(json.loads(cache(desk).read_text())["tokens"]) == [tenant.host, "other"]
    told = desk("auth logout -p other --force --delete").stderr.decode()
    assert told == 'Logged out of and deleted profile "other".\n'
    assert desk.error("auth logout -p other") == 'Error: profile "other" not found. Available profiles: DEFAULT, dev'
    (Path(desk.env["HOME"]) / "x.cfg").write_text("[p]\nhost = https://x.example.com\ntoken = 1\n")
    desk.env["DATABRICKS_CONFIG_FILE"] = "~/x.cfg"
    assert b"No tokens to clear" in desk("auth logout -p p --force").stderr
    assert desk("auth logout -p p --force --delete").stderr == b'Deleted profile "p" with no tokens to clear.\n'


def test_the_requests_of_a_login(asking: Shell, recording: Recording) -> None:
    del asking.env["DATABRICKS_TOKEN"]
    asking.env |= {"BROWSER": "true", "PATH": os.environ["PATH"]}
    documents = {"authorization_endpoint": f"{recording.url}/a", "token_endpoint": f"{recording.url}/t"}
    recording.answer("GET /oidc/accounts/acc/.well-known/oauth-authorization-server", documents)
    asking.error(f"auth login --host {recording.url} --account-id acc --timeout 10ms")
    assert recording.requests() == ["GET /oidc/accounts/acc/.well-known/oauth-authorization-server"]


@pytest.fixture
def installed(desk: Shell, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    """The command on this process's PATH, as the SDK finds it."""
    folder = desk.cwd / "bin"
    install(folder)
    with listen(desk.cwd / "s") as listener:
        for name, value in desk.env.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        monkeypatch.setenv("LAKEPROOF_CLI", str(listener.path))
        yield desk


def test_the_python_sdk_asks_the_command_for_its_token(installed: Shell, tenant: Tenant) -> None:
    log_in(installed, tenant)
    assert WorkspaceClient(profile="dev").current_user.me().user_name == "ada@example.com"
    by_host = WorkspaceClient(host=tenant.host, auth_type="databricks-cli")
    assert by_host.current_user.me().user_name == "ada@example.com"
    tenant.clock.advance(8 * 86_400)
    with pytest.raises(ValueError, match=r"databricks-cli: .*the refresh token is invalid"):
        WorkspaceClient(profile="dev")


def test_what_a_waiting_command_prints_arrives_before_it_ends(installed: Shell, tenant: Tenant) -> None:
    command = ["databricks", "auth", "login", "--host", tenant.host]
    with subprocess.Popen(command, env=os.environ | {"BROWSER": "none"}, stderr=subprocess.PIPE) as waiting:
        assert waiting.stderr is not None
        assert waiting.stderr.readline() == b"Open this link in your browser:\n"
        link = waiting.stderr.readline().decode().strip()
        subprocess.run([*SIGNED_IN.split(), tenant.token, link], check=True)
        assert (waiting.wait(), waiting.stderr.read()) == (0, b"")
