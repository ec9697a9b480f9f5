"""Families of operations: create, get, list, update and delete of one kind of resource, recognised by their shape."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from snippets_tests.surface import Field, Message, Operation, Parameter, Surface

VERBS = {
    "create": "create",
    "get": "get",
    "read": "get",
    "list": "list",
    "update": "update",
    "edit": "update",
    "patch": "update",
    "replace": "update",
    "delete": "delete",
    "trash": "delete",
}
# `_rpc`, `_proxy` and the like say how a service is built, not what the resource is.
METHOD = re.compile(rf"({'|'.join(VERBS)})(?:_(\w+?))?(?:_(?:rpc|proxy|local|handler))?")
# Kinds whose create does more than keep what it was given; without that they would only pretend.
NEEDS_MORE = {
    "agent_bricks.custom_llm": "trains a model",
    "apps.update": "deploys code",
    "consumer_installations": "installs the data of a listing",
    "consumer_personalization_requests": "waits for another company",
    "data_quality": "computes metrics",
    "forecasting.experiment": "trains a model",
    "model_registry.model_version": "counts versions",
    "quality_monitors": "computes metrics",
    "queries_legacy": "shows the queries of `queries` in another form",
}
# A list's irregular plural, where taking letters away does not lead to the singular.
SINGULARS = {
    "sandboxes": "sandbox",
    "memories": "memory",
    "indexes": "index",
    "policies": "policy",
    "branches": "branch",
    "aliases": "alias",
}
# Answers of operations that go on in the background.
LONG_RUNNING = frozenset({"name", "done", "response", "error", "metadata"})


@dataclass(frozen=True, eq=False)
class Family:
    """One kind of resource.

    `message` is what a resource looks like, and `key` leads from get's arguments to the fields that hold them.
    """

    accessor: str
    noun: str
    message: Message
    key: dict[str, str]
    get: Operation
    create: Operation
    others: tuple[tuple[str, Operation], ...] = ()
    fields: dict[str, Field] = field(default_factory=dict)
    # Whether there is a get; without one `get` stands for the operation that tells what a resource is found by.
    readable: bool = True

    @property
    def name(self) -> str:
        """Under which the tenant's store keeps its resources."""
        return f"{self.accessor}.{self.noun}" if self.noun else self.accessor

    @property
    def label(self) -> str:
        """What messages call it: `Storage Credential`."""
        return (self.noun or singular(self.accessor.rpartition(".")[2])).replace("_", " ").title()

    @property
    def named(self) -> bool:
        """Whether resources have names with slashes, made of their parent's name, a collection and an id."""
        return self.key == {"name": "name"} and self.create.path != self.get.path.removesuffix("/{name}")

    @property
    def collection(self) -> str:
        """The word before the id in such a name: `branches` in `projects/a/branches/b`."""
        return self.create.path.rpartition("/")[2]

    @property
    def in_schema(self) -> bool:
        """Whether the parent is a schema: `skills/main.default.x` lies under `schemas/main.default`."""
        parent = next((p for p in self.create.parameters if p.name == "parent"), None)
        return self.named and parent is not None and "`schemas/{catalog}.{schema}`" in parent.doc


def families(surface: Surface, *, keepable: bool = True) -> Iterator[Family]:
    """All families that can be recognised; with `keepable` only those whose create does nothing but keep."""
    grouped: dict[tuple[str, str], dict[str, list[Operation]]] = defaultdict(lambda: defaultdict(list))
    for operation in surface.operations.values():
        found = METHOD.fullmatch(operation.method)
        if found and not operation.wrapper and operation.raw == "none":
            kind, noun = VERBS[found[1]], found[2] or ""
            grouped[operation.accessor, noun_of(operation.accessor, kind, noun)][kind].append(operation)
    for (accessor, noun), by_kind in grouped.items():
        family = _family(surface, accessor, noun, by_kind)
        if family is not None and not (keepable and {accessor, family.name} & NEEDS_MORE.keys()):
            yield family


def singular(word: str) -> str:
    """The singular of an English plural as it stands in the API's names."""
    head, _, last = word.rpartition("_")
    if last in SINGULARS:
        last = SINGULARS[last]
    elif last.endswith("ies"):
        last = last[:-3] + "y"
    elif last.endswith("s") and not last.endswith("ss"):
        last = last[:-1]
    return f"{head}_{last}" if head else last


def is_long_running(surface: Surface, operation: Operation) -> bool:
    """Whether the answer is not the resource but an operation that is under way."""
    message = surface.messages.get(operation.response.name or "") if operation.response else None
    return message is not None and {item.name for item in message.fields} == LONG_RUNNING


def noun_of(accessor: str, kind: str, noun: str) -> str:
    """What a method is about: nothing where it is the accessor's own kind of resource."""
    noun = singular(noun) if kind == "list" else noun
    own = singular(accessor.rpartition(".")[2])
    return "" if noun == own or ("_" in noun and own.endswith(f"_{noun}")) else noun


def _family(surface: Surface, accessor: str, noun: str, by_kind: dict[str, list[Operation]]) -> Family | None:
    if not by_kind["create"]:
        return None
    create, readable = by_kind["create"][0], bool(by_kind["get"])
    get = next((by_kind[kind][0] for kind in ("get", "update", "delete") if by_kind[kind]), None)
    message = _message(surface, by_kind) if get is not None else None
    if get is None or message is None or (readable and get.paging):
        return None
    fields = {item.name: item for item in message.fields}
    required = [p for p in get.parameters if p.required and p.argument and (readable or p.where == "path")]
    key = {}
    for parameter in required:
        place = _place(parameter, fields, parameter is required[-1])
        if place is None:
            return None
        key[parameter.argument] = place
    if not key:
        return None
    others = [(kind, operation) for kind in ("list", "update", "delete") for operation in by_kind[kind]]
    return Family(accessor, noun, message, key, get, create, tuple(others), fields, readable)


def _message(surface: Surface, by_kind: dict[str, list[Operation]]) -> Message | None:
    """What a resource looks like: what get answers, else what update or create answers."""
    for kind in ("get", "update", "create"):
        for operation in by_kind[kind][:1]:
            answer = surface.messages.get(operation.response.name or "") if operation.response else None
            if answer is not None or kind == "get":
                return _unwrapped(surface, answer) if answer is not None else None
    return None


def _unwrapped(surface: Surface, answer: Message) -> Message:
    """What is in an answer that holds nothing but the resource."""
    messages = [item for item in answer.fields if item.type.kind == "message"]
    if len(answer.fields) == 1 and len(messages) == 1:
        return surface.messages[messages[0].type.name or ""]
    return answer


def _place(parameter: Parameter, fields: dict[str, Field], last: bool) -> str | None:
    """The field that holds what a parameter of get says; `last` is the resource's own, the others its parent's."""
    name = parameter.name.removesuffix("_arg")
    if name in fields:
        return name
    if not last:
        return f"_{name}"  # kept beside the fields that are shown
    if name == "id":
        return next((each for each in fields if each.endswith("_id")), None)
    if name.endswith("_id"):
        longer = next((each for each in fields if each.startswith(name[:-2]) and each.endswith("_id")), None)
        if longer is not None:
            return longer  # a budget's `budget_id` is its `budget_configuration_id`
    for suffix in ("id", "name", "key"):
        if name.endswith(f"_{suffix}") and suffix in fields:
            return suffix
    return None
