"""Commands of the API that the official program changes by hand: what they send, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from snippets_tests.tests.workspace.cli.conftest import Recording, Shell

BRANCHES = "POST /api/2.0/postgres/projects/p/branches?branch_id=b"
PIPELINE = "0a1b2c3d-0000-4000-8000-000000000000"


@pytest.mark.parametrize(
    ("url", "provider"),
    [
        ("https://github.com/a/b", "gitHub"),
        ("https://gitlab.com/a/b", "gitLab"),
        ("https://dev.azure.com/a/_git/b", "azureDevOpsServices"),
        ("https://git-codecommit.us-east-1.amazonaws.com/v1/repos/b", "awsCodeCommit"),
    ],
)
def test_a_git_folders_provider_is_told_by_its_url(
    asking: Shell, recording: Recording, url: str, provider: str
) -> None:
    asking.out(f"repos create {url} --path /Shared/lib")
    assert recording.sent[0].body == {"url": url, "provider": provider, "path": "/Shared/lib"}


def test_a_provider_that_the_url_does_not_tell_must_be_named(asking: Shell, recording: Recording) -> None:
    url = "https://git.example.com/a/b"
    assert asking.error(f"repos create {url}") == (f'Error: could not detect provider from URL "{url}"; please specify')
    asking.out(f"repos create {url} gitLabEnterpriseEdition")
    assert recording.sent[0].body == {"url": url, "provider": "gitLabEnterpriseEdition"}


def test_a_git_folder_is_named_by_its_path(asking: Shell, recording: Recording) -> None:
    status = "GET /api/2.0/workspace/get-status"
    recording.answer(status, *[{"object_type": "REPO", "object_id": 12}] * 2, {"object_type": "DIRECTORY"})
    asking.out("repos update /Shared/lib --branch main")
    asking.out("repos delete /Shared/lib")
    assert recording.requests() == [
        f"{status}?path=%2FShared%2Flib",
        "PATCH /api/2.0/repos/12",
        f"{status}?path=%2FShared%2Flib",
        "DELETE /api/2.0/repos/12",
    ]
    assert asking.error("repos get /Shared") == 'Error: object at path "/Shared" is not a repo'


def test_a_path_that_is_nowhere_is_no_git_folder(asking: Shell, recording: Recording) -> None:
    recording.answer("GET /api/2.0/workspace/get-status", {"message": "no such path"}, status=404)
    assert asking.error("repos get /Nowhere") == "Error: failed to look up repo by path: no such path"


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ("", {"embed_credentials": False}),
        ("--embed-credentials", {"embed_credentials": True}),
        ("""--json '{"warehouse_id": "w"}'""", {"embed_credentials": False, "warehouse_id": "w"}),
        ("""--json '{"embed_credentials": true}'""", {"embed_credentials": True}),
    ],
)
def test_a_dashboards_credentials_are_embedded_when_asked_for(
    asking: Shell, recording: Recording, given: str, body: Any
) -> None:
    asking.out(f"lakeview publish d {given}")
    assert (recording.requests(), recording.sent[0].body) == (["POST /api/2.0/lakeview/dashboards/d/published"], body)


def test_a_pipeline_is_stopped_by_its_id_and_not_by_a_key(asking: Shell, recording: Recording) -> None:
    asking.out(f"pipelines stop {PIPELINE} --no-wait")
    assert recording.requests() == [f"POST /api/2.0/pipelines/{PIPELINE}/stop"]
    refused = "Error: databricks pipelines stop: the key of a pipeline in a project is not emulated by this stand-in: "
    assert asking.error("pipelines stop etl").startswith(refused)
    assert asking.error("pipelines stop").startswith(refused)


def test_shares_have_their_list_by_both_names(asking: Shell, recording: Recording) -> None:
    shares = {"shares": [{"name": "sales"}]}
    recording.answer("GET /api/2.1/unity-catalog/shares", shares, shares)
    assert asking.json("shares list") == asking.json("shares list-shares") == [{"name": "sales"}]


@pytest.mark.parametrize(
    ("given", "spec"),
    [
        ("--ttl 7d", {"ttl": "604800s"}),
        ("--ttl 1h30m", {"ttl": "5400s"}),
        ("--no-expiry", {"no_expiry": True}),
        ("""--json '{"spec": {"ttl": "60s"}}'""", {"ttl": "60s"}),
        ("""--ttl 60s --json '{"spec": {"is_protected": true}}'""", {"is_protected": True, "ttl": "60s"}),
    ],
)
def test_a_branchs_end_is_a_flag(asking: Shell, recording: Recording, given: str, spec: Any) -> None:
    asking.out(f"postgres create-branch projects/p b {given} --no-wait")
    assert (recording.requests(), recording.sent[0].body) == ([BRANCHES], {"spec": spec})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "a branch expiration is required; set --ttl, --no-expiry, or one in the spec of --json"),
        ("--ttl 1d --no-expiry", "branch expiration set more than once; use one of --ttl, --no-expiry, or the spec"),
        ("--ttl soon", 'invalid --ttl "soon"; use e.g. 604800s, 168h, 7d, or 3w'),
        ("--no-expiry=false", "--no-expiry=false is not valid; set --ttl, or spec.expire_time via --json"),
    ],
)
def test_a_branch_without_one_end_is_refused(asking: Shell, recording: Recording, given: str, said: str) -> None:
    assert asking.error(f"postgres create-branch projects/p b {given}").startswith(f"Error: {said}")
    assert recording.sent == []
