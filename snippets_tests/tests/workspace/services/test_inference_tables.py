"""Inference tables of serving endpoints: what is written where, with an engine that notes the statements."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, InvalidParameterValue, NotImplemented, PermissionDenied
from databricks.sdk.service.serving import (
    AiGatewayConfig,
    AiGatewayInferenceTableConfig,
    AutoCaptureConfigInput,
    EndpointCoreConfigInput,
    ServedEntityInput,
    ServingEndpointAccessControlRequest,
    ServingEndpointPermissionLevel,
)

from snippets_tests import surface
from snippets_tests.tests.workspace.services.mlflow_client import mlflow
from snippets_tests.tests.workspace.services.test_serving_endpoints import MODEL, model
from snippets_tests.workspace import Tenant, Workspace
from snippets_tests.workspace.engine import SqlFailure
from snippets_tests.workspace.server import serve

pytestmark = pytest.mark.filterwarnings("ignore")
__all__ = ["mlflow", "model"]
TABLE = "`main`.`default`.`twice_payload`"


@dataclass(frozen=True)
class Nothing:
    columns: tuple[Any, ...] = ()
    rows: tuple[Any, ...] = ()


@dataclass
class Notes:
    """Keeps the statements with their parameters and for whom they ran; refuses all when the table is gone."""

    asked: list[tuple[str, dict[str, Any], str | None]] = field(default_factory=list)
    gone: bool = False

    def sql(
        self, statement: str, *, parameters: dict[str, Any] | None = None, principal: str | None = None, **_: Any
    ) -> Nothing:
        self.asked.append((statement, parameters or {}, principal))
        if self.gone:
            raise SqlFailure("[TABLE_OR_VIEW_NOT_FOUND]", "TABLE_OR_VIEW_NOT_FOUND")
        return Nothing()

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [parameters for statement, parameters, _ in self.asked if statement.startswith("INSERT")]


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def tenant(notes: Notes, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Tenant]:
    workspace = Workspace(surface.load(), engines=lambda _: notes)  # type: ignore[arg-type,return-value]
    with serve(workspace) as server:
        yield workspace.create_tenant(request.node.nodeid, tmp_path / "files", server.url)


def logging(**place: Any) -> AiGatewayConfig:
    given = {"catalog_name": "main", "schema_name": "default", "enabled": True} | place
    return AiGatewayConfig(inference_table_config=AiGatewayInferenceTableConfig(**given))


def serve_it(w: WorkspaceClient, gateway: AiGatewayConfig | None = None) -> Any:
    entity = ServedEntityInput(entity_name=MODEL, entity_version="1", workload_size="Small", scale_to_zero_enabled=True)
    config = EndpointCoreConfigInput(name="twice", served_entities=[entity])
    return w.serving_endpoints.create_and_wait("twice", config=config, ai_gateway=gateway)


def test_each_request_is_a_row(w: WorkspaceClient, model: str, notes: Notes) -> None:
    made = serve_it(w, logging())
    assert made.ai_gateway.inference_table_config.enabled
    [(created, _, who)] = notes.asked
    assert created.startswith(f"CREATE TABLE {TABLE} (request_date DATE, databricks_request_id STRING")
    assert who == w.current_user.me().user_name
    w.serving_endpoints.query("twice", dataframe_records=[{"x": 2.0}], client_request_id="first")
    w.serving_endpoints.query("twice", dataframe_records=[{"x": 3.0}])
    first, second = notes.rows
    assert first["client_request_id"] == "first" and second["client_request_id"] is None
    assert json.loads(first["request"])["dataframe_records"] == [{"x": 2.0}]
    assert round(json.loads(first["response"])["predictions"][0], 6) == 4.0
    assert first["status_code"] == 200 and first["logging_error_codes"] == "[]"
    assert first["served_entity_id"] == second["served_entity_id"]
    assert first["databricks_request_id"] != second["databricks_request_id"]
    assert first["request_time"] < second["request_time"] and first["request_time"].startswith(first["request_date"])


def test_a_refused_request_is_a_row_too(w: WorkspaceClient, model: str, notes: Notes) -> None:
    serve_it(w, logging())
    with pytest.raises(BadRequest, match="missing inputs"):
        w.serving_endpoints.query("twice", dataframe_records=[{"y": 2.0}])
    [row] = notes.rows
    assert row["status_code"] == 400 and "missing inputs" in row["response"]


def test_a_body_over_one_mebibyte_is_left_out(w: WorkspaceClient, model: str, notes: Notes) -> None:
    serve_it(w, logging())
    w.serving_endpoints.query("twice", dataframe_records=[{"x": 1.0}] * 90_000)
    [row] = notes.rows
    assert row["request"] is None and "MAX_REQUEST_SIZE_EXCEEDED" in row["logging_error_codes"]


def test_logging_begins_and_ends_with_the_gateway(w: WorkspaceClient, model: str, notes: Notes) -> None:
    serve_it(w)

    def ask() -> int:
        w.serving_endpoints.query("twice", dataframe_records=[{"x": 2.0}])
        return len(notes.rows)

    def put(gateway: AiGatewayConfig) -> None:
        w.serving_endpoints.put_ai_gateway("twice", inference_table_config=gateway.inference_table_config)

    assert ask() == 0
    put(logging(table_name_prefix="log"))
    assert notes.asked[-1][0].startswith("CREATE TABLE `main`.`default`.`log_payload`")
    assert ask() == 1
    with pytest.raises(InvalidParameterValue, match="Disable the inference table of endpoint 'twice'"):
        put(logging(table_name_prefix="other"))
    put(logging(table_name_prefix="log", enabled=False))
    assert ask() == 1


def test_logging_ends_when_the_table_is_gone(w: WorkspaceClient, model: str, notes: Notes) -> None:
    serve_it(w, logging())
    notes.gone = True
    for _ in range(2):
        assert w.serving_endpoints.query("twice", dataframe_records=[{"x": 2.0}]).predictions
    assert len(notes.rows) == 1


def test_the_place_must_be_given(w: WorkspaceClient, model: str) -> None:
    with pytest.raises(InvalidParameterValue, match=r"inference_table_config\.schema_name"):
        serve_it(w, logging(schema_name=None))


def test_who_makes_a_table_needs_create_table(w: WorkspaceClient, model: str, tenant: Tenant) -> None:
    made = serve_it(w)
    bob = WorkspaceClient(host=tenant.host, token=tenant.add_user("bob@example.com", ""))
    entry = ServingEndpointAccessControlRequest(
        user_name="bob@example.com", permission_level=ServingEndpointPermissionLevel.CAN_MANAGE
    )
    w.serving_endpoints.update_permissions(made.id, access_control_list=[entry])
    with pytest.raises(PermissionDenied):
        bob.serving_endpoints.put_ai_gateway("twice", inference_table_config=logging().inference_table_config)


def test_the_older_form_names_the_newer(w: WorkspaceClient, model: str) -> None:
    entity = ServedEntityInput(entity_name=MODEL, entity_version="1", workload_size="Small")
    older = AutoCaptureConfigInput(catalog_name="main", schema_name="default")
    config = EndpointCoreConfigInput(name="old", served_entities=[entity], auto_capture_config=older)
    with pytest.raises(NotImplemented, match="inference_table_config"):
        w.serving_endpoints.create("old", config=config)
