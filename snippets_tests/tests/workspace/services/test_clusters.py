from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, InvalidState, PermissionDenied, ResourceDoesNotExist
from databricks.sdk.service.compute import AutoScale, ClusterDetails, EventType, ListClustersFilterBy, State
from databricks.sdk.service.iam import AccessControlRequest, Patch, PatchOp, PatchSchema, PermissionLevel

from snippets_tests.workspace import Tenant

SCHEMA = PatchSchema.URN_IETF_PARAMS_SCIM_API_MESSAGES_2_0_PATCH_OP


def make(w: WorkspaceClient, name: str = "etl") -> ClusterDetails:
    return w.clusters.create_and_wait(
        cluster_name=name, spark_version="16.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=2
    )


def test_a_new_cluster_is_pending_in_the_list_and_running_when_asked_for(w: WorkspaceClient) -> None:
    waiter = w.clusters.create(spark_version="16.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=1)
    assert [c.state for c in w.clusters.list()] == [State.PENDING]
    assert waiter.result().state == State.RUNNING
    assert [c.state for c in w.clusters.list()] == [State.RUNNING]


def test_a_running_cluster_shows_its_machines(w: WorkspaceClient) -> None:
    cluster = make(w)
    assert cluster.driver is not None and len(cluster.executors or []) == 2
    assert (cluster.cluster_cores, cluster.cluster_memory_mb) == (12.0, 3 * 30 * 1024)
    assert cluster.creator_user_name == "ada@example.com"


def test_selectors_find_a_version_and_a_node_type(w: WorkspaceClient) -> None:
    version = w.clusters.select_spark_version(long_term_support=True)
    node = w.clusters.select_node_type(local_disk=True, min_cores=4)
    assert (version, node) == ("16.4.x-scala2.12", "c5d.xlarge")
    assert w.clusters.create_and_wait(spark_version=version, node_type_id=node, num_workers=0).state == State.RUNNING


def test_terminate_then_start_then_delete_for_good(w: WorkspaceClient) -> None:
    cluster_id = make(w).cluster_id or ""
    ended = w.clusters.delete_and_wait(cluster_id)
    assert (ended.state, ended.termination_reason.code.value) == (State.TERMINATED, "USER_REQUEST")  # type: ignore
    assert w.clusters.start_and_wait(cluster_id).state == State.RUNNING
    w.clusters.permanent_delete(cluster_id)
    with pytest.raises(ResourceDoesNotExist, match=r"Cluster .* does not exist"):
        w.clusters.get(cluster_id)


@pytest.mark.parametrize("state, action", [("Running", "start"), ("Terminated", "restart"), ("Terminated", "resize")])
def test_an_action_that_the_state_forbids_is_refused(w: WorkspaceClient, state: str, action: str) -> None:
    cluster_id = make(w).cluster_id or ""
    if state == "Terminated":
        w.clusters.delete_and_wait(cluster_id)
    more = {"num_workers": 3} if action == "resize" else {}
    with pytest.raises(InvalidState, match=f"Cluster {cluster_id} is in unexpected state {state}"):
        getattr(w.clusters, action)(cluster_id, **more)


def test_ensure_running_starts_a_terminated_cluster(w: WorkspaceClient) -> None:
    cluster_id = make(w).cluster_id or ""
    w.clusters.delete_and_wait(cluster_id)
    w.clusters.ensure_cluster_is_running(cluster_id)
    assert w.clusters.get(cluster_id).state == State.RUNNING


def test_resize_changes_the_number_of_workers(w: WorkspaceClient) -> None:
    cluster = w.clusters.resize_and_wait(make(w).cluster_id or "", num_workers=5)
    assert (cluster.num_workers, len(cluster.executors or [])) == (5, 5)
    scaled = w.clusters.resize_and_wait(cluster.cluster_id or "", autoscale=AutoScale(min_workers=1, max_workers=4))
    assert (scaled.num_workers, scaled.autoscale) == (None, AutoScale(min_workers=1, max_workers=4))


def test_edit_replaces_the_configuration(w: WorkspaceClient) -> None:
    cluster = make(w)
    edited = w.clusters.edit_and_wait(
        cluster.cluster_id or "",
        spark_version="15.4.x-scala2.12",
        cluster_name="new",
        node_type_id="i3.2xlarge",
        num_workers=1,
    )
    assert (edited.cluster_name, edited.node_type_id, edited.spark_version) == ("new", "i3.2xlarge", "15.4.x-scala2.12")


def test_events_tell_the_story_latest_first(w: WorkspaceClient) -> None:
    cluster_id = make(w).cluster_id or ""
    w.clusters.resize_and_wait(cluster_id, num_workers=3)
    w.clusters.delete_and_wait(cluster_id)
    told = [e.type for e in w.clusters.events(cluster_id)]
    assert told == [
        EventType.TERMINATING,
        EventType.UPSIZE_COMPLETED,
        EventType.RESIZING,
        EventType.RUNNING,
        EventType.CREATING,
    ]
    assert [e.type for e in w.clusters.events(cluster_id, limit=2)] == told
    assert [e.type for e in w.clusters.events(cluster_id, page_size=2)] == told


def test_pinned_clusters_come_first_and_filters_hold(w: WorkspaceClient) -> None:
    first, second = make(w, "first"), make(w, "second")
    w.clusters.pin(first.cluster_id or "")
    assert [c.cluster_name for c in w.clusters.list()] == ["first", "second"]
    assert [c.cluster_name for c in w.clusters.list(filter_by=ListClustersFilterBy(is_pinned=True))] == ["first"]
    w.clusters.delete(second.cluster_id or "")
    terminating = ListClustersFilterBy(cluster_states=[State.TERMINATING, State.TERMINATED])
    assert [c.cluster_name for c in w.clusters.list(filter_by=terminating)] == ["second"]


def test_many_clusters_come_in_pages(w: WorkspaceClient, tenant: Tenant) -> None:
    for number in range(25):
        w.clusters.create(
            cluster_name=f"c{number:02}", spark_version="16.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=1
        )
    tenant.recorder.drain()
    assert [c.cluster_name for c in w.clusters.list(page_size=10)] == [f"c{n:02}" for n in reversed(range(25))]
    assert len(tenant.recorder.drain()) == 3


@pytest.mark.parametrize(
    "spec, message",
    [
        ({"node_type_id": "i3.xlarge"}, "Missing required field: size"),
        ({"num_workers": 1}, "Missing required field 'node_type_id'"),
        ({"num_workers": 1, "node_type_id": "i9.huge"}, "Node type i9.huge is not supported"),
        ({"num_workers": -1, "node_type_id": "i3.xlarge"}, "num_workers must not be negative"),
        ({"num_workers": 1, "node_type_id": "i3.xlarge", "autotermination_minutes": 5}, "autotermination_minutes"),
        ({"num_workers": 1, "node_type_id": "i3.xlarge", "spark_version": "99.x"}, "Invalid spark version 99.x"),
    ],
)
def test_a_senseless_specification_is_refused(w: WorkspaceClient, spec: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidParameterValue, match=message):
        w.clusters.create(**{"spark_version": "16.4.x-scala2.12", **spec})  # type: ignore[arg-type]


def test_only_those_who_may_see_a_cluster_find_it(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    cluster_id = make(w).cluster_id or ""
    bob = client_of("bob@example.com")
    assert list(bob.clusters.list()) == []
    with pytest.raises(PermissionDenied, match="CAN_ATTACH_TO"):
        bob.clusters.get(cluster_id)


def test_a_cluster_has_the_same_id_in_every_run(w: WorkspaceClient, tenant: Tenant) -> None:
    assert tenant.clock.iso() == "2026-01-15T09:00:00Z"
    cluster_id = make(w).cluster_id or ""
    assert cluster_id.startswith("0115-090001-") and len(cluster_id) == 20


def test_making_clusters_takes_the_entitlement_or_a_policy(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    bob = client_of("bob@example.com", "engineers")
    spec = {"spark_version": "16.4.x-scala2.12", "node_type_id": "i3.xlarge", "num_workers": 1}
    with pytest.raises(PermissionDenied, match="You are not authorized to create clusters"):
        bob.clusters.create(**spec)
    policy = w.cluster_policies.create(name="small", definition="{}").policy_id or ""
    with pytest.raises(PermissionDenied, match="You are not authorized to create clusters"):
        bob.clusters.create(**spec, policy_id=policy)
    use = AccessControlRequest(user_name="bob@example.com", permission_level=PermissionLevel.CAN_USE)
    w.permissions.update("cluster-policies", policy, access_control_list=[use])
    assert bob.clusters.create(**spec, policy_id=policy).cluster_id
    group = next(iter(w.groups.list(filter='displayName eq "engineers"')))
    patch = Patch(op=PatchOp.ADD, path="entitlements", value=[{"value": "allow-cluster-create"}])
    w.groups.patch(group.id or "", operations=[patch], schemas=[SCHEMA])
    assert bob.clusters.create(**spec).cluster_id
