"""Traces of experiments: version 3 of the API, and what MLflow's client still asks of version 2.

The spans of a trace are an artifact: the client uploads and downloads them through a signed URL.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue, ResourceDoesNotExist
from snippets_tests.workspace.filesystem import Tree
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, endpoint
from snippets_tests.workspace.services.experiments import search
from snippets_tests.workspace.services.experiments.records import (
    ARTIFACTS,
    LOCATION,
    active_experiment,
    experiment,
    run,
)
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

V2, V3, V4 = "/api/2.0/mlflow/traces", "/api/3.0/mlflow/traces", "/api/4.0/mlflow/traces"
LARGEST_PAGE = 500
DEFAULT_PAGE = 100
MOST_LINKED = 100
LINKED = "mlflow.sourceRun"
SPANS = "traces.json"


@endpoint("POST", V3)
def start_trace(call: Call) -> Response:
    """Take in what is known of a trace; the client sends it when the trace has ended."""
    info = search.body(call).get("trace", {}).get("trace_info")
    if not isinstance(info, dict) or not info.get("trace_id"):
        raise InvalidParameterValue("Missing required field: trace.trace_info.trace_id")
    identity = _experiment_id(info.get("trace_location", {}))
    active_experiment(call, identity)
    trace_id = info["trace_id"]
    tags = info.get("tags", {}) | {"mlflow.artifactLocation": f"{LOCATION}/{identity}/{trace_id}"}
    kept: Resource = {"trace_metadata": {}, "assessments": [], **info, "tags": tags}
    for assessment in kept["assessments"]:
        assessment.setdefault("assessment_id", f"a-{call.tenant.ids.hex(32, 'assessment')}")
        assessment["trace_id"] = trace_id
    call.tenant.store["mlflow_traces"][trace_id] = kept
    return _shown(kept)


@endpoint("GET", V3 + "/{trace_id}")
def get_trace_info(call: Call, trace_id: str) -> Response:
    """What is known of a trace; its spans are an artifact."""
    return _shown(require(call, trace_id))


@endpoint("POST", V3 + "/search")
def search_traces(call: Call) -> Response:
    """Traces of experiments by their attributes, tags and metadata, the newest first."""
    found, token = _found(call)
    return Response.json({"traces": found} | ({"next_page_token": token} if token else {}))


@endpoint("POST", V4 + "/search-long-running")
def search_traces_long_running(call: Call) -> Response:
    """The same as an operation of version 4, which is done when it is answered."""
    found, token = _found(call)
    answer = {"trace_infos": found} | ({"next_page_token": token} if token else {})
    name = call.tenant.ids.uuid("trace search")
    return Response.json({"name": name, "done": True, "response": answer})


@endpoint("PATCH", V2 + "/{trace_id}/tags")
def set_trace_tag(call: Call, trace_id: str) -> Response:
    """Set a tag, over a value that it had."""
    body = search.body(call)
    require(call, trace_id, "CAN_EDIT")["tags"][_field(body, "key")] = str(body.get("value", ""))
    return Response.json({})


@endpoint("DELETE", V2 + "/{trace_id}/tags")
def delete_trace_tag(call: Call, trace_id: str) -> Response:
    """Remove a tag."""
    key = _field(search.body(call), "key")
    if require(call, trace_id, "CAN_EDIT")["tags"].pop(key, None) is None:
        raise ResourceDoesNotExist(f"No tag with name: {key} in trace with ID {trace_id}")
    return Response.json({})


@endpoint("POST", V2 + "/delete-traces")
def delete_traces(call: Call) -> Response:
    """Delete traces of an experiment, by their ids or up to a moment."""
    body = search.body(call)
    identity = _field(body, "experiment_id")
    experiment(call, identity, "CAN_EDIT")
    named, until = body.get("request_ids") or [], body.get("max_timestamp_millis")
    if bool(named) == (until is not None):
        raise InvalidParameterValue("Exactly one of request_ids and max_timestamp_millis must be given.")
    kept = call.tenant.store["mlflow_traces"]
    old = [
        trace_id
        for trace_id, info in kept.items()
        if _experiment_id(info["trace_location"]) == identity
        and (trace_id in named if named else _millis(info) <= int(until or 0))
    ]
    chosen = old[: int(body.get("max_traces") or len(old))]
    for trace_id in chosen:
        del kept[trace_id]
    return Response.json({"traces_deleted": len(chosen)})


@endpoint("POST", V2 + "/link-to-run")
def link_to_run(call: Call) -> Response:
    """Count traces to a run."""
    body = search.body(call)
    named = body.get("trace_ids") or []
    if len(named) > MOST_LINKED:
        raise InvalidParameterValue(f"At most {MOST_LINKED} traces can be linked in one request, got {len(named)}.")
    run(call, _field(body, "run_id"), level="CAN_EDIT")
    for trace_id in named:
        require(call, trace_id, "CAN_EDIT")["trace_metadata"][LINKED] = body["run_id"]
    return Response.json({})


@endpoint("GET", V2 + "/{trace_id}/credentials-for-data-upload")
def upload_credentials(call: Call, trace_id: str) -> Response:
    """A signed URL to which the client sends the spans or an attachment."""
    return _signed(call, trace_id, "CAN_EDIT", writable=True)


@endpoint("GET", V2 + "/{trace_id}/credentials-for-data-download")
def download_credentials(call: Call, trace_id: str) -> Response:
    """A signed URL from which the client reads the spans or an attachment."""
    return _signed(call, trace_id, "CAN_READ", writable=False)


def require(call: Call, trace_id: str, level: str = "CAN_READ") -> Resource:
    """The trace of an id, when the caller may do with its experiment what the level says."""
    found = call.tenant.store["mlflow_traces"].require(trace_id, f"Trace with ID '{trace_id}' not found.")
    experiment(call, _experiment_id(found["trace_location"]), level)
    return found


def _found(call: Call) -> tuple[list[Resource], str | None]:
    body = search.body(call)
    named = [_experiment_id(location) for location in body.get("locations", [])]
    for identity in named:
        experiment(call, identity)
    size = int(body.get("max_results") or DEFAULT_PAGE)
    if not 0 < size <= LARGEST_PAGE:
        raise InvalidParameterValue(f"max_results must be between 1 and {LARGEST_PAGE}, got {size}.")
    kept = call.tenant.store["mlflow_traces"].values()
    inside = [info for info in kept if _experiment_id(info["trace_location"]) in named]
    fitting = search.traces(inside, body.get("filter"), body.get("order_by"), lambda info: _spans(call, info))
    return page(fitting, body.get("page_token"), size)


def _spans(call: Call, info: Resource) -> list[dict[str, Any]]:
    """The spans of a trace, none when the client never sent them."""
    files, path = Tree(call.tenant.files / ARTIFACTS, call.tenant.clock), f"/traces/{info['trace_id']}/{SPANS}"
    if files.entry(path) is None:
        return []
    found: list[dict[str, Any]] = json.loads(files.read(path))["spans"]
    return found


def _signed(call: Call, trace_id: str, level: str, *, writable: bool) -> Response:
    require(call, trace_id, level)
    name = dict(call.request.query).get("path", SPANS)
    place = Tree.clean(f"/traces/{trace_id}/{name}")
    signature = call.tenant.ids.hex(32, "signature")
    methods = ("PUT", "GET") if writable else ("GET",)
    call.tenant.store["signed_paths"][signature] = {"tree": "mlflow", "path": place, "methods": methods}
    url = f"http://{call.request.headers.get('Host', '')}/storage/{signature}"
    return Response.json({"credential_info": {"signed_uri": url, "type": "AWS_PRESIGNED_URL"}})


def _experiment_id(location: dict[str, Any]) -> str:
    inside = location.get("mlflow_experiment") or {}
    if not inside.get("experiment_id"):
        raise InvalidParameterValue("Only traces of experiments are emulated, not those in Unity Catalog tables.")
    return str(inside["experiment_id"])


def _millis(info: Resource) -> int:
    return int(datetime.fromisoformat(info["request_time"]).timestamp() * 1000)


def _field(body: dict[str, Any], name: str) -> str:
    if not body.get(name):
        raise InvalidParameterValue(f"Missing required field: {name}")
    return str(body[name])


def _shown(info: Resource) -> Response:
    return Response.json({"trace": {"trace_info": info}})
