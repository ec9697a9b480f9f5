"""Two things to run the command against: a server that only records, and the real local workspace."""

from __future__ import annotations

import json
import shlex
import textwrap
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from snippets_tests.workspace import Tenant
from snippets_tests.workspace.cli import Reply, main

Write = Callable[..., None]


@dataclass
class Sent:
    """A request that the recording server got."""

    verb: str
    path: str
    body: Any
    headers: dict[str, str]


@dataclass
class Recording:
    """A server that answers what it is told, and `{}` otherwise; `answers` maps `VERB PATH` to answers in turn."""

    url: str
    sent: list[Sent] = field(default_factory=list)
    answers: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)

    def answer(self, request: str, *answers: Any, status: int = 200) -> None:
        self.answers.setdefault(request, []).extend((status, answer) for answer in answers)

    def requests(self) -> list[str]:
        return [f"{sent.verb} {sent.path}" for sent in self.sent]


@dataclass
class Shell:
    """Runs command lines in a directory with an environment."""

    env: dict[str, str]
    cwd: Path
    stdin: bytes | None = None
    pauses: list[float] = field(default_factory=list)

    def __call__(self, line: str) -> Reply:
        argv = shlex.split(line)
        return main(argv, env=self.env, cwd=self.cwd, stdin=lambda: self.stdin, pause=self.pauses.append)

    def out(self, line: str) -> str:
        """What a command line that succeeds prints."""
        reply = self(line)
        assert (reply.exit_code, reply.stderr.decode()) == (0, "")
        return reply.stdout.decode()

    def json(self, line: str) -> Any:
        return json.loads(self.out(line))

    def error(self, line: str) -> str:
        """What a command line that fails prints, without the usage below it."""
        reply = self(line)
        assert (reply.exit_code, reply.stdout) == (1, b"")
        return reply.stderr.decode().partition("\n\nUsage:\n")[0].rstrip("\n")


@pytest.fixture
def recording() -> Iterator[Recording]:
    recording = Recording("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            is_json = self.headers.get("Content-Type") == "application/json"
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = json.loads(content) if is_json else content.decode() or None
            recording.sent.append(Sent(self.command, self.path, body, headers))
            queue = recording.answers.get(f"{self.command} {self.path.partition('?')[0]}", [])
            status, value = (queue.pop(0) if len(queue) > 1 else queue[0]) if queue else (200, {})
            reply = value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(reply)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = answer

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    recording.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield recording
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def asking(recording: Recording, tmp_path: Path) -> Shell:
    """A shell whose commands go to the recording server."""
    home = tmp_path / "home"
    home.mkdir()
    env = {"DATABRICKS_HOST": recording.url, "DATABRICKS_TOKEN": "dapi1", "HOME": str(home)}
    return Shell(env, tmp_path)


@pytest.fixture
def databricks(tenant: Tenant, tmp_path: Path) -> Shell:
    """A shell whose commands go to a fresh tenant of the real workspace."""
    project = tmp_path / "project"
    project.mkdir()
    env = {"DATABRICKS_HOST": tenant.host, "DATABRICKS_TOKEN": tenant.token, "HOME": str(tmp_path)}
    return Shell(env, project)


@pytest.fixture
def write(databricks: Shell) -> Write:
    """Writes a file into the project; the text's indentation does not count."""

    def put(name: str, content: str) -> None:
        path = databricks.cwd / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(content).lstrip("\n"))

    return put


def resolved(shell: Shell, flags: str = "") -> Any:
    """A bundle's configuration with everything filled in."""
    return json.loads(shell.out(f"bundle validate -o json {flags}"))
