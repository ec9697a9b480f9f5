"""How the command finds out where to go and who it is."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from snippets_tests.tests.workspace.cli.conftest import Recording, Shell

ME = "GET /api/2.0/preview/scim/v2/Me"


@pytest.fixture
def bare(asking: Shell, recording: Recording) -> Shell:
    """Nothing is configured."""
    del asking.env["DATABRICKS_HOST"], asking.env["DATABRICKS_TOKEN"]
    recording.answer(ME, {"userName": "ada@example.com"})
    return asking


def write_profiles(shell: Shell, text: str) -> None:
    (shell.cwd / "home" / ".databrickscfg").write_text(text)


def bearer(recording: Recording) -> str:
    return recording.sent[-1].headers["authorization"]


def test_nothing_configured_is_the_official_message(bare: Shell) -> None:
    assert bare.error("current-user me") == (
        "Error: default auth: cannot configure default credentials, please check "
        "https://docs.databricks.com/en/dev-tools/auth.html#databricks-client-unified-authentication "
        "to configure credentials for your preferred authentication method"
    )


def test_the_default_profile_is_used_where_the_environment_says_nothing(bare: Shell, recording: Recording) -> None:
    write_profiles(bare, f"[DEFAULT]\nhost = {recording.url}\ntoken = from-default\n")
    bare.out("current-user me")
    assert bearer(recording) == "Bearer from-default"


def test_a_profile_is_chosen_by_flag_or_variable(bare: Shell, recording: Recording) -> None:
    write_profiles(bare, f"[one]\nhost = {recording.url}\ntoken = 1\n\n[two]\nhost = {recording.url}/\ntoken = 2\n")
    bare.out("current-user me --profile one")
    assert bearer(recording) == "Bearer 1"
    bare.env["DATABRICKS_CONFIG_PROFILE"] = "two"
    bare.out("current-user me")
    assert bearer(recording) == "Bearer 2"


def test_a_profile_named_by_flag_wins_over_the_environment(asking: Shell, recording: Recording) -> None:
    write_profiles(asking, f"[one]\nhost = {recording.url}\ntoken = from-profile\n")
    asking.out("current-user me -p one")
    assert bearer(recording) == "Bearer from-profile"


def test_the_environment_wins_over_the_default_profile(asking: Shell, recording: Recording) -> None:
    write_profiles(asking, "[DEFAULT]\nhost = http://127.0.0.1:1\ntoken = from-default\n")
    asking.out("current-user me")
    assert bearer(recording) == "Bearer dapi1"


def test_an_unknown_profile_is_named(bare: Shell) -> None:
    message = "Error: resolve: ~/.databrickscfg has no nope profile configured. Config: profile=nope"
    assert bare.error("current-user me -p nope") == message


def test_another_file_of_profiles_can_be_named(bare: Shell, recording: Recording) -> None:
    (bare.cwd / "other.cfg").write_text(f"[DEFAULT]\nhost = {recording.url}\ntoken = other\n")
    bare.env["DATABRICKS_CONFIG_FILE"] = str(bare.cwd / "other.cfg")
    bare.out("current-user me")
    assert bearer(recording) == "Bearer other"


def test_a_relative_file_of_profiles_lies_in_the_callers_folder(
    bare: Shell, recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, caller = tmp_path / "server", tmp_path / "caller"
    server.mkdir()
    caller.mkdir()
    monkeypatch.chdir(server)
    shell = Shell({**bare.env, "DATABRICKS_CONFIG_FILE": "project.cfg"}, caller, stdin=b"dapi-project\n")
    shell.out(f"configure --host {recording.url} --profile project")
    assert "dapi-project" in (caller / "project.cfg").read_text()
    shell.out("current-user me -p project")
    assert bearer(recording) == "Bearer dapi-project"
    expected = "Error: resolve: project.cfg has no nope profile configured. Config: profile=nope"
    assert shell.error("current-user me -p nope") == expected
    assert "(from project.cfg config file)" in shell.out("auth describe -p project")
    assert list(server.iterdir()) == []


def test_without_a_home_there_is_no_file_of_profiles(bare: Shell, recording: Recording) -> None:
    del bare.env["HOME"]
    expected = "Error: cannot find ~/.databrickscfg: $HOME is not defined"
    assert bare.error("current-user me -p nope") == expected
    bare.env |= {"DATABRICKS_HOST": recording.url, "DATABRICKS_TOKEN": "dapi1"}
    bare.out("current-user me")
    assert bearer(recording) == "Bearer dapi1"


def test_a_service_principal_gets_a_token_first(bare: Shell, recording: Recording) -> None:
    bare.env |= {
        "DATABRICKS_HOST": recording.url,
        "DATABRICKS_CLIENT_ID": "app",
        "DATABRICKS_CLIENT_SECRET": "dose1",
    }
    recording.answer("POST /oidc/v1/token", {"access_token": "fresh", "token_type": "Bearer"})
    bare.out("current-user me")
    asked = recording.sent[0]
    assert asked.body == "grant_type=client_credentials&scope=all-apis"
    assert base64.b64decode(asked.headers["authorization"].removeprefix("Basic ")) == b"app:dose1"
    assert bearer(recording) == "Bearer fresh"


def test_a_refused_secret_says_so(bare: Shell, recording: Recording) -> None:
    bare.env |= {"DATABRICKS_HOST": recording.url, "DATABRICKS_CLIENT_ID": "app", "DATABRICKS_CLIENT_SECRET": "no"}
    refusal = {"error": "invalid_client", "error_description": "Client authentication failed"}
    recording.answer("POST /oidc/v1/token", refusal, status=401)
    expected = "Error: oauth-m2m auth: oauth2: invalid_client: Client authentication failed"
    assert bare.error("current-user me") == expected


def test_two_ways_to_sign_in_are_one_too_many(asking: Shell, recording: Recording) -> None:
    asking.env |= {"DATABRICKS_CLIENT_ID": "app", "DATABRICKS_CLIENT_SECRET": "dose1"}
    assert asking.error("current-user me") == (
        "Error: validate: more than one authorization method configured: oauth and pat. "
        f"Config: host={recording.url}, token=***, client_id=app, client_secret=***. "
        "Env: DATABRICKS_HOST, DATABRICKS_TOKEN, DATABRICKS_CLIENT_ID, DATABRICKS_CLIENT_SECRET"
    )


def test_configure_writes_a_profile_that_is_then_used(bare: Shell, recording: Recording) -> None:
    bare.stdin = b"dapi-new\n"
    assert bare.out(f"configure --host {recording.url}/?o=1 --token") == ""
    file = bare.cwd / "home" / ".databrickscfg"
    assert file.read_text() == (
        "; The profile in the section DEFAULT is used when no other is named.\n"
        f"[DEFAULT]\nhost  = {recording.url}\ntoken = dapi-new\n"
    )
    assert file.stat().st_mode & 0o777 == 0o600
    bare.out("current-user me")
    assert bearer(recording) == "Bearer dapi-new"


def test_configure_keeps_the_other_profiles(bare: Shell, recording: Recording) -> None:
    write_profiles(bare, "[old]\nhost = https://old.example.com\ntoken = 1\n")
    bare.stdin = b"2"
    bare.out("configure --host new.example.com -p new")
    recording.answer(ME, {}, status=200)
    assert bare.json("auth profiles --skip-validate -o json")["profiles"] == [
        {"name": "old", "host": "https://old.example.com", "cloud": "aws", "auth_type": "pat", "valid": False},
        {"name": "new", "host": "https://new.example.com", "cloud": "aws", "auth_type": "pat", "valid": False},
    ]


def test_profiles_says_which_ones_can_sign_in(bare: Shell, recording: Recording) -> None:
    write_profiles(bare, f"[good]\nhost = {recording.url}\ntoken = 1\n[bad]\nhost = http://127.0.0.1:1\ntoken = 2\n")
    rows = [line.split() for line in bare.out("auth profiles").splitlines()]
    assert rows == [["Name", "Host", "Valid"], ["good", recording.url, "YES"], ["bad", "http://127.0.0.1:1", "NO"]]


def test_describe_says_where_each_attribute_came_from(asking: Shell, recording: Recording) -> None:
    recording.answer(ME, {"userName": "ada@example.com"})
    assert asking.out("auth describe").splitlines() == [
        f"Host: {recording.url}",
        "User: ada@example.com",
        "Authenticated with: pat",
        "-----",
        "Current configuration:",
        f"  ✓ host: {recording.url} (from DATABRICKS_HOST environment variable)",
        "  ✓ token: ******** (from DATABRICKS_TOKEN environment variable)",
        "  ✓ profile: default",
        "  ✓ auth_type: pat",
    ]


def test_describe_tells_why_it_cannot_sign_in(bare: Shell) -> None:
    first = bare.out("auth describe").splitlines()[0]
    assert first.startswith("Unable to authenticate: default auth: cannot configure default credentials")


def test_env_gives_the_variables_to_others(asking: Shell, recording: Recording) -> None:
    expected = {"DATABRICKS_AUTH_TYPE": "pat", "DATABRICKS_HOST": recording.url, "DATABRICKS_TOKEN": "dapi1"}
    assert asking.json("auth env") == {"env": expected}
    assert f"DATABRICKS_HOST={recording.url}\n" in asking.out("auth env -o text")


def test_env_of_a_host_takes_the_profile_that_is_for_it(asking: Shell, recording: Recording) -> None:
    two = f"[one]\nhost = https://one.example.com\ntoken = 1\n[two]\nhost = {recording.url}/\ntoken = 2\n"
    write_profiles(asking, two)
    assert asking.json("auth env --host one.example.com")["env"]["DATABRICKS_TOKEN"] == "1"
    assert asking.json(f"auth env --host {recording.url}")["env"]["DATABRICKS_CONFIG_PROFILE"] == "two"
    write_profiles(asking, two + f"[three]\nhost = {recording.url}\ntoken = 3\n")
    expected = f"Error: two and three match {recording.url} in ~/.databrickscfg"
    assert asking.error(f"auth env --host {recording.url}") == expected


def test_token_says_that_client_credentials_have_none(bare: Shell, recording: Recording) -> None:
    write_profiles(bare, f"[robot]\nhost = {recording.url}\nclient_id = app\nclient_secret = dose1\n")
    for line in ("auth token -p robot", "auth token robot"):
        assert bare.error(line).startswith('Error: profile "robot" uses M2M authentication (client_id/client_secret). ')
    expected = "Error: no profile specified. Use --profile <name> to specify which profile to use"
    assert bare.error("auth token") == expected
