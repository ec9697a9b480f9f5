"""The workspace's port takes HTTP and gRPC; who speaks what is seen from the first bytes."""

from __future__ import annotations

import socket
import ssl

import pytest

from snippets_tests.workspace.connect import tunnel


def hello(*protocols: str) -> bytes:
    """What a TLS client says first."""
    context, outgoing = ssl.create_default_context(), ssl.MemoryBIO()
    if protocols:
        context.set_alpn_protocols(protocols)
    with pytest.raises(ssl.SSLWantReadError):
        context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname="localhost").do_handshake()
    return outgoing.read()


@pytest.mark.parametrize("protocols", [(), ("h2",), ("h2", "http/1.1"), ("http/1.1",)])
def test_the_offered_protocols_are_read(protocols: tuple[str, ...]) -> None:
    assert tunnel.offered(hello(*protocols)) == list(protocols)


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (hello("h2"), "tls"),
        (hello("h2", "http/1.1"), None),
        (hello(), None),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "plain"),
        (b"GET / HTTP/1.1\r\n\r\n", None),
        (b"PR", None),
        (b"\x16\x03\x01", None),
    ],
    ids=["grpc", "a browser", "no ALPN", "HTTP/2", "HTTP/1.1", "cut short", "cut record"],
)
def test_grpc_is_told_from_http_and_nothing_is_taken(sent: bytes, kind: str | None) -> None:
    here, there = socket.socketpair()
    with here, there:
        there.sendall(sent)
        there.shutdown(socket.SHUT_WR)
        assert tunnel.kind(here) == kind
        assert here.recv(1 << 16) == sent
