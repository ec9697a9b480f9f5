"""What the kinds of tasks do. A kind that is not in the table below is refused when it runs, by name."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from snippets_tests.lakehouse import entity
from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.workspace import changes
from snippets_tests.workspace.engine import SqlFailure
from snippets_tests.workspace.errors import ApiError
from snippets_tests.workspace.notebooks.dbutils import DBUtils, NotebookExit
from snippets_tests.workspace.notebooks.execute import Runner
from snippets_tests.workspace.notebooks.filesystem import Filesystem
from snippets_tests.workspace.notebooks.formats import NotebookError
from snippets_tests.workspace.notebooks.imports import importable
from snippets_tests.workspace.services import pipelines, warehouses
from snippets_tests.workspace.services.jobs.evaluated import alert, sql_alert
from snippets_tests.workspace.services.jobs.records import (
    SUCCEEDED,
    WORKLOAD_FAILED,
    Spec,
    Verdict,
    broken,
)
from snippets_tests.workspace.services.jobs.wheels import wheel
from snippets_tests.workspace.services.jobs.work import Work, folder, python_ended
from snippets_tests.workspace.services.pipelines import updates
from snippets_tests.workspace.services.workspace import read_notebook
from snippets_tests.workspace.services.workspace.objects import Objects

# Kinds whose code runs on the engine.
NEED_ENGINE = ("alert_task", "notebook_task", "python_wheel_task", "spark_python_task", "sql_task", "pipeline_task")
MARKER = re.compile(r"\{\{\s*([\w.-]+)\s*\}\}")
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "GREATER_THAN": lambda left, right: bool(left > right),
    "GREATER_THAN_OR_EQUAL": lambda left, right: bool(left >= right),
    "LESS_THAN": lambda left, right: bool(left < right),
    "LESS_THAN_OR_EQUAL": lambda left, right: bool(left <= right),
}


def notebook(work: Work) -> Verdict:
    """Run a notebook; job parameters go over the task's own, both into its widgets."""
    spec, tenant = work.spec["notebook_task"], work.tenant
    if spec.get("source") == "GIT":
        return broken("Notebooks from Git repositories are not emulated.", "FEATURE_DISABLED")
    path = spec["notebook_path"]
    parameters = {**spec.get("base_parameters", {}), **work.run.overriding.get("notebook_params", {})}
    parameters |= work.parameters
    engine = tenant.engine("A notebook task")
    runner = Runner(
        tenant,
        engine,
        work.principal,
        lambda other: read_notebook(tenant, other, work.principal),
        work.run.task_values,
        work.task.key,
    )
    try:
        read_notebook(tenant, path, work.principal)
        with tenant.guard.released(), entity.acting(notebook=path):
            ending = runner.run(path, {name: str(value) for name, value in parameters.items()})
    except NotebookError as error:
        return broken(f"{path}: {error}")
    except ApiError as error:
        return broken(_no_notebook(path, error), "RESOURCE_NOT_FOUND" if error.status == 404 else "UNAUTHORIZED_ERROR")
    work.task.output = {"notebook_output": {"truncated": False}}
    if ending.exit_value is not None:
        work.task.output["notebook_output"]["result"] = ending.exit_value
    if ending.error is None:
        return SUCCEEDED
    work.task.output |= {"error": ending.error, "error_trace": ending.traceback or ending.error}
    return WORKLOAD_FAILED


def python_file(work: Work) -> Verdict:
    """Run a Python file with its arguments; what it prints are the task's logs."""
    spec, tenant = work.spec["spark_python_task"], work.tenant
    path = spec["python_file"]
    if spec.get("source") == "GIT":
        return broken("Python files from Git repositories are not emulated.", "FEATURE_DISABLED")
    try:
        source = _text(work, path)
    except (ApiError, MetastoreError, OSError, ValueError) as error:
        return broken(f"Cannot read the python file {path}: {error}", "RESOURCE_NOT_FOUND")
    engine = tenant.engine("A Python task")
    dbutils = DBUtils(tenant, work.principal, task_values=work.run.task_values, task_key=work.task.key)
    arguments = work.run.overriding.get("python_params") or spec.get("parameters", [])
    try:
        with tenant.guard.released(), importable(folder(tenant, path)):
            names = {"__name__": "__main__", **engine.notebook_globals(work.principal.name), "dbutils": dbutils}
            result = engine.run_python(source, filename=path, argv=arguments, globals=names)
    except NotebookExit as leaving:
        work.task.output = {"logs": leaving.printed, "logs_truncated": False}
        return SUCCEEDED
    return python_ended(work, dbutils, result)


