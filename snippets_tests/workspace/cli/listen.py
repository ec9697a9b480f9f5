"""The workspace's end of the `databricks` command: a Unix socket for its owner only, and the client's installation."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import socketserver
import sys
import threading
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import snippets_tests
from snippets_tests.workspace.cli import client
from snippets_tests.workspace.cli.command import Print
from snippets_tests.workspace.cli.program import main

#: The kernel's limit for a socket's path, less the byte that ends it.
LONGEST_PATH = 107
#: A smaller `databricks` on PATH is the retired command from PyPI to the SDKs, which then ask it for no token.
SMALLEST = 1 << 20


class ListenError(Exception):
    """The socket could not be opened; the message says why."""


class Listener:
    """Answers `databricks` calls on a socket until it is closed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if len(str(path).encode()) > LONGEST_PATH:
            raise ListenError(f"{path}: longer than the {LONGEST_PATH} bytes that a socket's path may have")
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        try:
            self._server = _Server(str(path), _Handler)
        except OSError as error:
            raise ListenError(f"{path}: cannot listen: {error.strerror}") from error
        path.chmod(0o600)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="databricks", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering, and remove the socket."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def listen(path: Path) -> Listener:
    """Start answering `databricks` calls; clients find `path` in LAKEPROOF_CLI."""
    return Listener(path)


def install(directory: Path) -> Path:
    """Write the executable `databricks` into a directory."""
    source = Path(client.__file__).read_text(encoding="utf-8")
    root = str(Path(snippets_tests.__file__).resolve().parent.parent)
    # Neither site-packages nor the environment's PYTHON* variables are looked at: that halves the start.
    text = f"#!{sys.executable} -IS\n" + source.replace('ROOT = ""\n', f"ROOT = {root!r}\n")
    text = text.ljust(SMALLEST)
    directory.mkdir(parents=True, exist_ok=True)
    target = directory / "databricks"
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        fresh = target.with_name(f".databricks.{os.getpid()}")
        fresh.write_text(text, encoding="utf-8")
        fresh.chmod(0o755)
        fresh.replace(target)
    return target


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = socket.SOMAXCONN


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        call = json.loads(self.rfile.readline() or "null")
        if call is None:
            return
        reply = main(call["argv"], env=call["env"], cwd=Path(call["cwd"]), stdin=self._stdin, show=self._show)
        self._send({"exit_code": reply.exit_code, "printed": _joined(reply.printed)})

    def _show(self, printed: list[Print]) -> None:
        self._send({"printed": _joined(printed)})

    def _stdin(self) -> bytes | None:
        self._send("stdin")
        text = json.loads(self.rfile.readline() or "null")
        return None if text is None else str(text).encode("latin-1")

    def _send(self, value: Any) -> None:
        self.wfile.write(json.dumps(value).encode() + b"\n")


def _joined(printed: Sequence[Print]) -> list[tuple[str, str]]:
    """What follows on the same stream goes out in one piece, as from a program that buffers its output."""
    return [
        (stream, b"".join(content for _, content in parts).decode("latin-1"))
        for stream, parts in groupby(printed, key=lambda part: part[0])
    ]
