"""Git folders: a place in the workspace's tree with the remote that it belongs to. Nothing is cloned: it stays empty.

Network access to the remote is what is missing: a branch is taken at its word.
"""

from __future__ import annotations

import re
from typing import Any

from snippets_tests.workspace import access
from snippets_tests.workspace.errors import InvalidParameterValue, ResourceAlreadyExists, ResourceDoesNotExist
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.workspace.objects import Objects
from snippets_tests.workspace.store import Resource

# The providers that the documentation of `git_provider` lists, in lower case.
PROVIDERS = frozenset(
    {
        "awscodecommit", "azuredevopsservices", "bitbucketcloud", "bitbucketserver", "github", "githubenterprise",
        "gitlab", "gitlabenterpriseedition",
    }
)  # fmt: skip
URL = re.compile(r"https://\S+/(?P<name>[^/\s]+?)(\.git)?/?")
# As deep as the list documents: folders of /Repos/<user>/<repo> are the older place, anywhere else the newer.
SIZE = 20


@operation("repos.create")
def create(
    call: Call,
    url: str,
    provider: str,
    path: str | None = None,
    git_credential_id: int | None = None,
    sparse_checkout: dict[str, Any] | None = None,
) -> Resource:
    """Make a Git folder where nothing is."""
    if provider.lower() not in PROVIDERS:
        raise InvalidParameterValue(f"Invalid Git provider {provider}; known are: {', '.join(sorted(PROVIDERS))}")
    found = URL.fullmatch(url)
    if found is None:
        raise InvalidParameterValue(f"Invalid Git URL: {url}. It must begin with https:// and name a repository.")
    _check_credential(call, git_credential_id)
    place = Objects.clean(path or f"/Repos/{call.principal.name}/{found['name']}")
    parent = place.rpartition("/")[0]
    objects = Objects(call.tenant, call.principal)
    if parent in ("", "/Repos"):
        raise InvalidParameterValue(f"Invalid path: {place}. Under /Repos, it must be /Repos/<folder>/<name>.")
    if parent == f"/Repos/{call.principal.name}" and objects.find(parent) is None:
        objects.make_directory(parent)
    if objects.find(place) is not None:
        raise ResourceAlreadyExists(f"Path ({place}) already exists.")
    if objects.find(parent) is None:
        raise ResourceDoesNotExist(f"Parent directory {parent} does not exist.")
    if parent != f"/Repos/{call.principal.name}":
        objects.check(parent, "CAN_EDIT")
    objects.make_repo(place)
    identity = objects.require(place, "CAN_READ")["object_id"]
    made: Resource = {
        "id": identity,
        "url": url,
        "provider": provider,
        "path": place,
        "branch": "main",
        "head_commit_id": call.tenant.ids.hex(40, "commit"),
    }
    if sparse_checkout:
        made["sparse_checkout"] = sparse_checkout
    call.tenant.store["repos"][str(identity)] = made
    access.created(call.tenant, "repos", identity, call.principal.name)
    return made


@operation("repos.get")
def get(call: Call, repo_id: int) -> Resource:
    """One Git folder."""
    return _find(call, repo_id, "CAN_READ")


@operation("repos.list")
def list_(call: Call, path_prefix: str | None = None, next_page_token: str | None = None) -> dict[str, Any]:
    """The Git folders that the caller may see, under a path."""
    prefix = Objects.clean(path_prefix) if path_prefix else "/"
    objects = Objects(call.tenant, call.principal)
    repos = call.tenant.store["repos"].values()
    here = [repo for repo in repos if repo["path"].startswith(prefix) and objects.find(repo["path"]) is not None]
    found = [repo for repo in here if objects.allowed(repo["path"], "CAN_READ")]
    shown, token = page(found, next_page_token, SIZE)
    return {"repos": shown} | ({"next_page_token": token} if token else {})


@operation("repos.update")
def update(
    call: Call,
    repo_id: int,
    branch: str | None = None,
    tag: str | None = None,
    git_credential_id: int | None = None,
    sparse_checkout: dict[str, Any] | None = None,
    dangerously_force_discard_all: bool | None = None,
) -> None:
    """Check out another branch or tag."""
    repo = _find(call, repo_id, "CAN_EDIT")
    if branch and tag:
        raise InvalidParameterValue("Only one of branch and tag can be given.")
    _check_credential(call, git_credential_id)
    if sparse_checkout is not None:
        if "sparse_checkout" not in repo:
            raise InvalidParameterValue("Sparse checkout can only be chosen when a Git folder is made.")
        repo["sparse_checkout"] = sparse_checkout
    if tag:
        repo.pop("branch", None)  # a tag leaves the repository at no branch
    elif branch:
        repo["branch"] = branch
    if branch or tag:
        repo["head_commit_id"] = call.tenant.ids.hex(40, "commit")


@operation("repos.delete")
def delete(call: Call, repo_id: int) -> None:
    """Delete a Git folder with all in it."""
    repo = _find(call, repo_id, "CAN_MANAGE")
    Objects(call.tenant).remove(repo["path"])
    call.tenant.store["repos"].pop(str(repo_id), None)


def _find(call: Call, repo_id: int, level: str) -> Resource:
    stored = call.tenant.store["repos"]
    repo = stored.require(repo_id, f"Repo {repo_id} does not exist.")
    objects = Objects(call.tenant, call.principal)
    if objects.find(repo["path"]) is None:
        del stored[str(repo_id)]  # deleted with a folder above it
        raise ResourceDoesNotExist(f"Repo {repo_id} does not exist.")
    objects.check(repo["path"], level)
    return repo


def _check_credential(call: Call, credential_id: int | None) -> None:
    if credential_id is not None:
        call.tenant.store["git_credentials"].require(credential_id, f"Git credential {credential_id} does not exist.")
