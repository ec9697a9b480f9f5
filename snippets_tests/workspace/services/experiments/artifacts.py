"""Artifacts of runs and logged models.

MLflow's client reads and writes them through the Files API, below paths that Databricks keeps to itself; it checks
permissions by the experiment. Here the same bytes lie in the tenant's files.
"""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import BadRequest, NotFound
from snippets_tests.workspace.filesystem import Tree
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, endpoint, operation
from snippets_tests.workspace.services.experiments import search
from snippets_tests.workspace.services.experiments.logged_models import require
from snippets_tests.workspace.services.experiments.records import ARTIFACTS, experiment, run
from snippets_tests.workspace.wire import Response

ROOT = "/WorkspaceInternal/Mlflow/Artifacts"
HOLDERS = {"Runs": "mlflow_runs", "LoggedModels": "mlflow_models"}
FEWEST_PARTS = 6


@operation("experiments.list_artifacts")
def list_artifacts(
    call: Call,
    page_token: str | None = None,
    path: str | None = None,
    run_id: str | None = None,
    run_uuid: str | None = None,
) -> dict[str, Any]:
    """What lies in a directory of a run's artifacts."""
    found = run(call, run_id, run_uuid)["info"]
    files, token = page(_listed(call, found["experiment_id"], "Runs", found["run_id"], path), page_token, 1000)
    answer = {"root_uri": found["artifact_uri"], "files": files}
    return answer | ({"next_page_token": token} if token else {})


@endpoint("GET", "/api/2.0/mlflow/logged-models/{model_id}/artifacts/directories")
def list_logged_model_artifacts(call: Call, model_id: str) -> Response:
    """What lies in a directory of a logged model's artifacts."""
    found, path = require(call, model_id)["info"], search.body(call).get("artifact_directory_path")
    files = _listed(call, found["experiment_id"], "LoggedModels", model_id, path)
    return Response.json({"root_uri": found["artifact_uri"], "files": files})


def tree(call: Call, parts: list[str], writing: bool) -> tuple[Tree, str]:
    """The tree and the path in it of a path of the Files API, when the caller may use the experiment.

    Raises:
        BadRequest: The path leads to no run or logged model.
        NotFound: The run or logged model is not there.
    """
    if len(parts) < FEWEST_PARTS or f"/{'/'.join(parts[:3])}" != ROOT or parts[4] not in HOLDERS:
        raise BadRequest(f"Invalid path: /{'/'.join(parts)} leads to no artifact.")
    experiment(call, parts[3], "CAN_EDIT" if writing else "CAN_READ")
    held = call.tenant.store[HOLDERS[parts[4]]].get(parts[5])
    if held is None or held["info"]["experiment_id"] != parts[3]:
        raise NotFound(f"The run or model {parts[5]} is not found.")
    return Tree(call.tenant.files / ARTIFACTS, call.tenant.clock), "/" + "/".join(parts[3:])


def _listed(call: Call, experiment_id: str, kind: str, identity: str, path: str | None) -> list[dict[str, Any]]:
    files = Tree(call.tenant.files / ARTIFACTS, call.tenant.clock)
    home = f"/{experiment_id}/{kind}/{identity}/artifacts"
    place = Tree.clean(f"{home}/{path or ''}")
    entry = files.entry(place)
    inside = list(files.children(place)) if entry and entry.is_directory else [entry] if entry else []
    return [
        {"path": each.path.removeprefix(f"{home}/"), "is_dir": each.is_directory}
        | ({} if each.is_directory else {"file_size": each.size})
        for each in inside
    ]
