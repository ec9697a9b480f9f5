"""Requests for access, resource quotas, checks of credentials, migrated permissions, external identities."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, NotFound, PermissionDenied
from databricks.sdk.service import catalog
from databricks.sdk.service.iam import AccessControlRequest, PermissionLevel

ROLE = "arn:aws:iam::123456789012:role/lake"


def test_requests_go_to_the_nearest_destinations(w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]) -> None:
    mail = catalog.NotificationDestination(
        destination_id="data@example.com", destination_type=catalog.DestinationType.EMAIL
    )
    main = catalog.Securable(type=catalog.SecurableType.CATALOG, full_name="main")
    wanted = catalog.AccessRequestDestinations(securable=main, destinations=[mail])
    w.rfa.update_access_request_destinations(wanted, "destinations")
    found = w.rfa.get_access_request_destinations("schema", "main.default")
    assert [each.destination_id for each in found.destinations or []] == ["data@example.com"]
    assert found.destination_source_securable is not None and found.destination_source_securable.full_name == "main"
    bob = client_of("bob@example.com")
    with pytest.raises(PermissionDenied):
        bob.rfa.update_access_request_destinations(wanted, "destinations")
    permissions = catalog.SecurablePermissions(permissions=["USE_CATALOG"], securable=main)
    answer = bob.rfa.batch_create_access_requests(
        requests=[catalog.CreateAccessRequest(comment="please", securable_permissions=[permissions])]
    )
    (response,) = answer.responses or []
    assert [each.full_name for each in response.request_destinations or []] == ["main"]
    with pytest.raises(InvalidParameterValue, match="not supported"):
        w.rfa.get_access_request_destinations("share", "x")


def test_a_url_stands_alone(w: WorkspaceClient) -> None:
    url = catalog.NotificationDestination(destination_id="https://x", destination_type=catalog.DestinationType.URL)
    main = catalog.Securable(type=catalog.SecurableType.CATALOG, full_name="main")
    with pytest.raises(InvalidParameterValue, match="URL"):
        wanted = catalog.AccessRequestDestinations(securable=main, destinations=[url, url])
        w.rfa.update_access_request_destinations(wanted, "destinations")


def test_quotas_count_what_there_is(w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]) -> None:
    before = w.resource_quotas.get_quota("catalog", "main", "schema-quota").quota_info
    w.schemas.create("more", "main")
    after = w.resource_quotas.get_quota("catalog", "main", "schema-quota").quota_info
    assert before is not None and after is not None
    assert (after.quota_count or 0) - (before.quota_count or 0) == 1 and after.quota_limit == 10_000
    names = {(each.parent_full_name, each.quota_name) for each in w.resource_quotas.list_quotas()}
    assert ("main.more", "table-quota") in names
    with pytest.raises(InvalidParameterValue, match="There is no quota"):
        w.resource_quotas.get_quota("catalog", "main", "table-quota")
    with pytest.raises(PermissionDenied):
        list(client_of("bob@example.com").resource_quotas.list_quotas())


def test_a_credential_is_checked_as_far_as_can_be(w: WorkspaceClient) -> None:
    w.storage_credentials.create("lake", aws_iam_role=catalog.AwsIamRoleRequest(role_arn=ROLE))
    checked = w.storage_credentials.validate(storage_credential_name="lake", url="s3://bucket", read_only=True)
    skip = catalog.ValidationResultResult.SKIP
    assert [each.result for each in checked.results or []] == [skip, skip]
    with pytest.raises(InvalidParameterValue, match="external_location_name and url"):
        w.storage_credentials.validate(storage_credential_name="lake")
    with pytest.raises(NotFound):
        w.storage_credentials.validate(storage_credential_name="no", url="s3://bucket")


def test_a_service_credential_gives_short_lived_ones(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    service = catalog.CredentialPurpose.SERVICE
    w.credentials.create_credential("outside", aws_iam_role=catalog.AwsIamRole(role_arn=ROLE), purpose=service)
    given = w.credentials.generate_temporary_service_credential("outside")
    assert given.aws_temp_credentials is not None and (given.aws_temp_credentials.access_key_id or "").startswith(
        "ASIA"
    )
    with pytest.raises(PermissionDenied):
        client_of("bob@example.com").credentials.generate_temporary_service_credential("outside")


def test_permissions_move_to_another_group(w: WorkspaceClient) -> None:
    for name in ("local", "account-wide"):
        w.groups.create(display_name=name)
    job = w.jobs.create(name="j").job_id
    entry = AccessControlRequest(group_name="local", permission_level=PermissionLevel.CAN_VIEW)
    w.permissions.update("jobs", str(job), access_control_list=[entry])
    migrate = w.permission_migration.migrate_permissions
    assert migrate(w.get_workspace_id(), "local", "account-wide").permissions_migrated == 1
    assert migrate(w.get_workspace_id(), "local", "account-wide").permissions_migrated == 0
    held = w.permissions.get("jobs", str(job)).access_control_list or []
    assert "account-wide" in [each.group_name for each in held]


def test_no_identity_provider_knows_anybody(w: WorkspaceClient) -> None:
    with pytest.raises(NotFound, match="identity provider"):
        w.workspace_iam_v2.get_external_user_proxy("external-users/abc")
