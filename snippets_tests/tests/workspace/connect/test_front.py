"""Who gets through to Spark, before there is any: tokens, clusters and serverless compute as gRPC refuses them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import grpc
import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service.compute import ClusterAccessControlRequest, ClusterPermissionLevel, DataSecurityMode, State
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from pyspark.sql.connect.proto import base_pb2 as pb2

from snippets_tests.workspace import Tenant
from snippets_tests.workspace.server import Server

Refused = tuple[grpc.StatusCode, str]
MODE = DataSecurityMode.USER_ISOLATION


@pytest.fixture
def channel(server: Server, tmp_path: Path) -> Iterator[grpc.Channel]:
    authority = server.certificate.write_authority(tmp_path / "authority.pem").read_bytes()
    address = server.url.removeprefix("http://")
    with grpc.secure_channel(address, grpc.ssl_channel_credentials(authority)) as channel:
        yield channel


@pytest.fixture
def refusal(channel: grpc.Channel, tenant: Tenant) -> Callable[..., Refused]:
    """Sends a request with this metadata, by default as the admin, and says how it was refused."""

    def send(method: str = "Config", *, token: str | None = None, **metadata: str) -> Refused:
        headers = [("authorization", f"Bearer {token or tenant.token}")] if token != "" else []
        headers += [(name.replace("_", "-"), value) for name, value in metadata.items()]
        call = channel.unary_unary(f"/spark.connect.SparkConnectService/{method}")
        with pytest.raises(grpc.RpcError) as caught:
            call(pb2.ConfigRequest(session_id="s").SerializeToString(), metadata=headers, timeout=30)
        return caught.value.code(), caught.value.details()

    return send


def made(w: WorkspaceClient, mode: DataSecurityMode | None = MODE) -> str:
    cluster = w.clusters.create_and_wait(
        cluster_name="connect",
        spark_version="16.4.x-scala2.12",
        node_type_id="i3.xlarge",
        num_workers=1,
        data_security_mode=mode,
    )
    assert cluster.cluster_id
    return cluster.cluster_id


def test_who_has_no_token_gets_nowhere(refusal: Callable[..., Refused]) -> None:
    assert refusal(token="")[0] == grpc.StatusCode.UNAUTHENTICATED
    assert refusal(token="dapi0000") == (grpc.StatusCode.PERMISSION_DENIED, "Invalid access token.")


def test_a_compute_must_be_named(refusal: Callable[..., Refused]) -> None:
    code, text = refusal()
    assert (code, text.startswith("INVALID_PARAMETER_VALUE: No compute")) == (grpc.StatusCode.INVALID_ARGUMENT, True)


def test_an_unknown_cluster_is_refused(refusal: Callable[..., Refused]) -> None:
    code, text = refusal(x_databricks_cluster_id="0000-000000-none")
    assert code == grpc.StatusCode.INVALID_ARGUMENT
    assert text == "INVALID_PARAMETER_VALUE: Cluster 0000-000000-none does not exist"


@pytest.mark.parametrize("mode", [None, DataSecurityMode.NONE, DataSecurityMode.LEGACY_TABLE_ACL])
def test_a_cluster_without_unity_catalog_is_refused(
    w: WorkspaceClient, refusal: Callable[..., Refused], mode: DataSecurityMode | None
) -> None:
    cluster_id = made(w, mode)
    code, text = refusal(x_databricks_cluster_id=cluster_id)
    assert code == grpc.StatusCode.FAILED_PRECONDITION
    assert text == f"INVALID_STATE: Cluster {cluster_id} is not Shared or Single User Cluster."


def test_this_workspace_has_no_spark_and_says_so(w: WorkspaceClient, refusal: Callable[..., Refused]) -> None:
    for compute in ({"x_databricks_cluster_id": made(w)}, {"x_databricks_session_id": "s"}):
        code, text = refusal(**compute)
        assert (code, "needs a SQL engine" in text) == (grpc.StatusCode.UNIMPLEMENTED, True)


def test_a_terminated_cluster_starts_and_the_client_is_told_to_wait(
    w: WorkspaceClient, channel: grpc.Channel, tenant: Tenant, refusal: Callable[..., Refused]
) -> None:
    cluster_id = made(w)
    w.clusters.delete_and_wait(cluster_id)
    call = channel.unary_unary("/spark.connect.SparkConnectService/Config")
    metadata = [("authorization", f"Bearer {tenant.token}"), ("x-databricks-cluster-id", cluster_id)]
    with pytest.raises(grpc.RpcError) as caught:
        call(b"", metadata=metadata, timeout=30)
    assert caught.value.code() == grpc.StatusCode.FAILED_PRECONDITION
    # The words that databricks-connect waits for, and the delay that Spark's own client asks for.
    assert f"Cluster {cluster_id} is in unexpected state Pending." in caught.value.details()
    assert rpc_status.from_call(caught.value).details[0].Is(error_details_pb2.RetryInfo.DESCRIPTOR)
    assert refusal(x_databricks_cluster_id=cluster_id)[0] == grpc.StatusCode.UNIMPLEMENTED
    assert w.clusters.get(cluster_id).state == State.RUNNING


def test_only_who_may_restart_a_cluster_starts_it(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient], refusal: Callable[..., Refused]
) -> None:
    cluster_id = made(w)
    token = client_of("bob@example.com").config.token
    assert refusal(token=token, x_databricks_cluster_id=cluster_id)[0] == grpc.StatusCode.PERMISSION_DENIED
    attach = ClusterAccessControlRequest(
        user_name="bob@example.com", permission_level=ClusterPermissionLevel.CAN_ATTACH_TO
    )
    w.clusters.update_permissions(cluster_id, access_control_list=[attach])
    assert refusal(token=token, x_databricks_cluster_id=cluster_id)[0] == grpc.StatusCode.UNIMPLEMENTED
    w.clusters.delete_and_wait(cluster_id)
    code, text = refusal(token=token, x_databricks_cluster_id=cluster_id)
    assert (code, "CAN_RESTART" in text) == (grpc.StatusCode.PERMISSION_DENIED, True)
    assert w.clusters.get(cluster_id).state == State.TERMINATED


def test_what_is_no_message_and_what_is_no_service_is_refused(channel: grpc.Channel, tenant: Tenant) -> None:
    metadata = [("authorization", f"Bearer {tenant.token}"), ("x-databricks-session-id", "s")]
    with pytest.raises(grpc.RpcError) as caught:
        channel.unary_unary("/other.Service/Config")(b"", metadata=metadata, timeout=30)
    assert caught.value.code() == grpc.StatusCode.UNIMPLEMENTED


def test_http_still_works_on_the_same_port(
    channel: grpc.Channel, refusal: Callable[..., Refused], w: WorkspaceClient
) -> None:
    refusal()
    assert w.current_user.me().user_name == "ada@example.com"
