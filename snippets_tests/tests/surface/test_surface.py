"""The surface holds what the SDK's documentation says; expected values are typed by hand from there."""

from __future__ import annotations

import dataclasses

import pytest

from snippets_tests.surface import Enum, Field, Message, Router, Surface, Type, load, query_value, validate
from snippets_tests.surface.__main__ import main
from snippets_tests.surface.difference import difference
from snippets_tests.surface.model import Operation
from snippets_tests.surface.reader import read
from snippets_tests.surface.stored import STORED, dump, parse_type, type_text
from snippets_tests.surface.validate import Problem


@pytest.fixture(scope="module")
def surface() -> Surface:
    return load()


@pytest.fixture(scope="module")
def router(surface: Surface) -> Router:
    return Router(surface)


def test_everything_of_the_sdk_was_read(surface: Surface) -> None:
    generated = [operation for operation in surface.operations.values() if not operation.wrapper]
    assert surface.sdk_version == "0.156.0"
    # 1380 methods make one call; 14 of them belong to a class that no client offers, and one goes to the data plane
    assert len(surface.operations) == 1365 + 7
    # five addresses are only called by the mixins
    assert len({(operation.verb, operation.path) for operation in generated}) == 1239 + 5
    assert len(surface.messages) == 2025 + 9
    assert len(surface.enums) == 545
    styles = [operation.paging.style for operation in generated if operation.paging]
    assert {style: styles.count(style) for style in styles} == {"token": 169, "scim": 12, "page": 2, "none": 32}
    assert sum(operation.wait is not None for operation in generated) == 75


def test_every_type_that_is_named_exists(surface: Surface) -> None:
    owners: list[Operation | Message] = [*surface.operations.values(), *surface.messages.values()]
    named: set[tuple[str, str]] = set()
    for owner in owners:
        for field in owner.parameters if isinstance(owner, Operation) else owner.fields:
            named |= names(field.type)
        if isinstance(owner, Operation) and owner.response:
            named |= names(owner.response)
    assert len(named) > 2000
    assert {name for kind, name in named if kind == "message"} <= set(surface.messages)
    assert {name for kind, name in named if kind == "enum"} <= set(surface.enums)


def names(type_: Type) -> set[tuple[str, str]]:
    if type_.of is not None:
        return names(type_.of)
    return {(type_.kind, type_.name)} if type_.name else set()


@pytest.mark.parametrize(
    ("name", "verb", "path", "required"),
    [
        ("clusters.create", "POST", "/api/2.1/clusters/create", ["spark_version"]),
        ("clusters.change_owner", "POST", "/api/2.1/clusters/change-owner", ["cluster_id", "owner_username"]),
        ("jobs.create", "POST", "/api/2.2/jobs/create", []),
        ("jobs.run_now", "POST", "/api/2.2/jobs/run-now", ["job_id"]),
        ("secrets.put_secret", "POST", "/api/2.0/secrets/put", ["scope", "key"]),
        ("catalogs.create", "POST", "/api/2.1/unity-catalog/catalogs", ["name"]),
        ("schemas.create", "POST", "/api/2.1/unity-catalog/schemas", ["name", "catalog_name"]),
        ("tables.get", "GET", "/api/2.1/unity-catalog/tables/{full_name}", ["full_name"]),
        ("volumes.read", "GET", "/api/2.1/unity-catalog/volumes/{name}", ["name"]),
        ("grants.update", "PATCH", "/api/2.1/unity-catalog/permissions/{securable_type}/{full_name}",
         ["securable_type", "full_name"]),
        ("statement_execution.execute_statement", "POST", "/api/2.0/sql/statements", ["statement", "warehouse_id"]),
        ("current_user.me", "GET", "/api/2.0/preview/scim/v2/Me", []),
        ("files.upload", "PUT", "/api/2.0/fs/files{file_path}", ["file_path", "contents"]),
        ("workspace.upload", "POST", "/api/2.0/workspace/import", ["path", "content"]),
        ("settings.default_namespace.get", "GET", "/api/2.0/settings/types/default_namespace_ws/names/default", []),
        ("account.workspaces.get", "GET", "/api/2.0/accounts/{account_id}/workspaces/{workspace_id}",
         ["account_id", "workspace_id"]),
        ("postgres.create_project", "POST", "/api/2.0/postgres/projects", ["project", "project_id"]),
    ],
)  # fmt: skip
def test_an_operation_is_what_the_documentation_says(
    surface: Surface, name: str, verb: str, path: str, required: list[str]
) -> None:
    operation = surface.operations[name]
    assert (verb, path) == (operation.verb, operation.path)
    assert required == [
        parameter.argument or parameter.name for parameter in operation.parameters if parameter.required
    ]


