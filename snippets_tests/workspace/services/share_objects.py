"""What is in a share: tables and other securables, added and taken out by updates of the share.

Source: https://docs.databricks.com/aws/en/delta-sharing/create-share, and the fields' documentation in the SDK.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from snippets_tests.lakehouse.securables import Securable, Table
from snippets_tests.workspace.errors import InvalidParameterValue, ResourceAlreadyExists, ResourceDoesNotExist
from snippets_tests.workspace.generic.effects import effect
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.store import Resource

MOST = 100
ALIAS = re.compile(r"\w+\.\w+", re.ASCII)
# Types of data objects to the kind of securable that they are, and what who shares one must be allowed to do with it.
TABLES = ("TABLE", "VIEW", "MATERIALIZED_VIEW", "STREAMING_TABLE")
KINDS = {
    **dict.fromkeys(TABLES, ("TABLE", "SELECT")),
    "SCHEMA": ("SCHEMA", "USE_SCHEMA"),
    "VOLUME": ("VOLUME", "READ_VOLUME"),
    "FUNCTION": ("FUNCTION", "EXECUTE"),
    "MODEL": ("FUNCTION", "EXECUTE"),
}
OF_TABLES = ("shared_as", "partitions", "cdf_enabled", "history_data_sharing_status", "start_version")


@effect("shares.update", "updates")
def update(call: Call, share: Resource, updates: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Add, change and take out data objects, all or none."""
    if len(updates) > MOST:
        raise InvalidParameterValue(f"At most {MOST} data objects can be updated at once, got {len(updates)}.")
    objects = [dict(each) for each in share.get("_objects", [])]
    for each in updates:
        given = each.get("data_object") or {}
        if not given.get("name"):
            raise InvalidParameterValue("Missing required field: updates.data_object.name")
        _ACTIONS[each.get("action") or "ADD"](call, share, objects, given)
    share["_objects"] = objects
    return {"objects": objects}


@effect("shares.get", "include_shared_data")
def shown(call: Call, share: Resource, wanted: bool) -> dict[str, Any]:
    """The data objects, for whoever asks for them."""
    return {"objects": share.get("_objects", [])} if wanted else {}


def _add(call: Call, share: Resource, objects: list[Resource], given: Resource) -> None:
    kind = given.get("data_object_type") or "TABLE"
    if _place(objects, given) is not None:
        raise ResourceAlreadyExists(f"{given['name']} is in share '{share['name']}' already.", status=409)
    added: Resource = {
        **given,
        "data_object_type": kind,
        "added_at": call.tenant.clock.millis(),
        "added_by": call.principal.name,
        "status": "ACTIVE",
    }
    alias = "shared_as" if kind in TABLES else "string_shared_as"
    if kind != "NOTEBOOK_FILE":
        found = _shareable(call, kind, given["name"])
        added["name"] = found.full_name
        added.setdefault(alias, found.full_name.partition(".")[2])
    elif not given.get("content"):
        raise InvalidParameterValue("content is required for a data object of the type NOTEBOOK_FILE.")
    if kind in TABLES:
        added = {"cdf_enabled": False, "history_data_sharing_status": "DISABLED", **added}
    _check(share, objects, added, alias)
    objects.append(added)


def _change(call: Call, share: Resource, objects: list[Resource], given: Resource) -> None:
    place = _require(share, objects, given)
    old = objects.pop(place)
    changed = {**old, **given, "data_object_type": old["data_object_type"]}
    _check(share, objects, changed, "shared_as" if old["data_object_type"] in TABLES else "string_shared_as")
    objects.insert(place, changed)


def _remove(call: Call, share: Resource, objects: list[Resource], given: Resource) -> None:
    del objects[_require(share, objects, given)]


_ACTIONS = {"ADD": _add, "UPDATE": _change, "REMOVE": _remove}


def _place(objects: Sequence[Resource], given: Resource) -> int | None:
    """Where an object stands, by its name, or by its alias."""
    wanted = given["name"].lower()
    for place, each in enumerate(objects):
        if wanted in (each["name"].lower(), str(each.get("shared_as", "")).lower()):
            return place
    return None


def _require(share: Resource, objects: Sequence[Resource], given: Resource) -> int:
    place = _place(objects, given)
    if place is None:
        raise ResourceDoesNotExist(f"{given['name']} is not in share '{share['name']}'.")
    return place


def _shareable(call: Call, kind: str, name: str) -> Securable:
    if kind not in KINDS:
        raise InvalidParameterValue(f"Data objects of the type {kind} are not emulated.")
    of, privilege = KINDS[kind]
    found = call.tenant.metastore.get(of, name)
    call.tenant.metastore.require(call.principal.name, privilege, of, name)
    if isinstance(found, Table):
        is_ = "TABLE" if found.table_type in ("MANAGED", "EXTERNAL") else found.table_type
        if is_ != kind:
            raise InvalidParameterValue(f"{found.full_name} is a {is_} and no {kind}.")
    return found


def _check(share: Resource, objects: Sequence[Resource], given: Resource, alias: str) -> None:
    """Refuse an alias that is of no form or taken, and fields that only tables have."""
    name = given.get(alias)
    if given["data_object_type"] not in (*TABLES, "SCHEMA"):
        if wrong := [field for field in OF_TABLES if field in given]:
            raise InvalidParameterValue(f"{wrong[0]} cannot be set for a {given['data_object_type']}.")
    elif alias == "shared_as" and not ALIAS.fullmatch(str(name)):
        raise InvalidParameterValue(f"Invalid shared_as: '{name}'. It must be <schema>.<table>.")
    taken = [each for each in objects if name is not None and str(each.get(alias, "")).lower() == str(name).lower()]
    if taken:
        raise ResourceAlreadyExists(f"'{name}' is taken in share '{share['name']}' by {taken[0]['name']}.", status=409)
