"""Spark Connect's server inside the run's JVM: what Databricks Connect and other remote clients of Spark speak to.

It knows no tenants and no tokens; the workspace stands before it and says whose session a request belongs to.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .naming import readable

if TYPE_CHECKING:
    from .jvm import Jvm


@dataclass(frozen=True)
class Remote:
    """Where a user's session is: the server's address, the secret that it asks for, the user's name there."""

    address: str
    secret: str
    user: str


class ConnectServer:
    """The server, from its start until the JVM's end.

    Args:
        jvm: Of the run; the server's settings may still be given, as it reads them when it starts.
    """

    def __init__(self, jvm: Jvm) -> None:
        # Whoever finds the port must not get in without a tenant's token.
        self.secret = secrets.token_hex(16)
        settings = jvm.context._jvm.org.apache.spark.SparkEnv.get().conf()
        settings.set("spark.connect.grpc.binding.address", "127.0.0.1")
        settings.set("spark.connect.grpc.binding.port", "0")
        settings.set("spark.connect.authenticate.token", self.secret)
        settings.set("spark.connect.extensions.relation.classes", "io.lakeproof.DeltaRelations")
        settings.set("spark.connect.extensions.command.classes", "io.lakeproof.DeltaCommands")
        for file in _delta_messages():
            jvm.package.DeltaMessages.define(file)
        package = jvm.context._jvm.org.apache.spark.sql.connect.service
        self._service = getattr(package, "SparkConnectService$").__getattr__("MODULE$")
        self._keys = package.SessionKey
        self._service.start(jvm.context._jsc.sc())
        self.address = f"127.0.0.1:{self._service.localPort()}"

    def session(self, user: str, session: str) -> Any:
        """The Spark session of a client's session, made at its first request; None when the client has closed it."""
        from py4j.protocol import Py4JJavaError

        try:
            return self._service.getOrCreateIsolatedSession(user, session).session()
        except Py4JJavaError:
            # The request goes on to the server, which says the same to the client, in its own words.
            return None

    def close(self, user: str, session: str) -> None:
        """End a client's session."""
        self._service.sessionManager().closeSession(self._keys(user, session), False)


def _delta_messages() -> tuple[bytes, ...]:
    """What the messages of a client's `DeltaTable` look like, each file before those that import it."""
    from delta.connect.proto import base_pb2, commands_pb2, relations_pb2

    return tuple(module.DESCRIPTOR.serialized_pb for module in (base_pb2, commands_pb2, relations_pb2))


def readable_details(response: bytes) -> bytes:
    """The answer to FetchErrorDetails with users' names where Spark's own show."""
    from pyspark.sql.connect.proto import base_pb2

    return bytes(make_readable(base_pb2.FetchErrorDetailsResponse.FromString(response)).SerializeToString())


def make_readable(message: Any) -> Any:
    """Put users' names into every text of a message, wherever in it; returns the message."""
    for field, value in message.ListFields():
        entry = field.message_type
        if entry is not None and entry.GetOptions().map_entry:
            if entry.fields_by_name["value"].type == field.TYPE_STRING:
                for key in value:
                    value[key] = readable(value[key])
        elif entry is not None:
            for part in value if field.is_repeated else [value]:
                make_readable(part)
        elif field.type == field.TYPE_STRING and field.is_repeated:
            value[:] = [readable(text) for text in value]
        elif field.type == field.TYPE_STRING:
            setattr(message, field.name, readable(value))
    return message
