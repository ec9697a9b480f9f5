from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    InvalidParameterValue,
    NotFound,
    NotImplemented,
    PermissionDenied,
    ResourceAlreadyExists,
    ResourceConflict,
)
from databricks.sdk.service.vectorsearch import (
    DeltaSyncVectorIndexSpecRequest,
    DirectAccessVectorIndexSpec,
    EmbeddingSourceColumn,
    EmbeddingVectorColumn,
    EndpointType,
    PipelineType,
    VectorIndexType,
)

from snippets_tests import surface
from snippets_tests.lakehouse.securables import Column, TableFacts
from snippets_tests.workspace import Tenant, Workspace
from snippets_tests.workspace.server import serve

INDEX = "main.default.docs_index"
TABLE = "main.default.docs"
ROWS = [
    (1, "How to reset a password", "account", 0.0),
    (2, "Billing and invoices explained", "billing", 5.0),
    (3, "Change the password policy of your account", "account", 2.0),
]


@dataclass(frozen=True)
class Result:
    rows: list[tuple[Any, ...]]
    columns: tuple[Any, ...] = ()


class OneTable:
    """An engine that knows the rows of one table, and answers every query with the columns asked for."""

    def __init__(self) -> None:
        self.rows = list(ROWS)

    def sql(self, statement: str, **_: Any) -> Result:
        names = ["id", "text", "topic", "price"]
        asked = [name.strip("` ") for name in statement.removeprefix("SELECT ").partition(" FROM ")[0].split(",")]
        return Result([tuple(row[names.index(name)] for name in asked) for row in self.rows])


@pytest.fixture
def engine() -> OneTable:
    return OneTable()


@pytest.fixture
def lake(engine: OneTable, tmp_path: Path) -> Iterator[Tenant]:
    """A tenant whose engine has the table `docs`, with a change data feed."""
    workspace = Workspace(surface.load(), lambda tenant: engine)  # type: ignore[arg-type, return-value]
    with serve(workspace) as server:
        tenant = workspace.create_tenant("vectors", tmp_path / "files", server.url)
        columns = (
            Column("id", "bigint"),
            Column("text", "string"),
            Column("topic", "string"),
            Column("price", "double"),
        )
        for name, properties in ((TABLE, {"delta.enableChangeDataFeed": "true"}), ("main.default.plain", {})):
            tenant.metastore.create_table(TableFacts(name, columns=columns, properties=properties))
        yield tenant


def client(tenant: Tenant) -> WorkspaceClient:
    made = WorkspaceClient(host=tenant.host, token=tenant.token)
    made.vector_search_endpoints.create_endpoint_and_wait("search", EndpointType.STANDARD)
    return made


def synced(w: WorkspaceClient, pipeline: PipelineType = PipelineType.TRIGGERED, **spec: Any) -> None:
    texts = [EmbeddingSourceColumn(name="text", embedding_model_endpoint_name="databricks-gte-large-en")]
    w.vector_search_indexes.create_index(
        INDEX,
        "search",
        "id",
        VectorIndexType.DELTA_SYNC,
        delta_sync_index_spec=DeltaSyncVectorIndexSpecRequest(
            **{"source_table": TABLE, "embedding_source_columns": texts, "pipeline_type": pipeline, **spec}
        ),
    )


def direct(w: WorkspaceClient) -> None:
    schema = {"id": "int", "title": "string", "price": "double", "vector": "array<float>"}
    w.vector_search_indexes.create_index(
        INDEX,
        "search",
        "id",
        VectorIndexType.DIRECT_ACCESS,
        direct_access_index_spec=DirectAccessVectorIndexSpec(
            embedding_vector_columns=[EmbeddingVectorColumn(name="vector", embedding_dimension=2)],
            schema_json=json.dumps(schema),
        ),
    )
    rows = [
        {"id": 1, "title": "red shoe", "price": 10.0, "vector": [0.0, 0.0]},
        {"id": 2, "title": "blue shoe", "price": 20.0, "vector": [1.0, 0.0]},
        {"id": 3, "title": "red hat", "price": 30.0, "vector": [3.0, 4.0]},
    ]
    answer = w.vector_search_indexes.upsert_data_vector_index(INDEX, json.dumps(rows))
    assert answer.status.value == "SUCCESS" and answer.result.success_row_count == 3


