from __future__ import annotations

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue
from databricks.sdk.service.compute import Library, LibraryInstallStatus, PythonPyPiLibrary

PANDAS = Library(pypi=PythonPyPiLibrary(package="pandas==2.2.3"))


def statuses(w: WorkspaceClient, cluster_id: str) -> list[LibraryInstallStatus | None]:
    return [entry.status for entry in w.libraries.cluster_status(cluster_id)]


def test_a_library_is_pending_in_the_list_installed_when_asked_for_and_gone_after_a_restart(w: WorkspaceClient) -> None:
    waiter = w.clusters.create(spark_version="16.4.x-scala2.12", node_type_id="i3.xlarge", num_workers=1)
    w.libraries.install(waiter.cluster_id, [PANDAS])
    listed = [entry.library_statuses for entry in w.libraries.all_cluster_statuses()]
    assert [[entry.status for entry in each or []] for each in listed] == [[LibraryInstallStatus.PENDING]]
    assert statuses(w, waiter.cluster_id) == [LibraryInstallStatus.INSTALLED]
    w.libraries.uninstall(waiter.cluster_id, [PANDAS])
    assert statuses(w, waiter.cluster_id) == [LibraryInstallStatus.UNINSTALL_ON_RESTART]
    w.clusters.restart_and_wait(waiter.cluster_id)
    assert statuses(w, waiter.cluster_id) == []


def test_an_unknown_cluster_is_refused(w: WorkspaceClient) -> None:
    with pytest.raises(InvalidParameterValue, match="Cluster nope does not exist"):
        w.libraries.install("nope", [PANDAS])
