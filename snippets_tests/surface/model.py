"""The shapes in which the Databricks API is described: operations, messages, enums.

Everything here is read from the installed databricks-sdk by `surface.reader` and is immutable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Where = Literal["path", "query", "body"]
Kind = Literal[
    "string", "integer", "number", "boolean", "any", "bytes", "timestamp", "duration", "message", "enum", "list", "map"
]


@dataclass(frozen=True)
class Type:
    """A value's type. `name` is the message's or enum's id (`jobs.Task`); `of` is the element of a list or map."""

    kind: Kind
    name: str | None = None
    of: Type | None = None


@dataclass(frozen=True)
class Field:
    """One field of a message or one parameter of an operation, by its name on the wire."""

    name: str
    type: Type
    required: bool
    doc: str = ""


@dataclass(frozen=True)
class Parameter(Field):
    """A parameter of an operation; `argument` is its name in the SDK's method, `where` its place in the request."""

    where: Where = "body"
    argument: str = ""


@dataclass(frozen=True)
class Message:
    """A dataclass of the SDK. `id` is `<service module>.<class>`, for example `compute.ClusterDetails`."""

    id: str
    fields: tuple[Field, ...]
    doc: str = ""


@dataclass(frozen=True)
class Enum:
    """An enum of the SDK with its values on the wire."""

    id: str
    values: tuple[str, ...]
    doc: str = ""


@dataclass(frozen=True)
class Paging:
    """How a list operation pages; style `none` is a single page of which the SDK unwraps `items`."""

    style: Literal["token", "scim", "offset", "none"]
    items: str | None
    request: str | None = None
    response: str | None = None


@dataclass(frozen=True)
class Wait:
    """What a long-running operation waits for, by the SDK's `wait_*` method: `poll` until `path` is in `target`."""

    poll: str
    argument: str
    path: tuple[str, ...]
    target: tuple[str, ...]
    failure: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """One call of the API.

    `id` is `<accessor>.<method>` of the SDK's client, for example `clusters.create` or, for the account client,
    `account.workspaces.list`. `body` is the parameter whose value IS the body, or None
    when the body's fields are the `where == "body"` parameters. `response` is None for an empty answer.
    """

    id: str
    level: Literal["workspace", "account"]
    verb: str
    path: str
    parameters: tuple[Parameter, ...]
    body: str | None
    response: Type | None
    paging: Paging | None
    wait: Wait | None
    doc: str = ""
    raw: Literal["none", "request", "response"] = "none"

    @property
    def accessor(self) -> str:
        """The SDK's accessor, `clusters` in `w.clusters.create`."""
        return self.id.rpartition(".")[0]

    @property
    def method(self) -> str:
        """The SDK's method, `create` in `w.clusters.create`."""
        return self.id.rpartition(".")[2]


@dataclass(frozen=True)
class Surface:
    """The whole API of one databricks-sdk version."""

    sdk_version: str
    operations: dict[str, Operation]
    messages: dict[str, Message]
    enums: dict[str, Enum]
