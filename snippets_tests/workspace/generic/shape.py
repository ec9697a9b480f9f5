"""What of a family's operations can be answered, judged by their parameters and answers."""

from __future__ import annotations

from dataclasses import dataclass

from snippets_tests.surface import Message, Operation, Paging, Parameter, Surface, Type
from snippets_tests.workspace.generic.families import Family, is_long_running

# Arguments that say how to do something, and change nothing of what is kept.
HARMLESS = frozenset(
    {
        "auto_resolve_display_name", "etag", "expand", "force", "idempotency_token", "include_browse",
        "include_unbound", "no_compute", "purge", "purge_data", "retain_tables", "skip_validation", "update_mask",
        "view", "view_type",
    }
)  # fmt: skip
# What is taken in, may be used by Databricks, and is never shown again.
WRITE_ONLY = frozenset({"personal_access_token"})
# Messages inside of a resource that hold what a caller gave.
NESTED = ("spec", "settings", "config")


@dataclass
class Shape:
    """The shape of one family's operations."""

    family: Family
    surface: Surface

    def storable(self, parameter: Parameter) -> bool:
        """Whether a parameter of create or update says something that is kept."""
        name, kind = parameter.name, parameter.type
        if not parameter.argument or parameter.argument in HARMLESS | WRITE_ONLY or name in self.family.fields:
            return True
        if self.family.named and (name == "parent" or name.endswith("_id")):
            return parameter.where == "path" or name != "parent" or self.family.in_schema
        if f"_{name}" in self.family.key.values():
            return True
        return self.nested(name) is not None or (kind.kind == "message" and self.is_the_resource(kind))

    def is_the_resource(self, kind: Type) -> bool:
        """Whether a message holds nothing but fields of the resource."""
        fields = {item.name for item in self.surface.messages[kind.name or ""].fields}
        return kind.name == self.family.message.id or (bool(fields) and fields <= set(self.family.fields))

    def nested(self, name: str) -> str | None:
        """The inner message of the resource that has a field of this name."""
        for outer in NESTED:
            found = self.family.fields.get(outer)
            if found is not None and found.type.kind == "message":
                message = self.surface.messages[found.type.name or ""]
                if any(item.name == name for item in message.fields):
                    return outer
        return None

    def has_key(self, operation: Operation, *, only: bool = False) -> bool:
        """Whether an operation is told which resource; with `only`, nothing else is required."""
        given = {parameter.argument for parameter in operation.parameters if parameter.required}
        return given == set(self.family.key) if only else set(self.family.key) <= given

    def changeable(self, operation: Operation) -> bool:
        """Whether an update can be done."""
        rest = [p for p in operation.parameters if p.argument not in self.family.key and p.argument not in HARMLESS]
        return self.has_key(operation) and self.answerable(operation) and any(map(self.storable, rest))

    def paging(self, operation: Operation) -> Paging | None:
        """How a list pages; where the SDK leaves that to its caller, the answer's fields say it."""
        if operation.paging is not None or operation.response is None or operation.response.kind != "message":
            return operation.paging
        fields = {item.name: item.type.kind for item in self.surface.messages[operation.response.name or ""].fields}
        lists = [name for name, kind in fields.items() if kind == "list"]
        if len(lists) != 1 or set(fields) != {lists[0], "next_page_token"}:
            return None
        return Paging("token", lists[0], "page_token", "next_page_token")

    def listable(self, operation: Operation) -> bool:
        """Whether a list can be answered, and filtered by what it requires."""
        element, paging = self.element(operation), self.paging(operation)
        if paging is None or paging.style == "scim" or element is None:
            return False
        required = {parameter.name for parameter in operation.parameters if parameter.required and parameter.argument}
        known = set(self.family.fields) | {name.lstrip("_") for name in self.family.key.values()}
        shared = {item.name for item in element.fields} & set(self.family.fields)
        known |= {"parent"} if self.family.named else set()
        return required <= known and len(shared) * 2 >= len(element.fields)

    def element(self, operation: Operation) -> Message | None:
        """What a list is a list of."""
        kind, paging = operation.response, self.paging(operation)
        if kind is not None and kind.kind == "message" and paging is not None:
            fields = {item.name: item.type for item in self.surface.messages[kind.name or ""].fields}
            kind = fields.get(paging.items or "")
        if kind is None or kind.kind != "list" or kind.of is None or kind.of.kind != "message":
            return None
        return self.surface.messages[kind.of.name or ""]

    def answerable(self, operation: Operation) -> bool:
        """Whether the answer can be made of the resource: it is the resource, holds it, or shares its fields."""
        if operation.response is None or is_long_running(self.surface, operation):
            return True
        if operation.response.kind != "message":
            return False
        message = self.surface.messages[operation.response.name or ""]
        names = {item.name for item in message.fields}
        return (
            self.around(message) is not None or names <= set(self.family.fields) or self.id_alone(message) is not None
        )

    def id_alone(self, message: Message) -> str | None:
        """The field of an answer that holds nothing but the resource's id."""
        names = [item.name for item in message.fields if item.name != "next_page_token"]
        return names[0] if len(names) == 1 == len(self.family.key) and names[0].endswith("_id") else None

    def around(self, message: Message) -> str | None:
        """The field of an answer that holds the resource."""
        for item in message.fields:
            if item.type.kind == "message" and item.type.name == self.family.message.id:
                return item.name
        return None
