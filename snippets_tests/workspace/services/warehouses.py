"""SQL warehouses: made, started, stopped. They hold no machines: statements run on the workspace's one engine.

The first `get` after an action completes what it began. A fresh workspace has Databricks' starter warehouse, stopped.
"""

from __future__ import annotations

import re
from typing import Any

from snippets_tests.workspace import access, changes
from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.errors import InvalidParameterValue, NotFound
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Collection, Resource
from snippets_tests.workspace.tenant import Tenant

STARTER = "Serverless Starter Warehouse"
SIZES = (
    "2X-Small", "X-Small", "Small", "Medium", "Large", "X-Large", "2X-Large", "3X-Large", "4X-Large", "5X-Large",
)  # fmt: skip
# State in transition: the state it leads to, and the seconds that it takes.
TRANSITIONS = {"STARTING": ("RUNNING", 5), "STOPPING": ("STOPPED", 5)}
ID = re.compile(r"[0-9a-f]{16}")
# The host that Databricks' documentation shows; the server's own would differ from run to run.
HOST = "workspace.example.com"
DEFAULTS: dict[str, Any] = {
    "auto_stop_mins": 120,
    "min_num_clusters": 1,
    "enable_photon": True,
    "enable_serverless_compute": False,
    "warehouse_type": "CLASSIC",
    "spot_instance_policy": "COST_OPTIMIZED",
    "channel": {"name": "CHANNEL_NAME_CURRENT"},
}


@operation("warehouses.create")
def create(call: Call, **spec: Any) -> dict[str, Any]:
    """Make a warehouse and begin to start it."""
    all_of(call.tenant)
    warehouse = _new(call.tenant, call.principal.name, _checked(call.tenant, {**DEFAULTS, **spec}, None))
    return {"id": warehouse["id"]}


@operation("warehouses.get")
def get(call: Call, id: str) -> Resource:
    """One warehouse, with whatever it was doing done."""
    warehouse = find(call.tenant, call.principal, id, "CAN_VIEW")
    _settle(call.tenant, warehouse)
    return _shown(warehouse)


@operation("warehouses.list")
def list_(
    call: Call, page_size: int | None = None, page_token: str | None = None, run_as_user_id: int | None = None
) -> dict[str, Any]:
    """The warehouses that the caller may at least see."""
    shown = [
        _shown(warehouse)
        for warehouse in all_of(call.tenant).values()
        if access.holds(call.tenant, call.principal, "warehouses", warehouse["id"], "CAN_VIEW")
    ]
    found, token = page(shown, page_token, page_size or 1000)
    return {"warehouses": found} | ({"next_page_token": token} if token else {})


@operation("warehouses.edit")
def edit(call: Call, id: str, **spec: Any) -> None:
    """Change what was given of a warehouse."""
    warehouse = find(call.tenant, call.principal, id, "CAN_MANAGE")
    warehouse["spec"] = _checked(call.tenant, {**warehouse["spec"], **spec}, id)
    _changed(call.tenant, warehouse)


@operation("warehouses.start")
def start(call: Call, id: str) -> None:
    """Begin to start a warehouse; one that runs goes on."""
    warehouse = find(call.tenant, call.principal, id, "CAN_USE")
    _settle_stop(call.tenant, warehouse)
    if warehouse["state"] == "STOPPED":
        _enter(call.tenant, warehouse, "STARTING")


@operation("warehouses.stop")
def stop(call: Call, id: str) -> None:
    """Begin to stop a warehouse; one that is stopped stays so."""
    warehouse = find(call.tenant, call.principal, id, "CAN_USE")
    if warehouse["state"] in ("RUNNING", "STARTING"):
        _enter(call.tenant, warehouse, "STOPPING")


@operation("warehouses.delete")
def delete(call: Call, id: str) -> None:
    """Stop a warehouse and forget it."""
    find(call.tenant, call.principal, id, "CAN_MANAGE")
    del all_of(call.tenant)[id]
    changes.note(call.tenant, "warehouse", id, None)
    access.forget(call.tenant, "warehouses", id)


def all_of(tenant: Tenant) -> Collection:
    """The warehouses of a tenant; the first look makes the starter warehouse."""
    warehouses = tenant.store["warehouses"]
    if "warehouse" not in tenant.store["starters"]:
        tenant.store["starters"]["warehouse"] = {}
        spec = {**DEFAULTS, "name": STARTER, "cluster_size": "Small", "max_num_clusters": 1, "auto_stop_mins": 10}
        spec |= {"enable_serverless_compute": True, "warehouse_type": "PRO"}
        starter = _new(tenant, tenant.user, spec, "STOPPED")
        access.replace(tenant, "warehouses", starter["id"], {tenant.user: "IS_OWNER", "users": "CAN_USE"})
    return warehouses


