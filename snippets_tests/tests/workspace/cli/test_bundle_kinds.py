"""Each kind of resource from its deployment to its end: created, left alone, changed, shared, taken down."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.service import catalog

from snippets_tests.surface import bundles
from snippets_tests.tests.workspace.cli.conftest import Shell
from snippets_tests.workspace import Tenant
from snippets_tests.workspace.cli.bundle.kinds import KINDS

# Kind: what the bundle says, the line that reads it, the line's field that a change touches, before and after.
CASES: dict[str, tuple[str, str, str, Any, Any]] = {
    "alerts": (
        """
        display_name: late
        query_text: SELECT 1 AS n
        warehouse_id: w1
        schedule: {quartz_cron_schedule: 0 0 * * * ?, timezone_id: UTC}
        evaluation: {source: {name: n}, comparison_operator: GREATER_THAN, threshold: {value: {double_value: 5}}}
        """,
        "alerts-v2 get-alert {id}", "query_text", "SELECT 1 AS n", "SELECT 2 AS n",
    ),
    "catalogs": ("name: sales\ncomment: one", "catalogs get sales", "comment", "one", "two"),
    "cluster_policies": (
        "name: small\ndescription: one\ndefinition: '{}'", "cluster-policies get {id}", "description", "one", "two",
    ),
    "clusters": (
        "cluster_name: c\nspark_version: 15.4.x-scala2.12\nnode_type_id: i3.xlarge\nnum_workers: 1",
        "clusters get {id}", "num_workers", 1, 2,
    ),
    "database_instances": (
        "name: pg\ncapacity: CU_1", "database get-database-instance pg", "capacity", "CU_1", "CU_2",
    ),
    "experiments": ("name: /Users/ada@example.com/trial", "experiments get-experiment {id}", "", "", ""),
    "external_locations": (
        "name: raw\nurl: s3://bucket/raw\ncredential_name: cred\ncomment: one",
        "external-locations get raw", "comment", "one", "two",
    ),
    "genie_spaces": (
        "title: sales\nwarehouse_id: w1\ndescription: one\nserialized_space: '{\"version\": 1}'",
        "genie get-space {id}", "description", "one", "two",
    ),
    "instance_pools": (
        "instance_pool_name: pool\nnode_type_id: i3.xlarge\nmax_capacity: 1",
        "instance-pools get {id}", "max_capacity", 1, 2,
    ),
    "models": ("name: old\ndescription: one", "model-registry get-model old", "description", "one", "two"),
    "quality_monitors": (
        "table_name: main.default.t\noutput_schema_name: main.default\nassets_dir: /Users/a/m\nsnapshot: {}",
        "quality-monitors get main.default.t", "output_schema_name", "main.default", "main.other",
    ),
    "registered_models": (
        "name: m\ncatalog_name: main\nschema_name: default\ncomment: one",
        "registered-models get main.default.m", "comment", "one", "two",
    ),
    "schemas": ("name: s\ncatalog_name: main\ncomment: one", "schemas get main.s", "comment", "one", "two"),
    "secret_scopes": ("name: keys", "secrets list-acls keys", "", "", ""),
    "sql_warehouses": (
        "name: w\ncluster_size: Small\nmax_num_clusters: 1", "warehouses get {id}", "cluster_size", "Small", "Large",
    ),
    "vector_search_endpoints": (
        "name: v\nendpoint_type: STANDARD", "vector-search-endpoints get-endpoint v", "", "", "",
    ),
    "volumes": (
        "name: v\ncatalog_name: main\nschema_name: default\ncomment: one",
        "volumes read main.default.v", "comment", "one", "two",
    ),
}  # fmt: skip
# What is deployed in test_bundle*.py already, or stands in one of the stories below.
ELSEWHERE = {
    "apps", "dashboards", "database_catalogs", "jobs", "model_serving_endpoints", "pipelines", "synced_database_tables",
    "vector_search_indexes",
}  # fmt: skip


def write(shell: Shell, resources: str, more: str = "") -> None:
    head = f"bundle: {{name: shop}}\n{more}resources:\n"
    (shell.cwd / "databricks.yml").write_text(head + textwrap.indent(textwrap.dedent(resources), "  "))


def one(group: str, body: str, more: str = "") -> str:
    return f"{group}:\n  it:\n" + textwrap.indent(textwrap.dedent(body).strip() + f"\n{more}", "    ")


def plan(shell: Shell) -> str:
    return shell.out("bundle plan").splitlines()[0]


def identity(shell: Shell, group: str, key: str = "it") -> str:
    return str(shell.json("bundle summary -o json")["resources"][group][key]["id"])


def read(shell: Shell, group: str, line: str) -> Any:
    found = shell.json(line.format(id=identity(shell, group)) + " -o json")
    return next(iter(found.values())) if isinstance(found, dict) and len(found) == 1 else found


@pytest.fixture
def ready(databricks: Shell, w: WorkspaceClient) -> Shell:
    """A workspace with what some kinds need beside them."""
    role = catalog.AwsIamRoleRequest(role_arn="arn:aws:iam::123456789012:role/x")
    w.storage_credentials.create("cred", aws_iam_role=role)
    w.schemas.create("other", "main")
    w.warehouses.create(name="any", cluster_size="Small", max_num_clusters=1)
    w.external_locations.create("lake", "s3://lake", "cred")
    column = catalog.ColumnInfo(name="id", type_name=catalog.ColumnTypeName.INT, type_text="int", position=0)
    kind, source = catalog.TableType.EXTERNAL, catalog.DataSourceFormat.DELTA
    w.tables.create("t", "main", "default", kind, source, "s3://lake/t", columns=[column])
    return databricks


def test_every_kind_is_tried() -> None:
    assert CASES.keys() | ELSEWHERE == KINDS.keys() == bundles.RESOURCES.keys()
    assert not CASES.keys() & ELSEWHERE


@pytest.mark.parametrize("group", sorted(CASES))
def test_a_resource_from_its_creation_to_its_end(ready: Shell, w: WorkspaceClient, group: str) -> None:
    body, line, field, before, after = CASES[group]
    body = body.replace("w1", str(next(iter(w.warehouses.list())).id))
    write(ready, one(group, body))
    assert plan(ready) == f"create {group}.it"
    assert ready("bundle deploy").exit_code == 0
    assert plan(ready) == "Plan: 0 to add, 0 to change, 0 to delete, 1 unchanged"
    if field:
        assert read(ready, group, line)[field] == before
        write(ready, one(group, body.replace(f"{field}: {before}", f"{field}: {after}")))
        assert plan(ready) == f"update {group}.it"
        assert ready("bundle deploy --auto-approve").exit_code == 0
        assert read(ready, group, line)[field] == after
    shown = line.format(id=identity(ready, group))
    assert f"  {KINDS[group].title}:\n    it:\n" in ready.out("bundle summary")
    assert ready("bundle destroy --auto-approve").exit_code == 0
    gone = ready(f"{shown} -o json")
    assert gone.exit_code == 1 or b"deleted" in gone.stdout.lower()


LAKEBASE = """
database_instances:
  pg: {name: pg, capacity: CU_1}
