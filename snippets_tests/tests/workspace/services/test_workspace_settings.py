"""Settings, switches, IP access lists and instance profiles of the workspace."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    InvalidParameterValue,
    NotFound,
    PermissionDenied,
    ResourceAlreadyExists,
    ResourceConflict,
)
from databricks.sdk.service.settings import DefaultNamespaceSetting, StringMessage

ARN = "arn:aws:iam::123456789012:instance-profile/etl"


def test_a_setting_is_written_read_and_deleted_with_its_etag(w: WorkspaceClient) -> None:
    setting = w.settings.default_namespace
    with pytest.raises(NotFound) as caught:
        setting.get()
    info = caught.value.get_error_details().error_info
    assert info is not None
    wanted = DefaultNamespaceSetting(namespace=StringMessage(value="main"), etag=info.metadata["etag"])
    made = setting.update(True, wanted, "namespace.value")
    assert (made.namespace.value, made.setting_name) == ("main", "default")
    with pytest.raises(ResourceConflict, match="etag"):
        setting.update(True, wanted, "namespace.value")
    assert setting.get().etag == made.etag
    setting.delete(etag=made.etag)
    with pytest.raises(NotFound):
        setting.get()


def test_switches_are_set_and_shown(w: WorkspaceClient) -> None:
    assert w.workspace_conf.get_status("enableWebTerminal") == {"enableWebTerminal": None}
    w.workspace_conf.set_status({"enableWebTerminal": "true", "maxTokenLifetimeDays": "90"})
    shown = w.workspace_conf.get_status("enableWebTerminal,maxTokenLifetimeDays")
    assert shown == {"enableWebTerminal": "true", "maxTokenLifetimeDays": "90"}
    with pytest.raises(BadRequest, match=r'Invalid keys: \["enableMagic"\]'):
        w.workspace_conf.set_status({"enableMagic": "true"})


def test_an_instance_profile_is_registered_once(w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]) -> None:
    w.instance_profiles.add(ARN, skip_validation=True)
    with pytest.raises(ResourceAlreadyExists):
        w.instance_profiles.add(ARN)
    with pytest.raises(InvalidParameterValue, match="Invalid instance profile ARN"):
        w.instance_profiles.add("etl")
    with pytest.raises(PermissionDenied):
        client_of("bob@example.com").instance_profiles.remove(ARN)
    assert [profile.instance_profile_arn for profile in w.instance_profiles.list()] == [ARN]
    w.instance_profiles.remove(ARN)
    assert list(w.instance_profiles.list()) == []


def test_switches_have_an_older_path_too(w: WorkspaceClient) -> None:
    w.api_client.do("PATCH", "/api/2.0/preview/workspace-conf", body={"enableJobViewAcls": "true"})
    assert w.workspace_conf.get_status("enableJobViewAcls") == {"enableJobViewAcls": "true"}
