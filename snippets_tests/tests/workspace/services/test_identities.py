"""Users, groups, service principals and who the caller is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound, PermissionDenied, ResourceConflict
from databricks.sdk.service import iam

from snippets_tests.workspace import Tenant

ClientOf = Callable[..., WorkspaceClient]
SCHEMA = [iam.PatchSchema.URN_IETF_PARAMS_SCIM_API_MESSAGES_2_0_PATCH_OP]


def member(identity: str | None) -> iam.ComplexValue:
    return iam.ComplexValue(value=identity)


def change(op: str, path: str | None = None, value: Any = None) -> iam.Patch:
    return iam.Patch(op=iam.PatchOp(op), path=path, value=value)


def test_the_caller_is_the_admin_of_the_tenant(w: WorkspaceClient, tenant: Tenant) -> None:
    me = w.current_user.me()
    assert (me.user_name, me.display_name, me.active) == ("ada@example.com", "Ada Lovelace", True)
    assert sorted(group.display or "" for group in me.groups or []) == ["admins", "users"]
    assert w.get_workspace_id() == tenant.workspace_id


def test_a_user_is_made_found_changed_and_deleted(w: WorkspaceClient) -> None:
    made = w.users.create(user_name="bob@example.com", display_name="Bob")
    assert w.users.get(made.id or "").user_name == "bob@example.com"
    w.users.patch(made.id or "", operations=[change("replace", "displayName", "Robert")], schemas=SCHEMA)
    assert w.users.get(made.id or "").display_name == "Robert"
    w.users.update(made.id or "", user_name="bob@example.com", display_name="Rob", active=False)
    assert (w.users.get(made.id or "").display_name, w.users.get(made.id or "").active) == ("Rob", False)
    w.users.delete(made.id or "")
    with pytest.raises(NotFound, match=f"User with id {made.id} not found") as caught:
        w.users.get(made.id or "")
    assert caught.value.error_code == "SCIM_404"


def test_a_user_name_is_taken_once(w: WorkspaceClient) -> None:
    w.users.create(user_name="bob@example.com")
    with pytest.raises(ResourceConflict, match=r"User with username Bob@example\.com already exists"):
        w.users.create(user_name="Bob@example.com")


@pytest.mark.parametrize(
    "text, found",
    [
        ('userName eq "user3@example.com"', ["user3@example.com"]),
        ('userName EQ "USER3@example.com"', ["user3@example.com"]),
        ('userName sw "user1"', ["user1@example.com"]),
        ('userName co "ser2"', ["user2@example.com"]),
        ('userName ew "0@example.com"', ["user0@example.com"]),
        ('emails.value eq "user1@example.com"', ["user1@example.com"]),
        ('userName sw "user1" or userName sw "user2"', ["user1@example.com", "user2@example.com"]),
        (
            'userName sw "user" and not (userName co "1" or userName co "2")',
            [f"user{n}@example.com" for n in (0, 3)],
        ),
        ('name.familyName eq "Lovelace"', ["ada@example.com"]),
        ("externalId pr", []),
    ],
)
def test_filters_find_users(w: WorkspaceClient, tenant: Tenant, text: str, found: list[str]) -> None:
    for number in range(4):
        tenant.add_user(f"user{number}@example.com")
    assert [user.user_name for user in w.users.list(filter=text)] == found


@pytest.mark.parametrize("text", ["userName", 'userName is "x"', '(userName eq "x"', 'userName eq "x" userName', ""])
def test_a_malformed_filter_is_refused_or_absent(w: WorkspaceClient, text: str) -> None:
    if not text:
        assert [user.user_name for user in w.users.list(filter=text)] == ["ada@example.com"]
        return
    with pytest.raises(Exception, match="invalidFilter"):
        list(w.users.list(filter=text))


def test_pages_end(w: WorkspaceClient, tenant: Tenant) -> None:
    for number in range(7):
        tenant.add_user(f"user{number}@example.com")
    tenant.recorder.drain()
    names = [user.user_name for user in w.users.list(count=3, sort_by="userName")]
    assert names == ["ada@example.com", *(f"user{number}@example.com" for number in range(7))]
    assert len(tenant.recorder.drain()) == 4


def test_attributes_choose_what_is_shown(w: WorkspaceClient) -> None:
    (user,) = w.users.list(attributes="userName")
    assert (user.user_name, user.display_name) == ("ada@example.com", None)
    (user,) = w.users.list(excluded_attributes="groups,emails")
    assert (user.groups, user.emails, user.display_name) == ([], [], "Ada Lovelace")


def test_groups_hold_users_and_groups(w: WorkspaceClient) -> None:
    bob = w.users.create(user_name="bob@example.com")
    inner = w.groups.create(display_name="analysts", members=[member(bob.id)])
    outer = w.groups.create(display_name="everyone-else", members=[member(inner.id)])
    groups = {group.display: group.type for group in w.users.get(bob.id or "").groups or []}
    assert groups == {"users": "direct", "analysts": "direct", "everyone-else": "indirect"}
    shown = w.groups.get(outer.id or "").members or []
    assert [(m.display, m.ref) for m in shown] == [("analysts", f"Groups/{inner.id}")]


def test_members_are_added_and_removed_one_by_one(w: WorkspaceClient) -> None:
    users = [w.users.create(user_name=f"{name}@example.com") for name in ("bob", "eve")]
    group = w.groups.create(display_name="analysts")
    for user in users:
        w.groups.patch(group.id or "", operations=[change("add", "members", [{"value": user.id}])], schemas=SCHEMA)
    w.groups.patch(group.id or "", operations=[change("add", "members", [{"value": users[0].id}])], schemas=SCHEMA)
    assert [m.value for m in w.groups.get(group.id or "").members or []] == [user.id for user in users]
    remove = change("remove", f'members[value eq "{users[0].id}"]')
    w.groups.patch(group.id or "", operations=[remove], schemas=SCHEMA)
    assert [m.value for m in w.groups.get(group.id or "").members or []] == [users[1].id]


def test_a_patch_with_an_unknown_member_changes_nothing(w: WorkspaceClient) -> None:
    group = w.groups.create(display_name="analysts")
    with pytest.raises(NotFound, match="does not exist"):
        w.groups.patch(group.id or "", operations=[change("add", "members", [{"value": "7"}])], schemas=SCHEMA)
    assert not w.groups.get(group.id or "").members


def test_a_switched_off_user_can_do_nothing(w: WorkspaceClient, client_of: ClientOf) -> None:
    bob = client_of("bob@example.com")
    assert bob.current_user.me().user_name == "bob@example.com"
    (user,) = w.users.list(filter='userName eq "bob@example.com"')
    w.users.patch(user.id or "", operations=[change("replace", None, {"active": False})], schemas=SCHEMA)
    with pytest.raises(PermissionDenied, match="Invalid access token"):
        bob.current_user.me()


def test_only_admins_manage_identities(client_of: ClientOf) -> None:
    bob = client_of("bob@example.com")
    with pytest.raises(PermissionDenied, match="Only workspace admins"):
        bob.users.create(user_name="eve@example.com")


def test_a_service_principal_gets_an_application_id(w: WorkspaceClient) -> None:
    made = w.service_principals.create(display_name="robot")
    assert made.application_id and len(made.application_id) == 36
    (found,) = w.service_principals.list(filter=f'applicationId eq "{made.application_id}"')
    assert found.display_name == "robot"
