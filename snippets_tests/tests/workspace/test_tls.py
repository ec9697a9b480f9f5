"""HTTPS: the clients that people have, with and without trust in the authority that the workspace made."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from databricks.sdk import WorkspaceClient

from snippets_tests import surface
from snippets_tests.tests.workspace.cli.conftest import Shell
from snippets_tests.workspace import Tenant, Workspace
from snippets_tests.workspace.server import Server, serve
from snippets_tests.workspace.tls import VARIABLES, Certificate, trusting

ME = "/api/2.0/preview/scim/v2/Me"


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "ca-bundle.pem"


@pytest.fixture
def secured(bundle: Path) -> Iterator[Server]:
    certificate = Certificate()
    certificate.write_bundle(bundle)
    with serve(Workspace(surface.load()), tls=certificate) as running:
        yield running


@pytest.fixture
def reached(secured: Server, tmp_path: Path) -> Tenant:
    files = tmp_path / "files"
    files.mkdir()
    return secured._workspace.create_tenant("tls", files, secured.url)


def test_the_sdk_trusts_the_bundle(reached: Tenant, bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    w = WorkspaceClient(host=reached.host, token=reached.token)
    assert reached.host.startswith("https://127.0.0.1:")
    assert w.current_user.me().user_name == "ada@example.com"


def test_a_service_principal_signs_in_over_https(
    reached: Tenant, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    w = WorkspaceClient(host=reached.host, token=reached.token)
    robot = w.service_principals.create(display_name="robot")
    secret = w.service_principal_secrets_proxy.create(str(robot.id)).secret
    signed_in = WorkspaceClient(host=reached.host, client_id=robot.application_id, client_secret=secret)
    assert signed_in.current_user.me().user_name == robot.application_id
    found = requests.get(f"{reached.host}/oidc/.well-known/oauth-authorization-server", timeout=10).json()
    assert found["token_endpoint"] == f"{reached.host}/oidc/v1/token"


def test_without_trust_a_client_refuses(reached: Tenant) -> None:
    with pytest.raises(requests.exceptions.SSLError, match="CERTIFICATE_VERIFY_FAILED"):
        requests.get(reached.host, timeout=10)


@pytest.mark.parametrize(("trusts", "code"), [(True, 0), (False, 60)], ids=["with --cacert", "without"])
def test_curl(reached: Tenant, bundle: Path, trusts: bool, code: int) -> None:
    command = ["curl", "--silent", "--fail", reached.host + ME, "-H", f"Authorization: Bearer {reached.token}"]
    ran = subprocess.run([*command, *(["--cacert", str(bundle)] if trusts else [])], capture_output=True, check=False)
    assert ran.returncode == code
    assert (b"ada@example.com" in ran.stdout) == trusts


def test_the_command_trusts_what_its_caller_does(reached: Tenant, bundle: Path) -> None:
    env = {"DATABRICKS_HOST": reached.host, "DATABRICKS_TOKEN": reached.token, "HOME": str(bundle.parent)}
    databricks = Shell(env, bundle.parent)
    assert "tls: failed to verify certificate: " in databricks.error("current-user me")
    env["SSL_CERT_FILE"] = bundle.name
    assert databricks.json("current-user me -o json")["userName"] == "ada@example.com"
    env["SSL_CERT_FILE"] = "absent.pem"
    assert databricks.error("current-user me").endswith("absent.pem: No such file or directory")


def test_http_in_the_clear_is_told_so(secured: Server) -> None:
    connection = http.client.HTTPConnection(secured.url.removeprefix("https://"))
    connection.request("GET", "/")
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (400, b"Client sent an HTTP request to an HTTPS server.\n")


def test_the_accounts_console_speaks_https_too(secured: Server, bundle: Path) -> None:
    assert secured.account_url.startswith("https://127.0.0.1:")
    assert requests.get(secured.account_url, verify=str(bundle), timeout=10).status_code == 200


def test_the_bundle_keeps_what_was_trusted_and_holds_no_key(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "house.pem").write_text("# the authority of our house\n")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "house.pem"))
    Certificate().write_bundle(bundle)
    first = bundle.read_text()
    assert first.count("BEGIN CERTIFICATE") == 1
    assert "# the authority of our house" in first
    assert "PRIVATE KEY" not in first
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    Certificate().write_bundle(bundle)
    assert first not in bundle.read_text(), "the authority of the last start is gone"


def test_the_program_says_what_to_trust(tmp_path: Path) -> None:
    program = [sys.executable, "-m", "snippets_tests.cli", "workspace", "--port", "0", "--tls"]
    state = tmp_path / "state"
    with subprocess.Popen([*program, "--state", str(state)], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said: dict[str, str] = {}
            while "DATABRICKS_TOKEN" not in said:
                name, _, value = process.stdout.readline().strip().partition("=")
                said[name] = value
            assert {name: said[name] for name in VARIABLES} == trusting(state / "ca-bundle.pem")
            script = 'curl --silent --fail "$DATABRICKS_HOST"' + ME + ' -H "Authorization: Bearer $DATABRICKS_TOKEN"'
            ran = subprocess.run(["sh", "-c", script], env={**os.environ, **said}, capture_output=True, check=False)
        finally:
            process.terminate()
    assert (ran.returncode, b"ada@example.com" in ran.stdout) == (0, True)
