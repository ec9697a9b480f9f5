"""Reads and extends Spark Connect's messages as bytes.

Nothing here knows the protocol's types: clients of Databricks send fields that Spark's own do not have, and a deep plan
is more than Python's reader takes. All requests have the session in field 1 and the user in field 2, and a later value
of a field counts more than an earlier one (https://protobuf.dev/programming-guides/encoding/#last-one-wins).
"""

from __future__ import annotations

from collections.abc import Iterator

SESSION, USER = 1, 2
# Of AnalyzePlanRequest and AnalyzePlanResponse: the question for the version, and its answer.
VERSION_ASKED, VERSION_ANSWERED = 10, 8
# Of the answer, only in Databricks' protocol: the runtime's version.
RUNTIME = 800

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


class NoMessage(ValueError):
    """These bytes are no message."""


def session(request: bytes) -> str:
    """The client's session that a request belongs to."""
    return next((value.decode() for number, value in _texts(request) if number == SESSION), "")


def asks_for_version(request: bytes) -> bool:
    """Whether an AnalyzePlan request asks for the server's version."""
    return any(number == VERSION_ASKED for number, _ in _texts(request))


def with_user(request: bytes, user: str) -> bytes:
    """The request as one of this user, whoever the client says that it is."""
    return request + _field(USER, _field(1, user.encode()) + _field(2, user.encode()))


def with_runtime(response: bytes, runtime: str) -> bytes:
    """The answer with the version of Databricks Runtime in it."""
    return response + _field(VERSION_ANSWERED, _field(RUNTIME, runtime.encode()))


def _texts(message: bytes) -> Iterator[tuple[int, bytes]]:
    """The fields of a message that hold bytes: texts and messages."""
    position = 0
    while position < len(message):
        tag, position = _varint(message, position)
        number, kind = tag >> 3, tag & 7
        if kind == VARINT:
            _, position = _varint(message, position)
        elif kind in (FIXED64, FIXED32):
            position += 8 if kind == FIXED64 else 4
        elif kind == BYTES:
            size, position = _varint(message, position)
            yield number, message[position : position + size]
            position += size
        else:
            raise NoMessage(f"field {number} has the unknown kind {kind}")


def _varint(message: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if position >= len(message) or shift > 63:
            raise NoMessage("the message ends too early")
        byte = message[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7


def _field(number: int, value: bytes) -> bytes:
    return _encoded(number << 3 | BYTES) + _encoded(len(value)) + value


def _encoded(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
