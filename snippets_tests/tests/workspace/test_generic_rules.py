"""Rules of families that their shape does not tell."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    NotFound,
    PermissionDenied,
    ResourceAlreadyExists,
    ResourceConflict,
    ResourceDoesNotExist,
)
from databricks.sdk.service import apps, catalog, dashboards, marketplace, tags

from snippets_tests import surface
from snippets_tests.workspace import access
from snippets_tests.workspace.generic.families import families

ClientOf = Callable[..., WorkspaceClient]


def test_an_experiments_name_is_its_own(w: WorkspaceClient) -> None:
    w.experiments.create_experiment("/Shared/e")
    with pytest.raises(ResourceAlreadyExists, match="Node named 'e' already exists"):
        w.experiments.create_experiment("/Shared/e")


def test_a_location_needs_its_credential(w: WorkspaceClient) -> None:
    with pytest.raises(ResourceDoesNotExist, match="Storage credential 'nope' does not exist"):
        w.external_locations.create(name="raw", url="s3://raw", credential_name="nope")


def test_a_git_credential_never_shows_its_token(w: WorkspaceClient) -> None:
    made = w.git_credentials.create(git_provider="gitHub", git_username="ada", personal_access_token="ghp_1")
    assert "ghp_1" not in str([made.as_dict(), w.git_credentials.get(made.credential_id).as_dict()])
    with pytest.raises(BadRequest, match="Only one Git credential"):
        w.git_credentials.create(git_provider="gitHub", git_username="ada", personal_access_token="ghp_2")


def test_a_renamed_connection_keeps_its_grants_and_can_go(w: WorkspaceClient) -> None:
    w.connections.create(name="old", connection_type=catalog.ConnectionType.MYSQL, options={"host": "db"})
    change = catalog.PermissionsChange(principal="users", add=[catalog.Privilege.USE_CONNECTION])
    w.grants.update("connection", "old", changes=[change])
    w.connections.update("old", options={"host": "db2"}, new_name="new")
    kept = w.grants.get("connection", "new").privilege_assignments or []
    assert [entry.principal for entry in kept] == ["users"]
    w.connections.delete("new")
    with pytest.raises(NotFound, match="Connection 'new' does not exist"):
        w.connections.get("new")


def test_an_experiments_permissions_are_kept(w: WorkspaceClient) -> None:
    identity = w.experiments.create_experiment("/Shared/e").experiment_id or ""
    held = w.experiments.get_permissions(identity).access_control_list or []
    assert held[0].user_name == "ada@example.com"


def test_permissions_are_looked_for_where_objects_are_kept() -> None:
    assert set(access.COLLECTIONS.values()) <= {family.name for family in families(surface.load())}


def test_only_who_made_a_resource_and_admins_change_it(w: WorkspaceClient, client_of: ClientOf) -> None:
    bob, carol = client_of("bob@example.com"), client_of("carol@example.com")
    policy = tags.TagPolicy(tag_key="cost")
    bob.tag_policies.create_tag_policy(policy)
    with pytest.raises(PermissionDenied, match=r"carol@example\.com may not change the Tag Policy of bob@example\.com"):
        carol.tag_policies.delete_tag_policy("cost")
    w.tag_policies.delete_tag_policy("cost")


def test_an_object_with_permissions_is_seen_by_who_holds_one(w: WorkspaceClient, client_of: ClientOf) -> None:
    bob = client_of("bob@example.com")
    w.apps.create(apps.App(name="hello"))
    assert list(bob.apps.list()) == []
    with pytest.raises(PermissionDenied, match="CAN_USE"):
        bob.apps.get("hello")


def test_a_credential_in_use_stays(w: WorkspaceClient) -> None:
    w.storage_credentials.create("lake", aws_iam_role=catalog.AwsIamRoleRequest(role_arn="arn:aws:iam::1:role/r"))
    w.external_locations.create("raw", "s3://bucket/raw", "lake")
    with pytest.raises(BadRequest, match="'raw' uses it"):
        w.storage_credentials.delete("lake")
    w.external_locations.delete("raw")
    w.storage_credentials.delete("lake")


def test_what_lies_in_a_schema_is_named_after_it(w: WorkspaceClient) -> None:
    made = w.ai_gateway.create_skill(catalog.Skill(comment="adds"), parent="schemas/main.default", skill_id="sum")
    assert made.name == "skills/main.default.sum"
    assert [skill.name for skill in w.ai_gateway.list_skills("schemas/main.default")] == [made.name]
    with pytest.raises(NotFound):
        w.ai_gateway.create_skill(catalog.Skill(), parent="schemas/main.nope", skill_id="sum")


def test_a_listing_is_known_by_the_id_that_its_create_answers(w: WorkspaceClient) -> None:
    exchange = w.provider_exchanges.create(marketplace.Exchange("partners")).exchange_id or ""
    assert w.provider_exchanges.get(exchange).exchange.name == "partners"  # type: ignore[union-attr]
    with pytest.raises(NotFound, match="Exchange 'nope' does not exist"):
        kind = marketplace.ExchangeFilterType.GLOBAL_METASTORE_ID
        w.provider_exchange_filters.create(marketplace.ExchangeFilter("nope", "x", kind))


def test_a_change_by_an_old_etag_is_refused(w: WorkspaceClient) -> None:
    made = w.lakeview.create(dashboards.Dashboard(display_name="sales"))
    seen = made.etag
    changed = w.lakeview.update(made.dashboard_id or "", dashboards.Dashboard(display_name="all sales", etag=seen))
    assert changed.display_name == "all sales" and changed.etag != seen
    with pytest.raises(ResourceConflict, match="is not that of the last change") as caught:
        w.lakeview.update(made.dashboard_id or "", dashboards.Dashboard(display_name="mine", etag=seen))
    assert caught.value.error_code == "ABORTED"
    daily = dashboards.CronSchedule(quartz_cron_expression="0 0 7 * * ?", timezone_id="UTC")
    schedule = w.lakeview.create_schedule(made.dashboard_id or "", dashboards.Schedule(cron_schedule=daily))
    with pytest.raises(ResourceConflict):
        w.lakeview.delete_schedule(made.dashboard_id or "", schedule.schedule_id or "", etag="old")
    w.lakeview.delete_schedule(made.dashboard_id or "", schedule.schedule_id or "", etag=schedule.etag)