def sql(work: Work) -> Verdict:
    """Run a saved query, or the statements of a file, on a warehouse; `:name` and `{{ name }}` are its parameters."""
    spec, tenant = work.spec["sql_task"], work.tenant
    if "dashboard" in spec:
        return broken("sql_task with dashboard is not emulated.", "FEATURE_DISABLED")
    if "alert" in spec:
        return sql_alert(work)
    parameters = {**spec.get("parameters", {}), **work.run.overriding.get("sql_params", {}), **work.parameters}
    received = tenant.clock.millis()
    try:
        warehouse = warehouses.awake(tenant, work.principal, spec["warehouse_id"])
        query = _query(work, spec)
        text = MARKER.sub(lambda found: parameters.get(found[1], found[0]), query["query_text"])
        engine = tenant.engine("A SQL task")
        statement: Spec = {"statement": text, "warehouse_id": warehouse["id"], "user": work.principal.name}
        statement |= {"received": received, "started": tenant.clock.millis(), "state": "SUCCEEDED"}
        source = {"job_id": str(work.run.job_id), "job_run_id": str(work.run.run_id)}
        statement["source"] = {"job_info": source | {"job_task_run_id": str(work.task.run_id)}}
        statement["statement_id"] = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{tenant.workspace_id}/{work.task.run_id}"))
        with tenant.guard.released(), entity.acting(statement_id=statement["statement_id"]):
            engine.sql(
                text,
                parameters=parameters or None,
                catalog=query.get("catalog"),
                schema=query.get("schema"),
                principal=work.principal.name,
            )
    except SqlFailure as failure:
        changes.note(tenant, "sql task", work.task.run_id, statement | {"state": "FAILED", "error": failure.message})
        work.task.output = {"error": failure.message.partition("\n")[0], "error_trace": failure.message}
        return WORKLOAD_FAILED
    except (ApiError, MetastoreError) as error:
        return broken(error.message, "RESOURCE_NOT_FOUND" if error.status == 404 else "INVALID_RUN_CONFIGURATION")
    changes.note(tenant, "sql task", work.task.run_id, statement)
    shown = {"query_text": text, "warehouse_id": warehouse["id"], "endpoint_id": warehouse["id"]}
    work.task.output = {"sql_output": {"query_output": shown}}
    return SUCCEEDED


def pipeline(work: Work) -> Verdict:
    """Run an update of a pipeline to its end."""
    spec, tenant = work.spec["pipeline_task"], work.tenant
    full = work.run.overriding.get("pipeline_params", {}).get("full_refresh", spec.get("full_refresh", False))
    chosen = ("full_refresh_selection", "refresh_selection")
    try:
        found = pipelines.find(tenant, work.principal, spec["pipeline_id"], "CAN_RUN")
        options = {name: spec[name] for name in chosen if name in spec}
        update = updates.start(tenant, found, "JOB_TASK", {**options, "full_refresh": full})
    except ApiError as error:
        return broken(error.message, "RESOURCE_NOT_FOUND" if error.status == 404 else "INVALID_RUN_CONFIGURATION")
    updates.settle(tenant, found)
    if update["state"] in ("COMPLETED", "RUNNING"):
        return SUCCEEDED
    message = update.get("_error") or f"Update {update['update_id']} was canceled."
    work.task.output = {"error": message.partition("\n")[0], "error_trace": message}
    return WORKLOAD_FAILED


def condition(work: Work) -> Verdict:
    """Compare two texts, or two numbers."""
    spec = work.spec["condition_task"]
    left, right, op = spec["left"], spec["right"], spec["op"]
    if op in COMPARISONS:
        try:
            holds = COMPARISONS[op](Decimal(left), Decimal(right))
        except InvalidOperation:
            return broken(f"{op} compares numbers, and '{left}' and '{right}' are not both numbers.")
    else:
        holds = (left == right) == (op == "EQUAL_TO")
    work.task.outcome = "true" if holds else "false"
    return SUCCEEDED


def inputs(spec: Spec) -> list[Any]:
    """What a for_each_task goes over: a JSON array.

    Raises:
        ValueError: It is none.
    """
    found = json.loads(spec["inputs"])
    if not isinstance(found, list):
        raise ValueError(f"{spec['inputs']} is no JSON array")
    return found


KINDS: dict[str, Callable[[Work], Verdict]] = {
    "alert_task": alert,
    "notebook_task": notebook,
    "spark_python_task": python_file,
    "sql_task": sql,
    "python_wheel_task": wheel,
    "pipeline_task": pipeline,
    "condition_task": condition,
}


def _query(work: Work, spec: Spec) -> Spec:
    if "file" in spec:
        if spec["file"].get("source") == "GIT":
            raise ApiError("SQL files from Git repositories are not emulated.", status=400)
        return {"query_text": _text(work, spec["file"]["path"])}
    identity = spec.get("query", {}).get("query_id", "")
    message = f"Query {identity} does not exist."
    return work.tenant.store["queries"].require(identity, message)


def _text(work: Work, path: str) -> str:
    """The text of a file in the workspace, a volume or DBFS."""
    if path.startswith(("dbfs:/", "/Volumes/", "/dbfs/")):
        return Filesystem(work.tenant, work.principal).read(path).decode()
    objects = Objects(work.tenant, work.principal)
    found = objects.require(objects.clean(path), "CAN_READ")
    if found["object_type"] == "DIRECTORY":
        raise ValueError(f"{path} is a folder")
    return objects.tree.read(found["path"]).decode()


def _no_notebook(path: str, error: ApiError) -> str:
    if error.status != 404:
        return error.message
    return (
        f'Unable to access the notebook "{path}" in the workspace. Please check that the notebook exists and that the '
        "identity under which the job runs may read it."
    )
