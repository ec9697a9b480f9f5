"""The rows of system tables follow from what the SDK did in the workspace; no Spark here."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import PermissionDenied
from databricks.sdk.service import jobs

from snippets_tests.lakehouse.system_tables import definitions, facts
from snippets_tests.workspace import Tenant
from snippets_tests.workspace.recorder import REDACTED
from snippets_tests.workspace.system_tables import MODULES

Clients = Callable[..., WorkspaceClient]
# Documented tables that stay empty here: nothing in this workspace does what they tell of.
EMPTY = {
    "access.assistant_events",
    "storage.predictive_optimization_operations_history",
}


def rows(tenant: Tenant, name: str, principal: str | None = None) -> list[dict[str, Any]]:
    """The rows of a table, as the admin sees them."""
    schema, table = name.split(".")
    return [dict(row) for row in tenant.metastore.system_facts.rows(schema, table, principal or tenant.user)]


def condition(key: str, right: str = "1", *after: str) -> jobs.Task:
    """A task that needs no compute."""
    return jobs.Task(
        task_key=key,
        condition_task=jobs.ConditionTask(jobs.ConditionTaskOp.GREATER_THAN, "1", right),
        depends_on=[jobs.TaskDependency(each) for each in after] or None,
    )


def test_the_audit_log_says_who_did_what_with_what_result(tenant: Tenant, w: WorkspaceClient) -> None:
    w.catalogs.create("dev")
    w.catalogs.delete("dev", force=True)
    made, gone = rows(tenant, "access.audit")
    assert (made["service_name"], made["action_name"]) == ("unityCatalog", "createCatalog")
    assert made["request_params"]["name"] == "dev"
    assert (made["workspace_id"], made["audit_level"]) == ("0", "ACCOUNT_LEVEL")
    assert (gone["action_name"], gone["request_params"]["name_arg"]) == ("deleteCatalog", "dev")
    assert gone["user_identity"] == {"email": tenant.user}
    assert gone["response"] == {"status_code": 200}


def test_the_audit_log_keeps_refusals(tenant: Tenant, client_of: Clients) -> None:
    with pytest.raises(PermissionDenied):
        client_of("bob@example.com").catalogs.create("mine")
    (refused,) = rows(tenant, "access.audit")
    assert refused["user_identity"] == {"email": "bob@example.com"}
    assert refused["response"]["status_code"] == 403
    assert "CREATE CATALOG" in refused["response"]["error_message"]


def test_the_audit_log_outlasts_the_record_of_requests_and_holds_no_secret(tenant: Tenant, w: WorkspaceClient) -> None:
    w.secrets.create_scope("payments")
    w.secrets.put_secret("payments", "token", string_value="hunter2")
    tenant.recorder.drain()
    _, put = rows(tenant, "access.audit")
    assert put["request_params"] == {"scope": "payments", "key": "token", "string_value": REDACTED}


def test_reading_many_times_gives_the_same(tenant: Tenant, w: WorkspaceClient) -> None:
    w.catalogs.list()
    assert rows(tenant, "access.audit") == rows(tenant, "access.audit")


def test_a_job_has_a_row_for_each_change(tenant: Tenant, w: WorkspaceClient) -> None:
    made = w.jobs.create(name="nightly", tags={"team": "sales"}, tasks=[condition("a"), condition("b", "1", "a")])
    w.jobs.update(made.job_id or 0, new_settings=jobs.JobSettings(name="hourly"), fields_to_remove=["tasks/b"])
    w.jobs.delete(made.job_id or 0)
    found = rows(tenant, "lakeflow.jobs")
    assert [(row["name"], row["delete_time"] is None) for row in found] == [
        ("nightly", True),
        ("hourly", True),
        ("hourly", False),
    ]
    assert {row["job_id"] for row in found} == {str(made.job_id)}
    assert [row["creator_user_name"] for row in found] == [tenant.user] * 3
    tasks = [(row["task_key"], row["depends_on_keys"], row["delete_time"] is None) for row in _tasks(tenant)]
    assert tasks == [("a", [], True), ("b", ["a"], True), ("b", ["a"], False), ("a", [], False)]


def test_a_run_ends_in_the_words_of_the_table(tenant: Tenant, w: WorkspaceClient) -> None:
    tasks = [condition("good"), jobs.Task(task_key="bad", run_job_task=jobs.RunJobTask(job_id=1))]
    made = w.jobs.create(name="mixed", tasks=tasks)
    run = w.jobs.run_now(made.job_id or 0)
    w.jobs.get_run(run.run_id or 0)
    (row,) = rows(tenant, "lakeflow.job_run_timeline")
    assert (row["run_id"], row["run_type"], row["trigger_type"]) == (str(run.run_id), "JOB_RUN", "ONETIME")
    assert (row["result_state"], row["termination_code"]) == ("FAILED", "RESOURCE_NOT_FOUND")
    states = {each["task_key"]: each["result_state"] for each in rows(tenant, "lakeflow.job_task_run_timeline")}
    assert states == {"good": "SUCCEEDED", "bad": "FAILED"}


def test_a_cluster_has_a_row_for_each_configuration(tenant: Tenant, w: WorkspaceClient) -> None:
    made = w.clusters.create_and_wait(
        spark_version="16.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=1, cluster_name="etl"
    )
    w.clusters.resize_and_wait(made.cluster_id or "", num_workers=3)
    w.clusters.permanent_delete(made.cluster_id or "")
    found = rows(tenant, "compute.clusters")
    assert [(row["worker_count"], row["delete_time"] is None) for row in found] == [(1, True), (3, True), (3, False)]
    assert found[0]["create_time"] == found[2]["create_time"]


def test_the_sample_of_load_is_about_the_machines_that_there_are(tenant: Tenant, w: WorkspaceClient) -> None:
    w.clusters.create_and_wait(
        spark_version="16.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=1, cluster_name="etl"
    )
    found = rows(tenant, "compute.node_timeline")
    assert {row["driver"] for row in found} == {True, False}
    assert len({row["instance_id"] for row in found}) == 2


def test_a_warehouse_tells_of_its_starts_and_stops(tenant: Tenant, w: WorkspaceClient) -> None:
    starter = next(iter(w.warehouses.list()))
    w.warehouses.start_and_wait(starter.id or "")
    w.warehouses.stop_and_wait(starter.id or "")
    events = [(row["event_type"], row["cluster_count"]) for row in rows(tenant, "compute.warehouse_events")]
    assert events == [("STARTING", 0), ("RUNNING", 1), ("STOPPING", 0), ("STOPPED", 0)]
    (warehouse,) = rows(tenant, "compute.warehouses")
    assert (warehouse["warehouse_type"], warehouse["warehouse_size"]) == ("SERVERLESS", "SMALL")


def test_experiments_and_runs(tenant: Tenant, w: WorkspaceClient) -> None:
    made = w.experiments.create_experiment("/Users/ada@example.com/churn")
    run = w.experiments.create_run(experiment_id=made.experiment_id, run_name="first").run
    assert run is not None
    assert run.info is not None
    for step, value in enumerate((0.5, 0.9, 0.7)):
        w.experiments.log_metric("auc", value, 1, run_id=run.info.run_id, step=step)
    (row,) = rows(tenant, "mlflow.runs_latest")
    assert row["created_by"] == tenant.user
    assert row["aggregated_metrics"] == [
        {"metric_name": "auc", "latest_value": 0.7, "min_value": 0.5, "max_value": 0.9}
    ]
    assert [each["metric_value"] for each in rows(tenant, "mlflow.run_metrics_history")] == [0.5, 0.9, 0.7]


def test_every_price_of_the_sample_meets_its_usage(tenant: Tenant) -> None:
    used = {row["sku_name"] for row in rows(tenant, "billing.usage")}
    assert used
    assert used <= {row["sku_name"] for row in rows(tenant, "billing.list_prices") if row["price_end_time"] is None}


def test_rows_have_documented_columns_only(tenant: Tenant, w: WorkspaceClient) -> None:
    made = w.jobs.create(name="n", tasks=[condition("a")])
    w.jobs.run_now(made.job_id or 0).result()
    next(iter(w.warehouses.list()))
    w.clusters.create_and_wait(spark_version="16.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=0)
    for schema in definitions.SCHEMAS:
        for name, definition in definitions.tables(schema).items():
            assert facts.query(definition, rows(tenant, f"{schema}.{name}"))


def test_every_documented_table_is_filled_but_those_named_here() -> None:
    names = {f"{schema}.{name}" for schema in definitions.SCHEMAS for name in definitions.tables(schema)}
    without = {name for name in names if not _filled(*name.split("."))}
    assert without == EMPTY


def test_a_workspace_that_nobody_asks_loads_nothing_of_it() -> None:
    import subprocess
    import sys

    code = (
        "import sys, pathlib, tempfile\n"
        "from snippets_tests import surface\n"
        "from snippets_tests.workspace import Workspace\n"
        "Workspace(surface.load()).create_tenant('t', pathlib.Path(tempfile.mkdtemp()), 'http://localhost')\n"
        "print([name for name in sys.modules if 'workspace.system_tables.' in name])\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def _filled(schema: str, table: str) -> bool:
    return schema in MODULES and hasattr(import_module(f"snippets_tests.workspace.system_tables.{schema}"), table)


def _tasks(tenant: Tenant) -> list[dict[str, Any]]:
    return rows(tenant, "lakeflow.job_tasks")
