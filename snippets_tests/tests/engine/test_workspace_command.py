"""`lakeproof workspace` serves until it is stopped, and says first how to reach it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

from snippets_tests.tests.engine.conftest import Run

COMMAND = [sys.executable, "-m", "snippets_tests.cli", "workspace"]


def test_any_client_reaches_it_and_it_ends_on_interrupt(tmp_path: Path) -> None:
    with subprocess.Popen([*COMMAND, "--port", "0"], stdout=subprocess.PIPE, text=True, cwd=tmp_path) as process:
        assert process.stdout is not None
        said = dict(process.stdout.readline().strip().split("=", 1) for _ in range(2))
        assert set(said) == {"DATABRICKS_HOST", "DATABRICKS_TOKEN"}
        request = Request(f"{said['DATABRICKS_HOST']}/api/2.0/preview/scim/v2/Me")
        request.add_header("Authorization", f"Bearer {said['DATABRICKS_TOKEN']}")
        with urlopen(request, timeout=30) as answer:
            assert b"ada@example.com" in answer.read()
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(30) == 0


def test_a_taken_port_is_one_clear_message(lakeproof: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = lakeproof("workspace", "--port", str(port))
    assert ended.returncode == 2
    assert f"port {port} of 127.0.0.1 is taken" in ended.stderr
    assert "Traceback" not in ended.stderr
