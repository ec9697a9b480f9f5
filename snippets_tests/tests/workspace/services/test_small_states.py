"""Families beside their shape: sandboxes, Lakebase, bundle deployments, settings, pictures, dashboards."""

from __future__ import annotations

import base64

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.common.types.fieldmask import FieldMask
from databricks.sdk.errors import BadRequest, DatabricksError, InvalidParameterValue, NotFound, ResourceAlreadyExists
from databricks.sdk.service import agentkit, marketplace, settingsv2
from databricks.sdk.service import bundledeployments as bundles
from databricks.sdk.service.apps import App, AppThumbnail
from databricks.sdk.service.postgres import Project
from databricks.sdk.service.sandbox import Sandbox, SandboxState
from databricks.sdk.service.vectorsearch import EndpointStatusState, EndpointType


def test_a_sandbox_is_stopped_started_and_holds_files(w: WorkspaceClient) -> None:
    name = w.sandbox.create_sandbox(Sandbox(display_name="tests"), "s1").name or ""
    assert name == "sandboxes/s1"
    assert [each.name for each in w.sandbox.list_sandboxes()] == [name]
    for change, state in (
        (w.sandbox.stop_sandbox, SandboxState.SANDBOX_STATE_STOPPED),
        (w.sandbox.start_sandbox, SandboxState.SANDBOX_STATE_RUNNING),
    ):
        status = change(name).status
        assert status is not None and status.state is state
    with pytest.raises(NotFound):
        w.sandbox.create_directory(name, "/a/b")
    w.sandbox.create_directory(name, "/a/b", parents=True)
    w.sandbox.rename_path(name, "/a/b", "/a/c")
    assert [each.path for each in w.sandbox.list_directory_contents(name, "/a")] == ["/a/c"]
    with pytest.raises(InvalidParameterValue, match="not empty"):
        w.sandbox.delete_path(name, "/a")
    w.sandbox.delete_path(name, "/a", recursive=True)
    with pytest.raises(NotFound):
        w.sandbox.get_metadata(name, "/a")
    with pytest.raises(InvalidParameterValue):
        w.sandbox.get_metadata(name, "/../../dbfs")


def test_a_version_of_a_bundle_changes_the_deployments_resources(w: WorkspaceClient) -> None:
    api = w.bundle_deployments
    deployment = api.create_deployment(bundles.Deployment(display_name="shop")).name or ""
    create = bundles.OperationActionType.OPERATION_ACTION_TYPE_CREATE
    version = (
        api.create_version(
            deployment,
            bundles.Version(
                cli_version="1.0.0",
                version_type=bundles.VersionType.VERSION_TYPE_DEPLOY,
                operations=[bundles.StagedOperation(resource_key="jobs.daily", action_type=create)],
            ),
            "1",
        ).name
        or ""
    )
    (staged,) = api.list_operations(version)
    assert staged.status is bundles.OperationStatus.OPERATION_STATUS_PENDING and staged.name
    done = bundles.Operation(
        status=bundles.OperationStatus.OPERATION_STATUS_SUCCEEDED,
        resource_id="7",
        resource_type=bundles.DeploymentResourceType.DEPLOYMENT_RESOURCE_TYPE_JOB,
    )
    api.update_operation(staged.name, done, FieldMask(field_mask=["status", "resource_id", "resource_type"]))
    (resource,) = api.list_resources(deployment)
    assert (resource.resource_key, resource.resource_id, resource.last_version_id) == ("jobs.daily", "7", "1")
    assert api.heartbeat(version).expire_time is not None
    ended = api.complete_version(version, bundles.VersionComplete.VERSION_COMPLETE_SUCCESS)
    assert ended.status is bundles.VersionStatus.VERSION_STATUS_COMPLETED
    with pytest.raises(BadRequest, match="is completed"):
        api.heartbeat(version)


def test_a_setting_of_the_newer_form_is_set_and_read(w: WorkspaceClient) -> None:
    name = "operational_email_custom_recipient"
    assert name in [each.name for each in w.workspace_settings_v2.list_workspace_settings_metadata()]
    assert (
        w.workspace_settings_v2.get_public_workspace_setting(name).effective_operational_email_custom_recipient is None
    )
    wanted = settingsv2.Setting(
        operational_email_custom_recipient=settingsv2.OperationalEmailCustomRecipientMessage(email="a@example.com")
    )
    w.workspace_settings_v2.patch_public_workspace_setting(name, wanted)
    found = w.workspace_settings_v2.get_public_workspace_setting(name).effective_operational_email_custom_recipient
    assert found is not None and found.email == "a@example.com"
    with pytest.raises(InvalidParameterValue, match="takes its value in the field"):
        other = settingsv2.Setting(string_val=settingsv2.StringMessage(value="x"))
        w.workspace_settings_v2.patch_public_workspace_setting(name, other)
    with pytest.raises(NotFound):
        w.workspace_settings_v2.get_public_workspace_setting("nope")


