"""Command lines that are refused, with the official command's messages; nothing of them may reach the workspace."""

from __future__ import annotations

import pytest

from snippets_tests.tests.workspace.cli.conftest import Recording, Shell

REFUSED = {
    "clustrs list": 'unknown command "clustrs" for "databricks"\n\nDid you mean this?\n\tclusters',
    "frobnicate": 'unknown command "frobnicate" for "databricks"',
    "jobs lst": 'unknown command "lst" for "databricks jobs"\n\nDid you mean this?\n\tget\n\tlist',
    "account wrkspaces list":
        'unknown command "wrkspaces" for "databricks account"\n\nDid you mean this?\n\tworkspaces',
    "jobs list --nme x": 'unknown flag: --nme\n\nDid you mean "--name"?',
    "jobs list --frobnicate": "unknown flag: --frobnicate",
    "jobs list -x": "unknown shorthand flag: 'x' in -x",
    "jobs list --name": "flag needs an argument: --name",
    "jobs list -o": "flag needs an argument: 'o' in -o",
    "jobs list --limit many":
        'invalid argument "many" for "--limit" flag: strconv.ParseInt: parsing "many": invalid syntax',
    "jobs list --expand-tasks=yes":
        'invalid argument "yes" for "--expand-tasks" flag: strconv.ParseBool: parsing "yes": invalid syntax',
    "jobs list -o yaml": 'invalid argument "yaml" for "-o, --output" flag: value "yaml" is not one of "text", "json"',
    "workspace export /a --format PDF":
        'invalid argument "PDF" for "--format" flag: value "PDF" is not one of "AUTO", "DBC", "HTML", "JUPYTER", '
        '"RAW", "R_MARKDOWN", "SOURCE"',
    "clusters create 15.4 --timeout soon":
        'invalid argument "soon" for "--timeout" flag: time: invalid duration "soon"',
    "jobs get": "accepts 1 arg(s), received 0",
    "jobs get 1 2": "accepts 1 arg(s), received 2",
    "jobs get abc": "invalid JOB_ID: abc",
    "jobs create": "please provide command input in JSON format by specifying the --json flag",
    "jobs create name": "accepts 0 arg(s), received 1",
    "jobs create --name x": "unknown flag: --name",
    "clusters create 15.4 --json {}":
        "when --json flag is specified, no positional arguments are allowed. "
        "Provide 'spark_version' in your JSON input",
    "genie create-message s --json {}":
        "when --json flag is specified, provide only SPACE_ID, CONVERSATION_ID as positional arguments. "
        "Provide 'content' in your JSON input",
    "jobs create --json {": "error decoding JSON at (inline):1:2: expecting property name enclosed in double quotes",
    "jobs create --json []": "expected JSON object, received sequence",
    "jobs create --json @absent.json":
        'invalid argument "@absent.json" for "--json" flag: open absent.json: no such file or directory',
    """jobs create --json '{"nmae": "x"}'""": 'unknown field: nmae; did you mean "name"?',
    """jobs create --json '{"tasks": [{"task_key": 1}]}'""": "tasks[0].task_key: expected a string, got 1",
    """jobs create --json '{"tasks": [{"task_ky": "a"}]}'""":
        'unknown field: tasks[0].task_ky; did you mean "task_key"?',
    """apps create --json '{"nam": "x"}' --no-wait""": 'unknown field: nam; did you mean "name"?',
    "fs cat https:/a": "invalid scheme: https",
    "fs cat a.txt -o json": "json output not supported",
    "fs cp a b --concurrency 0": "--concurrency must be at least 1",
    "fs ls absent": "no such directory: absent",
    "fs cat absent": "file does not exist: absent",
    "secrets put-secret s k --string-value a --bytes-value b": "cannot specify both --bytes-value and --string-value",
    "secrets put-secret s k": "no secret value: pass it with --string-value, or on standard input",
    "configure": "no token: pass it on standard input, for example `databricks configure --host URL < token.txt`",
    "workspace import /a --file absent.py": "open absent.py: no such file or directory",
    "workspace import-dir absent /a": "lstat absent: no such file or directory",
    "bundle deploy": "unable to locate bundle root: databricks.yml not found",
    "bundle generate job --existing-job-id 7": "unable to locate bundle root: databricks.yml not found",
    "experimental ai --any":
        "databricks experimental is not emulated by this stand-in: "
        "its commands change from release to release; run it with the official command",
    "bundle config-remote-sync --save":
        "databricks bundle config-remote-sync is not emulated by this stand-in: "
        "it rewrites files as the official command formats them; run it with the official command",
    "bundle deployment migrate":
        "databricks bundle deployment migrate is not emulated by this stand-in: "
        "there never was a deployment by Terraform; run it with the official command",
}  # fmt: skip


@pytest.mark.parametrize(("line", "message"), REFUSED.items(), ids=REFUSED)
def test_a_wrong_command_line_is_refused_without_a_request(
    asking: Shell, recording: Recording, line: str, message: str
) -> None:
    asking.env.pop("DATABRICKS_TOKEN") if line == "configure" else None
    assert f"Error: {message}" == asking.error(line)
    assert recording.sent == []


def test_a_wrong_flag_shows_the_commands_usage(asking: Shell) -> None:
    shown = asking("jobs delete 1 --force").stderr.decode()
    assert (
        "\n\nUsage:\n  databricks jobs delete JOB_ID [flags]\n\nFlags:\n  -h, --help        help for delete\n" in shown
    )


def test_the_workspaces_message_is_printed_as_it_came(asking: Shell, recording: Recording) -> None:
    content = {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "Job 12 does not exist."}
    recording.answer("GET /api/2.2/jobs/get", content, status=404)
    assert asking.error("jobs get 12") == "Error: Job 12 does not exist."


def test_a_host_that_does_not_answer_is_named(asking: Shell) -> None:
    asking.env["DATABRICKS_HOST"] = "http://127.0.0.1:1"
    assert asking.error("jobs list").startswith('Error: Get "http://127.0.0.1:1/api/2.2/jobs/list": ')


def test_html_instead_of_json_is_an_error(asking: Shell, recording: Recording) -> None:
    recording.answer("GET /api/2.2/jobs/get", b"<html>")
    assert asking.error("jobs get 1").startswith("Error: failed to unmarshal response body: ")
