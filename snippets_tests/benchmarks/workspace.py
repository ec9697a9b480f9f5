"""The local workspace under the SDK: time to ready, requests a second, memory with many tenants.

With `--beside COMMAND` another server that speaks the same API is started and measured on the same calls, in the
same run: `python -m snippets_tests.benchmarks workspace --beside "minilake --port {port}"`.
"""

from __future__ import annotations

import argparse
import os
import shlex
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROGRAM = """
import sys, tempfile
from pathlib import Path
from snippets_tests import surface
from snippets_tests.workspace import Workspace
from snippets_tests.workspace.server import serve
workspace = Workspace(surface.load(), None)
server = serve(workspace, port=int(sys.argv[1]))
tenant = workspace.create_tenant("benchmark", Path(tempfile.mkdtemp()), server.url)
print(tenant.token, flush=True)
for line in sys.stdin:
    for number in range(int(line)):
        workspace.create_tenant(f"tenant {number}", Path(tempfile.gettempdir()), server.url)
    print("made", flush=True)
"""
ROUNDS = 300
TENANTS = 1000


def main(arguments: list[str]) -> int:
    """Measure ours, and the other one where it is given."""
    parser = argparse.ArgumentParser(prog="workspace")
    parser.add_argument("--beside", metavar="COMMAND", help="starts the other server; {port} stands for its port")
    parser.add_argument("--token", default="dapi", help="a token that the other server takes")
    options = parser.parse_args(arguments)
    ours = _ours()
    if options.beside:
        other = _other(options.beside, options.token)
        for name, figure in ours.items():
            if name in other:
                ratio = figure / other[name] if name.startswith("requests") else other[name] / figure
                print(f"{name:28} ours {figure:8.1f}  the other {other[name]:8.1f}  {ratio:.1f} times ahead")
        return 0
    for name, figure in ours.items():
        print(f"{name:28} {figure:8.1f}")
    return 0


def _ours() -> dict[str, float]:
    port = _free()
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None and process.stdout is not None
    token = process.stdout.readline().strip()
    ready = time.perf_counter() - start
    try:
        figures = {"milliseconds to ready": 1000 * ready, **_rates(port, token)}
        figures["MB with one tenant"] = _memory(process.pid)
        process.stdin.write(f"{TENANTS}\n")
        process.stdin.flush()
        process.stdout.readline()
        figures[f"MB with {TENANTS} tenants"] = _memory(process.pid)
    finally:
        process.kill()
    return figures


def _other(command: str, token: str) -> dict[str, float]:
    port = _free()
    start = time.perf_counter()
    words = shlex.split(command.format(port=port))
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ))
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - start > 120:
                raise SystemExit(f"{words[0]} did not start")
        ready = time.perf_counter() - start
        return {
            "milliseconds to ready": 1000 * ready,
            **_rates(port, token),
            "MB with one tenant": _memory(process.pid),
        }
    finally:
        process.kill()


def _rates(port: int, token: str) -> dict[str, float]:
    from databricks.sdk import WorkspaceClient

    def work(rounds: int) -> int:
        client = WorkspaceClient(host=f"http://127.0.0.1:{port}", token=token, auth_type="pat")
        for _ in range(rounds):
            client.current_user.me()
            list(client.clusters.list())
            list(client.jobs.list())
        return 3 * rounds

    work(5)
    figures = {}
    for threads in (1, 8):
        start = time.perf_counter()
        with ThreadPoolExecutor(threads) as pool:
            done = sum(pool.map(work, [ROUNDS // threads] * threads))
        figures[f"requests a second, {threads} thread{'s' * (threads > 1)}"] = done / (time.perf_counter() - start)
    return figures


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 0.2):
            return True
    except OSError:
        return False


def _free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _memory(pid: int) -> float:
    """Resident memory in megabytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0
