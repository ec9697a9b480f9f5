"""SCIM changes: `{"op": "add", "path": "members", "value": [{"value": "123"}]}`."""

from __future__ import annotations

import copy
import re
from typing import Any

from snippets_tests.workspace.errors import ScimError
from snippets_tests.workspace.services.scim.filters import parse
from snippets_tests.workspace.store import Resource

# attribute[filter].part
PATH = re.compile(r"(?P<name>[\w$-]+)(\[(?P<filter>[^\]]+)\])?(\.(?P<part>[\w$]+))?")
LISTS = frozenset({"members", "entitlements", "roles", "emails", "groups"})
FIXED = frozenset({"id", "schemas", "meta", "userName", "applicationId"})


def apply(resource: Resource, operations: list[dict[str, Any]]) -> Resource:
    """A copy of a resource with the changes made."""
    changed = copy.deepcopy(resource)
    for operation in operations:
        op, path, value = operation.get("op"), operation.get("path"), operation.get("value")
        if op is None:
            raise ScimError("Missing required field: op", 400, "invalidSyntax")
        if op != "remove" and value is None:
            # databricks-sdk leaves out a bare `False`: `value="false"` is what switches someone off.
            raise ScimError(f"Missing required field: value, which {op} needs", 400, "invalidValue")
        if path:
            _change(changed, op, path, value)
        elif isinstance(value, dict):
            for name, item in value.items():
                _change(changed, op, name, item)
        else:
            raise ScimError("Path is required for this operation.", 400, "noTarget")
    return changed


def _change(resource: Resource, op: str, path: str, value: Any) -> None:
    found = PATH.fullmatch(path)
    if found is None:
        raise ScimError(f"Invalid path: {path}", 400, "invalidPath")
    name, part = found["name"], found["part"]
    if name in FIXED:
        raise ScimError(f"{name} cannot be changed.", 400, "mutability")
    if name in LISTS:
        _change_list(resource, op, name, found["filter"], value)
    elif part:
        inner = resource.setdefault(name, {})
        inner.pop(part, None) if op == "remove" else inner.update({part: value})
    elif op == "remove":
        resource.pop(name, None)
    else:
        resource[name] = _boolean(value) if name == "active" else value


def _change_list(resource: Resource, op: str, name: str, condition: str | None, value: Any) -> None:
    entries = resource.setdefault(name, [])
    given = [item if isinstance(item, dict) else {"value": item} for item in _listed(value)]
    if condition:
        matches = parse(condition)
        entries[:] = [entry for entry in entries if not matches(entry)]
        if op != "remove":
            entries.extend(given)
    elif op == "replace":
        entries[:] = given
    elif op == "add":
        known = {entry.get("value") for entry in entries}
        entries.extend(item for item in given if item.get("value") not in known)
    else:
        gone = {item.get("value") for item in given}
        entries[:] = [entry for entry in entries if given and entry.get("value") not in gone]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _boolean(value: Any) -> Any:
    return {"true": True, "false": False}.get(str(value).lower(), value)
