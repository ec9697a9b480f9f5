"""Reads the SDK's dataclasses and enums."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator

from snippets_tests.surface.model import Enum, Field, Message, Type
from snippets_tests.surface.source import ReadError, Source

PLAIN = {
    "str": Type("string"),
    "int": Type("integer"),
    "float": Type("number"),
    "bool": Type("boolean"),
    "Any": Type("any"),
    "any": Type("any"),
    "dict": Type("map", of=Type("any")),
    "BinaryIO": Type("bytes"),
    "Timestamp": Type("timestamp"),
    "Duration": Type("duration"),
    "FieldMask": Type("fieldmask"),
}


class Types:
    """Turns the SDK's annotations into types; knows every message and enum by its id."""

    def __init__(self, source: Source) -> None:
        self.nodes: dict[str, ast.ClassDef] = {}
        self.enum_ids: set[str] = set()
        self.classes: dict[str, ast.ClassDef] = {}
        self._aliases: dict[str, ast.expr] = {}
        for service in source.services:
            for statement in source.service(service).body:
                if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Subscript):
                    self._aliases[f"{service}.{ast.unparse(statement.targets[0])}"] = statement.value
            for node in source.classes(service):
                self.classes[f"{service}.{node.name}"] = node
                if _is_dataclass(node):
                    self.nodes[f"{service}.{node.name}"] = node
                elif _is_enum(node):
                    self.nodes[f"{service}.{node.name}"] = node
                    self.enum_ids.add(f"{service}.{node.name}")

    def of(self, annotation: ast.expr, service: str) -> Type:
        """The type that an annotation in `service/<service>.py` means; `Optional` is dropped."""
        match annotation:
            case ast.Constant(value=str(text)):
                return self.of(ast.parse(text, mode="eval").body, service)
            case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
                return self.of(inner, service)
            case ast.Subscript(value=ast.Name(id="List" | "Iterator"), slice=inner):
                return Type("list", of=self.of(inner, service))
            case ast.Subscript(value=ast.Name(id="Dict"), slice=ast.Tuple(elts=[_, inner])):
                return Type("map", of=self.of(inner, service))
            case ast.Name(id=name) if f"{service}.{name}" in self.nodes:
                return self.named(f"{service}.{name}")
            case ast.Name(id=name) if f"{service}.{name}" in self._aliases:
                return self.of(self._aliases[f"{service}.{name}"], service)
            case ast.Name(id=name) if name in PLAIN:
                return PLAIN[name]
            case ast.Attribute(value=ast.Name(id=module), attr=name) if f"{module}.{name}" in self.nodes:
                return self.named(f"{module}.{name}")
        raise ReadError(f"service/{service}.py:{annotation.lineno}: unknown type {ast.unparse(annotation)}")

    def named(self, name: str) -> Type:
        """The type of the message or enum with that id."""
        return Type("enum" if name in self.enum_ids else "message", name=name)

    def messages(self) -> Iterator[Message]:
        """Every dataclass of the SDK."""
        for name, node in self.nodes.items():
            if name not in self.enum_ids:
                yield Message(name, tuple(self._fields(name, node)), clean(ast.get_docstring(node)))

    def enums(self) -> Iterator[Enum]:
        """Every enum of the SDK."""
        for name in sorted(self.enum_ids):
            node = self.nodes[name]
            values = [
                item.value.value
                for item in node.body
                if isinstance(item, ast.Assign) and isinstance(item.value, ast.Constant)
            ]
            yield Enum(name, tuple(str(value) for value in values), clean(ast.get_docstring(node)))

    def _fields(self, name: str, node: ast.ClassDef) -> Iterator[Field]:
        service = name.partition(".")[0]
        wire = _wire_names(node)
        for item, after in zip(node.body, [*node.body[1:], None], strict=True):
            if not isinstance(item, ast.AnnAssign) or not isinstance(item.target, ast.Name):
                continue
            if item.target.id not in wire:
                raise ReadError(f"service/{service}.py:{item.lineno}: {name}.from_dict does not read {item.target.id}")
            yield Field(wire[item.target.id], self.of(item.annotation, service), item.value is None, _doc_after(after))


def clean(doc: str | None) -> str:
    """A docstring of the SDK as plain text with Markdown's single backticks.

    The SDK's documentation is reStructuredText; what it uses of it are roles, literals and links.
    """
    if not doc:
        return ""
    doc = re.sub(r":(?:class|method|meth|func):`?([\w./]+)`?", r"`\1`", doc)
    doc = re.sub(r"`([^`<]+?)\s*<([^`>]+)>`__?", lambda found: f"[{' '.join(found[1].split())}]({found[2]})", doc)
    doc = re.sub(r"^\.\. code::.*\n+", "", doc, flags=re.MULTILINE)
    doc = doc.replace("``", "`")
    return textwrap.dedent(doc).strip()


def _wire_names(node: ast.ClassDef) -> dict[str, str]:
    """Field names of a dataclass to names on the wire, as its `from_dict` reads them."""
    names: dict[str, str] = {}
    for item in node.body:
        if isinstance(item, ast.FunctionDef) and item.name == "from_dict":
            for call in ast.walk(item):
                if isinstance(call, ast.keyword) and call.arg and isinstance(call.value, ast.Call):
                    keys = [arg.value for arg in call.value.args if isinstance(arg, ast.Constant)]
                    names[call.arg] = str(keys[0])
    return names


def _doc_after(node: ast.stmt | None) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        first, _, rest = node.value.value.partition("\n")
        return clean(first + "\n" + textwrap.dedent(rest))
    return ""


def _is_dataclass(node: ast.ClassDef) -> bool:
    return any(isinstance(decorator, ast.Name) and decorator.id == "dataclass" for decorator in node.decorator_list)


def _is_enum(node: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id == "Enum" for base in node.bases)
