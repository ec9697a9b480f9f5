"""The legacy registry's comments, requests for stages and webhooks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, InvalidParameterValue, NotFound, PermissionDenied
from databricks.sdk.service.iam import AccessControlRequest, PermissionLevel
from databricks.sdk.service.ml import (
    ActivityAction,
    ActivityType,
    HttpUrlSpec,
    RegistryWebhookEvent,
    RegistryWebhookStatus,
)

BOB = "bob@example.com"


@pytest.fixture
def bob(w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]) -> WorkspaceClient:
    """Someone who may read the model `churn`, which has a version."""
    made = w.model_registry.create_model("churn").registered_model
    w.model_registry.create_model_version("churn", source="dbfs:/models/churn")
    client = client_of(BOB)
    assert made is not None
    found = w.model_registry.get_model("churn").registered_model_databricks
    assert found is not None and found.id
    entry = AccessControlRequest(user_name=BOB, permission_level=PermissionLevel.CAN_READ)
    w.permissions.update("registered-models", found.id, access_control_list=[entry])
    return client


def test_a_request_is_approved_by_who_may_move(w: WorkspaceClient, bob: WorkspaceClient) -> None:
    with pytest.raises(PermissionDenied):
        bob.model_registry.transition_stage("churn", "1", "Production", archive_existing_versions=False)
    asked = bob.model_registry.create_transition_request("churn", "1", "production", comment="it is good").request
    assert asked is not None and asked.available_actions == [ActivityAction.CANCEL_TRANSITION_REQUEST]
    with pytest.raises(PermissionDenied):
        bob.model_registry.approve_transition_request("churn", "1", "Production", archive_existing_versions=False)
    (waiting,) = w.model_registry.list_transition_requests("churn", "1")
    assert (waiting.user_id, waiting.to_stage, waiting.comment) == (BOB, "Production", "it is good")
    done = w.model_registry.approve_transition_request("churn", "1", "Production", archive_existing_versions=False)
    assert done.activity is not None and done.activity.activity_type is ActivityType.APPROVED_REQUEST
    version = w.model_registry.get_model_version("churn", "1").model_version
    assert version is not None and version.current_stage == "Production"
    assert list(w.model_registry.list_transition_requests("churn", "1")) == []


def test_a_request_is_rejected_or_taken_back(w: WorkspaceClient, bob: WorkspaceClient) -> None:
    bob.model_registry.create_transition_request("churn", "1", "Staging")
    w.model_registry.reject_transition_request("churn", "1", "Staging")
    with pytest.raises(NotFound, match="Nobody has requested"):
        w.model_registry.reject_transition_request("churn", "1", "Staging")
    bob.model_registry.create_transition_request("churn", "1", "Staging")
    bob.model_registry.delete_transition_request("churn", "1", "Staging", creator=BOB)
    assert list(w.model_registry.list_transition_requests("churn", "1")) == []


def test_a_comment_is_changed_by_its_writer(w: WorkspaceClient, bob: WorkspaceClient) -> None:
    made = bob.model_registry.create_comment("churn", "1", "hm").comment
    assert made is not None and made.id and made.user_id == BOB
    with pytest.raises(PermissionDenied):
        w.model_registry.update_comment(made.id, "fine")
    changed = bob.model_registry.update_comment(made.id, "fine").comment
    assert changed is not None and changed.comment == "fine"
    bob.model_registry.delete_comment(made.id)
    with pytest.raises(NotFound):
        bob.model_registry.delete_comment(made.id)


def test_a_webhook_is_kept_without_its_secret(w: WorkspaceClient, bob: WorkspaceClient) -> None:
    events = [RegistryWebhookEvent.MODEL_VERSION_CREATED]
    with pytest.raises(InvalidParameterValue, match="Exactly one of"):
        w.model_registry.create_webhook(events)
    spec = HttpUrlSpec(url="https://example.com/hook", secret="hush", enable_ssl_verification=True)
    with pytest.raises(PermissionDenied):
        bob.model_registry.create_webhook(events, http_url_spec=spec)
    made = w.model_registry.create_webhook(events, http_url_spec=spec, model_name="churn").webhook
    assert made is not None and made.id and "hush" not in str(made)
    assert [each.id for each in w.model_registry.list_webhooks(model_name="churn")] == [made.id]
    assert list(w.model_registry.list_webhooks()) == []
    w.model_registry.update_webhook(made.id, status=RegistryWebhookStatus.DISABLED)
    assert next(iter(w.model_registry.list_webhooks(model_name="churn"))).status is RegistryWebhookStatus.DISABLED
    w.model_registry.delete_webhook(made.id)
    with pytest.raises((NotFound, BadRequest)):
        w.model_registry.delete_webhook(made.id)