def found(w: WorkspaceClient, **query: Any) -> list[list[Any]]:
    return w.vector_search_indexes.query_index(INDEX, **{"columns": ["id"], **query}).result.data_array


def test_an_endpoint_comes_online_and_goes_when_it_is_empty(tenant: Tenant) -> None:
    w = WorkspaceClient(host=tenant.host, token=tenant.token)
    begun = w.vector_search_endpoints.create_endpoint("search", EndpointType.STANDARD).response
    assert begun.endpoint_status.state.value == "PROVISIONING"
    assert w.vector_search_endpoints.get_endpoint("search").endpoint_status.state.value == "ONLINE"
    with pytest.raises(ResourceAlreadyExists, match="'search' already exists"):
        w.vector_search_endpoints.create_endpoint("search", EndpointType.STANDARD)
    direct(w)
    assert [each.num_indexes for each in w.vector_search_endpoints.list_endpoints()] == [1]
    with pytest.raises(ResourceConflict, match="Delete them first"):
        w.vector_search_endpoints.delete_endpoint("search")
    w.vector_search_indexes.delete_index(INDEX)
    w.vector_search_endpoints.delete_endpoint("search")
    with pytest.raises(NotFound, match="'search' does not exist"):
        w.vector_search_endpoints.get_endpoint("search")


def test_the_nearest_rows_come_first_with_the_documented_score(tenant: Tenant) -> None:
    w = client(tenant)
    direct(w)
    answer = w.vector_search_indexes.query_index(INDEX, ["id", "title"], query_vector=[0.0, 0.0], num_results=2)
    assert answer.result.data_array == [[1.0, "red shoe", 1.0], [2.0, "blue shoe", 0.5]]
    assert [column.name for column in answer.manifest.columns] == ["id", "title", "score"]
    assert found(w, query_vector=[0.0, 0.0])[2][1] == pytest.approx(1 / 26)
    assert len(found(w, query_vector=[0.0, 0.0], score_threshold=0.4)) == 2


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ({"price <": 20}, [1]),
        ({"price >=": 20}, [2, 3]),
        ({"id": [1, 3]}, [1, 3]),
        ({"id NOT": 1}, [2, 3]),
        ({"title LIKE": "red"}, [1, 3]),
        ({"id OR title": [2, "red hat"]}, [2, 3]),
        ({"title LIKE": "red", "price >": 10}, [3]),
    ],
)
def test_filters_choose_rows(tenant: Tenant, given: dict[str, Any], ids: list[int]) -> None:
    w = client(tenant)
    direct(w)
    rows = found(w, query_vector=[0.0, 0.0], filters_json=json.dumps(given))
    assert sorted(int(row[0]) for row in rows) == ids


def test_rows_are_written_over_deleted_and_scanned(tenant: Tenant) -> None:
    w = client(tenant)
    direct(w)
    row = {"id": 1, "title": "green shoe", "price": 1.0, "vector": [9.0, 9.0]}
    short = {"id": 4, "title": "x", "price": 1.0, "vector": [9.0]}
    answer = w.vector_search_indexes.upsert_data_vector_index(INDEX, json.dumps([row, short]))
    assert answer.status.value == "PARTIAL_SUCCESS" and answer.result.failed_primary_keys == ["4"]
    assert w.vector_search_indexes.delete_data_vector_index(INDEX, ["2"]).result.success_row_count == 1
    page = w.vector_search_indexes.scan_index(INDEX, num_results=1)
    assert {item.key: item.value.string_value for item in page.data[0].fields}["title"] == "green shoe"
    rest = w.vector_search_indexes.scan_index(INDEX, last_primary_key=page.last_primary_key)
    assert [item.value.number_value for item in rest.data[0].fields if item.key == "id"] == [3.0]
    assert w.vector_search_indexes.get_index(INDEX).status.indexed_row_count == 2


