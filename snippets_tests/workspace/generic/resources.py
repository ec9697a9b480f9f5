"""What a service adds to a resource: ids, times, people, states; and fitting values to the SDK's types."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from snippets_tests.surface import Field, Message, Surface, Type, validate
from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.store import Resource

CREATED = re.compile(r"(created|creation)(_at)?(_(time|timestamp))?|created_at|create_time")
UPDATED = re.compile(r"(last_)?(updated|update|modified|modification)(_at)?(_(time|timestamp|date))?")
CREATORS = frozenset(
    {"created_by", "creator", "creator_name", "creator_user_name", "created_by_user_name", "owner", "owner_user_name"}
)
CHANGERS = frozenset({"updated_by", "last_updated_by", "last_modifier_user_name", "updated_by_user_name"})
# States in which something new is, the more usual words first.
PENDING = (
    "PENDING",
    "PROVISIONING",
    "CREATING",
    "STARTING",
    "IN_PROGRESS",
    "DEPLOYING",
    "NOT_READY",
    "UPDATING",
    "QUEUED",
)
SETTLED = ("ACTIVE", "READY", "ONLINE", "IDLE")
# Of an app: https://docs.databricks.com/aws/en/dev-tools/databricks-apps/key-concepts
ADDRESSES = {"apps": "https://{name}-{workspace}.aws.databricksapps.com"}


def fit(value: Any, kind: Type, surface: Surface) -> Any:
    """A value cut to a type: a message keeps the fields that it knows, and null is absent."""
    if kind.kind == "message" and isinstance(value, dict):
        fields = {item.name: item.type for item in surface.messages[kind.name or ""].fields}
        return {
            name: fit(item, fields[name], surface)
            for name, item in value.items()
            if name in fields and item is not None
        }
    if kind.kind == "list" and isinstance(value, list):
        return [fit(item, kind.of or Type("any"), surface) for item in value]
    if kind.kind == "map" and isinstance(value, dict):
        return {name: fit(item, kind.of or Type("any"), surface) for name, item in value.items()}
    return value


def address(call: Call, resource: Resource, family: str) -> None:
    """Tell where people find what is served to them under a name of its own."""
    if family in ADDRESSES:
        resource["url"] = ADDRESSES[family].format(name=resource["name"], workspace=call.tenant.workspace_id)


def stamp(call: Call, resource: Resource, message: Message, kind: str) -> None:
    """Fill in what the service knows by itself: ids, times, people."""
    tenant = call.tenant
    for item in message.fields:
        if item.name in resource:
            continue
        if CREATED.fullmatch(item.name) or UPDATED.fullmatch(item.name):
            _set_time(call, resource, item)
        elif item.name in CREATORS | CHANGERS:
            _set_person(call, resource, item)
        elif item.name == "metastore_id" and item.type.kind == "string":
            resource[item.name] = tenant.metastore.id
        elif item.name == "account_id" and item.type.kind == "string":
            resource[item.name] = tenant.account_id
        elif item.name == "workspace_id":
            resource[item.name] = tenant.workspace_id if item.type.kind == "integer" else str(tenant.workspace_id)
        elif item.name == "etag" and item.type.kind == "string":
            resource[item.name] = tenant.ids.hex(16, f"{kind} etag")
        elif item.name == "lifecycle_state" and item.type.kind == "enum":
            _set_first(resource, item, SETTLED, call.surface)


def touch(call: Call, resource: Resource, message: Message, kind: str) -> None:
    """Note a change: its time, who made it, a new etag."""
    for item in message.fields:
        if UPDATED.fullmatch(item.name):
            _set_time(call, resource, item)
        elif item.name in CHANGERS:
            _set_person(call, resource, item)
        elif item.name == "etag" and "etag" in resource:
            resource["etag"] = call.tenant.ids.hex(16, f"{kind} etag")


def complete_names(resource: Resource, fields: Mapping[str, Field]) -> None:
    """Unity Catalog's names: the full one from its parts, or the parts from the full one."""
    parts = [name for name in ("catalog_name", "schema_name", "name") if name in fields]
    if "full_name" not in fields or fields["full_name"].type.kind != "string":
        return
    if "full_name" in resource:
        if resource["full_name"].count(".") == len(parts) - 1:
            resource.update(zip(parts, resource["full_name"].split("."), strict=True))
        return
    for name in parts:
        if not resource.get(name):
            raise InvalidParameterValue(f"Missing required field: {name}")
    if parts:
        resource["full_name"] = ".".join(str(resource[name]) for name in parts)


