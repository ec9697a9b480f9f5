"""SQL warehouses through the real SDK."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, NotFound, PermissionDenied
from databricks.sdk.service.sql import CreateWarehouseRequestWarehouseType, State


def starter(w: WorkspaceClient) -> str:
    (warehouse,) = w.warehouses.list()
    return warehouse.id or ""


def test_a_fresh_workspace_has_the_starter_warehouse(w: WorkspaceClient) -> None:
    (warehouse,) = w.warehouses.list()
    assert (warehouse.name, warehouse.state) == ("Serverless Starter Warehouse", State.STOPPED)
    assert warehouse.odbc_params is not None
    assert warehouse.odbc_params.path == f"/sql/1.0/warehouses/{warehouse.id}"


def test_a_new_warehouse_starts_and_runs_at_the_next_look(w: WorkspaceClient) -> None:
    waiter = w.warehouses.create(
        name="reports",
        cluster_size="2X-Small",
        max_num_clusters=1,
        auto_stop_mins=10,
        warehouse_type=CreateWarehouseRequestWarehouseType.PRO,
        enable_serverless_compute=True,
    )
    assert [warehouse.state for warehouse in w.warehouses.list()] == [State.STOPPED, State.STARTING]
    made = waiter.result()
    assert (made.name, made.state, made.num_clusters) == ("reports", State.RUNNING, 1)


def test_a_warehouse_stops_and_starts_again(w: WorkspaceClient) -> None:
    identity = starter(w)
    assert w.warehouses.start(identity).result().state is State.RUNNING
    assert w.warehouses.stop(identity).result().state is State.STOPPED
    assert w.warehouses.start(identity).result().state is State.RUNNING


def test_an_edit_keeps_what_it_does_not_name(w: WorkspaceClient) -> None:
    made = w.warehouses.create(name="reports", cluster_size="Small", auto_stop_mins=30).result()
    changed = w.warehouses.edit(made.id or "", cluster_size="Large").result()
    assert (changed.name, changed.cluster_size, changed.auto_stop_mins) == ("reports", "Large", 30)


def test_a_deleted_warehouse_is_gone_and_the_starter_does_not_come_back(w: WorkspaceClient) -> None:
    identity = starter(w)
    w.warehouses.delete(identity)
    assert list(w.warehouses.list()) == []
    with pytest.raises(NotFound, match=rf"The warehouse {identity} was not found\."):
        w.warehouses.get(identity)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"name": "Serverless Starter Warehouse", "cluster_size": "Small"}, "already exists"),
        ({"name": "a", "cluster_size": "Tiny"}, "cluster_size must be one of 2X-Small"),
        ({"name": "", "cluster_size": "Small"}, "name must be"),
        ({"name": "a", "cluster_size": "Small", "auto_stop_mins": 5}, "auto_stop_mins must be"),
        ({"name": "a", "cluster_size": "Small", "enable_serverless_compute": True}, "needs warehouse_type PRO"),
        ({"name": "a", "cluster_size": "Small", "min_num_clusters": 3, "max_num_clusters": 2}, "min_num_clusters"),
    ],
    ids=["taken name", "size", "no name", "auto stop", "serverless", "clusters"],
)
def test_a_wrong_specification_is_refused(w: WorkspaceClient, spec: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidParameterValue, match=message):
        w.warehouses.create(**spec)


def test_an_id_that_is_none_is_told_from_one_that_is_unknown(w: WorkspaceClient) -> None:
    with pytest.raises(InvalidParameterValue, match=r"my-warehouse is not a valid endpoint id\."):
        w.warehouses.get("my-warehouse")
    with pytest.raises(NotFound, match=r"The warehouse 0123456789abcdef was not found\."):
        w.warehouses.get("0123456789abcdef")


def test_everyone_may_use_the_starter_and_nobody_anothers_warehouse(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    bob = client_of("bob@example.com")
    made = w.warehouses.create(name="mine", cluster_size="Small").result()
    assert [warehouse.name for warehouse in bob.warehouses.list()] == ["Serverless Starter Warehouse"]
    with pytest.raises(PermissionDenied, match="CAN_USE"):
        bob.statement_execution.execute_statement("SELECT 1", made.id or "")
    with pytest.raises(PermissionDenied, match="CAN_MANAGE"):
        bob.warehouses.delete(starter(bob))
