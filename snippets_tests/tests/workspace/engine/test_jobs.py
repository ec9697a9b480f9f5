"""Jobs through the real SDK: their settings."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, PermissionDenied, ResourceDoesNotExist
from databricks.sdk.service import compute, jobs

NODE = "i3.xlarge"


def notebook(key: str, path: str = "/Shared/nb", **more: object) -> jobs.Task:
    return jobs.Task(task_key=key, notebook_task=jobs.NotebookTask(notebook_path=path), **more)


def after(*keys: str) -> list[jobs.TaskDependency]:
    return [jobs.TaskDependency(task_key=key) for key in keys]


def test_a_job_is_kept_with_databricks_defaults(w: WorkspaceClient) -> None:
    made = w.jobs.create(name="nightly", tasks=[notebook("load")], tags={"team": "blue"})
    job = w.jobs.get(made.job_id or 0)
    assert (job.creator_user_name, job.run_as_user_name) == ("ada@example.com", "ada@example.com")
    settings = job.settings
    assert settings is not None
    assert (settings.name, settings.max_concurrent_runs, settings.timeout_seconds) == ("nightly", 1, 0)
    assert settings.format is jobs.Format.MULTI_TASK
    (task,) = settings.tasks or []
    assert task.run_if is jobs.RunIf.ALL_SUCCESS
    assert task.notebook_task is not None
    assert task.notebook_task.source is jobs.Source.WORKSPACE


def test_a_missing_job_is_said_so(w: WorkspaceClient) -> None:
    with pytest.raises(ResourceDoesNotExist, match=r"Job 1 does not exist\."):
        w.jobs.get(1)


def test_jobs_are_listed_latest_first_by_name_and_in_pages(w: WorkspaceClient) -> None:
    for number in range(5):
        w.jobs.create(name=f"job {number}", tasks=[notebook("load")])
    names = [job.settings.name for job in w.jobs.list(limit=2) if job.settings]
    assert names == ["job 4", "job 3", "job 2", "job 1", "job 0"]
    (found,) = w.jobs.list(name="JOB 3")
    assert found.settings is not None
    assert found.settings.tasks == []
    (found,) = w.jobs.list(name="job 3", expand_tasks=True)
    assert found.settings is not None
    assert [task.task_key for task in found.settings.tasks or []] == ["load"]


def test_more_than_a_hundred_tasks_come_in_pages(w: WorkspaceClient) -> None:
    keys = [f"t{number}" for number in range(250)]
    made = w.jobs.create(name="wide", tasks=[notebook(key) for key in keys])
    settings = w.jobs.get(made.job_id or 0).settings
    assert settings is not None
    assert [task.task_key for task in settings.tasks or []] == keys
    raw = w.api_client.do("GET", "/api/2.2/jobs/get", query={"job_id": made.job_id})
    assert len(raw["settings"]["tasks"]) == 100
    assert raw["has_more"] is True


def test_an_update_merges_tasks_and_removes_fields(w: WorkspaceClient) -> None:
    made = w.jobs.create(name="nightly", tasks=[notebook("a"), notebook("b")], tags={"team": "blue"})
    identity = made.job_id or 0
    changed = jobs.JobSettings(name="hourly", tasks=[notebook("b", "/Shared/other"), notebook("c")])
    w.jobs.update(identity, new_settings=changed, fields_to_remove=["tags", "tasks/a"])
    settings = w.jobs.get(identity).settings
    assert settings is not None
    paths = {task.task_key: task.notebook_task.notebook_path for task in settings.tasks or [] if task.notebook_task}
    assert (settings.name, settings.tags) == ("hourly", None)
    assert paths == {"b": "/Shared/other", "c": "/Shared/nb"}


def test_a_reset_replaces_everything(w: WorkspaceClient) -> None:
    made = w.jobs.create(name="nightly", tasks=[notebook("a")], max_concurrent_runs=5)
    w.jobs.reset(made.job_id or 0, jobs.JobSettings(name="other", tasks=[notebook("z")]))
    settings = w.jobs.get(made.job_id or 0).settings
    assert settings is not None
    assert (settings.name, settings.max_concurrent_runs) == ("other", 1)


def test_a_deleted_job_is_gone(w: WorkspaceClient) -> None:
    made = w.jobs.create(name="nightly", tasks=[notebook("a")])
    w.jobs.delete(made.job_id or 0)
    assert list(w.jobs.list()) == []


FAULTS = {
    "two tasks of one key": ([notebook("a"), notebook("a")], "Duplicate task key: 'a'"),
    "a bad key": ([notebook("a b")], "Invalid task key 'a b'"),
    "an unknown dependency": ([notebook("a", depends_on=after("z"))], "depends on task 'z', which does not exist"),
    "a cycle": (
        [notebook("a", depends_on=after("b")), notebook("b", depends_on=after("a"))],
        "depend on each other: a -> b -> a",
    ),
    "no kind of task": ([jobs.Task(task_key="a")], "exactly one kind of task"),
    "an undefined job cluster": (
        [notebook("a", job_cluster_key="big")],
        "Job cluster 'big' of task 'a' is not defined in field job_clusters",
    ),
    "two computes": (
        [notebook("a", job_cluster_key="big", existing_cluster_id="x")],
        "must have only one of existing_cluster_id",
    ),
    "no compute": (
        [jobs.Task(task_key="a", spark_python_task=jobs.SparkPythonTask(python_file="/Shared/a.py"))],
        "Task 'a' requires a cluster or an environment to run",
    ),
    "an impossible cluster": (
        [notebook("a", new_cluster=compute.ClusterSpec(spark_version="1.2", node_type_id=NODE, num_workers=1))],
        "Cluster validation error in task 'a': Invalid spark version 1.2",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_job_that_cannot_run_is_refused(w: WorkspaceClient, fault: str) -> None:
    tasks, message = FAULTS[fault]
    with pytest.raises(InvalidParameterValue, match=message):
        w.jobs.create(name="wrong", tasks=tasks)
    assert list(w.jobs.list()) == []


def test_permissions_decide_who_sees_runs_and_changes_a_job(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    bob, eve = client_of("bob@example.com"), client_of("eve@example.com")
    may_run = jobs.JobAccessControlRequest(
        user_name="bob@example.com", permission_level=jobs.JobPermissionLevel.CAN_MANAGE_RUN
    )
    made = w.jobs.create(name="nightly", tasks=[notebook("a")], access_control_list=[may_run])
    identity = made.job_id or 0
    assert [job.job_id for job in bob.jobs.list()] == [identity]
    assert list(eve.jobs.list()) == []
    with pytest.raises(PermissionDenied):
        eve.jobs.get(identity)
    with pytest.raises(PermissionDenied):
        bob.jobs.delete(identity)
    assert bob.jobs.run_now(identity).run_id
    levels = {
        entry.user_name: [level.permission_level for level in entry.all_permissions or []]
        for entry in w.jobs.get_permissions(str(identity)).access_control_list or []
        if entry.user_name
    }
    assert levels == {
        "ada@example.com": [jobs.JobPermissionLevel.IS_OWNER],
        "bob@example.com": [jobs.JobPermissionLevel.CAN_MANAGE_RUN],
    }
