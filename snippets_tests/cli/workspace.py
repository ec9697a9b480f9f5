"""`lakeproof workspace`: the local workspace with its lakehouse, for any client, until interrupted."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

from snippets_tests.cli.say import Say
from snippets_tests.runners.services import Services

NAME = "workspace"
# How often a workspace with --state writes down what changed, in seconds.
PERIOD = 5


def serve(port: int, say: Say, state: Path | None = None, *, tls: bool = False) -> int:
    """Serve a tenant and say first how to reach it; with `state` it lives in that folder and outlives this run.

    With `tls` it speaks HTTPS, and says which file clients are to trust.

    Returns: 0 when it was stopped, 2 when it could not start.
    """
    from snippets_tests.workspace.server import ServerError
    from snippets_tests.workspace.state import StateError, restore, save
    from snippets_tests.workspace.tls import trusting

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with Services(port) as services:
        files = (state or services.directory) / "files"
        files.mkdir(parents=True, exist_ok=True)
        trust = {}
        if tls:
            services.bundle = (state or services.directory).absolute() / "ca-bundle.pem"
            trust = trusting(services.bundle)
        try:
            if state is None:
                tenant = services.tenant(NAME, files)
            else:
                services.mount(files)
                tenant = restore(services.workspace, NAME, files, services.server.url, state)
        except (ServerError, StateError) as error:
            say.error(str(error))
            return 2
        for name, value in trust.items():
            say.line(f"{name}={value}")
        say.line(f"DATABRICKS_HOST={services.server.url}")
        say.line(f"DATABRICKS_TOKEN={tenant.token}")
        os.environ.update(trust)  # for the notebooks and scripts that run here
        for name, value in services.connect_environment.items():
            say.line(f"{name}={value}")
        command = services.command
        for name, value in command.environment.items():
            say.line(f"{name}={value}")
        say.line(f"# databricks command: {command.folder}; the first SQL statement starts Spark; Ctrl-C stops", "dim")
        if state is not None:
            say.line(f"# state: {state}; tables of the lakehouse are not kept", "dim")
            while not stop.wait(PERIOD):
                with services.workspace.guard.held():
                    save(tenant, state)
            save(tenant, state)
        stop.wait()
        services.drop(tenant)
    return 0
