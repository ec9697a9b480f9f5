"""What the tests of jobs share: tasks, runs brought to their end, outputs."""

from __future__ import annotations

from databricks.sdk import WorkspaceClient
from databricks.sdk.service import jobs
from databricks.sdk.service.jobs import RunResultState as Result


def notebook(key: str, path: str, *before: str, parameters: dict[str, str] | None = None, **more: object) -> jobs.Task:
    task = jobs.NotebookTask(notebook_path=path, base_parameters=parameters)
    depends_on = [jobs.TaskDependency(task_key=each) for each in before] or None
    return jobs.Task(task_key=key, notebook_task=task, depends_on=depends_on, **more)


def results(run: jobs.Run) -> dict[str, Result | None]:
    return {task.task_key: task.state.result_state if task.state else None for task in run.tasks or []}


def task_output(w: WorkspaceClient, run: jobs.Run, key: str) -> jobs.RunOutput:
    (task,) = [task for task in run.tasks or [] if task.task_key == key]
    return w.jobs.get_run_output(task.run_id or 0)


def start(w: WorkspaceClient, *tasks: jobs.Task, **options: object) -> jobs.Run:
    made = w.jobs.create(name="job", tasks=list(tasks))
    return ended(w, w.jobs.run_now(made.job_id or 0, **options).run_id or 0)


def ended(w: WorkspaceClient, run_id: int) -> jobs.Run:
    run = w.jobs.get_run(run_id)
    assert run.status is not None
    assert run.status.state is jobs.RunLifecycleStateV2State.TERMINATED
    return run
