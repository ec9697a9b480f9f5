"""The Groups API from before SCIM; what it changes, SCIM shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, PermissionDenied, ResourceAlreadyExists, ResourceDoesNotExist

ROOT = "/api/2.0/groups"


def post(w: WorkspaceClient, call: str, **fields: str) -> Any:
    return w.api_client.do("POST", f"{ROOT}/{call}", body=fields)


def get(w: WorkspaceClient, call: str, **fields: str) -> Any:
    return w.api_client.do("GET", f"{ROOT}/{call}", query=fields)


def test_a_group_is_made_filled_emptied_and_deleted(w: WorkspaceClient) -> None:
    assert post(w, "create", group_name="reporting") == {"group_name": "reporting"}
    post(w, "create", group_name="readers")
    post(w, "add-member", parent_name="reporting", user_name="ada@example.com")
    post(w, "add-member", parent_name="reporting", group_name="readers")
    members = get(w, "list-members", group_name="reporting")["members"]
    assert members == [{"user_name": "ada@example.com"}, {"group_name": "readers"}]
    assert "reporting" in get(w, "list-parents", user_name="ada@example.com")["group_names"]
    assert get(w, "list-parents", group_name="readers") == {"group_names": ["reporting"]}
    (group,) = w.groups.list(filter='displayName eq "reporting"')
    assert [member.display for member in group.members or []] == ["Ada Lovelace", "readers"]

    post(w, "remove-member", parent_name="reporting", user_name="ada@example.com")
    assert get(w, "list-members", group_name="reporting")["members"] == [{"group_name": "readers"}]
    post(w, "delete", group_name="reporting")
    assert get(w, "list")["group_names"] == ["admins", "users", "readers"]


def test_a_member_twice_is_there_once(w: WorkspaceClient) -> None:
    post(w, "create", group_name="reporting")
    for _ in range(2):
        post(w, "add-member", parent_name="reporting", user_name="ada@example.com")
    assert get(w, "list-members", group_name="reporting")["members"] == [{"user_name": "ada@example.com"}]


def test_a_get_takes_its_fields_from_a_body_as_the_documentation_sends_them(w: WorkspaceClient) -> None:
    found: Any = w.api_client.do("GET", f"{ROOT}/list-members", body={"group_name": "admins"})
    assert found["members"] == [{"user_name": "ada@example.com"}]


def test_names_that_are_taken_or_missing_are_refused(w: WorkspaceClient) -> None:
    post(w, "create", group_name="reporting")
    with pytest.raises(ResourceAlreadyExists):
        post(w, "create", group_name="reporting")
    with pytest.raises(ResourceDoesNotExist, match=r"User eve@example\.com does not exist"):
        post(w, "add-member", parent_name="reporting", user_name="eve@example.com")
    with pytest.raises(ResourceDoesNotExist, match="Group nobody does not exist"):
        post(w, "add-member", parent_name="nobody", user_name="ada@example.com")
    with pytest.raises(ResourceDoesNotExist, match="not a member"):
        post(w, "remove-member", parent_name="reporting", user_name="ada@example.com")
    with pytest.raises(InvalidParameterValue, match="parent_name"):
        post(w, "add-member", user_name="ada@example.com")
    with pytest.raises(InvalidParameterValue, match="Exactly one"):
        post(w, "add-member", parent_name="reporting")
    with pytest.raises(InvalidParameterValue, match="cannot be deleted"):
        post(w, "delete", group_name="admins")
    with pytest.raises(InvalidParameterValue, match='Unknown field "name"'):
        post(w, "create", name="reporting")


def test_only_admins_may_ask(client_of: Callable[..., WorkspaceClient]) -> None:
    with pytest.raises(PermissionDenied):
        get(client_of("bob@example.com"), "list")
