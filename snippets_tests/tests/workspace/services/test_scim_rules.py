"""What keeps a directory of users and groups consistent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, NotFound, PermissionDenied, ResourceConflict
from databricks.sdk.service import iam

SCHEMAS = [iam.PatchSchema.URN_IETF_PARAMS_SCIM_API_MESSAGES_2_0_PATCH_OP]


def replace(path: str, value: object) -> dict[str, object]:
    return {"operations": [iam.Patch(op=iam.PatchOp.REPLACE, path=path, value=value)], "schemas": SCHEMAS}


@pytest.mark.parametrize("quoted", ["'eve@example.com'", '"eve@example.com"', "eve@example.com", '"EVE@example.com"'])
def test_a_filter_takes_a_value_in_either_quotes(w: WorkspaceClient, quoted: str) -> None:
    w.users.create(user_name="eve@example.com")
    assert [u.user_name for u in w.users.list(filter=f"userName eq {quoted}")] == ["eve@example.com"]


def test_a_group_takes_only_members_that_exist(w: WorkspaceClient) -> None:
    with pytest.raises(NotFound, match="does not exist"):
        w.groups.create(display_name="eng", members=[iam.ComplexValue(value="12345")])
    group = w.groups.create(display_name="eng")
    with pytest.raises(NotFound, match="does not exist"):
        w.groups.update(group.id or "", display_name="eng", members=[iam.ComplexValue(value="12345")])


def test_a_group_cannot_take_anothers_name(w: WorkspaceClient) -> None:
    w.groups.create(display_name="eng")
    ops = w.groups.create(display_name="ops").id or ""
    with pytest.raises(ResourceConflict, match="eng already exists"):
        w.groups.patch(ops, **replace("displayName", "eng"))
    with pytest.raises(ResourceConflict, match="Eng already exists"):
        w.groups.update(ops, display_name="Eng")
    w.groups.patch(ops, **replace("displayName", "OPS"))
    assert w.groups.get(ops).display_name == "OPS"


def test_a_change_without_a_value_is_refused(w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]) -> None:
    bob = client_of("bob@example.com")
    identity = bob.current_user.me().id or ""
    with pytest.raises(BadRequest, match="Missing required field: value"):
        w.users.patch(identity, **replace("active", False))  # the SDK leaves a bare False out
    assert bob.current_user.me().active
    w.users.patch(identity, **replace("active", "false"))
    with pytest.raises(PermissionDenied):
        bob.current_user.me()


def test_who_is_taken_in_joins_the_groups_that_are_named(w: WorkspaceClient) -> None:
    admins = next(group for group in w.groups.list() if group.display_name == "admins")
    joined = [iam.ComplexValue(value=admins.id)]
    made = w.service_principals.create(display_name="etl", groups=joined)
    user = w.users.create(user_name="bob@example.com", groups=joined)
    for found in (w.service_principals.get(made.id or ""), w.users.get(user.id or "")):
        assert "admins" in [group.display for group in found.groups or []]
    assert {made.id, user.id} <= {member.value for member in w.groups.get(admins.id or "").members or []}
    with pytest.raises(NotFound, match="Group with id 1 not found"):
        w.users.create(user_name="eve@example.com", groups=[iam.ComplexValue(value="1")])
    assert list(w.users.list(filter='userName eq "eve@example.com"')) == []
