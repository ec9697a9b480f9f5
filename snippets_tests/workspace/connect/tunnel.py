"""Tells gRPC from HTTP on a port that takes both, and leads gRPC to the server that answers it."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading

# TLS begins with a record of this kind (RFC 8446, 5.1), HTTP/2 without TLS with this word (RFC 9113, 3.4).
HANDSHAKE = 0x16
PREFACE = b"PRI"
# The extension of a ClientHello that names protocols (RFC 7301).
ALPN = 16
SECONDS = 300


def kind(connection: socket.socket) -> str | None:
    """What a new connection speaks: `tls` or `plain` gRPC, None for anything else. Takes nothing from it."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SECONDS, 0))
    head = _peek(connection, len(PREFACE))
    if head == PREFACE:
        return "plain"
    if head[:1] != bytes([HANDSHAKE]):
        return None
    size = int.from_bytes(_peek(connection, 5)[3:5])
    protocols = offered(_peek(connection, 5 + size))
    return "tls" if "h2" in protocols and "http/1.1" not in protocols else None


def offered(hello: bytes) -> list[str]:
    """The protocols that a TLS client offers in its first record; none when it is no ClientHello."""
    try:
        body = hello[5 + 4 + 2 + 32 :]
        for width in (1, 2, 1):  # session id, cipher suites, compression
            body = body[width + int.from_bytes(body[:width]) :]
        body = body[2:]
        while body:
            number, size = struct.unpack(">HH", body[:4])
            if number == ALPN:
                return _names(body[6 : 4 + size])
            body = body[4 + size :]
    except struct.error:
        pass
    return []


def lead(connection: socket.socket, port: int) -> None:
    """Carry bytes to and from a port of this machine until one side closes."""
    with socket.create_connection(("127.0.0.1", port)) as server:
        for side in (connection, server):
            side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            side.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", 0, 0))
        back = threading.Thread(target=_carry, args=(server, connection), daemon=True, name="connect tunnel")
        back.start()
        _carry(connection, server)
        back.join()


def _carry(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def _peek(connection: socket.socket, size: int) -> bytes:
    try:
        return connection.recv(size, socket.MSG_PEEK | socket.MSG_WAITALL)
    except OSError:
        return b""


def _names(data: bytes) -> list[str]:
    names = []
    while data:
        names.append(data[1 : 1 + data[0]].decode("latin-1"))
        data = data[1 + data[0] :]
    return names
