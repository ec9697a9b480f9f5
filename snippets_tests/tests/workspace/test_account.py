"""The account, through databricks-sdk's AccountClient."""

from __future__ import annotations

import pytest
from databricks.sdk import AccountClient, WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    NotFound,
    PermissionDenied,
    ResourceConflict,
    Unauthenticated,
)
from databricks.sdk.service import catalog, iam, iamv2, oauth2, provisioning, settings

from snippets_tests.workspace import Tenant
from snippets_tests.workspace.server import Server

ROLE = provisioning.CreateCredentialAwsCredentials(provisioning.CreateCredentialStsRole("arn:aws:iam::1:role/cross"))


@pytest.fixture
def a(tenant: Tenant, server: Server) -> AccountClient:
    return AccountClient(host=server.account_url, account_id=tenant.account_id, token=tenant.account_token)


def test_a_workspaces_token_opens_nothing_of_the_account(tenant: Tenant, server: Server) -> None:
    stranger = AccountClient(host=server.account_url, account_id=tenant.account_id, token=tenant.token)
    with pytest.raises(Unauthenticated, match="unsupported type for this API"):
        list(stranger.users.list())


def test_an_accounts_token_opens_its_workspaces_too(tenant: Tenant) -> None:
    w = WorkspaceClient(host=tenant.host, token=tenant.account_token)
    assert w.current_user.me().user_name == "ada@example.com"


def test_another_account_is_not_there(tenant: Tenant, server: Server) -> None:
    other = AccountClient(host=server.account_url, account_id="other", token=tenant.account_token)
    with pytest.raises(NotFound, match="Account other does not exist"):
        list(other.workspaces.list())


def test_a_service_principal_signs_in_to_the_account_by_its_secret(
    a: AccountClient, tenant: Tenant, server: Server
) -> None:
    principal = a.service_principals.create(display_name="ci", roles=[iam.ComplexValue(value="account_admin")])
    secret = a.service_principal_secrets.create(principal.id or "").secret or ""
    known = {"account_id": tenant.account_id, "client_id": principal.application_id, "client_secret": secret}
    m2m = AccountClient(host=server.account_url, **known)
    assert [each.workspace_id for each in m2m.workspaces.list()] == [tenant.workspace_id]
    in_workspace = WorkspaceClient(host=tenant.host, client_id=principal.application_id, client_secret=secret)
    with pytest.raises(PermissionDenied, match="is not assigned to workspace"):
        in_workspace.current_user.me()


def test_only_its_admins_manage_the_account(a: AccountClient, tenant: Tenant, server: Server) -> None:
    principal = a.service_principals.create(display_name="reader")
    secret = a.service_principal_secrets.create(principal.id or "").secret or ""
    m2m = AccountClient(
        host=server.account_url,
        account_id=tenant.account_id,
        client_id=principal.application_id,
        client_secret=secret,
    )
    with pytest.raises(PermissionDenied, match="Only account admins"):
        list(m2m.users.list())
    change = iam.Patch(op=iam.PatchOp.ADD, path="roles", value=[{"value": "account_admin"}])
    a.service_principals.patch(principal.id or "", operations=[change], schemas=[])
    assert "ada@example.com" in {user.user_name for user in m2m.users.list()}


def test_the_accounts_people_come_into_a_workspace_by_assignment(
    a: AccountClient, w: WorkspaceClient, tenant: Tenant
) -> None:
    bob = a.users.create(user_name="bob@example.com", display_name="Bob")
    assert "bob@example.com" not in {user.user_name for user in w.users.list()}
    a.workspace_assignment.update(tenant.workspace_id, int(bob.id or 0), permissions=[iam.WorkspacePermission.USER])
    assert "bob@example.com" in {user.user_name for user in w.users.list()}
    levels = {
        entry.principal.user_name: entry.permissions
        for entry in a.workspace_assignment.list(tenant.workspace_id)
        if entry.principal
    }
    assert levels["bob@example.com"] == [iam.WorkspacePermission.USER]
    a.workspace_assignment.delete(tenant.workspace_id, int(bob.id or 0))
    assert "bob@example.com" not in {user.user_name for user in w.users.list()}
    assert [u.user_name for u in a.users.list(filter='userName sw "b"')] == ["bob@example.com"]


