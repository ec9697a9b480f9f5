"""YAML read strictly: errors at their line, no key twice, only plain values, and the line of every field."""

from __future__ import annotations

from typing import Any

import yaml
from yaml.constructor import ConstructorError, SafeConstructor

from snippets_tests.runners.documents.document import Document, Path
from snippets_tests.runners.outcome import BlockFailure

Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(text: str, first_line: int) -> list[Document]:
    """Read all documents of a YAML text.

    Raises:
        BlockFailure: at the line of a syntax error, a key that stands twice, or a tag that no reader knows.
    """
    try:
        nodes = list(yaml.compose_all(text, Loader))
        return [_Reader(first_line).document(node) for node in nodes if node is not None]
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f" (column {mark.column + 1})" if mark else ""
        cause = error.problem or error.context or "not readable"
        raise BlockFailure(f"not YAML: {cause}{place}", first_line + (mark.line if mark else 0)) from None
    except (yaml.YAMLError, ValueError) as error:
        raise BlockFailure(f"not YAML: {error}", first_line) from None


class _Reader(SafeConstructor):
    """Builds values from nodes and notes where things are."""

    def __init__(self, first_line: int) -> None:
        super().__init__()
        self.first_line = first_line
        self.lines: dict[Path, int] = {}

    def document(self, node: yaml.Node) -> Document:
        value = self._value(node, ())
        return Document(value, self._line(node), self.lines)

    def _line(self, node: yaml.Node) -> int:
        return self.first_line + int(node.start_mark.line)

    def _value(self, node: yaml.Node, path: Path) -> Any:
        if isinstance(node, yaml.SequenceNode):
            return [self._item(item, (*path, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        try:
            return self.construct_object(node)
        except ConstructorError as error:
            raise BlockFailure(f"not YAML: {error.problem}", self._line(node)) from None

    def _item(self, node: yaml.Node, path: Path) -> Any:
        self.lines[path] = self._line(node)
        return self._value(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        merged: dict[Any, Any] = {}
        for name, value in node.value:
            if name.tag == "tag:yaml.org,2002:merge":
                for source in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                    merged = {**self._value(source, path), **merged}
                continue
            key = self._key(name)
            if key in result:
                before = self.lines[(*path, key)]
                raise BlockFailure(f'the key "{key}" stands twice; the first is in line {before}', self._line(name))
            self.lines[(*path, key)] = self._line(name)
            result[key] = self._value(value, (*path, key))
        return {**merged, **result}

    def _key(self, node: yaml.Node) -> Any:
        """A key as its reader takes it: `on:` of a GitHub workflow is a word, though YAML 1.1 calls it a boolean."""
        if not isinstance(node, yaml.ScalarNode):
            raise BlockFailure("a key must be a plain word", self._line(node))
        return str(node.value)
