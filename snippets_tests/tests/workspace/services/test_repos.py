"""Git folders, through databricks-sdk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, NotFound, PermissionDenied, ResourceAlreadyExists
from databricks.sdk.service.workspace import ObjectType

URL = "https://github.com/example/shop.git"


def test_a_repo_lies_in_the_tree(w: WorkspaceClient) -> None:
    made = w.repos.create(url=URL, provider="gitHub")
    assert made.path == "/Repos/ada@example.com/shop"
    found = w.workspace.get_status(made.path)
    assert (found.object_type, found.object_id) == (ObjectType.REPO, made.id)
    assert [o.path for o in w.workspace.list("/Repos/ada@example.com")] == [made.path]
    w.workspace.mkdirs(f"{made.path}/src")
    assert [o.path for o in w.workspace.list(made.path)] == [f"{made.path}/src"]


def test_a_path_holds_one_repo(w: WorkspaceClient) -> None:
    w.repos.create(url=URL, provider="gitHub", path="/Users/ada@example.com/shop")
    with pytest.raises(ResourceAlreadyExists, match="already exists"):
        w.repos.create(url=URL, provider="gitHub", path="/Users/ada@example.com/shop")


def test_a_branch_is_checked_out_and_the_repo_goes_with_its_folder(w: WorkspaceClient) -> None:
    made = w.repos.create(url=URL, provider="gitHub", path="/Users/ada@example.com/shop")
    w.repos.update(made.id or 0, branch="release")
    assert w.repos.get(made.id or 0).branch == "release"
    w.workspace.delete("/Users/ada@example.com/shop", recursive=True)
    assert list(w.repos.list()) == []
    with pytest.raises(NotFound, match="does not exist"):
        w.repos.get(made.id or 0)


def test_others_do_not_see_it(w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]) -> None:
    made = w.repos.create(url=URL, provider="gitHub", path="/Users/ada@example.com/shop")
    bob = client_of("bob@example.com")
    assert list(bob.repos.list()) == []
    with pytest.raises(PermissionDenied, match="CAN_READ"):
        bob.repos.get(made.id or 0)


def test_an_unknown_provider_is_refused(w: WorkspaceClient) -> None:
    with pytest.raises(BadRequest, match="Invalid Git provider sourceforge"):
        w.repos.create(url=URL, provider="sourceforge")
