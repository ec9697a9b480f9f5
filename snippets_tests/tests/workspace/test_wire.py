"""What every operation refuses alike, over the wire: ids, pages, rights, older versions of paths."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, PermissionDenied
from databricks.sdk.service import catalog, settings, sharing

from snippets_tests.workspace import Tenant

ROLE = catalog.AwsIamRoleRequest(role_arn="arn:aws:iam::123456789012:role/lake")


def ask(tenant: Tenant, verb: str, path: str, body: Any = None) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {tenant.token}"}
    answer = requests.request(verb, tenant.host + path, headers=headers, json=body, timeout=10)
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        ("/api/2.2/jobs/get?job_id=abc", "MALFORMED_REQUEST", "expected an integer"),
        ("/api/2.2/jobs/get?job_id=99999999999999999999", "MALFORMED_REQUEST", "expected an integer"),
        ("/api/2.2/jobs/get?job_id=1", "INVALID_PARAMETER_VALUE", "Job 1 does not exist."),
        ("/api/2.1/clusters/list?page_token=zzz", "INVALID_PARAMETER_VALUE", "Invalid page token: zzz"),
        ("/api/2.0/lakeview/dashboards?page_token=zzz", "INVALID_PARAMETER_VALUE", "Invalid page token: zzz"),
        ("/api/2.0/lakeview/dashboards?page_size=-1", "INVALID_PARAMETER_VALUE", "must not be negative"),
        ("/api/2.0/database/instances?page_size=101", "INVALID_PARAMETER_VALUE", "The maximum is 100."),
        ("/api/2.0/mlflow/registered-models/list?max_results=1001", "INVALID_PARAMETER_VALUE", "The maximum is 1000."),
        ("/api/2.2/jobs/list?limit=101", "INVALID_PARAMETER_VALUE", "100"),
    ],
)
def test_a_wrong_id_or_page_is_refused(tenant: Tenant, path: str, code: str, message: str) -> None:
    status, refusal = ask(tenant, "GET", path)
    assert (status, refusal["error_code"]) == (400, code)
    assert message in refusal["message"]


def test_what_the_documentation_leaves_to_admins_is_refused_to_others(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    made = w.notification_destinations.create(
        display_name="mail", config=settings.Config(email=settings.EmailConfig(addresses=["a@example.com"]))
    )
    w.global_init_scripts.create("x", "eA==")
    bob = client_of("bob@example.com")
    for attempt in (
        lambda: bob.notification_destinations.delete(made.id or ""),
        lambda: bob.global_init_scripts.create("y", "eA=="),
        lambda: list(bob.global_init_scripts.list()),
        lambda: bob.providers.create("p", sharing.AuthenticationType.TOKEN),
    ):
        with pytest.raises(PermissionDenied, match="Only workspace admins can use"):
            attempt()
    assert [each.display_name for each in bob.notification_destinations.list()] == ["mail"]


def test_making_a_securable_takes_its_privilege(w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]) -> None:
    bob = client_of("bob@example.com")
    attempts: dict[str, Callable[[], object]] = {
        "CREATE RECIPIENT": lambda: bob.recipients.create("r", sharing.AuthenticationType.TOKEN),
        "CREATE SHARE": lambda: bob.shares.create("s"),
        "CREATE STORAGE CREDENTIAL": lambda: bob.storage_credentials.create("c", aws_iam_role=ROLE),
        "CREATE SERVICE CREDENTIAL": lambda: bob.credentials.create_credential(
            "c", purpose=catalog.CredentialPurpose.SERVICE
        ),
    }
    for privilege, attempt in attempts.items():
        with pytest.raises(PermissionDenied, match=f"User does not have {privilege} on Metastore"):
            attempt()
    change = catalog.PermissionsChange(principal="bob@example.com", add=[catalog.Privilege.CREATE_RECIPIENT])
    w.grants.update("metastore", w.metastores.summary().metastore_id or "", changes=[change])
    assert bob.recipients.create("r", sharing.AuthenticationType.TOKEN).owner == "bob@example.com"


def test_a_securable_is_read_by_whom_it_concerns(w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]) -> None:
    w.storage_credentials.create("role", aws_iam_role=ROLE)
    w.external_locations.create("landing", "s3://bucket/landing", "role", skip_validation=True)
    bob = client_of("bob@example.com", "engineers")
    with pytest.raises(PermissionDenied, match="does not have permission to read"):
        bob.external_locations.get("landing")
    assert list(bob.external_locations.list()) == [] and list(bob.storage_credentials.list()) == []
    change = catalog.PermissionsChange(principal="engineers", add=[catalog.Privilege.READ_FILES])
    w.grants.update("external_location", "landing", changes=[change])
    assert bob.external_locations.get("landing").name == "landing"
    assert [each.name for each in bob.external_locations.list()] == ["landing"]


def test_the_first_jobs_api_takes_and_shows_one_task(tenant: Tenant) -> None:
    task = {"notebook_task": {"notebook_path": "/a"}, "new_cluster": CLUSTER, "max_retries": 1}
    status, made = ask(tenant, "POST", "/api/2.0/jobs/create", {"name": "Load all", **task})
    assert status == 200
    _, old = ask(tenant, "GET", f"/api/2.0/jobs/get?job_id={made['job_id']}")
    assert old["settings"]["format"] == "SINGLE_TASK" and "tasks" not in old["settings"]
    assert old["settings"]["notebook_task"]["notebook_path"] == "/a"
    _, new = ask(tenant, "GET", f"/api/2.2/jobs/get?job_id={made['job_id']}")
    assert [each["task_key"] for each in new["settings"]["tasks"]] == ["Load_all"]
    assert new["settings"]["format"] == "MULTI_TASK"
    changed = {"job_id": made["job_id"], "new_settings": {"name": "Load", **task, "max_retries": 3}}
    assert ask(tenant, "POST", "/api/2.0/jobs/reset", changed)[0] == 200
    assert ask(tenant, "GET", f"/api/2.0/jobs/get?job_id={made['job_id']}")[1]["settings"]["max_retries"] == 3


def test_todays_jobs_api_takes_no_task_beside_the_job(tenant: Tenant) -> None:
    status, refusal = ask(tenant, "POST", "/api/2.2/jobs/create", {"name": "x", "existing_cluster_id": "c"})
    assert (status, refusal["message"]) == (400, 'Unknown field "existing_cluster_id"')


def test_an_expired_token_opens_nothing(w: WorkspaceClient, tenant: Tenant) -> None:
    value = w.tokens.create(lifetime_seconds=60).token_value
    tenant.clock.advance(61)
    with pytest.raises(PermissionDenied, match="Invalid access token"):
        WorkspaceClient(host=tenant.host, token=value).current_user.me()


def test_two_of_a_one_of_are_refused(w: WorkspaceClient) -> None:
    with pytest.raises(InvalidParameterValue, match="Only one of num_workers and autoscale"):
        w.api_client.do("POST", "/api/2.1/clusters/create", body={**CLUSTER, "autoscale": {"max_workers": 2}})


CLUSTER = {"spark_version": "16.4.x-scala2.12", "node_type_id": "i3.xlarge", "num_workers": 1}
