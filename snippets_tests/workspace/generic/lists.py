"""Listing a family's resources: which of them match, which the caller may see, page by page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from snippets_tests.surface import Operation, Surface, Type
from snippets_tests.workspace.errors import NotImplementedYet
from snippets_tests.workspace.generic import resources, rights, securables
from snippets_tests.workspace.generic.families import Family
from snippets_tests.workspace.generic.shape import HARMLESS, Shape
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.store import Resource

PAGING = frozenset({"page", "page_token", "page_size", "max_results", "limit", "count"})
PAGE = 100


@dataclass(frozen=True)
class Lists:
    """The lists of one family; `identity` is by what permissions know a resource."""

    family: Family
    shape: Shape
    surface: Surface
    identity: Callable[[Resource], Any]

    def list_(self, call: Call, **given: Any) -> Any:
        """A page of the resources that match the arguments."""
        operation = call.operation
        assert operation is not None  # generic behaviour only answers operations of the SDK
        paging = self.shape.paging(operation)
        assert paging is not None  # only lists are registered for this
        wanted = self._conditions(operation, given)
        name = self.family.name
        found = [item for item in call.tenant.store[self.family.name].values() if self._matches(item, wanted)]
        found = [item for item in found if rights.sees(call, name, self.identity(item))]
        if self.family.readable and rights.is_private(self.family.get):
            found = [item for item in found if rights.may_read(call, name, item)]
        if not given.get("include_unbound"):
            found = [item for item in found if securables.reached(call, name, item)]
        size = next((given[name] for name in ("page_size", "max_results", "limit", "count") if given.get(name)), PAGE)
        if paging.style == "token":
            token_argument = next(p.argument for p in operation.parameters if p.name == paging.request)
            shown, token = page(found, given.get(token_argument), size)
            answer = {paging.items: self._listed(operation, shown)}
            return answer | ({paging.response: token} if token else {})
        if paging.style == "page":
            start = (given.get("page", 1) - 1) * size
            found = found[start : start + size]
        if paging.items is None:
            return self._listed(operation, found)
        return {paging.items: self._listed(operation, found)}

    def _conditions(self, operation: Operation, given: dict[str, Any]) -> dict[str, Any]:
        """The fields that a list's arguments ask for; one that asks for something else is refused."""
        names = {parameter.argument: parameter.name for parameter in operation.parameters}
        wanted = {}
        for argument, value in given.items():
            name = names[argument]
            if argument in PAGING or argument in HARMLESS or argument.startswith("include_"):
                continue
            hidden = f"_{name}" in self.family.key.values()
            if not (name in self.family.fields or hidden or (name == "parent" and self.family.named)):
                raise not_emulated(operation, argument)
            wanted[f"_{name}" if hidden and name not in self.family.fields else name] = value
        return wanted

    def _matches(self, resource: Resource, wanted: dict[str, Any]) -> bool:
        if "parent" in wanted and self.family.named:
            parent = str(resource.get("name")).rpartition(f"/{self.family.collection}/")[0]
            if self.family.in_schema:
                parent = "schemas/" + str(resource.get("name")).partition("/")[2].rpartition(".")[0]
            others = {name: value for name, value in wanted.items() if name != "parent"}
            return parent == wanted["parent"] and all(resource.get(n) == v for n, v in others.items())
        return all(resource.get(name) == value for name, value in wanted.items())

    def _listed(self, operation: Operation, found: list[Resource]) -> list[Any]:
        element = self.shape.element(operation)
        assert element is not None  # checked when the list was registered
        return [resources.fit(item, Type("message", name=element.id), self.surface) for item in found]


def not_emulated(operation: Operation, argument: str) -> NotImplementedYet:
    """The refusal of an argument that the shape of a family says nothing of."""
    return NotImplementedYet(f"The argument {argument} of {operation.id} is not emulated.")
