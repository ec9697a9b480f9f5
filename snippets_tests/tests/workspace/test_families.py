"""Families that are emulated by their shape, as the SDK's user meets them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import AlreadyExists, NotFound, NotImplemented, PermissionDenied, ResourceAlreadyExists
from databricks.sdk.service import apps, catalog, postgres, sql, vectorsearch

from snippets_tests.workspace import Tenant

TAKEN = (AlreadyExists, ResourceAlreadyExists)


def test_a_waiter_returns_at_once_and_the_list_shows_what_is_being_made(w: WorkspaceClient) -> None:
    kind = vectorsearch.EndpointType.STANDARD
    waiter = w.vector_search_endpoints.create_endpoint("docs", kind)
    listed = [e.endpoint_status.state for e in w.vector_search_endpoints.list_endpoints() if e.endpoint_status]
    assert listed == [vectorsearch.EndpointStatusState.PROVISIONING]
    ready = waiter.result()
    assert (ready.name, ready.endpoint_status.state) == ("docs", vectorsearch.EndpointStatusState.ONLINE)  # type: ignore
    with pytest.raises(TAKEN, match="endpoint 'docs' already exists"):
        w.vector_search_endpoints.create_endpoint("docs", kind)


def test_an_app_starts_and_stops(w: WorkspaceClient) -> None:
    app = w.apps.create_and_wait(apps.App(name="hello", description="first"))
    assert app.compute_status and app.compute_status.state == apps.ComputeState.ACTIVE
    stopped = w.apps.stop_and_wait("hello")
    assert stopped.compute_status and stopped.compute_status.state == apps.ComputeState.STOPPED
    w.apps.delete("hello")
    with pytest.raises(NotFound, match="App 'hello' does not exist"):
        w.apps.get("hello")


def test_a_body_in_an_envelope_is_opened(w: WorkspaceClient) -> None:
    query = w.queries.create(query=sql.CreateQueryRequestQuery(display_name="q", query_text="SELECT 1"))
    assert (query.display_name, query.owner_user_name) == ("q", "ada@example.com")
    changed = sql.UpdateQueryRequestQuery(query_text="SELECT 2")
    assert w.queries.update(query.id or "", "query_text", query=changed).query_text == "SELECT 2"
    assert [found.display_name for found in w.queries.list()] == ["q"]


def test_securables_can_be_granted(w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]) -> None:
    bob = client_of("bob@example.com")
    w.storage_credentials.create("lake", aws_iam_role=catalog.AwsIamRoleRequest(role_arn="arn:aws:iam::1:role/r"))
    location = w.external_locations.create("raw", "s3://bucket/raw", "lake", comment="landing")
    assert (location.owner, location.metastore_id) == ("ada@example.com", w.metastores.summary().metastore_id)
    change = catalog.PermissionsChange(principal="bob@example.com", add=[catalog.Privilege.READ_FILES])
    answer = w.grants.update("EXTERNAL_LOCATION", "raw", changes=[change])
    assert [a.principal for a in answer.privilege_assignments or []] == ["bob@example.com"]
    with pytest.raises(PermissionDenied, match="CREATE EXTERNAL LOCATION"):
        bob.external_locations.create("mine", "s3://bucket/mine", "lake")


def test_a_registered_model_has_a_name_of_three_parts(w: WorkspaceClient) -> None:
    made = w.registered_models.create(catalog_name="main", schema_name="default", name="churn", comment="v1")
    assert (made.full_name, made.owner) == ("main.default.churn", "ada@example.com")
    assert [m.name for m in w.registered_models.list(catalog_name="main", schema_name="default")] == ["churn"]
    with pytest.raises(NotFound, match="does not exist"):
        w.registered_models.create(catalog_name="main", schema_name="nope", name="churn")
    w.registered_models.delete("main.default.churn")
    with pytest.raises(NotFound, match=r"Routine or Model 'main\.default\.churn' does not exist"):
        w.registered_models.get("main.default.churn")


def test_an_update_renames_and_keeps_the_rest(w: WorkspaceClient) -> None:
    w.connections.create("pg", catalog.ConnectionType.POSTGRESQL, {"host": "db", "port": "5432"}, comment="old")
    w.connections.update("pg", {"host": "other"}, new_name="postgres")
    assert [c.name for c in w.connections.list()] == ["postgres"]
    found = w.connections.get("postgres")
    assert (found.options, found.comment) == ({"host": "other"}, "old")


def test_names_with_slashes_lead_to_the_right_resource(w: WorkspaceClient) -> None:
    project = w.postgres.create_project(postgres.Project(), project_id="shop").wait()
    branch = w.postgres.create_branch("projects/shop", postgres.Branch(), branch_id="dev").wait()
    assert (project.name, branch.name) == ("projects/shop", "projects/shop/branches/dev")
    assert [found.name for found in w.postgres.list_branches("projects/shop")] == ["projects/shop/branches/dev"]
    assert w.postgres.get_branch("projects/shop/branches/dev").name == branch.name
    with pytest.raises(NotFound, match="Branch 'projects/shop/branches/prod' does not exist"):
        w.postgres.get_branch("projects/shop/branches/prod")


def test_pages_hold_together(w: WorkspaceClient, tenant: Tenant) -> None:
    for number in range(7):
        w.recipients.create(f"r{number}", catalog_authentication())
    tenant.recorder.drain()
    assert [found.name for found in w.recipients.list(max_results=3)] == [f"r{number}" for number in range(7)]
    assert len(tenant.recorder.drain()) == 3


def test_what_would_be_ignored_is_refused_by_name(w: WorkspaceClient) -> None:
    with pytest.raises(NotImplemented, match=r"The argument filter of .* is not emulated"):
        list(w.agent_kit.list_sessions("session-stores/x", filter="a"))
    with pytest.raises(
        NotImplemented, match=r"The operation pipelines.apply_environment \(POST /api/2.0/pipelines/.*apply\) is not"
    ):
        w.api_client.do("POST", "/api/2.0/pipelines/p/environment/apply", body={})


def catalog_authentication() -> object:
    from databricks.sdk.service.sharing import AuthenticationType

    return AuthenticationType.TOKEN
