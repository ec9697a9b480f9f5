"""Reads the SDK's methods: each one's HTTP call, parameters, answer, paging and waiting."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from snippets_tests.surface.messages import Types, clean
from snippets_tests.surface.model import Message, Operation, Paging, Parameter, Type, Where
from snippets_tests.surface.pages import page_message
from snippets_tests.surface.source import ReadError, Source
from snippets_tests.surface.waits import Waits

ACCOUNT_ID = Parameter(
    "account_id", Type("string"), True, "The account's id; the client's configuration gives it.", "path"
)


@dataclass
class Call:
    """What the body of a method says about its one HTTP call."""

    verb: str = ""
    path: str = ""
    in_path: list[str] = field(default_factory=list)
    places: dict[str, tuple[Where, str]] = field(default_factory=dict)
    body: str | None = None
    raw_request: bool = False
    raw_response: bool = False
    answer: Type | None = None
    items: str | None = None
    element: Type | None = None
    token: tuple[str, str] | None = None
    counter: str | None = None
    unwrapped: str | None = None


class Operations:
    """The operations of one SDK; `pages` holds the messages that were made up for lists without a response class."""

    def __init__(self, source: Source, types: Types, messages: dict[str, Message]) -> None:
        self._source, self._types, self._messages = source, types, messages
        self._waits = Waits(types, messages)
        self.pages: dict[str, Message] = {}

    def read(self) -> Iterator[Operation]:
        """Every method of every accessor that makes an HTTP call."""
        for accessor, (service, class_name) in sorted(self._source.accessors().items()):
            node = next(node for node in self._source.classes(service) if node.name == class_name)
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
                    calls = [call for call in ast.walk(method) if _is_http(call)]
                    if len(calls) == 1:
                        yield self._operation(accessor, service, node, method)
                    elif calls:
                        raise ReadError(f"service/{service}.py:{method.lineno}: {method.name} makes {len(calls)} calls")

    def _operation(self, accessor: str, service: str, node: ast.ClassDef, method: ast.FunctionDef) -> Operation:
        where = f"service/{service}.py:{method.lineno}: {class_path(node, method)}"
        call = _Reader(method, service, self._types, where).read()
        name = f"{accessor}.{method.name}"
        parameters = tuple(self._parameters(method, service, call, where))
        response, paging = self._answer(service, accessor, method, call)
        wait = self._waits.of(accessor, service, node, method, response)
        return Operation(
            id=name,
            level="account" if accessor.startswith("account.") else "workspace",
            verb=call.verb,
            path=call.path,
            parameters=parameters,
            body=call.body,
            response=response,
            paging=paging,
            wait=wait,
            doc=_method_doc(method),
            raw="request" if call.raw_request else "response" if call.raw_response else "none",
        )

    def _parameters(self, method: ast.FunctionDef, service: str, call: Call, where: str) -> Iterator[Parameter]:
        docs = _parameter_docs(method)
        if "account_id" in call.in_path and "account_id" not in dict(_arguments(method)):
            yield ACCOUNT_ID
        for argument, required in _arguments(method):
            node = _argument(method, argument)
            if node.annotation is None:
                raise ReadError(f"{where}: {argument} has no annotation")
            kind = self._types.of(node.annotation, service)
            if argument in call.in_path:
                place: tuple[Where, str] = ("path", argument)
            elif argument in call.places:
                place = call.places[argument]
            else:
                raise ReadError(f"{where}: {argument} goes nowhere")
            yield Parameter(place[1], kind, required, docs.get(argument, ""), place[0], argument)

    def _answer(
        self, service: str, accessor: str, method: ast.FunctionDef, call: Call
    ) -> tuple[Type | None, Paging | None]:
        if call.items is not None and call.element is not None:
            style = "token" if call.token else "scim" if call.counter == "startIndex" else "page"
            request, answer = call.token or (call.counter, None)
            message = page_message(self._messages, service, accessor, method.name, call.items, call.element, answer)
            if message.id not in self._messages:
                self.pages[message.id] = message
            return Type("message", name=message.id), Paging(style, call.items, request, answer)  # type: ignore[arg-type]
        if call.unwrapped is not None and call.answer is not None and call.answer.name:
            wire = next(
                item.name for item in self._messages[call.answer.name].fields if _snake(item.name) == call.unwrapped
            )
            return call.answer, Paging("none", wire)
        if call.answer is not None and call.answer.kind == "list":
            return call.answer, Paging("none", None)
        return call.answer, None


class _Reader:
    """Goes through one method's statements."""

    def __init__(self, method: ast.FunctionDef, service: str, types: Types, where: str) -> None:
        self._method, self._service, self._types, self._where = method, service, types, where
        self._names = [name for name, _ in _arguments(method)]
        self._call = Call()

    def read(self) -> Call:
        for node in ast.walk(self._method):
            match node:
                case ast.Assign(
                    targets=[ast.Subscript(value=ast.Name(id=dest), slice=ast.Constant(value=str(key)))], value=value
                ):
                    self._assigned(dest, key, value)
                case ast.Assign(targets=[ast.Name(id="body")], value=ast.Subscript(slice=ast.Constant(value=str(key)))):
                    # clusters.events: the page's `next_page` is the next request's whole body
                    self._call.token = ("", key)
                case ast.Assign(
                    targets=[ast.Name(id="body")], value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))
                ):
                    self._whole_body(name)
                case ast.AugAssign(target=ast.Subscript(slice=ast.Constant(value=str(key)))):
                    self._call.counter = key
                case ast.Call() if _is_http(node):
                    self._http(node)
                case ast.Call(func=ast.Attribute(attr="from_dict", value=cls), args=[ast.Name(id=source)]):
                    self._parsed(cls, source)
                case ast.Assign(targets=[ast.Name(id="parsed")], value=ast.Attribute(attr=name)):
                    self._call.unwrapped = name
                case ast.For(iter=ast.Subscript(value=ast.Name(id="json"), slice=ast.Constant(value=str(key)))):
                    self._call.items = key
                case ast.ListComp(generators=[ast.comprehension(iter=ast.Name(id="res"))]):
                    assert self._method.returns is not None
                    self._call.answer = self._types.of(self._method.returns, self._service)
                case ast.Return(value=ast.Name(id="res")):
                    assert self._method.returns is not None
                    self._call.answer = self._types.of(self._method.returns, self._service)
        endless = self._call.token is None and self._call.counter is None
        if self._call.items is not None and (endless or self._call.element is None):
            raise ReadError(f"{self._where}: a list that does not say how it pages")
        return self._call

    def _assigned(self, dest: str, key: str, value: ast.expr) -> None:
        if dest == "headers" or dest not in ("body", "query"):
            return
        if isinstance(value, ast.Subscript):
            self._call.token = (key, str(ast.literal_eval(value.slice)))
            return
        used = [node.id for node in ast.walk(value) if isinstance(node, ast.Name) and node.id in self._names]
        if used:
            self._call.places.setdefault(used[-1], (dest, key))  # type: ignore[arg-type]

    def _whole_body(self, name: str) -> None:
        self._call.body = name
        self._call.places[name] = ("body", name)

    def _http(self, node: ast.Call) -> None:
        self._call.verb = str(ast.literal_eval(node.args[0]))
        match node.args[1]:
            case ast.Constant(value=str(path)):
                self._call.path = path
            case ast.JoinedStr(values=values):
                for value in values:
                    self._call.path += self._path_part(value)
        for keyword in node.keywords:
            if keyword.arg == "raw" or (keyword.arg == "response_headers" and self._call.verb == "HEAD"):
                self._call.raw_response = True
            elif keyword.arg == "data" and isinstance(keyword.value, ast.Name):
                self._call.raw_request = True
                self._whole_body(keyword.value.id)
            elif keyword.arg == "body" and isinstance(keyword.value, ast.Name) and keyword.value.id in self._names:
                self._whole_body(keyword.value.id)
        if not self._call.path:
            raise ReadError(f"{self._where}: the path is not literal")

    def _path_part(self, value: ast.expr) -> str:
        if isinstance(value, ast.Constant):
            return str(value.value)
        names = [node.id for node in ast.walk(value) if isinstance(node, ast.Name) and node.id in self._names]
        if not names and "account_id" in ast.unparse(value):
            names = ["account_id"]
        if len(names) != 1:
            raise ReadError(f"{self._where}: path part {ast.unparse(value)}")
        self._call.in_path.append(names[0])
        return "{" + names[0] + "}"

    def _parsed(self, cls: ast.expr, source: str) -> None:
        kind = self._types.of(cls, self._service)
        if source in ("res", "op_response", "json"):
            self._call.answer = self._call.answer or kind
        elif source == "v":
            self._call.element = kind


