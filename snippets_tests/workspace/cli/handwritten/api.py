"""`databricks api`: any call of the REST API by verb and path."""

from __future__ import annotations

import json

from snippets_tests.workspace.cli.arguments import exactly
from snippets_tests.workspace.cli.command import Command, Flag, Group, Invocation
from snippets_tests.workspace.cli.connection import Unreachable
from snippets_tests.workspace.cli.output import pretty

VERBS = ("delete", "get", "head", "patch", "post", "put")
JSON = Flag("json", "json", "either inline JSON string or @path/to/file.json with request body", type_name="JSON")


def _command(verb: str) -> Command:
    def run(invocation: Invocation) -> None:
        path = invocation.arguments[0]
        body = invocation.body_flag()
        answer = invocation.connection.send(verb.upper(), path if path.startswith("/") else f"/{path}", body=body)
        try:
            invocation.write(pretty(json.loads(answer.body) if answer.body.strip() else None))
        except ValueError as error:
            raise Unreachable(f"failed to unmarshal response body: {error}") from error

    return Command(verb, "PATH", f"Perform {verb.upper()} request", run, (JSON,), check=exactly(1))


GROUP = Group("api", "Perform Databricks API call", {verb: _command(verb) for verb in VERBS})
