"""Who a Connect client is, and which compute it may use: a cluster by its id, or serverless by a session id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.services import clusters
from snippets_tests.workspace.services.clusters import nodes
from snippets_tests.workspace.tenant import Tenant

if TYPE_CHECKING:
    from snippets_tests.workspace import Workspace

CLUSTER = "x-databricks-cluster-id"
SERVERLESS = "x-databricks-session-id"


@dataclass(frozen=True)
class Admitted:
    """A client that may go on; `runtime` is its compute's version (`16.4.x-scala2.12`)."""

    tenant: Tenant
    principal: Principal
    runtime: str


def admit(workspace: Workspace, metadata: Mapping[str, str]) -> Admitted:
    """Find the tenant and the compute of a request by what it says about itself.

    Raises:
        ApiError: No valid token; no such cluster, or none that Connect can use or this user may; no compute named.
    """
    tenant, principal, _ = workspace.authenticate(metadata.get("authorization", ""))
    if cluster_id := metadata.get(CLUSTER):
        cluster = clusters.attached(tenant, principal, cluster_id)
        return Admitted(tenant, principal, cluster["spark_version"])
    if metadata.get(SERVERLESS):
        return Admitted(tenant, principal, nodes.SERVERLESS)
    raise InvalidParameterValue(f"No compute was named: send {CLUSTER}, or {SERVERLESS} for serverless compute.")