def class_path(node: ast.ClassDef, method: ast.FunctionDef) -> str:
    """`ClustersAPI.create`."""
    return f"{node.name}.{method.name}"


def _is_http(node: ast.AST) -> bool:
    # A call without a second positional argument goes to an address that the service hands out (the data plane of
    # serving endpoints): it is no path of the workspace's API.
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "self._api.do" and len(node.args) > 1


def _arguments(method: ast.FunctionDef) -> Iterator[tuple[str, bool]]:
    """Names of a method's arguments and whether each is required, in order."""
    optional = len(method.args.defaults)
    positional = method.args.args[1:]
    for place, argument in enumerate(positional):
        yield argument.arg, place < len(positional) - optional
    for argument, default in zip(method.args.kwonlyargs, method.args.kw_defaults, strict=True):
        yield argument.arg, default is None


def _argument(method: ast.FunctionDef, name: str) -> ast.arg:
    return next(item for item in [*method.args.args, *method.args.kwonlyargs] if item.arg == name)


def _method_doc(method: ast.FunctionDef) -> str:
    return clean(re.split(r"\n:(?:param|returns?)\b", ast.get_docstring(method) or "")[0])


def _parameter_docs(method: ast.FunctionDef) -> dict[str, str]:
    doc = re.split(r"\n:returns?\b", ast.get_docstring(method) or "")[0]
    parts = re.split(r"\n?^:param (\w+):[^\n]*", doc, flags=re.MULTILINE)[1:]
    return {name: clean(text.strip("\n")) for name, text in zip(parts[::2], parts[1::2], strict=True)}


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
