"""Pipelines: settings, updates and their events. What an update does to tables is tested with the lakehouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, NotFound, PermissionDenied, ResourceConflict
from databricks.sdk.service import jobs
from databricks.sdk.service.pipelines import (
    FileLibrary,
    NotebookLibrary,
    PathPattern,
    PipelineLibrary,
    PipelinesEnvironment,
    PipelineState,
    UpdateInfoState,
)
from databricks.sdk.service.workspace import ImportFormat, Language

from snippets_tests.workspace import Tenant

FOLDER = "/Users/ada@example.com/etl"


def put(w: WorkspaceClient, name: str, text: str) -> str:
    w.workspace.mkdirs(FOLDER)
    w.workspace.upload(f"{FOLDER}/{name}", text.encode(), format=ImportFormat.AUTO, overwrite=True)
    return f"{FOLDER}/{name}"


@pytest.fixture
def pipeline(w: WorkspaceClient) -> str:
    path = put(w, "a.sql", "CREATE MATERIALIZED VIEW a AS SELECT 1 AS x")
    made = w.pipelines.create(name="etl", libraries=[PipelineLibrary(file=FileLibrary(path=path))], serverless=True)
    return made.pipeline_id or ""


def asked(tenant: Tenant) -> list[Any]:
    return [each["pipeline"] for each in tenant.engine("").asked if "pipeline" in each]  # type: ignore[attr-defined]


def events(w: WorkspaceClient, pipeline: str, **query: Any) -> list[dict[str, Any]]:
    path = f"/api/2.0/pipelines/{pipeline}/events"
    answer = w.api_client.do("GET", path, query={"max_results": 100, "order_by": "timestamp asc", **query})
    return list(answer["events"])  # type: ignore[call-overload, index]


def test_a_new_pipeline_is_idle_with_its_effective_settings(w: WorkspaceClient, pipeline: str) -> None:
    found = w.pipelines.get(pipeline)
    assert (found.name, found.state, found.creator_user_name) == ("etl", PipelineState.IDLE, "ada@example.com")
    assert found.spec is not None
    assert (found.spec.catalog, found.spec.schema, found.spec.continuous) == ("main", "default", False)
    assert not found.latest_updates


def test_a_dry_run_keeps_nothing(w: WorkspaceClient) -> None:
    made = w.pipelines.create(name="dry", dry_run=True, catalog="main", schema="shop")
    assert made.pipeline_id is None
    assert made.effective_settings is not None
    assert made.effective_settings.schema == "shop"
    assert not list(w.pipelines.list_pipelines())


def test_an_update_waits_until_somebody_looks_and_then_completes(w: WorkspaceClient, pipeline: str) -> None:
    update = w.pipelines.start_update(pipeline, full_refresh_selection=["a"]).update_id or ""
    listed = w.pipelines.list_updates(pipeline).updates or []
    assert [each.state for each in listed] == [UpdateInfoState.QUEUED]
    seen = w.pipelines.get_update(pipeline, update).update
    assert seen is not None
    assert (seen.state, seen.full_refresh_selection) == (UpdateInfoState.COMPLETED, ["a"])
    assert w.pipelines.wait_get_pipeline_idle(pipeline).state == PipelineState.IDLE
    messages = [event["message"] for event in events(w, pipeline)]
    short = update[:6]
    assert messages[1:] == [
        f"Update {short} started by API_CALL.",
        f"Update {short} is WAITING_FOR_RESOURCES.",
        "Flow 'f' has COMPLETED.",
        f"Update {short} is COMPLETED.",
    ]


def test_what_the_engine_is_asked_for_comes_from_settings_and_sources(
    w: WorkspaceClient, tenant: Tenant, pipeline: str
) -> None:
    put(w, "deep.py", "import dlt")
    notebook = f"{FOLDER}/notebook"
    source = "# Databricks notebook source\n# MAGIC %md Words\n\n# COMMAND ----------\n\nimport dlt"
    w.workspace.upload(notebook, source.encode(), format=ImportFormat.SOURCE, language=Language.PYTHON)
    libraries = [
        PipelineLibrary(glob=PathPattern(include=f"/Workspace{FOLDER}/**")),
        PipelineLibrary(notebook=NotebookLibrary(path=notebook)),
    ]
    w.pipelines.update(
        pipeline, name="etl", libraries=libraries, catalog="main", schema="shop", configuration={"a.b": "c"}
    )
    w.pipelines.get_update(pipeline, w.pipelines.start_update(pipeline, full_refresh=True).update_id or "")
    request = asked(tenant)[0]
    assert [(source.path.rpartition("/")[2], source.language) for source in request.sources] == [
        ("a.sql", "SQL"),
        ("deep.py", "PYTHON"),
        ("notebook", "PYTHON"),
        ("notebook", "PYTHON"),
    ]
    assert request.sources[-1].text == "import dlt"
    assert (request.catalog, request.schema, request.configuration) == ("main", "shop", {"a.b": "c"})
    assert request.reset is None


def test_a_broken_source_fails_the_update_and_the_log_says_why(w: WorkspaceClient, pipeline: str) -> None:
    put(w, "a.sql", "BROKEN")
    update = w.pipelines.start_update(pipeline).update_id or ""
    found = w.pipelines.get(pipeline)
    assert (found.state, str(found.health)) == (PipelineState.FAILED, "GetPipelineResponseHealth.UNHEALTHY")
    seen = w.pipelines.get_update(pipeline, update).update
    assert seen is not None
    assert seen.state == UpdateInfoState.FAILED
    errors = list(w.pipelines.list_pipeline_events(pipeline, filter="level='ERROR'"))
    assert errors[0].error is not None
    assert errors[0].error.exceptions is not None
    assert errors[0].error.exceptions[0].message == "[TABLE_OR_VIEW_NOT_FOUND] no such table"


def test_a_missing_source_fails_the_update(w: WorkspaceClient, pipeline: str) -> None:
    w.workspace.delete(f"{FOLDER}/a.sql")
    w.pipelines.start_update(pipeline)
    w.pipelines.get(pipeline)
    assert events(w, pipeline, filter="level = 'ERROR'")[0]["error"]["exceptions"][0]["message"].startswith("Notebook")


def test_events_carry_details_and_are_filtered_and_paged(w: WorkspaceClient, pipeline: str) -> None:
    w.pipelines.start_update(pipeline)
    w.pipelines.get(pipeline)
    quality = events(w, pipeline, filter="event_type = 'flow_progress'")[0]["details"]["flow_progress"]
    assert quality["data_quality"] == {"dropped_records": 1}
    paged = list(w.pipelines.list_pipeline_events(pipeline, max_results=2))
    assert len(paged) == 5
    assert paged[0].message is not None
    assert paged[0].message.endswith("is COMPLETED.")
    with pytest.raises(InvalidParameterValue, match="Invalid filter expression: colour = 'red'"):
        list(w.pipelines.list_pipeline_events(pipeline, filter="colour = 'red'"))


def test_a_stopped_update_is_canceled_and_never_runs(w: WorkspaceClient, tenant: Tenant, pipeline: str) -> None:
    update = w.pipelines.start_update(pipeline).update_id or ""
    with pytest.raises(ResourceConflict, match=f"An active update {update} already exists"):
        w.pipelines.start_update(pipeline)
    w.pipelines.stop_and_wait(pipeline)
    seen = w.pipelines.get_update(pipeline, update).update
    assert seen is not None
    assert seen.state == UpdateInfoState.CANCELED
    assert not asked(tenant)


def test_a_continuous_pipeline_runs_until_it_is_stopped(w: WorkspaceClient, pipeline: str) -> None:
    w.pipelines.update(pipeline, name="etl", continuous=True)
    w.pipelines.start_update(pipeline)
    assert w.pipelines.get(pipeline).state == PipelineState.RUNNING
    assert w.pipelines.stop_and_wait(pipeline).state == PipelineState.IDLE


def test_pipelines_are_listed_by_name_and_by_notebook(w: WorkspaceClient, pipeline: str) -> None:
    notebook = PipelineLibrary(notebook=NotebookLibrary(path="/Users/ada@example.com/n"))
    w.pipelines.create(name="other", libraries=[notebook])
    by_name = [each.name for each in w.pipelines.list_pipelines(order_by=["name desc"], max_results=1)]
    assert by_name == ["other", "etl"]
    assert [each.name for each in w.pipelines.list_pipelines(filter="name LIKE '%tl'")] == ["etl"]
    found = w.pipelines.list_pipelines(filter="notebook='/Users/ada@example.com/n'")
    assert [each.name for each in found] == ["other"]
    with pytest.raises(InvalidParameterValue, match="Invalid filter"):
        list(w.pipelines.list_pipelines(filter="owner = 'ada'"))


def test_names_are_taken_once_unless_said_otherwise(w: WorkspaceClient, pipeline: str) -> None:
    with pytest.raises(ResourceConflict, match="The pipeline name 'etl' is already used by another pipeline"):
        w.pipelines.create(name="etl")
    assert w.pipelines.create(name="etl", allow_duplicate_names=True).pipeline_id != pipeline


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"schema": "a", "target": "b"}, "Exactly one of 'schema' or 'target'"),
        ({"libraries": [PipelineLibrary(glob=PathPattern(include="/a/**/b.py"))]}, "Invalid glob pattern"),
        ({"libraries": [PipelineLibrary()]}, "exactly one kind"),
    ],
    ids=["schema", "glob", "library"],
)
def test_settings_that_contradict_each_other_are_refused(
    w: WorkspaceClient, settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidParameterValue, match=message):
        w.pipelines.create(name="wrong", environment=PipelinesEnvironment(), **settings)


def test_permissions_decide_who_sees_starts_and_changes(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient], pipeline: str
) -> None:
    bob = client_of("bob@example.com")
    with pytest.raises(PermissionDenied, match="CAN_VIEW"):
        bob.pipelines.get(pipeline)
    assert not list(bob.pipelines.list_pipelines())
    body = {"access_control_list": [{"user_name": "bob@example.com", "permission_level": "CAN_VIEW"}]}
    w.api_client.do("PATCH", f"/api/2.0/permissions/pipelines/{pipeline}", body=body)
    assert bob.pipelines.get(pipeline).name == "etl"
    with pytest.raises(PermissionDenied, match="CAN_RUN"):
        bob.pipelines.start_update(pipeline)


def test_a_deleted_pipeline_takes_its_tables_with_it(w: WorkspaceClient, tenant: Tenant, pipeline: str) -> None:
    w.pipelines.start_update(pipeline)
    w.pipelines.get(pipeline)
    w.pipelines.delete(pipeline)
    assert {"dropped": pipeline} in tenant.engine("").asked  # type: ignore[attr-defined]
    with pytest.raises(NotFound, match=f"The specified pipeline {pipeline} was not found"):
        w.pipelines.get(pipeline)


def test_a_job_runs_a_pipeline_and_fails_with_it(w: WorkspaceClient, tenant: Tenant, pipeline: str) -> None:
    task = jobs.Task(task_key="load", pipeline_task=jobs.PipelineTask(pipeline_id=pipeline, full_refresh=True))
    job = w.jobs.create(name="nightly", tasks=[task])
    run = w.jobs.run_now(job.job_id or 0).result()
    assert run.state is not None
    assert run.state.result_state == jobs.RunResultState.SUCCESS
    assert asked(tenant)[0].reset is None
    assert [str(each.cause) for each in w.pipelines.list_updates(pipeline).updates or []] == [
        "UpdateInfoCause.JOB_TASK"
    ]
    put(w, "a.sql", "BROKEN")
    failed = w.jobs.get_run(w.jobs.run_now(job.job_id or 0).run_id)
    assert failed.tasks is not None
    output = w.jobs.get_run_output(failed.tasks[0].run_id or 0)
    assert output.error == "[TABLE_OR_VIEW_NOT_FOUND] no such table"