def test_groups_of_the_account_are_not_those_of_the_workspace(a: AccountClient, w: WorkspaceClient) -> None:
    w.groups.create(display_name="local")
    a.groups.create(display_name="everywhere")
    assert [group.display_name for group in a.groups.list()] == ["everywhere"]
    with pytest.raises(ResourceConflict, match="already exists"):
        a.groups.create(display_name="everywhere")


def test_the_second_identity_api_shows_the_same_people(a: AccountClient, tenant: Tenant) -> None:
    made = a.iam_v2.create_user(
        iamv2.User("carol@example.com", iamv2.UserFullName("Jones", "Carol"), iamv2.State.ACTIVE)
    )
    assert a.users.get(made.user_id or "").user_name == "carol@example.com"
    group = a.iam_v2.create_group(iamv2.Group(group_name="ops"))
    a.iam_v2.create_direct_group_member(int(group.group_id or 0), iamv2.DirectGroupMember(int(made.user_id or 0)))
    members = a.groups.get(group.group_id or "").members or []
    assert [member.value for member in members] == [made.user_id]
    above = a.iam_v2.list_transitive_parent_groups(int(made.user_id or 0)).transitive_parent_groups or []
    assert [each.group_id for each in above] == [group.group_id]
    a.iam_v2.delete_user(int(made.user_id or 0))
    with pytest.raises(NotFound, match="does not exist in account"):
        a.iam_v2.get_user(int(made.user_id or 0))


def test_a_workspace_is_provisioned_from_its_parts(a: AccountClient) -> None:
    credential = a.credentials.create("cross-account", ROLE)
    storage = a.storage.create("root", provisioning.RootBucketInfo("bucket"))
    waiter = a.workspaces.create(
        workspace_name="second",
        aws_region="eu-west-1",
        credentials_id=credential.credentials_id,
        storage_configuration_id=storage.storage_configuration_id,
    )
    states = {each.workspace_name: each.workspace_status for each in a.workspaces.list()}
    assert states["second"] == provisioning.WorkspaceStatus.PROVISIONING
    made = waiter.result()
    assert made.workspace_status == provisioning.WorkspaceStatus.RUNNING
    with pytest.raises(BadRequest, match="'second' uses it"):
        a.credentials.delete(credential.credentials_id or "")
    a.workspaces.delete(made.workspace_id or 0)
    a.credentials.delete(credential.credentials_id or "")
    with pytest.raises(NotFound, match=r"Workspace \d+ does not exist"):
        a.workspaces.get(made.workspace_id or 0)


def test_a_workspace_needs_parts_that_exist(a: AccountClient) -> None:
    with pytest.raises(BadRequest, match="Missing required field: credentials_id"):
        a.workspaces.create(workspace_name="x")
    with pytest.raises(NotFound, match="Credential nope does not exist"):
        a.workspaces.create(workspace_name="x", credentials_id="nope", storage_configuration_id="nope")


def test_the_workspaces_metastore_is_the_accounts(a: AccountClient, w: WorkspaceClient, tenant: Tenant) -> None:
    assert [m.metastore_id for m in a.metastores.list()] == [w.metastores.summary().metastore_id]
    assert list(a.metastore_assignments.list(tenant.metastore.id)) == [tenant.workspace_id]
    made = a.metastores.create(metastore_info=catalog.CreateAccountsMetastore("eu", region="eu-west-1"))
    with pytest.raises(ResourceConflict, match="Metastore 'eu' already exists"):
        a.metastores.create(metastore_info=catalog.CreateAccountsMetastore("eu"))
    a.metastores.delete(made.metastore_info.metastore_id if made.metastore_info else "")
    assert len(list(a.metastores.list())) == 1


def test_rules_of_access_change_only_under_their_etag(a: AccountClient, tenant: Tenant) -> None:
    group = a.groups.create(display_name="team")
    name = f"accounts/{tenant.account_id}/groups/{group.id}/ruleSets/default"
    found = a.access_control.get_rule_set(name, "")
    rule = iam.GrantRule("roles/group.manager", principals=["users/ada@example.com"])
    changed = a.access_control.update_rule_set(name, iam.RuleSetUpdateRequest(name, found.etag, [rule]))
    assert changed.grant_rules == [rule]
    with pytest.raises(Exception, match="etag is not that of the rule set's last change"):
        a.access_control.update_rule_set(name, iam.RuleSetUpdateRequest(name, found.etag, []))


