"""Commands that come from the surface: what they send, what they print, how they page and wait."""

from __future__ import annotations

import json
from typing import Any

import pytest

from snippets_tests.surface import load
from snippets_tests.tests.workspace.cli.conftest import Recording, Shell
from snippets_tests.workspace.cli.command import Command, Group
from snippets_tests.workspace.cli.help import usage
from snippets_tests.workspace.cli.tree import tree

SENT: list[tuple[str, str, Any]] = [
    ("clusters get 0115-1", "GET /api/2.1/clusters/get?cluster_id=0115-1", None),
    ("clusters delete 0115-1 --no-wait", "POST /api/2.1/clusters/delete", {"cluster_id": "0115-1"}),
    ("clusters change-owner c ada@example.com", "POST /api/2.1/clusters/change-owner",
     {"cluster_id": "c", "owner_username": "ada@example.com"}),
    ("clusters create 15.4.x-scala2.12 --num-workers 2 --enable-elastic-disk --no-wait",
     "POST /api/2.1/clusters/create",
     {"spark_version": "15.4.x-scala2.12", "num_workers": 2, "enable_elastic_disk": True}),
    ("clusters create 15.4 --runtime-engine=PHOTON --no-wait", "POST /api/2.1/clusters/create",
     {"spark_version": "15.4", "runtime_engine": "PHOTON"}),
    ("clusters list --is-pinned --cluster-states RUNNING,PENDING",
     "GET /api/2.1/clusters/list?filter_by.cluster_states=RUNNING&filter_by.cluster_states=PENDING"
     "&filter_by.is_pinned=true", None),
    ("jobs get 12", "GET /api/2.2/jobs/get?job_id=12", None),
    ("jobs run-now 12 --idempotency-token t --no-wait", "POST /api/2.2/jobs/run-now",
     {"job_id": 12, "idempotency_token": "t"}),
    ("""jobs run-now --no-wait --json '{"job_id": 12, "job_parameters": {"day": "1"}}'""", "POST /api/2.2/jobs/run-now",
     {"job_id": 12, "job_parameters": {"day": "1"}}),
    ("jobs cancel-all-runs --job-id 3 --all-queued-runs=false", "POST /api/2.2/jobs/runs/cancel-all",
     {"job_id": 3, "all_queued_runs": False}),
    ("jobs list --name nightly --limit 5", "GET /api/2.2/jobs/list?name=nightly", None),
    ("jobs list --page-size 5 --page-token t", "GET /api/2.2/jobs/list?limit=5&page_token=t", None),
    ("serving-endpoints http-request crm POST /a --json '{}'", "POST /api/2.0/external-function",
     {"connection_name": "crm", "method": "POST", "path": "/a", "json": "{}"}),
    ("secrets create-scope keys --initial-manage-principal users", "POST /api/2.0/secrets/scopes/create",
     {"scope": "keys", "initial_manage_principal": "users"}),
    ("secrets put-acl keys ada READ", "POST /api/2.0/secrets/acls/put",
     {"scope": "keys", "principal": "ada", "permission": "READ"}),
    ("catalogs create sales --comment 'All sales'", "POST /api/2.1/unity-catalog/catalogs",
     {"name": "sales", "comment": "All sales"}),
    ("schemas delete sales.eu --force", "DELETE /api/2.1/unity-catalog/schemas/sales.eu?force=true", None),
    ("volumes read main.default.data", "GET /api/2.1/unity-catalog/volumes/main.default.data", None),
    ("""grants update table main.default.t --json '{"changes": [{"principal": "ada", "add": ["SELECT"]}]}'""",
     "PATCH /api/2.1/unity-catalog/permissions/table/main.default.t",
     {"changes": [{"principal": "ada", "add": ["SELECT"]}]}),
    ("warehouses start abc --no-wait", "POST /api/2.0/sql/warehouses/abc/start", None),
    ("workspace delete /Shared/a --recursive", "POST /api/2.0/workspace/delete",
     {"path": "/Shared/a", "recursive": True}),
    ("users create --user-name bob@example.com --display-name Bob", "POST /api/2.0/preview/scim/v2/Users",
     {"userName": "bob@example.com", "displayName": "Bob"}),
    ("apps create shop --description 'A shop' --no-wait", "POST /api/2.0/apps",
     {"name": "shop", "description": "A shop"}),
    ("settings default-namespace get --etag e",
     "GET /api/2.0/settings/types/default_namespace_ws/names/default?etag=e", None),
    ("postgres get-branch projects/p/branches/b", "GET /api/2.0/postgres/projects/p/branches/b", None),
    ("postgres create-project shop --no-wait", "POST /api/2.0/postgres/projects?project_id=shop", {}),
    ("tables get 'main.default.a b'", "GET /api/2.1/unity-catalog/tables/main.default.a%20b", None),
    ("account workspaces get 5", "GET /api/2.0/accounts/a-1/workspaces/5", None),
    ("--output json tokens list", "GET /api/2.0/token/list", None),
    ("-o json jobs -p DEFAULT get 12", "GET /api/2.2/jobs/get?job_id=12", None),
]  # fmt: skip


