from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from databricks.sdk import WorkspaceClient

from snippets_tests import surface
from snippets_tests.workspace import Tenant, Workspace
from snippets_tests.workspace.server import Server, ServerError, serve


@pytest.fixture
def connection(server: Server) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"))
    yield connection
    connection.close()


def put(tenant: Tenant, path: str, **more: str) -> tuple[str, str, dict[str, str]]:
    return (
        "PUT",
        f"/api/2.0/fs/files/Volumes/main/default/v/{path}",
        {"Authorization": f"Bearer {tenant.token}", **more},
    )


def test_a_connection_is_kept_for_many_requests(connection: http.client.HTTPConnection, tenant: Tenant) -> None:
    for _ in range(3):
        connection.request("GET", "/api/2.0/clusters/list", headers={"Authorization": f"Bearer {tenant.token}"})
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())) == (200, {})
        assert answer.version == 11
        assert connection.sock is not None


def test_a_body_may_come_in_chunks(connection: http.client.HTTPConnection, tenant: Tenant) -> None:
    tenant.metastore.create_volume("main", "default", "v")
    method, path, headers = put(tenant, "chunks.txt")
    connection.request(method, path, body=iter([b"one ", b"", b"two"]), headers=headers, encode_chunked=True)
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (204, b"")
    assert (tenant.files / "volumes/main/default/v/chunks.txt").read_bytes() == b"one two"


def test_a_client_that_waits_for_the_go_ahead_gets_it(server: Server, tenant: Tenant) -> None:
    tenant.metastore.create_volume("main", "default", "v")
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as raw:
        method, path, headers = put(tenant, "slow.txt", Host=host, Expect="100-continue", **{"Content-Length": "5"})
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        raw.sendall("\r\n".join(lines).encode())
        assert raw.recv(100).startswith(b"HTTP/1.1 100 Continue")
        raw.sendall(b"hello")
        assert raw.recv(1000).startswith(b"HTTP/1.1 204")


def test_head_answers_with_headers_alone(connection: http.client.HTTPConnection, tenant: Tenant) -> None:
    tenant.metastore.create_volume("main", "default", "v")
    method, path, headers = put(tenant, "a.txt")
    connection.request(method, path, body=b"12345", headers=headers)
    connection.getresponse().read()
    connection.request("HEAD", path, headers=headers)
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Content-Length"], answer.read()) == (200, "5", b"")
    connection.request("GET", "/api/2.0/clusters/list", headers=headers)
    assert connection.getresponse().status == 200


@pytest.mark.parametrize("size", ["x", str(1 << 40)])
def test_a_senseless_or_huge_length_is_refused_before_reading(server: Server, size: str) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as raw:
        raw.sendall(f"POST /api/2.0/dbfs/put HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n".encode())
        assert raw.recv(100).split(b" ")[1] in (b"400", b"413")


def test_a_taken_port_is_said_plainly(server: Server) -> None:
    port = int(server.url.rpartition(":")[2])
    with pytest.raises(ServerError, match=f"port {port} of 127.0.0.1 is taken by another program"):
        serve(Workspace(surface.load()), port=port)


def test_a_closed_server_frees_its_port() -> None:
    with serve(Workspace(surface.load())) as first:
        port = int(first.url.rpartition(":")[2])
    with serve(Workspace(surface.load()), port=port) as second:
        assert second.url == first.url


def test_many_clients_at_once_get_their_own_answers(server: Server, tenant: Tenant) -> None:
    def one(number: int) -> str:
        client = WorkspaceClient(host=server.url, token=tenant.token)
        client.secrets.create_scope(f"s{number}")
        return ",".join(sorted(s.name or "" for s in client.secrets.list_scopes() if s.name == f"s{number}"))

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(one, range(24))) == sorted(f"s{number}" for number in range(24))


def test_curls_default_content_type_is_read_as_json(server: Server, tenant: Tenant) -> None:
    headers = {"Authorization": f"Bearer {tenant.token}", "Content-Type": "application/x-www-form-urlencoded"}
    answer = requests.post(f"{server.url}/api/2.0/secrets/scopes/create", data='{"scope": "etl"}', headers=headers)
    assert (answer.status_code, answer.json()) == (200, {})