def test_an_index_follows_its_table_and_is_asked_by_text(lake: Tenant, engine: OneTable) -> None:
    w = client(lake)
    synced(w, columns_to_sync=["topic"])
    with pytest.raises(BadRequest, match="not ready"):
        found(w, query_text="password")
    ready = w.vector_search_indexes.get_index(INDEX)
    assert ready.status.ready and ready.status.indexed_row_count == 3
    rows = found(w, query_text="reset my password", columns=["id", "topic"], num_results=2)
    assert [(row[0], row[1]) for row in rows] == [(1.0, "account"), (3.0, "account")]
    with pytest.raises(InvalidParameterValue, match="Requested column 'price'"):
        found(w, query_text="x", columns=["price"])
    engine.rows.append((4, "Reset my password now", "account", 1.0))
    assert found(w, query_text="reset my password")[0][0] == 1.0
    w.vector_search_indexes.sync_index(INDEX)
    assert found(w, query_text="reset my password")[0][0] == 4.0
    best = found(w, query_text="invoices", query_type="HYBRID")[0]
    assert best == [2.0, 1.0]


def test_a_continuous_index_needs_no_sync(lake: Tenant, engine: OneTable) -> None:
    w = client(lake)
    synced(w, PipelineType.CONTINUOUS)
    w.vector_search_indexes.get_index(INDEX)
    engine.rows[:] = [(7, "gift cards", "billing", 1.0)]
    assert [row[0] for row in found(w, query_text="password")] == [7.0]
    with pytest.raises(InvalidParameterValue, match="TRIGGERED"):
        w.vector_search_indexes.sync_index(INDEX)


def test_what_cannot_be_an_index_is_refused(lake: Tenant) -> None:
    w = client(lake)
    with pytest.raises(InvalidParameterValue, match="no change data feed"):
        synced(w, source_table="main.default.plain")
    with pytest.raises(NotFound, match="does not exist"):
        synced(w, source_table="main.default.nowhere")
    with pytest.raises(InvalidParameterValue, match="Column 'colour' does not exist"):
        synced(w, columns_to_sync=["colour"])
    with pytest.raises(InvalidParameterValue, match=r"Invalid index name. Must specify the full index name"):
        w.vector_search_indexes.create_index("docs", "search", "id", VectorIndexType.DIRECT_ACCESS)
    with pytest.raises(NotFound, match="Vector search endpoint 'none' does not exist"):
        w.vector_search_indexes.create_index(INDEX, "none", "id", VectorIndexType.DIRECT_ACCESS)
    direct(w)
    with pytest.raises(InvalidParameterValue, match="has 3 dimensions, and the index column 'vector' has 2"):
        found(w, query_vector=[1.0, 2.0, 3.0])
    with pytest.raises(InvalidParameterValue, match="no embedding model for query_text"):
        found(w, query_text="shoe")


def test_without_a_lakehouse_a_delta_sync_index_says_what_it_needs(tenant: Tenant) -> None:
    with pytest.raises(NotImplemented, match="needs a SQL engine"):
        synced(client(tenant))


def test_privileges_decide_who_searches(
    tenant: Tenant, client_of: Callable[..., WorkspaceClient], w: WorkspaceClient
) -> None:
    direct(client(tenant))
    bob = client_of("bob@example.com")
    with pytest.raises(PermissionDenied):
        found(bob, query_vector=[0.0, 0.0])
    change = {"changes": [{"principal": "bob@example.com", "add": ["USE_CATALOG", "USE_SCHEMA", "SELECT"]}]}
    w.api_client.do("PATCH", "/api/2.1/unity-catalog/permissions/catalog/main", body=change)
    assert len(found(bob, query_vector=[0.0, 0.0])) == 3
    with pytest.raises(PermissionDenied):
        bob.vector_search_indexes.delete_index(INDEX)
