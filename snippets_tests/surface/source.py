"""Finds the installed databricks-sdk and parses its modules, without importing it.

The SDK's service modules are generated, so that their text is as regular as a schema, and an import costs seconds.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

#: Modules under service/ that hold no API.
NOT_SERVICES = {"__init__", "_internal"}


class ReadError(Exception):
    """The SDK holds something that the reader does not understand; the message says where."""


@dataclass
class Source:
    """The parsed text of one databricks-sdk."""

    root: Path
    trees: dict[str, ast.Module] = field(default_factory=dict)

    @cached_property
    def version(self) -> str:
        """The SDK's own version."""
        return str(ast.literal_eval((self.root / "version.py").read_text().partition("=")[2].strip()))

    @cached_property
    def services(self) -> tuple[str, ...]:
        """Names of the service modules, sorted."""
        names = (path.stem for path in (self.root / "service").glob("*.py"))
        return tuple(sorted(name for name in names if name not in NOT_SERVICES))

    def service(self, name: str) -> ast.Module:
        """The tree of `service/<name>.py`."""
        return self._tree(f"service/{name}.py")

    def classes(self, service: str) -> Iterator[ast.ClassDef]:
        """The classes of a service module, in order."""
        for node in self.service(service).body:
            if isinstance(node, ast.ClassDef):
                yield node

    def accessors(self) -> dict[str, tuple[str, str]]:
        """Each accessor of both clients with the service and class behind it.

        `clusters` gives `("compute", "ClustersAPI")`; those of the account client begin with `account.`, nested ones
        hold a dot (`settings.automatic_cluster_update`). A mixin class stands for the generated class that it
        extends.
        """
        tree = self._tree("__init__.py")
        clients = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
        found: dict[str, tuple[str, str]] = {}
        for client, prefix in (("WorkspaceClient", ""), ("AccountClient", "account.")):
            for accessor, service, class_name in self._properties(clients[client], None):
                found[prefix + accessor] = (service, class_name)
                found.update(self._nested(prefix + accessor, service, class_name))
        return found

    def _nested(self, accessor: str, service: str, class_name: str) -> Iterator[tuple[str, tuple[str, str]]]:
        node = next(node for node in self.classes(service) if node.name == class_name)
        for name, below, nested in self._properties(node, service):
            yield f"{accessor}.{name}", (below, nested)
            yield from self._nested(f"{accessor}.{name}", below, nested)

    def _properties(self, node: ast.ClassDef, service: str | None) -> Iterator[tuple[str, str, str]]:
        for item in node.body:
            if isinstance(item, ast.FunctionDef) and item.returns is not None and _is_property(item):
                name = ast.unparse(item.returns).strip("'\"")
                module, _, class_name = name.rpartition(".")
                if class_name.endswith("Ext"):
                    yield item.name, *self._extended(class_name)
                elif class_name.endswith("API"):
                    yield item.name, module.removeprefix("pkg_") or service or self._imported(class_name), class_name

    def _extended(self, mixin: str) -> tuple[str, str]:
        """The generated class that a mixin of `mixins/` extends, with its service."""
        for path in sorted((self.root / "mixins").glob("*.py")):
            for node in self._tree(f"mixins/{path.name}").body:
                if isinstance(node, ast.ClassDef) and node.name == mixin:
                    base = ast.unparse(node.bases[0]).rpartition(".")[2]
                    return self._imported(base), base
        raise ReadError(f"__init__.py: no class {mixin} in mixins/")

    def _imported(self, class_name: str) -> str:
        for service in self.services:
            if any(node.name == class_name for node in self.classes(service)):
                return service
        raise ReadError(f"__init__.py: no service module defines {class_name}")

    def _tree(self, name: str) -> ast.Module:
        if name not in self.trees:
            self.trees[name] = ast.parse((self.root / name).read_text(encoding="utf-8"), filename=name)
        return self.trees[name]


def installed() -> Source:
    """The databricks-sdk of this environment."""
    spec = importlib.util.find_spec("databricks")
    for place in (spec.submodule_search_locations or []) if spec else []:
        if (Path(place) / "sdk" / "version.py").is_file():
            return Source(Path(place) / "sdk")
    raise ReadError("databricks-sdk is not installed in this environment; `make setup` installs it")


def _is_property(node: ast.FunctionDef) -> bool:
    return any(isinstance(decorator, ast.Name) and decorator.id == "property" for decorator in node.decorator_list)