def test_names_on_the_wire_are_not_the_methods(surface: Surface) -> None:
    parameters = {parameter.argument: parameter for parameter in surface.operations["users.create"].parameters}
    assert parameters["user_name"].name == "userName"
    assert parameters["emails"].type == Type("list", of=Type("message", "iam.ComplexValue"))


def test_a_wait_says_where_to_look_and_when_to_stop(surface: Surface) -> None:
    wait = surface.operations["jobs.run_now"].wait
    assert wait is not None
    assert (wait.poll, wait.bind) == ("jobs.get_run", (("run_id", "run_id"),))
    assert (wait.path, wait.target) == (("state", "life_cycle_state"), ("TERMINATED", "SKIPPED"))
    assert wait.failure == ("INTERNAL_ERROR",)


def test_every_wait_polls_an_operation_that_exists(surface: Surface) -> None:
    waits = [operation.wait for operation in surface.operations.values() if operation.wait]
    assert len(waits) == 75
    assert [wait.poll for wait in waits if wait.poll not in surface.operations] == []


def test_a_list_answers_with_its_page_message(surface: Surface) -> None:
    operation = surface.operations["clusters.list"]
    assert operation.response == Type("message", "compute.ListClustersResponse")
    assert operation.paging is not None
    assert (operation.paging.items, operation.paging.response) == ("clusters", "next_page_token")


@pytest.mark.parametrize(
    ("verb", "path", "name", "values"),
    [
        ("GET", "/api/2.1/clusters/list", "clusters.list", {}),
        ("get", "/api/2.1/clusters/list", "clusters.list", {}),
        ("GET", "/api/2.1/unity-catalog/tables/main.default.t", "tables.get", {"full_name": "main.default.t"}),
        ("GET", "/api/2.0/fs/files/Volumes/a/b/c%20d.txt", "files.download", {"file_path": "/Volumes/a/b/c d.txt"}),
        ("GET", "/api/2.0/postgres/projects/p/branches/b", "postgres.get_branch", {"name": "projects/p/branches/b"}),
        ("GET", "/api/2.0/permissions/clusters/12", "clusters.get_permissions", {"cluster_id": "12"}),
        ("POST", "/api/2.0/workspace/import", "workspace.import_", {}),
        ("POST", "/api/2.0/preview/scim/v2/Users", "users.create", {}),
        ("GET", "/api/2.0/sandboxes/one", "sandbox.get_sandbox", {"name": "sandboxes/one"}),
    ],
)
def test_a_path_leads_to_its_operation(router: Router, verb: str, path: str, name: str, values: dict[str, str]) -> None:
    found = router.find(verb, path)
    assert found is not None
    assert (name, values) == (found[0].id, found[1])


@pytest.mark.parametrize("path", ["/api/2.1/clusters/lst", "/api/2.1/nope", "/", "/api/2.0/nope/one"])
def test_an_unknown_path_leads_nowhere(router: Router, path: str) -> None:
    assert router.find("GET", path) is None


def test_the_verbs_of_a_path_are_known(router: Router) -> None:
    assert router.verbs("/api/2.1/unity-catalog/catalogs/main") == ["DELETE", "GET", "PATCH"]


def check(surface: Surface, message: str, value: object) -> Problem | None:
    return validate(value, Type("message", message), surface)


