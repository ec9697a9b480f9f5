"""The shapes in which the Databricks API is described: operations, messages, enums.

Everything here is read from the installed databricks-sdk by `surface.reader` and is immutable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Where = Literal["path", "query", "body"]
Kind = Literal[
    "string",
    "integer",
    "number",
    "boolean",
    "any",
    "bytes",
    "timestamp",
    "duration",
    "fieldmask",
    "message",
    "enum",
    "list",
    "map",
]


@dataclass(frozen=True)
class Type:
    """A value's type.

    `name` is the message's or enum's id (`jobs.Task`); `of` is the element of a list or map (a map's keys are strings).
    On the wire a `timestamp` (RFC 3339), a `duration` (`300s`) and a `fieldmask` (`name,comment`) are strings.
    """

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
    """A parameter of an operation; `argument` is its name in the SDK's method, `where` its place in the request.

    `argument` is empty where the caller does not give it: `account_id` comes from the client's configuration.
    A query parameter that is a message travels flattened: `filter_by.policy_id=1`.
    """

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
    """How a list operation pages.

    `style` is `token`, `scim` (startIndex), `page` (a number that counts up) or `none` (one page, whose `items` the
    SDK unwraps). `items` is the response's field with the elements; None where the response is itself the array.
    `request` and `response` are the fields that carry the token; `request` is empty where the response's field is the
    whole next body. For `scim` and `page` the `request` is the parameter that counts.
    """

    style: Literal["token", "scim", "page", "none"]
    items: str | None
    request: str | None = None
    response: str | None = None


@dataclass(frozen=True)
class Wait:
    """What a long-running operation waits for: poll `poll` until `path` is in `target`.

    `poll` is an operation's id. `bind` says where each of its arguments comes from: from the response's field of that
    name, or, when the response lacks it, from the call's own argument. `message` is the path of the text that
    explains a failure. For operations of the `done: true` kind the path is `("done",)` and the target `("true",)`.
    """

    poll: str
    bind: tuple[tuple[str, str], ...]
    path: tuple[str, ...]
    target: tuple[str, ...]
    failure: tuple[str, ...]
    message: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One call of the API.

    `id` is `<accessor>.<method>` of the SDK's client, for example `clusters.create` or, for the account client,
    `account.workspaces.list`. `path` holds its path parameters in braces; one that stands without a slash before it
    (`/api/2.0/fs/files{file_path}`) brings its own slashes. `body` is the argument of the parameter whose value IS
    the body, or None when the body's fields are the parameters with `where == "body"`. `response` is None for an
    empty answer; for a list it is the page's message. `raw` says that the request's or response's body is bytes and
    not JSON; a raw `response` message then describes headers beside `contents`. `wrapper` marks calls of the SDK's
    hand-written mixins, which share verb and path with another operation (`workspace.upload` is `workspace.import_`
    as a form).
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
    wrapper: bool = False

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
    """The whole API of one databricks-sdk version.

    `mixins` is the fingerprint of its hand-written modules; `services` has each accessor's documentation.
    """

    sdk_version: str
    operations: Mapping[str, Operation]
    messages: Mapping[str, Message]
    enums: Mapping[str, Enum]
    mixins: str = ""
    services: Mapping[str, str] = field(default_factory=dict)