@pytest.mark.parametrize(("line", "request_", "body"), SENT, ids=[line for line, _, _ in SENT])
def test_a_command_sends_its_operations_request(
    asking: Shell, recording: Recording, line: str, request_: str, body: Any
) -> None:
    asking.env["DATABRICKS_ACCOUNT_ID"] = "a-1"
    (asking.cwd / "home" / ".databrickscfg").write_text(f"[DEFAULT]\nhost = {recording.url}\ntoken = dapi2\n")
    asking.out(line)
    assert [request_] == recording.requests()
    assert body == recording.sent[0].body


USAGE = {
    "clusters create": "SPARK_VERSION",
    "clusters edit": "CLUSTER_ID SPARK_VERSION",
    "jobs create": "",
    "jobs reset": "",
    "jobs submit": "",
    "jobs update": "JOB_ID",
    "jobs run-now": "JOB_ID",
    "jobs export-run": "RUN_ID",
    "pipelines create": "",
    "pipelines update": "PIPELINE_ID",
    "secrets put-acl": "SCOPE PRINCIPAL PERMISSION",
    "secrets put-secret": "SCOPE KEY",
    "workspace export": "SOURCE_PATH",
    "workspace import": "TARGET_PATH",
    "workspace get-permissions": "WORKSPACE_OBJECT_TYPE WORKSPACE_OBJECT_ID",
    "warehouses edit": "ID",
    "apps create": "NAME",
    "apps update": "NAME",
    "alerts-legacy create": "",
    "feature-store update-online-store": "NAME UPDATE_MASK CAPACITY",
    "genie create-message": "SPACE_ID CONVERSATION_ID CONTENT",
    "volumes create": "CATALOG_NAME SCHEMA_NAME NAME VOLUME_TYPE",
}


@pytest.mark.parametrize(("path", "arguments"), USAGE.items(), ids=USAGE)
def test_a_command_takes_the_arguments_that_the_published_reference_shows(
    asking: Shell, path: str, arguments: str
) -> None:
    lines = asking.out(f"{path} --help").splitlines()
    assert f"  databricks {path}{' ' + arguments if arguments else ''} [flags]" in lines


def test_every_operation_has_a_command_whose_help_can_be_printed() -> None:
    commands = list(walk(tree(load()), "databricks"))
    assert len(commands) > 1350
    for path, command in commands:
        assert usage(path, command).startswith(f"Usage:\n  {path}")


def walk(group: Group, path: str) -> Any:
    for name, below in group.commands.items():
        if isinstance(below, Command):
            yield f"{path} {name}", below
        else:
            yield from walk(below, f"{path} {name}")


def test_a_list_follows_all_pages(asking: Shell, recording: Recording) -> None:
    recording.answer(
        "GET /api/2.2/jobs/list",
        {"jobs": [{"job_id": 1, "settings": {"name": "one"}}], "next_page_token": "p2"},
        {"jobs": [{"job_id": 22, "settings": {"name": "two"}}]},
    )
    assert asking.out("jobs list") == "1   one\n22  two\n"
    assert recording.requests() == ["GET /api/2.2/jobs/list", "GET /api/2.2/jobs/list?page_token=p2"]


