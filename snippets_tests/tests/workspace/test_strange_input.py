"""Requests that no well-behaved client sends: each is refused in Databricks' form, and none is carried out."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue

from snippets_tests.workspace import Tenant
from snippets_tests.workspace.server import Server

CREATE_SCOPE = "POST /api/2.0/secrets/scopes/create HTTP/1.1\r\nHost: x\r\n"


def talk(server: Server, request: bytes) -> bytes:
    """Send bytes, end sending, and read until the server hangs up."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as raw:
        raw.sendall(request)
        raw.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: raw.recv(65536), b""))


def ask(tenant: Tenant, method: str, path: str, body: str = "") -> tuple[int, str, str]:
    connection = http.client.HTTPConnection(tenant.host.removeprefix("http://"))
    headers = {"Authorization": f"Bearer {tenant.token}", "Content-Type": "application/json"}
    connection.request(method, path, body.encode(), headers)
    answer = connection.getresponse()
    parsed = json.loads(answer.read())
    connection.close()
    return answer.status, parsed["error_code"], parsed["message"]


@pytest.mark.parametrize("body", ["[" * 100_000, '{"scope": "\\ud800"}', '{"scope": NaN', "\0"])
def test_a_body_that_is_no_text_in_json_is_malformed(tenant: Tenant, body: str) -> None:
    assert ask(tenant, "POST", "/api/2.0/secrets/scopes/create", body)[:2] == (400, "MALFORMED_REQUEST")


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/2.0/nope"), ("PROPFIND", "/api/2.0/secrets/scopes/list")])
def test_what_is_no_operation_is_said_to_be_none(tenant: Tenant, method: str, path: str) -> None:
    expected = f"No API found for '{method} {path.removeprefix('/api/2.0')}'"
    assert ask(tenant, method, path) == (404, "ENDPOINT_NOT_FOUND", expected)


def test_a_name_with_a_slash_reaches_its_operation(tenant: Tenant) -> None:
    status, code, message = ask(tenant, "GET", "/api/2.0/sandboxes/mine")
    assert (status, code, message) == (404, "RESOURCE_DOES_NOT_EXIST", "Sandbox 'sandboxes/mine' does not exist.")


@pytest.mark.parametrize("header", ["Content-Length: 400", "Transfer-Encoding: chunked"])
def test_half_a_request_is_not_carried_out(server: Server, tenant: Tenant, w: WorkspaceClient, header: str) -> None:
    head = f"{CREATE_SCOPE}Authorization: Bearer {tenant.token}\r\n{header}\r\n\r\n"
    size = "190\r\n" if "chunked" in header else ""
    answer = talk(server, f'{head}{size}{{"scope": "half"}}'.encode())
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert list(w.secrets.list_scopes()) == []


@pytest.mark.parametrize(
    "rest", ["Content-Length: \u00b2\r\n\r\n", "Content-Length: -1\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n-5\r\n"]
)
def test_a_size_that_is_no_number_is_refused(server: Server, rest: str) -> None:
    assert talk(server, (CREATE_SCOPE + rest).encode("latin-1")).startswith(b"HTTP/1.1 400 ")


LISTS: list[Callable[[WorkspaceClient, int], object]] = [
    lambda w, size: next(iter(w.catalogs.list(max_results=size)), None),
    lambda w, size: next(iter(w.clusters.list(page_size=size)), None),
    lambda w, size: next(iter(w.connections.list(max_results=size)), None),
    lambda w, size: next(iter(w.files.list_directory_contents("/Volumes/main/default/v", page_size=size)), None),
]


@pytest.mark.parametrize("listed", LISTS)
def test_a_negative_page_is_refused(w: WorkspaceClient, tenant: Tenant, listed: Callable[..., object]) -> None:
    tenant.metastore.create_volume("main", "default", "v")
    with pytest.raises(InvalidParameterValue):
        listed(w, -1)


def test_a_page_of_size_zero_is_the_services_own_size(w: WorkspaceClient, tenant: Tenant) -> None:
    tenant.metastore.create_volume("main", "default", "v")
    home = tenant.files / "volumes/main/default/v"
    home.mkdir(parents=True)
    for number in range(101):
        (home / f"{number:03}").touch()
    found = [entry.name for entry in w.files.list_directory_contents("/Volumes/main/default/v", page_size=0)]
    assert found == [f"{number:03}" for number in range(101)]
