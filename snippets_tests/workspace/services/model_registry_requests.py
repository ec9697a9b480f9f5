"""What people say about versions of the legacy model registry: comments, and requests to move one to another stage.

Who may move a version by the permissions of `model_registry` approves a request, which moves it; who may not asks.
"""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import InvalidState, PermissionDenied, ResourceAlreadyExists, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import model_registry
from snippets_tests.workspace.store import Resource

COMMENTS = "model registry comments"
REQUESTS = "model registry transition requests"


@operation("model_registry.create_comment")
def create_comment(call: Call, name: str, version: str, comment: str) -> dict[str, Any]:
    """Say something about a version."""
    model_registry.version(call, name, version, "CAN_READ")
    now = call.tenant.clock.millis()
    made: Resource = {
        "id": call.tenant.ids.hex(32, "model registry comment"),
        "comment": comment,
        "user_id": call.principal.name,
        "creation_timestamp": now,
        "last_updated_timestamp": now,
        "available_actions": ["EDIT_COMMENT", "DELETE_COMMENT"],
        "_of": [name, version],
    }
    call.tenant.store[COMMENTS][made["id"]] = made
    return {"comment": _shown(made)}


@operation("model_registry.update_comment")
def update_comment(call: Call, id: str, comment: str) -> dict[str, Any]:
    """Say something else instead."""
    found = _own_comment(call, id)
    found |= {"comment": comment, "last_updated_timestamp": call.tenant.clock.millis()}
    return {"comment": _shown(found)}


@operation("model_registry.delete_comment")
def delete_comment(call: Call, id: str) -> None:
    """Take a comment back."""
    _own_comment(call, id)
    del call.tenant.store[COMMENTS][id]


@operation("model_registry.create_transition_request")
def create_transition_request(
    call: Call, name: str, version: str, stage: str, comment: str | None = None
) -> dict[str, Any]:
    """Ask that a version be moved to a stage."""
    known = model_registry.version(call, name, version, "CAN_READ")
    wanted = model_registry.stage_named(stage)
    if known["current_stage"] == wanted:
        raise InvalidState(f"Model version {name}/{version} is in stage {wanted} already.")
    key = _key(name, version, wanted, call.principal.name)
    if key in call.tenant.store[REQUESTS]:
        raise ResourceAlreadyExists(f"{call.principal.name} has requested the stage {wanted} already.")
    made = _activity(call, "REQUESTED_TRANSITION", known["current_stage"], wanted, comment) | {"_of": [name, version]}
    call.tenant.store[REQUESTS][key] = made
    shown = {name: made[name] for name in ("to_stage", "user_id", "creation_timestamp", "comment") if name in made}
    return {"request": {**shown, "available_actions": _actions(call, made)}}


@operation("model_registry.list_transition_requests")
def list_transition_requests(call: Call, name: str, version: str) -> dict[str, Any]:
    """The requests that wait for somebody."""
    model_registry.version(call, name, version, "CAN_READ")
    return {"requests": [_shown(each) for each in call.tenant.store[REQUESTS].where(_of=[name, version])]}


@operation("model_registry.delete_transition_request")
def delete_transition_request(
    call: Call, name: str, version: str, stage: str, creator: str, comment: str | None = None
) -> dict[str, Any]:
    """Take one's request back."""
    model_registry.version(call, name, version, "CAN_READ")
    wanted = model_registry.stage_named(stage)
    if creator != call.principal.name:
        call.require_admin("Only who made a transition request can cancel it.")
    missing = f"{creator} has not requested the stage {wanted} for model version {name}/{version}."
    found = call.tenant.store[REQUESTS].require(_key(name, version, wanted, creator), missing)
    del call.tenant.store[REQUESTS][_key(name, version, wanted, creator)]
    return {"activity": _activity(call, "CANCELLED_REQUEST", found["from_stage"], wanted, comment)}


@operation("model_registry.approve_transition_request")
def approve_transition_request(
    call: Call, name: str, version: str, stage: str, archive_existing_versions: bool, comment: str | None = None
) -> dict[str, Any]:
    """Do what was requested."""
    found = _settled(call, name, version, stage)
    model_registry.transition_stage(call, name, version, stage, archive_existing_versions, comment)
    return {"activity": _activity(call, "APPROVED_REQUEST", found["from_stage"], found["to_stage"], comment)}


@operation("model_registry.reject_transition_request")
def reject_transition_request(
    call: Call, name: str, version: str, stage: str, comment: str | None = None
) -> dict[str, Any]:
    """Refuse what was requested."""
    found = _settled(call, name, version, stage)
    return {"activity": _activity(call, "REJECTED_REQUEST", found["from_stage"], found["to_stage"], comment)}


def _settled(call: Call, name: str, version: str, stage: str) -> Resource:
    """Take the requests for a stage out of the list; the oldest of them is the answer's."""
    wanted = model_registry.stage_named(stage)
    model_registry.require_move(call, name, version, wanted)
    of = [name, version]
    waiting = [
        key for key, each in call.tenant.store[REQUESTS].items() if (each["_of"], each["to_stage"]) == (of, wanted)
    ]
    if not waiting:
        raise ResourceDoesNotExist(f"Nobody has requested the stage {wanted} for model version {name}/{version}.")
    gone = [call.tenant.store[REQUESTS].pop(key) for key in waiting]
    return gone[0]


def _activity(call: Call, kind: str, before: str, wanted: str, comment: str | None) -> Resource:
    now = call.tenant.clock.millis()
    made: Resource = {
        "id": call.tenant.ids.hex(32, "model registry activity"),
        "activity_type": kind,
        "user_id": call.principal.name,
        "from_stage": before,
        "to_stage": wanted,
        "creation_timestamp": now,
        "last_updated_timestamp": now,
    }
    return made | ({"comment": comment} if comment else {})


def _actions(call: Call, request: Resource) -> list[str]:
    name, version = request["_of"]
    actions = ["CANCEL_TRANSITION_REQUEST"]
    try:
        model_registry.require_move(call, name, version, request["to_stage"])
    except PermissionDenied:
        return actions
    return ["APPROVE_TRANSITION_REQUEST", "REJECT_TRANSITION_REQUEST", *actions]


def _own_comment(call: Call, identity: str) -> Resource:
    found = call.tenant.store[COMMENTS].require(identity, f"Comment {identity} does not exist.")
    if found["user_id"] != call.principal.name:
        raise PermissionDenied("Only who wrote a comment can change it.")
    return found


def _key(name: str, version: str, stage: str, who: str) -> str:
    return f"{name}/{version}/{stage}/{who}"


def _shown(kept: Resource) -> Resource:
    return {name: value for name, value in kept.items() if not name.startswith("_")}
