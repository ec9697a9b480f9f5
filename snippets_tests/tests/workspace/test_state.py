"""A workspace that is stopped and started again."""

from __future__ import annotations

import io
import pickle
from pathlib import Path

import pytest
import requests
from databricks.sdk import AccountClient, WorkspaceClient
from databricks.sdk.errors import NotFound
from databricks.sdk.service import catalog, compute, jobs, workspace

from snippets_tests import surface
from snippets_tests.workspace import Tenant, Workspace
from snippets_tests.workspace.server import serve
from snippets_tests.workspace.state import FILE, StateError, restore, save


def started(folder: Path) -> tuple[Workspace, Tenant, WorkspaceClient]:
    core = Workspace(surface.load())
    server = serve(core)
    tenant = restore(core, "kept", folder / "files", server.url, folder)
    return core, tenant, WorkspaceClient(host=server.url, token=tenant.token)


def test_everything_is_found_again(tmp_path: Path) -> None:
    _, first, w = started(tmp_path)
    w.secrets.create_scope("app")
    w.secrets.put_secret("app", "key", string_value="hush")
    cluster = w.clusters.create(spark_version="17.3.x-scala2.13", node_type_id="i3.xlarge", num_workers=1).result()
    task = jobs.Task(task_key="t", notebook_task=jobs.NotebookTask("/Shared/n"), existing_cluster_id=cluster.cluster_id)
    job = w.jobs.create(name="nightly", tasks=[task]).job_id
    w.catalogs.create("sales")
    change = catalog.PermissionsChange(principal="users", add=[catalog.Privilege.USE_CATALOG])
    w.grants.update("catalog", "sales", changes=[change])
    w.volumes.create("sales", "default", "raw", catalog.VolumeType.MANAGED)
    w.files.upload("/Volumes/sales/default/raw/a.txt", io.BytesIO(b"bytes"))
    w.workspace.upload("/Shared/n.py", io.BytesIO(b"print(1)"), format=workspace.ImportFormat.AUTO)
    first.metastore.note_routine("sales.default.hide", {"name": "hide"})
    hide = catalog.ColumnMaskOptions(function_name="sales.default.hide", on_column="p")
    policy = catalog.PolicyInfo(
        name="mask",
        on_securable_type=catalog.SecurableType.CATALOG,
        on_securable_fullname="sales",
        for_securable_type=catalog.SecurableType.TABLE,
        policy_type=catalog.PolicyType.POLICY_TYPE_COLUMN_MASK,
        to_principals=["users"],
        match_columns=[catalog.MatchColumn(alias="p", condition="has_tag('pii')")],
        column_mask=hide,
    )
    policy = w.policies.create_policy(policy)
    bob = first.add_user("bob@example.com", "Bob")
    save(first, tmp_path)
    now = first.clock.now()

    _, second, again = started(tmp_path)
    assert (second.token, second.clock.now(), second.account_id) == (first.token, now, first.account_id)
    assert again.dbutils.secrets.get("app", "key") == "hush"
    assert again.clusters.get(cluster.cluster_id or "").state == compute.State.RUNNING
    assert [each.job_id for each in again.jobs.list()] == [job]
    held = again.grants.get("catalog", "sales").privilege_assignments or []
    assert [each.principal for each in held] == ["users"]
    assert list(again.policies.list_policies("catalog", "sales")) == [policy]
    contents = again.files.download("/Volumes/sales/default/raw/a.txt").contents
    assert contents is not None and contents.read() == b"bytes"
    assert [each.path for each in again.workspace.list("/Shared")] == ["/Shared/n.py"]
    assert WorkspaceClient(host=second.host, token=bob).current_user.me().user_name == "bob@example.com"
    a = AccountClient(host=second.host, account_id=second.account_id, token=second.account_token)
    assert [each.workspace_id for each in a.workspaces.list()] == [second.workspace_id]
    new = again.clusters.create(spark_version="17.3.x-scala2.13", node_type_id="i3.xlarge", num_workers=1).cluster_id
    assert new != cluster.cluster_id


def test_a_file_that_is_no_state_is_refused_and_nothing_in_it_runs(tmp_path: Path) -> None:
    core = Workspace(surface.load())
    victim = tmp_path / "victim"
    victim.mkdir()
    (tmp_path / FILE).write_bytes(pickle.dumps({"version": _Rmdir(victim)}))
    with pytest.raises(StateError, match="is not a workspace's state"):
        restore(core, "kept", tmp_path / "files", "http://workspace.invalid", tmp_path)
    assert victim.exists()


class _Rmdir:
    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[object, ...]:
        import os

        return os.rmdir, (str(self.place),)


def test_the_start_page_counts_and_never_tells(tenant: Tenant, w: WorkspaceClient) -> None:
    core = Workspace(surface.load())
    server = serve(core)
    alone = core.create_tenant("alone", tenant.files, server.url)
    client = WorkspaceClient(host=server.url, token=alone.token)
    client.secrets.create_scope("app")
    with pytest.raises(NotFound):
        client.api_client.do("GET", "/api/2.0/nope/<b>bold")

    shown = requests.get(f"{server.url}/", timeout=10)
    assert shown.headers["Content-Type"].startswith("text/html")
    assert "secrets.create_scope" in shown.text and "operations have behaviour" in shown.text
    assert alone.token not in shown.text and "<b>bold" not in shown.text
    server.close()
