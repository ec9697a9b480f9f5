"""Faults on demand: what clients make of 429 and 503."""

from __future__ import annotations

import pytest
import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.config import Config
from databricks.sdk.errors import BadRequest

from snippets_tests.workspace import Tenant

PATH = "/lakeproof/faults"


def plan(w: WorkspaceClient, **fault: object) -> None:
    w.api_client.do("POST", PATH, body=fault)


def test_the_sdk_tries_again_after_a_fault(w: WorkspaceClient, tenant: Tenant) -> None:
    plan(w, status=429, count=2, retry_after=0, path="/api/2.1/clusters/")
    tenant.recorder.drain()
    assert list(w.clusters.list()) == []
    assert [exchange.status for exchange in tenant.recorder.drain()] == [429, 429, 200]


def test_a_fault_meets_only_the_path_that_it_names(w: WorkspaceClient, tenant: Tenant) -> None:
    plan(w, status=503, method="POST", path="/api/2.2/jobs/")
    tenant.recorder.drain()
    list(w.jobs.list())
    assert [exchange.status for exchange in tenant.recorder.drain()] == [200]
    assert w.api_client.do("DELETE", PATH) == {"faults": []}


def test_the_answer_says_when_to_come_back(w: WorkspaceClient, tenant: Tenant) -> None:
    plan(w, status=503, retry_after=7)
    answer = requests.get(
        f"{tenant.host}/api/2.0/token/list", headers={"Authorization": f"Bearer {tenant.token}"}, timeout=10
    )
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "7")
    assert answer.json()["error_code"] == "TEMPORARILY_UNAVAILABLE"


def test_another_status_is_refused(tenant: Tenant) -> None:
    w = WorkspaceClient(config=Config(host=tenant.host, token=tenant.token))
    with pytest.raises(BadRequest, match="status must be one of 429"):
        plan(w, status=418)