def require_complete(resource: Resource, message: Message, surface: Surface) -> None:
    """Ask for what every resource has: the service does so even where the SDK leaves it open."""
    kind = Type("message", name=message.id)
    problem = validate(fit(resource, kind, surface), kind, surface)
    if problem is not None and problem.fault == "missing field":
        raise InvalidParameterValue(f"Missing required field: {problem.path}")


def new_id(call: Call, item: Field, kind: str) -> Any:
    """An id by its field's type."""
    if item.type.kind == "integer":
        return call.tenant.ids.number(15, kind)
    return str(call.tenant.ids.number(15, kind)) if kind.startswith("experiments") else call.tenant.ids.uuid(kind)


def set_path(resource: Resource, path: tuple[str, ...], value: Any) -> None:
    """Set a nested field."""
    *outer, last = path
    for step in outer:
        resource = resource.setdefault(step, {})
    resource[last] = value


def path_type(message: Message, path: tuple[str, ...], surface: Surface) -> Type | None:
    """The type of a nested field, or None when there is no such field."""
    for index, step in enumerate(path):
        found = next((item.type for item in message.fields if item.name == step), None)
        if found is None or index == len(path) - 1 or found.kind in ("map", "any"):
            return found
        if found.kind != "message":
            return None
        message = surface.messages[found.name or ""]
    return None


def masked(mask: str, given: Resource, message: Message, surface: Surface) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The changes that a mask asks for: path and new value, None where the field goes."""
    for text in given if mask.strip() == "*" else mask.split(","):
        path = tuple(text.strip().split("."))
        if path_type(message, path, surface) is None:
            raise InvalidParameterValue(f"Invalid field mask: {text.strip()} is not a field of the resource.")
        value: Any = given
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        yield path, value


def change(resource: Resource, path: tuple[str, ...], value: Any) -> None:
    """Set or take away a nested field."""
    *outer, last = path
    for step in outer:
        inner = resource.setdefault(step, {})
        if not isinstance(inner, dict):
            raise InvalidParameterValue(f"Field {'.'.join(path)} of the mask does not exist.")
        resource = inner
    if value is None:
        resource.pop(last, None)
    else:
        resource[last] = value


def pending_state(kind: Type | None, surface: Surface) -> str | None:
    """The word of an enum for what is still being made."""
    if kind is None or kind.kind != "enum":
        return None
    return _first(surface.enums[kind.name or ""].values, PENDING)


def _set_time(call: Call, resource: Resource, item: Field) -> None:
    if item.type.kind == "integer":
        resource[item.name] = call.tenant.clock.millis()
    elif item.type.kind in ("string", "timestamp"):
        resource[item.name] = call.tenant.clock.iso()


def _set_person(call: Call, resource: Resource, item: Field) -> None:
    if item.type.kind == "string":
        resource[item.name] = call.principal.name
    elif item.type.kind == "integer":
        resource[item.name] = int(call.principal.id)


def _set_first(resource: Resource, item: Field, words: tuple[str, ...], surface: Surface) -> None:
    found = _first(surface.enums[item.type.name or ""].values, words)
    if found is not None:
        resource[item.name] = found


def _first(values: tuple[str, ...], words: tuple[str, ...]) -> str | None:
    return next((value for word in words for value in values if value == word or value.endswith(f"_{word}")), None)
