"""Which function is the behaviour of which operation.

    @operation("secrets.delete_scope")
    def delete_scope(call: Call, scope: str) -> None: ...

Behind `call` a function takes the arguments of the SDK's method under the same names, already validated; what a caller
left out is not passed. It must take every one of them (`**rest` takes what has no name of its own), so that none is
ignored by oversight. An unknown operation, a missing argument or a second function for one operation stops the import.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from snippets_tests import surface
from snippets_tests.surface.model import Operation, Surface, Type
from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.errors import PermissionDenied
from snippets_tests.workspace.tenant import Tenant
from snippets_tests.workspace.wire import Request


@dataclass(frozen=True)
class Call:
    """Everything about one call beside its arguments. `operation` is None for an endpoint that the SDK lacks."""

    tenant: Tenant
    principal: Principal
    request: Request
    surface: Surface
    operation: Operation | None

    @property
    def account(self) -> bool:
        """Whether the operation is one of the account's."""
        return self.operation is not None and self.operation.level == "account"

    def require_admin(self, message: str = "Only workspace admins can do this.") -> None:
        """Refuse everyone but the workspace's admins; who got this far on the account is an admin of the account."""
        if not self.principal.admin and not self.account:
            raise PermissionDenied(message)


Handler = Callable[..., Any]
AnyFunction = TypeVar("AnyFunction", bound=Handler)


@dataclass(frozen=True)
class Endpoint:
    """A verb and path that databricks-sdk lacks: `public` ones need no token and get the request and the workspace."""

    verb: str
    path: str
    function: Handler
    public: bool


class RegistrationError(Exception):
    """A function cannot be the behaviour that it says it is."""


# Operations to those of the SDK's mixins that share their verb and path.
WRAPPERS = {"workspace.import_": ("workspace.upload",), "workspace.export": ("workspace.download",)}

# Body fields that clients send and the service takes, and that the SDK lacks; each is of the kind of one that it knows.
CLIENTS_SEND = {
    "dbfs.put": {"file": "contents"},
    "model_registry.create_model_version": {"model_id": "run_id"},
    "serving_endpoints.query": {"params": "inputs"},
    "statement_execution.execute_statement": {"session_id": "catalog", "result_compression": "catalog"},
    "statement_execution.get_statement_result_chunk_n": {"row_offset": "chunk_index"},
}

# Fields to which clients give more than the SDK knows: the function checks them by itself.
WIDER = {
    "statement_execution.execute_statement": {"disposition": Type("string"), "parameters": Type("list", of=Type("any"))}
}

# Filled while the service modules are imported, and only read afterwards.
_operations: dict[str, Handler] = {}
_endpoints: dict[tuple[str, str], Endpoint] = {}


def operation(operation_id: str) -> Callable[[AnyFunction], AnyFunction]:
    """Make the decorated function the behaviour of an operation of the SDK."""

    def register(function: AnyFunction) -> AnyFunction:
        known = surface.load().operations
        if operation_id not in known:
            raise RegistrationError(f"{_place(function)}: databricks-sdk has no operation {operation_id!r}")
        if operation_id in _operations:
            both = f"{_place(_operations[operation_id])} and {_place(function)}"
            raise RegistrationError(f"{both}: two functions for the operation {operation_id!r}")
        _check_signature(function, complete(known[operation_id], surface.load()))
        _operations[operation_id] = function
        return function

    return register


def endpoint(verb: str, path: str, *, public: bool = False) -> Callable[[AnyFunction], AnyFunction]:
    """Make the decorated function the behaviour of a verb and path that the SDK does not have."""

    def register(function: AnyFunction) -> AnyFunction:
        if (verb, path) in _endpoints:
            both = f"{_place(_endpoints[verb, path].function)} and {_place(function)}"
            raise RegistrationError(f"{both}: two functions for {verb} {path}")
        _endpoints[verb, path] = Endpoint(verb, path, function, public)
        return function

    return register


def complete(operation: Operation, known: Surface) -> Operation:
    """An operation with the parameters that the SDK's hand-written methods send to the same verb and path."""
    for other in WRAPPERS.get(operation.id, ()):
        names = {parameter.name for parameter in operation.parameters}
        extra = (
            replace(parameter, argument=parameter.name, required=False)
            for parameter in known.operations[other].parameters
            if parameter.name not in names
        )
        operation = replace(operation, parameters=(*operation.parameters, *extra))
    by_name = {parameter.name: parameter for parameter in operation.parameters}
    sent = CLIENTS_SEND.get(operation.id, {}).items()
    more = (
        replace(
            by_name[like],
            name=name,
            argument=name,
            required=False,
            where="query" if by_name[like].where == "path" else by_name[like].where,
        )
        for name, like in sent
    )
    wider = WIDER.get(operation.id, {})
    widened = (replace(parameter, type=wider.get(parameter.name, parameter.type)) for parameter in operation.parameters)
    return replace(operation, parameters=(*widened, *more))


def operations() -> Mapping[str, Handler]:
    """The functions of all operations with behaviour of their own."""
    return _operations


def endpoints() -> tuple[Endpoint, ...]:
    """The endpoints beside the SDK's operations."""
    return tuple(_endpoints.values())


def _check_signature(function: Handler, operation: Operation) -> None:
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters or parameters[0].name != "call":
        raise RegistrationError(f"{_place(function)}: the first parameter must be `call`")
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return
    taken = {parameter.name for parameter in parameters[1:]}
    given = {parameter.argument for parameter in operation.parameters if parameter.argument}
    for names, what in ((given - taken, "does not take"), (taken - given, "takes what the SDK does not give")):
        if names:
            raise RegistrationError(f"{_place(function)}: {operation.id} {what}: {', '.join(sorted(names))}")


def _place(function: Handler) -> str:
    code = inspect.unwrap(function).__code__
    return f"{code.co_filename}:{code.co_firstlineno}"