@pytest.mark.parametrize(
    ("message", "value", "fault", "path", "said"),
    [
        ("jobs.Task", {"task_key": "a", "timeout_second": 1}, "unknown field", "timeout_second",
         'unknown field "timeout_second"; did you mean "timeout_seconds"?'),
        ("jobs.Task", {"task_key": 1}, "wrong type", "task_key", "task_key: expected a string, got 1"),
        ("jobs.Task", {}, "missing field", "task_key", 'missing required field "task_key"'),
        ("jobs.JobSettings", {"tasks": [{"task_key": "a", "notebook_task": {"source": "GITS"}}]}, "bad value",
         "tasks[0].notebook_task.source",
         'tasks[0].notebook_task.source: "GITS" is not one of GIT, WORKSPACE; did you mean "GIT"?'),
        ("jobs.JobSettings", {"tasks": {}}, "wrong type", "tasks", "tasks: expected an array, got {}"),
        ("jobs.JobSettings", {"max_concurrent_runs": True}, "wrong type", "max_concurrent_runs",
         "max_concurrent_runs: expected an integer, got true"),
        ("jobs.JobSettings", {"tags": {"a": 1}}, "wrong type", "tags.a", "tags.a: expected a string, got 1"),
        ("jobs.JobSettings", [], "wrong type", "", "the body: expected an object, got []"),
        ("agentkit.Session", {"create_time": "yesterday"}, "wrong type", "create_time",
         'create_time: expected a timestamp such as "2026-01-15T09:00:00Z", got "yesterday"'),
    ],
)  # fmt: skip
def test_a_departure_is_found_and_explained(
    surface: Surface, message: str, value: object, fault: str, path: str, said: str
) -> None:
    problem = check(surface, message, value)
    assert problem is not None
    assert (fault, path, said) == (problem.fault, problem.path, problem.message)


def test_a_right_value_has_no_problem(surface: Surface) -> None:
    task = {"task_key": "a", "notebook_task": {"notebook_path": "/n", "source": "GIT"}, "timeout_seconds": None}
    assert check(surface, "jobs.JobSettings", {"name": "j", "tags": {"a": "b"}, "tasks": [task]}) is None


@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [
        ("true", "boolean", True),
        ("yes", "boolean", "yes"),
        ("12", "integer", 12),
        ("1.5", "number", 1.5),
        ("x", "integer", "x"),
        ("12", "string", "12"),
        ("3", "list:integer", 3),
    ],
)
def test_a_query_value_becomes_json(text: str, type_: str, value: object) -> None:
    read_value = query_value(text, parse_type(type_))
    assert (value, type(value)) == (read_value, type(read_value))


@pytest.mark.parametrize("text", ["string", "enum:jobs.Source", "list:map:message:jobs.Task", "map:any"])
def test_a_type_survives_writing(text: str) -> None:
    assert text == type_text(parse_type(text))


def test_a_planted_difference_is_reported(surface: Surface) -> None:
    create = surface.operations["clusters.create"]
    moved = dataclasses.replace(create, path="/api/2.0/clusters/create", parameters=create.parameters[1:])
    table = surface.enums["jobs.Source"]
    planted = dataclasses.replace(
        surface,
        operations={**surface.operations, create.id: moved},
        messages={**surface.messages, "jobs.New": Message("jobs.New", (Field("a", Type("string"), True),))},
        enums={**surface.enums, table.id: Enum(table.id, ("GIT", "NEW"))},
    )
    assert difference(surface, planted) == [
        "~ operation clusters.create: POST /api/2.1/clusters/create -> POST /api/2.0/clusters/create",
        "- clusters.create.spark_version (string, required in body)",
        "+ message jobs.New",
        "- enum jobs.Source: WORKSPACE",
        "+ enum jobs.Source: NEW",
    ]


def test_the_committed_file_is_what_the_installed_sdk_gives(capsys: pytest.CaptureFixture[str]) -> None:
    assert dump(read()) == STORED.read_text(encoding="utf-8")
    assert main(["diff", str(STORED)]) == 0
    assert "no difference" in capsys.readouterr().out