def test_settings_policies_and_lists_live_in_the_account(a: AccountClient, w: WorkspaceClient) -> None:
    a.ip_access_lists.create("office", settings.ListType.ALLOW, ip_addresses=["192.0.2.0/24", "127.0.0.1"])
    assert [entry.label for entry in a.ip_access_lists.list()] == ["office"]
    assert list(w.ip_access_lists.list()) == []
    policy = a.federation_policy.create(oauth2.FederationPolicy(description="ci"), policy_id="github")
    assert policy.description == "ci"
    assert [each.description for each in a.federation_policy.list()] == ["ci"]


def test_the_tokens_of_an_account_never_reach_the_record(a: AccountClient, tenant: Tenant) -> None:
    principal = a.service_principals.create(display_name="ci")
    secret = a.service_principal_secrets.create(principal.id or "").secret or ""
    exchanges = str(tenant.recorder.drain())
    assert secret not in exchanges and tenant.account_token not in exchanges


def test_the_default_network_policy_is_changed_and_never_deleted(a: AccountClient) -> None:
    access = settings.EgressNetworkPolicyNetworkAccessPolicy
    mode = settings.EgressNetworkPolicyNetworkAccessPolicyRestrictionMode
    (default,) = a.network_policies.list_network_policies_rpc()
    assert default.network_policy_id == "default-policy"
    shut = settings.NetworkPolicyEgress(network_access=access(restriction_mode=mode.RESTRICTED_ACCESS))
    a.network_policies.update_network_policy_rpc("default-policy", settings.AccountNetworkPolicy(egress=shut))
    egress = a.network_policies.get_network_policy_rpc("default-policy").egress
    assert egress is not None and egress.network_access is not None
    assert egress.network_access.restriction_mode is mode.RESTRICTED_ACCESS
    with pytest.raises(BadRequest, match="default-policy cannot be deleted"):
        a.network_policies.delete_network_policy_rpc("default-policy")


def test_a_network_policy_has_one_name_of_its_own(a: AccountClient, tenant: Tenant) -> None:
    policies = a.network_policies
    policies.create_network_policy_rpc(settings.AccountNetworkPolicy(network_policy_id="closed"))
    with pytest.raises(ResourceConflict, match="closed already exists"):
        policies.create_network_policy_rpc(settings.AccountNetworkPolicy(network_policy_id="closed"))
    with pytest.raises(BadRequest, match="network_policy_id must be"):
        policies.create_network_policy_rpc(settings.AccountNetworkPolicy(network_policy_id="not this one"))
    policies.delete_network_policy_rpc("closed")
    option = settings.WorkspaceNetworkOption(network_policy_id="closed")
    with pytest.raises(NotFound, match="Network policy closed does not exist"):
        a.workspace_network_configuration.update_workspace_network_option_rpc(tenant.workspace_id, option)


def test_a_workspaces_admin_manages_the_accounts_people_through_it(
    a: AccountClient, w: WorkspaceClient, tenant: Tenant
) -> None:
    """`/api/2.0/account/scim/v2/…` on a workspace is the account's SCIM, for a token of the workspace."""
    groups = "/api/2.0/account/scim/v2/Groups"
    made = w.api_client.do("POST", groups, body={"displayName": "finance"})
    assert isinstance(made, dict)
    assert a.groups.get(made["id"]).display_name == "finance"
    w.groups.create(display_name="local")
    listed = w.api_client.do("GET", groups)
    assert isinstance(listed, dict)
    assert [group["displayName"] for group in listed["Resources"]] == ["finance"]
    change = {"op": "add", "path": "members", "value": [{"value": w.current_user.me().id}]}
    w.api_client.do("PATCH", f"{groups}/{made['id']}", body={"Operations": [change]})
    assert [member.display for member in a.groups.get(made["id"]).members or []] == ["Ada Lovelace"]
    bob = WorkspaceClient(host=tenant.host, token=tenant.add_user("bob@example.com"))
    with pytest.raises(PermissionDenied, match="Only workspace admins"):
        bob.api_client.do("GET", groups)


def test_a_keys_region_is_that_of_its_arn(a: AccountClient) -> None:
    key = provisioning.CreateAwsKeyInfo(key_arn="arn:aws:kms:eu-west-1:111122223333:key/1")
    made = a.encryption_keys.create(use_cases=[provisioning.KeyUseCase.STORAGE], aws_key_info=key)
    assert made.aws_key_info and made.aws_key_info.key_region == "eu-west-1"