def test_a_list_ends_at_its_limit(asking: Shell, recording: Recording) -> None:
    pages = [
        {"jobs": [{"job_id": number, "settings": {"name": "n"}} for number in (1, 2)], "next_page_token": "p2"},
        {"jobs": [{"job_id": number, "settings": {"name": "n"}} for number in (3, 4)], "next_page_token": "p3"},
    ]
    recording.answer("GET /api/2.2/jobs/list", *pages)
    assert asking.out("jobs list --limit 3") == "1  n\n2  n\n3  n\n"
    assert len(recording.sent) == 2
    assert asking.error("jobs list --limit -1") == "Error: --limit must be a non-negative integer, got -1"


def test_a_scim_list_counts_until_a_page_is_empty(asking: Shell, recording: Recording) -> None:
    users = "/api/2.0/preview/scim/v2/Users"
    recording.answer(f"GET {users}", {"Resources": [{"id": "1", "userName": "ada"}]}, {"Resources": []})
    assert asking.json("users list -o json") == [{"id": "1", "userName": "ada"}]
    first, second = recording.requests()
    assert (f"GET {users}?startIndex=1&count=10000", f"GET {users}?startIndex=2&count=10000") == (first, second)


def test_the_next_page_of_events_is_asked_with_the_body_that_came(asking: Shell, recording: Recording) -> None:
    following = {"cluster_id": "c", "offset": 1}
    recording.answer(
        "POST /api/2.1/clusters/events",
        {"events": [{"type": "CREATING"}], "next_page": following},
        {"events": [{"type": "RUNNING"}]},
    )
    assert [event["type"] for event in asking.json("clusters events c")] == ["CREATING", "RUNNING"]
    assert [sent.body for sent in recording.sent] == [{"cluster_id": "c"}, following]


def test_an_empty_list_prints_its_heads_or_an_empty_array(asking: Shell) -> None:
    assert asking.out("clusters list") == "ID  Name  State\n"
    assert asking.out("jobs list") == ""
    assert asking.out("clusters list -o json") == "[]\n"


def test_columns_are_as_wide_as_their_widest_cell(asking: Shell, recording: Recording) -> None:
    clusters = [{"cluster_id": "4321", "cluster_name": "some-cluster"}, {"cluster_id": "9", "state": "RUNNING"}]
    recording.answer("GET /api/2.1/clusters/list", {"clusters": clusters})
    assert asking.out("clusters list").splitlines() == [
        "ID    Name          State",
        "4321  some-cluster  ",
        "9                   RUNNING",
    ]


def test_json_has_sorted_names_and_no_nulls(asking: Shell, recording: Recording) -> None:
    recording.answer("GET /api/2.2/jobs/get", {"job_id": 7, "created_time": 8.0, "settings": None})
    assert asking.out("jobs get 7") == '{\n  "created_time": 8,\n  "job_id": 7\n}\n'


def test_an_operation_without_an_answer_prints_nothing(asking: Shell) -> None:
    assert asking.out("secrets delete-scope keys") == ""


def test_a_waiting_command_polls_until_the_state_is_reached(asking: Shell, recording: Recording) -> None:
    recording.answer("POST /api/2.2/jobs/run-now", {"run_id": 5})
    states = ["PENDING", "RUNNING", "TERMINATED"]
    polled = [{"run_id": 5, "state": {"life_cycle_state": state}} for state in states]
    recording.answer("GET /api/2.2/jobs/runs/get", *polled)
    assert asking.json("jobs run-now 1") == polled[-1]
    assert recording.requests()[1:] == ["GET /api/2.2/jobs/runs/get?run_id=5"] * 3
    assert asking.pauses == [1, 2]


def test_no_wait_prints_the_first_answer(asking: Shell, recording: Recording) -> None:
    recording.answer("POST /api/2.2/jobs/run-now", {"run_id": 5})
    assert asking.json("jobs run-now 1 --no-wait") == {"run_id": 5}
    assert len(recording.sent) == 1


