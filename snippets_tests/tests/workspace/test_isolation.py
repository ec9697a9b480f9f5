"""A request leaves neither its tenant nor its directory, and no secret leaves the workspace."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.catalog import VolumeType

from snippets_tests.workspace import Request, Response, Tenant, Workspace

OUTSIDE = "outside.txt"
# Ways to write "one directory up".
CLIMBS = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..\\", "./../", "....//../", "%252e%252e/", "..%00/"]


@pytest.fixture
def other(workspace: Workspace, tmp_path: Path) -> Iterator[Tenant]:
    tenant = workspace.create_tenant(f"other of {tmp_path}", tmp_path / "other", "http://workspace.invalid")
    yield tenant
    workspace.drop_tenant(tenant)


def send(workspace: Workspace, tenant: Tenant, verb: str, target: str, body: Any = None) -> Response:
    headers = {"Authorization": f"Bearer {tenant.token}", "Content-Type": "application/json"}
    return workspace.handle(Request.of(verb, target, headers, b"" if body is None else json.dumps(body).encode()))


@pytest.fixture
def climber(workspace: Workspace, w: WorkspaceClient, tenant: Tenant) -> Workspace:
    """A volume, and beside the tenant's files one that must stay unread and unwritten."""
    w.volumes.create("main", "default", "raw", VolumeType.MANAGED)
    tenant.files.mkdir(exist_ok=True)
    for place in (tenant.files.parent, tenant.files):
        (place / OUTSIDE).write_text("private")
    return workspace


@pytest.mark.parametrize("climb", CLIMBS)
@pytest.mark.parametrize("times", [1, 4, 5, 9])
def test_no_path_climbs_out(climber: Workspace, tenant: Tenant, climb: str, times: int) -> None:
    path = climb * times + OUTSIDE
    data = base64.b64encode(b"overwritten").decode()
    answers = [
        send(climber, tenant, "GET", f"/api/2.0/fs/files/Volumes/main/default/raw/{path}"),
        send(climber, tenant, "PUT", f"/api/2.0/fs/files/Volumes/main/default/raw/{path}?overwrite=true", "x"),
        send(climber, tenant, "GET", f"/api/2.0/dbfs/read?path=/{path}"),
        send(climber, tenant, "POST", "/api/2.0/dbfs/put", {"path": f"/{path}", "contents": data, "overwrite": True}),
        send(climber, tenant, "GET", f"/api/2.0/workspace/export?path=/Shared/{path}&direct_download=true"),
        send(
            climber,
            tenant,
            "POST",
            "/api/2.0/workspace/import",
            {"path": f"/Shared/{path}", "format": "AUTO", "content": data, "overwrite": True},
        ),
        send(climber, tenant, "POST", "/api/2.0/workspace/delete", {"path": f"/{path}", "recursive": True}),
        send(climber, tenant, "POST", "/api/2.0/dbfs/delete", {"path": f"/{path}", "recursive": True}),
    ]
    assert not any(b"private" in answer.body for answer in answers)
    assert all(answer.status != 500 for answer in answers), [answer.status for answer in answers]
    for place in (tenant.files.parent, tenant.files):
        assert (place / OUTSIDE).read_text() == "private"


def test_a_link_leads_nowhere_outside(climber: Workspace, tenant: Tenant) -> None:
    for root in ("volumes/main/default/raw", "dbfs", "workspace/Shared"):
        (tenant.files / root).mkdir(parents=True, exist_ok=True)
        (tenant.files / root / "link").symlink_to(tenant.files.parent)
    for target in (
        f"/api/2.0/fs/files/Volumes/main/default/raw/link/{OUTSIDE}",
        f"/api/2.0/dbfs/read?path=/link/{OUTSIDE}",
        f"/api/2.0/workspace/export?path=/Shared/link/{OUTSIDE}&direct_download=true",
        "/api/2.0/fs/directories/Volumes/main/default/raw/link",
        "/api/2.0/dbfs/list?path=/link",
    ):
        answer = send(climber, tenant, "GET", target)
        assert answer.status in (400, 403, 404), (target, answer.status)
        assert b"private" not in answer.body


def test_a_token_opens_its_own_tenant_alone(workspace: Workspace, w: WorkspaceClient, other: Tenant) -> None:
    w.secrets.create_scope("mine")
    cluster = w.clusters.create(spark_version="17.3.x-scala2.13", node_type_id="i3.xlarge", num_workers=1).cluster_id
    job = w.jobs.create(name="mine").job_id
    for target in (f"/api/2.1/clusters/get?cluster_id={cluster}", f"/api/2.2/jobs/get?job_id={job}"):
        assert send(workspace, other, "GET", target).status in (400, 404), target
    for target, name in (
        ("/api/2.0/secrets/scopes/list", "scopes"),
        ("/api/2.1/clusters/list", "clusters"),
        ("/api/2.2/jobs/list", "jobs"),
    ):
        assert not send(workspace, other, "GET", target).parsed().get(name), target
    strange = f"/api/2.0/accounts/{other.account_id}/workspaces"
    headers = {"Authorization": f"Bearer {w.config.token}"}
    assert workspace.handle(Request.of("GET", strange, headers)).status == 401


def test_secrets_reach_neither_record_nor_log_nor_error(
    workspace: Workspace, tenant: Tenant, w: WorkspaceClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="snippets_tests")
    tenant.recorder.drain()
    w.secrets.create_scope("app")
    w.secrets.put_secret("app", "key", string_value="hush-hush")
    w.secrets.get_secret("app", "key")
    token = w.tokens.create(comment="x").token_value or ""
    w.git_credentials.create(git_provider="gitHub", git_username="ada", personal_access_token="ghp_private")
    sent = {"scope": "app", "key": "k", "string_value": "hush-hush", "surprise": 1}
    refused = send(workspace, tenant, "POST", "/api/2.0/secrets/put", sent)
    assert refused.status == 400
    kept = str(tenant.recorder.drain()) + caplog.text + refused.body.decode()
    encoded = base64.b64encode(b"hush-hush").decode()
    for secret in ("hush-hush", encoded, token, tenant.token, "ghp_private"):
        assert secret not in kept
