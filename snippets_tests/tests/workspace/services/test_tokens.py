from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, PermissionDenied, ResourceDoesNotExist
from databricks.sdk.service import settings
from databricks.sdk.service.settings import PublicTokenInfo
from google.protobuf.field_mask_pb2 import FieldMask

from snippets_tests.workspace import Tenant


def test_a_new_token_opens_the_api_until_it_is_deleted(w: WorkspaceClient, tenant: Tenant) -> None:
    made = w.tokens.create(comment="ci", lifetime_seconds=3600)
    client = WorkspaceClient(host=tenant.host, token=made.token_value)
    assert client.current_user.me().user_name == "ada@example.com"
    assert made.token_info is not None
    assert made.token_info.token_id == hashlib.sha256((made.token_value or "").encode()).hexdigest()
    w.tokens.delete(made.token_info.token_id or "")
    with pytest.raises(PermissionDenied, match="Invalid access token"):
        client.current_user.me()


def test_a_token_ends_with_its_lifetime(w: WorkspaceClient, tenant: Tenant) -> None:
    made = w.tokens.create(lifetime_seconds=60)
    info = made.token_info
    assert info is not None and (info.expiry_time or 0) - (info.creation_time or 0) == 60_000
    tenant.clock.advance(61)
    with pytest.raises(PermissionDenied):
        WorkspaceClient(host=tenant.host, token=made.token_value).current_user.me()


def test_a_token_without_a_lifetime_is_valid_for_two_years(w: WorkspaceClient) -> None:
    info = w.tokens.create(comment="ci").token_info
    assert info is not None and (info.expiry_time or 0) - (info.creation_time or 0) == 730 * 86_400_000


def test_lists_show_no_values_and_only_ones_own(w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]) -> None:
    bob = client_of("bob@example.com")
    let_use(w, "users")
    bob.tokens.create(comment="bobs")
    assert "bobs" not in [token.comment for token in w.tokens.list()]
    assert "bobs" in [token.comment for token in w.token_management.list(created_by_username="bob@example.com")]
    with pytest.raises(PermissionDenied, match="Only workspace admins"):
        list(bob.token_management.list())


def test_an_admin_ends_the_token_of_another(w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]) -> None:
    bob = client_of("bob@example.com")
    for token in w.token_management.list(created_by_username="bob@example.com"):
        w.token_management.delete(token.token_id or "")
    with pytest.raises(PermissionDenied):
        bob.current_user.me()


def test_a_comment_can_be_changed(w: WorkspaceClient) -> None:
    info = w.tokens.create(comment="old").token_info
    assert info is not None
    w.tokens.update(info.token_id or "", PublicTokenInfo(comment="new"), FieldMask(paths=["comment"]))
    assert "new" in [token.comment for token in w.tokens.list()]


@pytest.mark.parametrize("seconds", [0, -1, 731 * 86_400])
def test_a_senseless_lifetime_is_refused(w: WorkspaceClient, seconds: int) -> None:
    with pytest.raises(InvalidParameterValue, match="lifetime_seconds must be between"):
        w.tokens.create(lifetime_seconds=seconds)


def test_the_workspace_limits_the_lifetime_of_new_tokens(w: WorkspaceClient) -> None:
    before = w.tokens.create(comment="old", lifetime_seconds=90 * 86_400)
    w.workspace_conf.set_status({"maxTokenLifetimeDays": "30"})
    with pytest.raises(InvalidParameterValue, match="between 1 and 2592000, but is 7776000"):
        w.tokens.create(lifetime_seconds=90 * 86_400)
    info = w.tokens.create(comment="new").token_info
    assert info is not None and (info.expiry_time or 0) - (info.creation_time or 0) == 30 * 86_400_000
    assert before.token_info is not None
    assert before.token_info.token_id in [token.token_id for token in w.tokens.list()]
    w.workspace_conf.set_status({"maxTokenLifetimeDays": "0"})
    w.tokens.create(lifetime_seconds=90 * 86_400)


def test_the_limit_holds_on_behalf_of_service_principals(w: WorkspaceClient) -> None:
    robot = w.service_principals.create(display_name="robot")
    w.workspace_conf.set_status({"maxTokenLifetimeDays": "1"})
    with pytest.raises(InvalidParameterValue, match="between 1 and 86400"):
        w.token_management.create_obo_token(robot.application_id, lifetime_seconds=2 * 86_400)


def test_an_unknown_token_is_named(w: WorkspaceClient) -> None:
    with pytest.raises(ResourceDoesNotExist, match="Token with ID nope does not exist"):
        w.tokens.delete("nope")


def test_a_workspace_may_have_no_new_tokens(w: WorkspaceClient) -> None:
    w.workspace_conf.set_status({"enableTokensConfig": "false"})
    with pytest.raises(PermissionDenied, match="tokens are disabled"):
        w.tokens.create()


def test_the_tokens_of_who_is_gone_are_gone_too(w: WorkspaceClient, tenant: Tenant) -> None:
    principal = w.service_principals.create(display_name="etl")
    made = w.token_management.create_obo_token(principal.application_id or "", lifetime_seconds=60)
    w.service_principals.delete(principal.id or "")
    with pytest.raises(PermissionDenied, match="Invalid access token"):
        WorkspaceClient(host=tenant.host, token=made.token_value).current_user.me()
    token_id = made.token_info.token_id if made.token_info else ""
    assert token_id not in [each.token_id for each in w.token_management.list()]
    w.token_management.delete(token_id or "")
    with pytest.raises(ResourceDoesNotExist):
        w.token_management.delete(token_id or "")


def let_use(w: WorkspaceClient, *groups: str) -> None:
    level = settings.TokenPermissionLevel.CAN_USE
    entries = [settings.TokenAccessControlRequest(group_name=group, permission_level=level) for group in groups]
    w.token_management.set_permissions(access_control_list=entries)


def test_who_may_not_use_tokens_makes_none(w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]) -> None:
    bob = client_of("bob@example.com", "users", "analysts")
    with pytest.raises(PermissionDenied, match=r"^User does not have permission to use tokens\."):
        bob.tokens.create()
    let_use(w, "analysts")
    assert bob.tokens.create(comment="bobs").token_value


def test_who_loses_the_right_to_tokens_loses_the_tokens(
    w: WorkspaceClient, tenant: Tenant, client_of: Callable[..., WorkspaceClient]
) -> None:
    bob, eve = client_of("bob@example.com", "users", "analysts"), client_of("eve@example.com", "users", "others")
    let_use(w, "analysts", "others")
    made = bob.tokens.create().token_value
    let_use(w, "others")
    for token in (made, bob.config.token):
        with pytest.raises(PermissionDenied, match="Invalid access token"):
            WorkspaceClient(host=tenant.host, token=token).current_user.me()
    assert eve.current_user.me().user_name == "eve@example.com"
    let_use(w)
    assert w.current_user.me().user_name == "ada@example.com"  # admins have the right always
