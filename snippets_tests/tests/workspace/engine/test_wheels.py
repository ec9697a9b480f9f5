"""Python wheel tasks, with a wheel built on the spot."""

from __future__ import annotations

import io
import zipfile

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service import compute, jobs
from databricks.sdk.service.catalog import VolumeType
from databricks.sdk.service.jobs import RunResultState as Result
from databricks.sdk.service.workspace import ImportFormat

WHEEL = "/Volumes/main/default/libs/shop-1.0-py3-none-any.whl"
SOURCE = """
import sys

def run():
    print("called with", sys.argv[1:])

def fail():
    raise ValueError("no stock")
"""


def wheel(**extra: str) -> io.BytesIO:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("shop/__init__.py", SOURCE)
        archive.writestr("shop-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: shop\nVersion: 1.0\n")
        archive.writestr("shop-1.0.dist-info/entry_points.txt", "[console_scripts]\nmain = shop:run\n")
        for name, text in extra.items():
            archive.writestr(name.replace("_so", ".so"), text)
    data.seek(0)
    return data


def ended(
    w: WorkspaceClient, entry_point: str, path: str = WHEEL, of_job: dict[str, str] | None = None, **more: object
) -> tuple[jobs.Run, jobs.RunOutput]:
    task = jobs.Task(
        task_key="call",
        python_wheel_task=jobs.PythonWheelTask(package_name="shop", entry_point=entry_point, **more),  # type: ignore[arg-type]
        libraries=[compute.Library(whl=path)],
        new_cluster=compute.ClusterSpec(spark_version="17.3.x-scala2.13", node_type_id="i3.xlarge", num_workers=1),
    )
    defaults = [jobs.JobParameterDefinition(name=name, default=value) for name, value in (of_job or {}).items()]
    made = w.jobs.create(name="wheel", tasks=[task], parameters=defaults)
    run = w.jobs.get_run(w.jobs.run_now(made.job_id or 0).run_id or 0)
    return run, w.jobs.get_run_output((run.tasks or [])[0].run_id or 0)


@pytest.fixture
def uploaded(w: WorkspaceClient) -> WorkspaceClient:
    w.volumes.create("main", "default", "libs", VolumeType.MANAGED)
    w.files.upload(WHEEL, wheel())
    return w


def test_an_entry_point_is_called_with_its_parameters(uploaded: WorkspaceClient) -> None:
    run, output = ended(uploaded, "main", parameters=["a", "b"], named_parameters={"rows": "3"})
    assert run.state and run.state.result_state == Result.SUCCESS
    assert output.logs == "called with ['a', 'b', '--rows=3']\n"


def test_parameters_of_the_job_reach_keyword_arguments_only(uploaded: WorkspaceClient) -> None:
    of_job = {"rows": "9", "day": "monday"}
    _, output = ended(uploaded, "main", of_job=of_job, named_parameters={"rows": "3", "mode": "fast"})
    assert output.logs == "called with ['--rows=9', '--mode=fast', '--day=monday']\n"
    _, output = ended(uploaded, "main", of_job=of_job, parameters=["a", "{{job.parameters.day}}"])
    assert output.logs == "called with ['a', 'monday']\n"


def test_a_function_of_the_package_is_one_too(uploaded: WorkspaceClient) -> None:
    run, output = ended(uploaded, "fail")
    assert run.state and run.state.result_state == Result.FAILED
    assert output.error == "ValueError: no stock"


def test_a_missing_or_native_wheel_fails_the_task(uploaded: WorkspaceClient) -> None:
    run, _ = ended(uploaded, "main", "/Volumes/main/default/libs/none.whl")
    assert run.state and run.state.result_state == Result.FAILED
    uploaded.workspace.upload("/Shared/native.whl", wheel(shop_so="x"), format=ImportFormat.RAW)
    run, output = ended(uploaded, "main", "/Workspace/Shared/native.whl")
    assert run.state and run.state.result_state == Result.FAILED
    assert "holds native code" in str(output.as_dict())


def test_a_job_of_version_2_2_is_queued_unless_it_says_otherwise(w: WorkspaceClient) -> None:
    new = w.jobs.create(name="new").job_id or 0
    settings = w.jobs.get(new).settings
    assert settings and settings.queue == jobs.QueueSettings(enabled=True)
    old: dict[str, int] = w.api_client.do("POST", "/api/2.1/jobs/create", body={"name": "old"})  # type: ignore[assignment]
    kept = w.jobs.get(old["job_id"]).settings
    assert kept and kept.queue is None
