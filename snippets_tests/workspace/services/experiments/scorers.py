"""Scorers registered with an experiment, and the versions of each: what `Scorer.register` and `start` keep.

They are kept as the client serialized them; traces are not scored in the background. The paths are MLflow's own
(`mlflow/genai/scorers/registry.py`); to delete all of a scorer the client needs `databricks-agents`.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from snippets_tests.workspace.errors import AlreadyExists, InvalidParameterValue, NotFound
from snippets_tests.workspace.registry import Call, endpoint
from snippets_tests.workspace.services.experiments import search
from snippets_tests.workspace.services.experiments.records import active_experiment, experiment
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

CURRENT = "/api/2.0/managed-evals/scheduled-scorers/{experiment_id}"
VERSIONS = "/api/2.0/managed-evals/experiments/{experiment_id}/scorers/{key}/versions"


@endpoint("GET", CURRENT)
def list_scorers(call: Call, experiment_id: str) -> Response:
    """The scorers of an experiment, each in its newest version."""
    experiment(call, experiment_id)
    return _shown(experiment_id, call.tenant.store["mlflow_scorers"].get(experiment_id))


@endpoint("POST", CURRENT)
def create_scorers(call: Call, experiment_id: str) -> Response:
    """Keep the first scorers of an experiment."""
    active_experiment(call, experiment_id)
    if experiment_id in call.tenant.store["mlflow_scorers"]:
        raise AlreadyExists(f"Scheduled scorers for experiment {experiment_id} already exist.")
    call.tenant.store["mlflow_scorers"][experiment_id] = {"scorers": [], "versions": {}}
    return _put(call, experiment_id)


@endpoint("PATCH", CURRENT)
def update_scorers(call: Call, experiment_id: str) -> Response:
    """Replace the scorers of an experiment; one whose definition changed gets a new version."""
    active_experiment(call, experiment_id)
    _kept(call, experiment_id)
    return _put(call, experiment_id)


@endpoint("GET", VERSIONS)
def list_versions(call: Call, experiment_id: str, key: str) -> Response:
    """The versions of a scorer, the oldest first."""
    experiment(call, experiment_id)
    return Response.json({"scorer_versions": _versions(call, experiment_id, key)})


@endpoint("GET", VERSIONS + "/{version}")
def get_version(call: Call, experiment_id: str, key: str, version: str) -> Response:
    """A version of a scorer."""
    experiment(call, experiment_id)
    return Response.json(_version(_versions(call, experiment_id, key), version))


@endpoint("DELETE", VERSIONS + "/{version}")
def delete_version(call: Call, experiment_id: str, key: str, version: str) -> Response:
    """Delete a version that is not the current one."""
    active_experiment(call, experiment_id)
    versions = _versions(call, experiment_id, key)
    gone = _version(versions, version)
    if gone is versions[-1]:
        raise InvalidParameterValue(f"Scorer version {version} is the current one and cannot be deleted.")
    versions.remove(gone)
    return Response.json({})


def _put(call: Call, experiment_id: str) -> Response:
    kept = _kept(call, experiment_id)
    given = search.body(call).get("scheduled_scorers")
    if not isinstance(given, dict) or not isinstance(given.get("scorers"), list):
        raise InvalidParameterValue("Missing required field: scheduled_scorers.scorers")
    names = [each.get("name") for each in given["scorers"]]
    if not all(names) or len(set(names)) < len(names):
        raise InvalidParameterValue("Each scorer needs a name of its own.")
    kept["scorers"] = [_numbered(call, experiment_id, kept, each) for each in given["scorers"]]
    return _shown(experiment_id, kept)


def _numbered(call: Call, experiment_id: str, kept: Resource, scorer: dict[str, Any]) -> dict[str, Any]:
    """A scorer with the number of its version, a new one when its definition is new."""
    versions = kept["versions"].setdefault(scorer["name"], [])
    if not versions or versions[-1]["serialized_scorer"] != scorer["serialized_scorer"]:
        number = versions[-1]["scorer_version"] + 1 if versions else 1
        definition = {name: scorer[name] for name in ("serialized_scorer", "builtin", "custom") if name in scorer}
        place = f"experiments/{experiment_id}/scorers/{_key(scorer['name'])}/versions/{number}"
        named = {"name": place, "display_name": scorer["name"], "scorer_version": number}
        versions.append(named | definition | {"create_time": call.tenant.clock.iso()})
    return {**scorer, "scorer_version": versions[-1]["scorer_version"]}


def _kept(call: Call, experiment_id: str) -> Resource:
    missing = NotFound(f"Scheduled scorers for experiment {experiment_id} are not found.")
    return call.tenant.store["mlflow_scorers"].require(experiment_id, missing)


def _versions(call: Call, experiment_id: str, key: str) -> list[dict[str, Any]]:
    kept = call.tenant.store["mlflow_scorers"].get(experiment_id)
    held: dict[str, list[dict[str, Any]]] = kept["versions"] if kept else {}
    for name, versions in held.items():
        if _key(name) == key:
            return versions
    raise NotFound(f"Scorer '{_name(key)}' is not found in experiment {experiment_id}.")


def _version(versions: list[dict[str, Any]], number: str) -> dict[str, Any]:
    for each in versions:
        if str(each["scorer_version"]) == number:
            return each
    raise NotFound(f"Scorer version {number} is not found.")


def _key(name: str) -> str:
    return urlsafe_b64encode(name.encode()).decode().rstrip("=")


def _name(key: str) -> str:
    try:
        return urlsafe_b64decode(key + "=" * (-len(key) % 4)).decode()
    except ValueError:
        return key


def _shown(experiment_id: str, kept: Resource | None) -> Response:
    scorers = kept["scorers"] if kept else []
    return Response.json({"experiment_id": experiment_id, "scheduled_scorers": {"scorers": scorers}})
