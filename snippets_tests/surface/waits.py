"""Reads what the SDK's long-running operations wait for."""

from __future__ import annotations

import ast
import re

from snippets_tests.surface.messages import Types
from snippets_tests.surface.model import Message, Type, Wait
from snippets_tests.surface.source import ReadError


class Waits:
    """Finds an operation's `Wait`, from its `wait_*` method or from its operation class (`done: true`)."""

    def __init__(self, types: Types, messages: dict[str, Message]) -> None:
        self._types, self._messages = types, messages

    def of(
        self, accessor: str, service: str, node: ast.ClassDef, method: ast.FunctionDef, response: Type | None
    ) -> Wait | None:
        """The wait of one method; None when it returns at once."""
        for statement in ast.walk(method):
            match statement:
                case ast.Return(
                    value=ast.Call(func=ast.Name(id="Wait"), args=[ast.Attribute(attr=name)], keywords=bound)
                ):
                    waiter = next(item for item in node.body if isinstance(item, ast.FunctionDef) and item.name == name)
                    return self._waiter(accessor, service, waiter, bound)
                case ast.Return(
                    value=ast.Call(func=ast.Name(id=name), args=[ast.Name(id="self"), ast.Name(id="operation")])
                ):
                    return self._operation(accessor, name, node, service)
        return None

    def _waiter(self, accessor: str, service: str, waiter: ast.FunctionDef, bound: list[ast.keyword]) -> Wait:
        poll = ""
        path: tuple[str, ...] = ()
        message: tuple[str, ...] = ()
        states: dict[str, tuple[str, ...]] = {"target_states": (), "failure_states": ()}
        for statement in ast.walk(waiter):
            match statement:
                case ast.Assign(targets=[ast.Name(id="poll")], value=ast.Call(func=ast.Attribute(attr=name))):
                    poll = f"{accessor}.{name}"
                case ast.Assign(targets=[ast.Name(id="status")], value=ast.Attribute() as value):
                    path = _attributes(value)
                case ast.Assign(targets=[ast.Name(id="status_message")], value=ast.Attribute() as value):
                    message = _attributes(value)
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Tuple(elts=elements)) if name in states:
                    states[name] = tuple(self._value(element, service, waiter) for element in elements)
        bind = tuple((item.arg, _bound_field(item)) for item in bound if item.arg and item.arg != "response")
        if not poll or not path or not states["target_states"]:
            raise ReadError(f"service/{service}.py:{waiter.lineno}: {waiter.name} does not say what it waits for")
        return Wait(poll, bind, path, states["target_states"], states["failure_states"], message)

    def _value(self, element: ast.expr, service: str, waiter: ast.FunctionDef) -> str:
        if not isinstance(element, ast.Attribute):
            raise ReadError(f"service/{service}.py:{waiter.lineno}: {waiter.name}: odd state {ast.unparse(element)}")
        enum = self._types.nodes[f"{service}.{ast.unparse(element.value)}"]
        for item in enum.body:
            if isinstance(item, ast.Assign) and ast.unparse(item.targets[0]) == element.attr:
                return str(ast.literal_eval(item.value))
        raise ReadError(f"service/{service}.py:{waiter.lineno}: {waiter.name}: no state {ast.unparse(element)}")

    def _operation(self, accessor: str, name: str, node: ast.ClassDef, service: str) -> Wait:
        text = ast.unparse(self._class(name, service))
        found = re.search(r"self\._impl\.(\w+)\((\w+)=self\._operation\.(\w+)\)", text)
        if not found:
            raise ReadError(f"service/{service}.py: {name} does not say how it is polled")
        poll, argument, field = found.groups()
        return Wait(f"{accessor}.{poll}", ((argument, field),), ("done",), ("true",), (), ("error", "message"))

    def _class(self, name: str, service: str) -> ast.ClassDef:
        return self._types.classes[f"{service}.{name}"]


def _attributes(node: ast.expr) -> tuple[str, ...]:
    return tuple(ast.unparse(node).split(".")[1:])


def _bound_field(item: ast.keyword) -> str:
    if isinstance(item.value, ast.Subscript):
        return str(ast.literal_eval(item.value.slice))
    return ast.unparse(item.value)