database_catalogs:
  cat: {name: pgcat, database_instance_name: "${resources.database_instances.pg.name}", database_name: app}
synced_database_tables:
  copy:
    name: pgcat.public.orders
    database_instance_name: ${resources.database_instances.pg.name}
    logical_database_name: app
    spec: {source_table_full_name: main.default.t, primary_key_columns: [id], scheduling_policy: SNAPSHOT}
"""


def test_a_database_with_its_catalog_and_a_synced_table(ready: Shell) -> None:
    write(ready, LAKEBASE)
    assert ready("bundle deploy").exit_code == 0
    table = ready.json("database get-synced-database-table pgcat.public.orders -o json")
    assert table["spec"]["source_table_full_name"] == "main.default.t"
    write(ready, LAKEBASE.replace("SNAPSHOT", "TRIGGERED"))
    assert plan(ready) == "recreate synced_database_tables.copy"
    assert ready("bundle destroy --auto-approve").exit_code == 0
    assert ready("database get-database-instance pg").exit_code == 1


VECTORS = """
vector_search_endpoints:
  end: {name: end, endpoint_type: STANDARD}
vector_search_indexes:
  idx:
    name: main.default.idx
    endpoint_name: ${resources.vector_search_endpoints.end.name}
    primary_key: id
    index_type: DIRECT_ACCESS
    direct_access_index_spec:
      schema_json: '{"id": "int", "v": "array<float>"}'
      embedding_vector_columns: [{name: v, embedding_dimension: 2}]