def find(tenant: Tenant, principal: Principal, warehouse_id: str, level: str) -> Resource:
    """A warehouse for someone who holds a level of permission on it."""
    if not ID.fullmatch(warehouse_id):
        raise InvalidParameterValue(f"{warehouse_id} is not a valid endpoint id.")
    missing = NotFound(f"The warehouse {warehouse_id} was not found.")
    warehouse = all_of(tenant).require(warehouse_id, missing)
    access.require(tenant, principal, "warehouses", warehouse_id, level)
    return warehouse


def awake(tenant: Tenant, principal: Principal, warehouse_id: str) -> Resource:
    """A warehouse ready for a statement: one that is stopped starts by itself, as on Databricks."""
    warehouse = find(tenant, principal, warehouse_id, "CAN_USE")
    if warehouse["state"] != "RUNNING":
        _settle_stop(tenant, warehouse)
        if warehouse["state"] == "STOPPED":
            _enter(tenant, warehouse, "STARTING")
        _settle(tenant, warehouse)
    return warehouse


def _new(tenant: Tenant, owner: str, spec: dict[str, Any], state: str = "STARTING") -> Resource:
    warehouse: Resource = {
        "id": tenant.ids.hex(16, "warehouse"),
        "creator_name": owner,
        "state": state,
        "spec": spec,
    }
    tenant.store["warehouses"][warehouse["id"]] = warehouse
    access.created(tenant, "warehouses", warehouse["id"], owner)
    _changed(tenant, warehouse)
    if state == "STARTING":
        _enter(tenant, warehouse, state)
    return warehouse


def _enter(tenant: Tenant, warehouse: Resource, state: str) -> None:
    warehouse["state"] = state
    clusters = warehouse["spec"]["min_num_clusters"] if state == "RUNNING" else 0
    changes.note(tenant, "warehouse event", warehouse["id"], {"state": state, "clusters": clusters})


def _changed(tenant: Tenant, warehouse: Resource) -> None:
    changes.note(tenant, "warehouse", warehouse["id"], warehouse)


def _checked(tenant: Tenant, spec: dict[str, Any], own_id: str | None) -> dict[str, Any]:
    """A specification that Databricks accepts, with `max_num_clusters` filled in."""
    name = spec.get("name", "").strip()
    if not name or len(name) >= 100:
        raise InvalidParameterValue("Warehouse name must be between 1 and 99 characters long.")
    if all_of(tenant).find(lambda other: other["spec"]["name"] == name and other["id"] != own_id):
        raise InvalidParameterValue(f"SQL warehouse with name `{name}` already exists")
    if spec.get("cluster_size") not in SIZES:
        raise InvalidParameterValue(f"cluster_size must be one of {', '.join(SIZES)}, not {spec.get('cluster_size')}.")
    serverless, minutes = spec["enable_serverless_compute"], spec["auto_stop_mins"]
    if serverless and spec["warehouse_type"] != "PRO":
        raise InvalidParameterValue("enable_serverless_compute needs warehouse_type PRO.")
    if minutes < 0 or (not serverless and 0 < minutes < 10):
        raise InvalidParameterValue(f"auto_stop_mins must be 0 or at least 10 minutes, not {minutes}.")
    spec.setdefault("max_num_clusters", spec["min_num_clusters"])
    if not 1 <= spec["min_num_clusters"] <= min(spec["max_num_clusters"], 30):
        raise InvalidParameterValue("min_num_clusters must be between 1 and the smaller of max_num_clusters and 30.")
    if spec["max_num_clusters"] > 40:
        raise InvalidParameterValue("max_num_clusters must be at most 40.")
    return spec


def _settle(tenant: Tenant, warehouse: Resource) -> None:
    if warehouse["state"] in TRANSITIONS:
        state, seconds = TRANSITIONS[warehouse["state"]]
        tenant.clock.advance(seconds)
        _enter(tenant, warehouse, state)


def _settle_stop(tenant: Tenant, warehouse: Resource) -> None:
    if warehouse["state"] == "STOPPING":
        _settle(tenant, warehouse)


def _shown(warehouse: Resource) -> Resource:
    identity, runs = warehouse["id"], warehouse["state"] == "RUNNING"
    path = f"/sql/1.0/warehouses/{identity}"
    return {
        **warehouse["spec"],
        "id": identity,
        "creator_name": warehouse["creator_name"],
        "state": warehouse["state"],
        "num_clusters": warehouse["spec"]["min_num_clusters"] if runs else 0,
        "num_active_sessions": 0,
        "jdbc_url": f"jdbc:spark://{HOST}:443/default;transportMode=http;ssl=1;AuthMech=3;httpPath={path};",
        "odbc_params": {"hostname": HOST, "path": path, "port": 443, "protocol": "https"},
        "health": {"status": "HEALTHY"} if runs else {},
    }
