"""Drafts of dashboards. Each is a file `NAME.lvdash.json` in a folder of the workspace, until it is in the trash.

Sources: the fields of `dashboards.Dashboard` in databricks-sdk; databricks/cli's issue 1692 for a name that is taken.
"""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace import access
from snippets_tests.workspace.errors import (
    BadRequest,
    InvalidParameterValue,
    ResourceAlreadyExists,
    ResourceConflict,
    ResourceDoesNotExist,
)
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.workspace.objects import DASHBOARD, FOLDERS, Objects
from snippets_tests.workspace.store import Collection, Resource

ENDING = ".lvdash.json"
# What the caller may give; the rest follows.
GIVEN = ("display_name", "parent_path", "serialized_dashboard", "warehouse_id")
NOT_IN_LISTS = frozenset({"etag", "parent_path", "path", "serialized_dashboard", "update_time"})
EMPTY = '{"pages":[{"name":"page","displayName":"Untitled page"}]}'


@operation("lakeview.create")
def create(
    call: Call, dashboard: dict[str, Any], dataset_catalog: str | None = None, dataset_schema: str | None = None
) -> Resource:
    """Make a dashboard, in the caller's home unless a folder is given."""
    _refuse_defaults(dataset_catalog, dataset_schema)
    name = dashboard.get("display_name")
    if not name:
        raise InvalidParameterValue("Missing required field: display_name")
    objects = Objects(call.tenant, call.principal)
    folder = objects.clean(dashboard.get("parent_path") or f"/Users/{call.principal.name}")
    parent = objects.find(folder)
    if parent is None or parent["object_type"] not in FOLDERS:
        raise ResourceDoesNotExist(f"Path ({folder}) doesn't exist.")
    objects.check(folder, "CAN_EDIT")
    identity, now = call.tenant.ids.hex(32, "lakeview"), call.tenant.clock.iso()
    draft: Resource = {
        "dashboard_id": identity,
        "create_time": now,
        "update_time": now,
        "lifecycle_state": "ACTIVE",
        "serialized_dashboard": EMPTY,
        **{field: dashboard[field] for field in GIVEN if dashboard.get(field) is not None},
        "parent_path": folder,
        "path": _free(objects, identity, folder, name),
        "etag": call.tenant.ids.hex(16, "lakeview etag"),
    }
    _all(call)[identity] = draft
    access.created(call.tenant, "dashboards", identity, call.principal.name)
    _write(call, draft)
    return shown(draft)


@operation("lakeview.get")
def get(call: Call, dashboard_id: str) -> Resource:
    """One dashboard, also one in the trash."""
    return shown(find(call, dashboard_id, "CAN_READ", trashed=True))


@operation("lakeview.list")
def list_(
    call: Call, page_size: int = 0, page_token: str | None = None, show_trashed: bool = False, view: str | None = None
) -> dict[str, Any]:
    """The dashboards that the caller may read, without their contents."""
    known = [
        draft
        for draft in _all(call).values()
        if (show_trashed or draft["lifecycle_state"] == "ACTIVE") and _may(call, draft, "CAN_READ")
    ]
    found, following = page(known, page_token, page_size)
    items = [{name: value for name, value in draft.items() if name not in NOT_IN_LISTS} for draft in found]
    return {"dashboards": items} | ({"next_page_token": following} if following else {})


@operation("lakeview.update")
def update(
    call: Call,
    dashboard_id: str,
    dashboard: dict[str, Any],
    dataset_catalog: str | None = None,
    dataset_schema: str | None = None,
) -> Resource:
    """Change what is given; a new name is the file's new name too."""
    _refuse_defaults(dataset_catalog, dataset_schema)
    draft = find(call, dashboard_id, "CAN_EDIT")
    if dashboard.get("etag") not in (None, draft["etag"]):
        message = f"The etag {dashboard['etag']} is not that of the last change of the dashboard; read it again."
        raise ResourceConflict(message, error_code="ABORTED")
    change(call, draft, {field: dashboard[field] for field in GIVEN if dashboard.get(field) is not None})
    return shown(draft)


@operation("lakeview.trash")
def trash(call: Call, dashboard_id: str) -> None:
    """Put a dashboard in the trash: its file is gone, and what was published of it."""
    draft = find(call, dashboard_id, "CAN_MANAGE")
    Objects(call.tenant, call.principal).remove(draft["path"])


def find(call: Call, dashboard_id: str, level: str, *, trashed: bool = False) -> Resource:
    """The dashboard of an id, when the caller may do with it what the level says; in the trash only if asked for."""
    draft = _all(call).get(dashboard_id.lower())
    if draft is None:
        raise ResourceDoesNotExist(f"Dashboard '{dashboard_id}' does not exist.")
    if draft["lifecycle_state"] == "TRASHED" and not trashed:
        raise BadRequest(f"Dashboard '{dashboard_id}' is in the trash.")
    if not _may(call, draft, level):
        access.require(call.tenant, call.principal, "dashboards", dashboard_id, level)
    return draft


def change(call: Call, draft: Resource, fields: dict[str, Any]) -> None:
    """Give a draft new content, name or folder."""
    objects = Objects(call.tenant, call.principal)
    folder = objects.clean(str(fields.get("parent_path", draft["parent_path"])))
    if folder != draft["parent_path"]:
        raise InvalidParameterValue("parent_path of a dashboard cannot be changed.")
    path = _free(objects, draft["dashboard_id"], folder, str(fields.get("display_name", draft["display_name"])))
    if path != draft["path"]:
        objects.move(draft["path"], path)
    draft |= {**fields, "parent_path": folder, "path": path}
    draft |= {"etag": call.tenant.ids.hex(16, "lakeview etag"), "update_time": call.tenant.clock.iso()}
    _write(call, draft)


def shown(draft: Resource) -> Resource:
    """A dashboard as the API shows it."""
    return dict(draft)


def _all(call: Call) -> Collection:
    return call.tenant.store["lakeview"]


def _may(call: Call, draft: Resource, level: str) -> bool:
    """By a permission on the dashboard, or on the folder that it is in."""
    if access.holds(call.tenant, call.principal, "dashboards", draft["dashboard_id"], level):
        return True
    return Objects(call.tenant, call.principal).allowed(draft["path"], level)


def _free(objects: Objects, identity: str, folder: str, name: str) -> str:
    path = f"{folder.rstrip('/')}/{name}{ENDING}"
    there = objects.find(path)
    if there is not None and there["resource_id"] != identity:
        cause = f"Caused by Node named '{name}{ENDING}' already exists"
        raise ResourceAlreadyExists(f"Unable to register dashboard [dashboards/{identity}]. {cause}", status=409)
    return path


def _write(call: Call, draft: Resource) -> None:
    data = draft["serialized_dashboard"].encode()
    Objects(call.tenant).write(draft["path"], data, DASHBOARD)["resource_id"] = draft["dashboard_id"]


def _refuse_defaults(catalog: str | None, schema: str | None) -> None:
    if catalog is not None or schema is not None:
        raise InvalidParameterValue(
            "dataset_catalog and dataset_schema are not emulated; write full names in the queries."
        )