"""


def test_a_vector_index_comes_after_its_endpoint(ready: Shell) -> None:
    write(ready, VECTORS)
    assert ready("bundle deploy").exit_code == 0
    assert ready.json("vector-search-indexes get-index main.default.idx -o json")["endpoint_name"] == "end"
    assert plan(ready).endswith("2 unchanged")
    assert ready("bundle destroy --auto-approve").exit_code == 0


GENERAL = "permissions:\n  - {level: CAN_VIEW, group_name: users}\n"
SHARED = [
    ("alerts", "alertsv2", "CAN_EDIT", "CAN_READ"),
    ("clusters", "clusters", "CAN_RESTART", "CAN_ATTACH_TO"),
    ("database_instances", "database-instances", "CAN_MANAGE", "CAN_USE"),
    ("experiments", "experiments", "CAN_EDIT", "CAN_READ"),
    ("models", "registered-models", "CAN_EDIT", "CAN_READ"),
    ("sql_warehouses", "warehouses", "CAN_USE", "CAN_VIEW"),
    ("cluster_policies", "cluster-policies", "CAN_USE", ""),
    ("instance_pools", "instance-pools", "CAN_ATTACH_TO", ""),
    ("vector_search_endpoints", "vector-search-endpoints", "CAN_USE", ""),
]


@pytest.mark.parametrize(("group", "kind", "own", "general"), SHARED, ids=[case[0] for case in SHARED])
def test_a_resource_is_shared_as_it_and_the_bundle_say(
    ready: Shell, tenant: Tenant, group: str, kind: str, own: str, general: str
) -> None:
    tenant.add_user("bob@example.com")
    write(ready, one(group, CASES[group][0], f"permissions: [{{level: {own}, user_name: bob@example.com}}]"), GENERAL)
    assert ready("bundle deploy").exit_code == 0
    key = identity(ready, group)
    if path := KINDS[group].object_id:
        found = ready.json(CASES[group][1] + " -o json")
        for step in path:
            found = found[step]
        key = found
    entries = ready.json(f"permissions get {kind} {key} -o json")["access_control_list"]
    levels = {
        entry.get("user_name") or entry.get("group_name"): entry["all_permissions"][0]["permission_level"]
        for entry in entries
        if not entry["all_permissions"][0].get("inherited")
    }
    assert levels["bob@example.com"] == own
    assert levels.get("users", "") == general


def test_a_secret_scope_has_lists_of_its_own(ready: Shell, tenant: Tenant) -> None:
    tenant.add_user("bob@example.com")
    own = "permissions: [{level: WRITE, user_name: bob@example.com}]"
    write(ready, one("secret_scopes", "name: keys", own), GENERAL)
    ready("bundle deploy")
    acls = {acl["principal"]: acl["permission"] for acl in ready.json("secrets list-acls keys -o json")}
    assert acls == {"ada@example.com": "MANAGE", "bob@example.com": "WRITE", "users": "READ"}


@pytest.mark.parametrize(
    ("resources", "says"),
    [
        ("postgres_projects: {p: {}}", "resources of kind postgres_projects are not emulated by this stand-in"),
        ("buckets: {p: {}}", "unknown field: buckets"),
        ("schemas: {s: {name: s, catalog_name: main, permissions: []}}", "unknown field: permissions"),
        ("jobs: {j: {name: j, grants: []}}", "unknown field: grants"),
        ("genie_spaces: {g: {warehouse_id: w, permissions: []}}", "permissions of genie_spaces are not emulated"),
        ("alerts: {a: {display_name: a, file_path: a.json}}", "an alert's definition in a file of its own"),
    ],
)
def test_what_a_kind_does_not_have_is_refused(databricks: Shell, resources: str, says: str) -> None:
    write(databricks, resources)
    reply = databricks("bundle validate")
    assert reply.exit_code == 1
    assert reply.stderr.decode().startswith(f"Error: {says}")