def test_a_vector_search_endpoint_is_stopped_and_started(w: WorkspaceClient) -> None:
    w.vector_search_endpoints.create_endpoint_and_wait("vs", EndpointType.STANDARD)
    stopped = w.vector_search_endpoints.stop_endpoint("vs")
    assert stopped.endpoint_status is not None and stopped.endpoint_status.state is EndpointStatusState.STOPPED
    with pytest.raises(BadRequest, match="it must be ONLINE"):
        w.vector_search_endpoints.stop_endpoint("vs")
    w.vector_search_endpoints.start_endpoint("vs")
    scaled = w.vector_search_endpoints.patch_endpoint("vs", target_qps=20)
    assert scaled.scaling_info is not None and scaled.scaling_info.requested_target_qps == 20


def test_an_app_has_a_picture(w: WorkspaceClient) -> None:
    w.apps.create_and_wait(App(name="shop"))
    picture = base64.b64encode(b"png").decode()
    assert w.apps.update_app_thumbnail("shop", app_thumbnail=AppThumbnail(thumbnail=picture)).thumbnail == picture
    w.apps.delete_app_thumbnail("shop")
    with pytest.raises(NotFound):
        w.apps.delete_app_thumbnail("shop")


def test_a_provider_has_one_analytics_dashboard(w: WorkspaceClient) -> None:
    api = w.provider_provider_analytics_dashboards
    with pytest.raises(NotFound):
        api.get()
    made = api.create()
    assert api.get().id == made.id
    with pytest.raises(ResourceAlreadyExists):
        api.create()
    assert api.update(made.id, version=api.get_latest_version().version).version == 1


def test_a_project_of_lakebase_comes_back(w: WorkspaceClient) -> None:
    w.postgres.create_project(Project(), "shop")
    w.postgres.delete_project("projects/shop")
    with pytest.raises(DatabricksError):
        w.postgres.get_project("projects/shop")
    w.postgres.undelete_project("projects/shop")
    assert w.postgres.get_project("projects/shop").name == "projects/shop"


def test_a_session_is_copied_up_to_an_item(w: WorkspaceClient) -> None:
    store = w.agent_kit.create_session_store(agentkit.SessionStore(), "chats").name or ""
    session = w.agent_kit.create_session(store, agentkit.Session(actor_id="ada"), session_id="s1").name or ""
    items = [agentkit.SessionItem(data={"text": text}) for text in ("a", "b")]
    first = (w.agent_kit.append_session_items(session, items).session_items or [])[0]
    forked = w.agent_kit.fork_session(store, "s1", "ada", session_id="s2", up_to_item_id=first.item_id).session
    assert forked is not None and (forked.parent_session_id, forked.root_session_id) == ("s1", "s1")
    assert [each.item_id for each in w.agent_kit.list_session_items(forked.name or "")] == [first.item_id]
    with pytest.raises(DatabricksError, match="already exists"):
        w.agent_kit.fork_session(store, "s1", "ada", session_id="s2")


def test_a_listing_says_what_it_offers(w: WorkspaceClient) -> None:
    share = marketplace.ShareInfo(name="orders", type=marketplace.ListingShareType.FULL)
    summary = marketplace.ListingSummary(
        name="Orders",
        listing_type=marketplace.ListingType.STANDARD,
        share=share,
        status=marketplace.ListingStatus.PUBLISHED,
    )
    listing = w.provider_listings.create(marketplace.Listing(summary=summary)).listing_id or ""
    (offer,) = w.consumer_fulfillments.list(listing)
    assert offer.share_info is not None and offer.share_info.name == "orders"
    assert list(w.consumer_fulfillments.get(listing)) == []
    assert list(w.consumer_installations.list()) == []
    with pytest.raises(NotFound):
        w.consumer_installations.delete(listing, "x")


def test_what_cannot_be_there_does_not_exist(w: WorkspaceClient) -> None:
    with pytest.raises(NotFound, match="Dashboard old does not exist"):
        w.lakeview.migrate("old")
    pipeline = w.pipelines.create(name="p", catalog="main").pipeline_id or ""
    with pytest.raises(InvalidParameterValue, match="uses the catalog 'main' already"):
        w.pipelines.clone(pipeline)