def test_a_wait_uses_the_arguments_where_the_answer_lacks_them(asking: Shell, recording: Recording) -> None:
    recording.answer("GET /api/2.1/clusters/get", {"cluster_id": "c", "state": "TERMINATED"})
    assert asking.json("clusters delete c") == {"cluster_id": "c", "state": "TERMINATED"}
    assert recording.requests()[1] == "GET /api/2.1/clusters/get?cluster_id=c"


def test_a_failure_state_is_an_error_with_its_reason(asking: Shell, recording: Recording) -> None:
    recording.answer("POST /api/2.1/clusters/create", {"cluster_id": "c"})
    recording.answer("GET /api/2.1/clusters/get", {"state": "ERROR", "state_message": "no capacity"})
    assert asking.error("clusters create 15.4") == "Error: failed to reach RUNNING, got ERROR: no capacity"


def test_a_wait_ends_with_its_timeout(asking: Shell, recording: Recording) -> None:
    recording.answer("POST /api/2.1/clusters/create", {"cluster_id": "c"})
    recording.answer("GET /api/2.1/clusters/get", {"state": "PENDING", "state_message": "starting"})
    assert asking.error("clusters create 15.4 --timeout 5s") == "Error: timed out: starting"
    assert asking.pauses == [1, 2, 3]


def test_an_operation_that_reports_done_prints_its_result(asking: Shell, recording: Recording) -> None:
    recording.answer("POST /api/2.0/postgres/projects", {"name": "operations/1", "done": False})
    recording.answer("GET /api/2.0/postgres/operations/1", {"done": True, "response": {"name": "projects/shop"}})
    assert asking.json("postgres create-project shop") == {"name": "projects/shop"}


def test_the_output_can_be_chosen_by_a_variable(asking: Shell) -> None:
    asking.env["DATABRICKS_OUTPUT_FORMAT"] = "json"
    assert asking.out("clusters list") == "[]\n"
    assert asking.out("clusters list -o text") == "ID  Name  State\n"


def test_debug_tells_each_exchange_without_secrets(asking: Shell) -> None:
    reply = asking("secrets put-secret keys k --string-value s3cret --debug")
    assert reply.stderr.decode().splitlines() == [
        "> POST /api/2.0/secrets/put",
        '> {"scope":"keys","key":"k","string_value":"**REDACTED**"}',
        "< HTTP/1.1 200",
        "< {}",
    ]


def test_a_file_gives_the_json(asking: Shell, recording: Recording) -> None:
    recording.answer("POST /api/2.2/jobs/create", {"job_id": 11})
    (asking.cwd / "job.json").write_text(json.dumps({"name": "nightly", "tasks": [{"task_key": "a"}]}))
    assert asking.json("jobs create --json @job.json") == {"job_id": 11}
    assert recording.sent[0].body == {"name": "nightly", "tasks": [{"task_key": "a"}]}


def test_standard_input_gives_the_json(asking: Shell, recording: Recording) -> None:
    recording.answer("POST /api/2.2/jobs/create", {"job_id": 12})
    asking.stdin = b'{"name": "piped"}'
    assert asking.json("jobs create --json @/dev/stdin") == {"job_id": 12}
    assert recording.sent[0].body == {"name": "piped"}


@pytest.mark.parametrize("flags", ["--debug", "--log-level debug", "--log-level trace"])
def test_requests_are_told_on_standard_error(asking: Shell, flags: str) -> None:
    said = asking(f"jobs list {flags}").stderr.decode()
    assert said.startswith("> GET /api/2.2/jobs/list\n< HTTP/1.1 200\n")
    assert "dapi1" not in said


def test_requests_are_told_in_a_file_of_the_callers_folder(asking: Shell) -> None:
    assert asking.out("jobs list --log-level debug --log-file calls.log") == ""
    asking.env |= {"DATABRICKS_LOG_LEVEL": "debug", "DATABRICKS_LOG_FILE": "calls.log"}
    assert asking.out("tokens list") != ""
    said = (asking.cwd / "calls.log").read_text()
    assert "> GET /api/2.2/jobs/list\n" in said
    assert "> GET /api/2.0/token/list\n" in said
    assert asking.error("jobs list --log-level loud").startswith(
        'Error: invalid argument "loud" for "--log-level" flag'
    )
