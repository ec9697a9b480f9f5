"""Lakebase beside its shape: passwords of roles, schedules of snapshots, change data feeds. No Postgres runs."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Resource

SCHEDULES = "postgres snapshot schedules"
PASSWORDS = "postgres role passwords"


@operation("postgres.reveal_role_password")
def reveal_role_password(call: Call, name: str) -> dict[str, str]:
    """The password of a role, the same each time."""
    call.tenant.store["postgres.role"].require(name.lower(), f"Role '{name}' does not exist.")
    kept = call.tenant.store[PASSWORDS]
    if name not in kept:
        kept[name] = {"password": call.tenant.ids.hex(32, "postgres password")}
    return {"password": kept[name]["password"]}


@operation("postgres.get_snapshot_schedule")
def get_snapshot_schedule(call: Call, name: str) -> Resource:
    """When snapshots of a branch are made; never, as long as nobody said so."""
    _require_branch(call, name)
    return {"name": name, "schedule": call.tenant.store[SCHEDULES].get(name, {}).get("schedule", [])}


@operation("postgres.update_snapshot_schedule")
def update_snapshot_schedule(call: Call, name: str, snapshot_schedule: Resource, update_mask: str) -> dict[str, Any]:
    """Say when snapshots of a branch are to be made. None is made: a branch has no data here."""
    _require_branch(call, name)
    if update_mask not in ("*", "schedule"):
        raise InvalidParameterValue(f"Invalid field mask: {update_mask} is not schedule.")
    call.tenant.store[SCHEDULES][name] = {"schedule": snapshot_schedule.get("schedule", [])}
    operation_name = f"{name}/operations/{call.tenant.ids.uuid('operation')}"
    done = {"name": operation_name, "done": True, "response": get_snapshot_schedule(call, name)}
    call.tenant.store["postgres operations"][operation_name] = done
    return done


@operation("postgres.list_cdf_statuses")
def list_cdf_statuses(call: Call, parent: str, page_size: int = 100, page_token: str | None = None) -> dict[str, Any]:
    """The tables of a database whose changes flow to Unity Catalog: none, as there is no Postgres behind."""
    _require_known(call, parent)
    return {"cdf_statuses": []}


@operation("postgres.get_cdf_status")
def get_cdf_status(call: Call, name: str) -> Resource:
    """One of them."""
    raise ResourceDoesNotExist(f"Change data feed '{name}' does not exist.")


def _require_branch(call: Call, name: str) -> None:
    branch = "/".join(name.split("/")[:4])
    call.tenant.store["postgres.branch"].require(branch.lower(), f"Branch '{branch}' does not exist.")


def _require_known(call: Call, name: str) -> None:
    kept = ("postgres.database", "postgres.branch", "postgres.project", "postgres.endpoint")
    if not any(name.lower() in call.tenant.store[each] for each in kept):
        raise ResourceDoesNotExist(f"'{name}' does not exist.")
