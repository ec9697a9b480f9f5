"""`lakeproof workspace`: the local workspace with its lakehouse, for any client, until interrupted."""

from __future__ import annotations

import signal
import threading

from snippets_tests.cli.say import Say
from snippets_tests.runners.services import Services

NAME = "workspace"


def serve(port: int, say: Say) -> int:
    """Serve a tenant and say first how to reach it.

    Returns: 0 when it was stopped, 2 when it could not start.
    """
    from snippets_tests.workspace.server import ServerError

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with Services(port) as services:
        files = services.directory / "files"
        files.mkdir()
        try:
            tenant = services.tenant(NAME, files)
        except ServerError as error:
            say.error(str(error))
            return 2
        say.line(f"DATABRICKS_HOST={services.server.url}")
        say.line(f"DATABRICKS_TOKEN={tenant.token}")
        command = services.command
        for name, value in command.environment.items():
            say.line(f"{name}={value}")
        say.line(f"# databricks command: {command.folder}; the first SQL statement starts Spark; Ctrl-C stops", "dim")
        stop.wait()
        services.drop(tenant)
    return 0
