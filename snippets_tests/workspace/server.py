"""The workspace on a socket: a thin shell that reads requests, hands them to the core, and writes its answers.

The same port takes the gRPC of Databricks Connect, whose server starts with the first client that speaks it.
"""

from __future__ import annotations

import errno
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from snippets_tests.workspace.connect import tunnel
from snippets_tests.workspace.wire import Request, Response

if TYPE_CHECKING:
    from snippets_tests.workspace import Workspace
    from snippets_tests.workspace.connect.front import Front
    from snippets_tests.workspace.tls import Certificate

Connect = Callable[[socket.socket, str], None]

# Larger than any documented upload in one request (5 GB need a real workspace), small enough for a laptop's memory.
LARGEST_BODY = 1 << 30


# The first byte of every TLS record that opens a connection; what else comes is HTTP in the clear.
HANDSHAKE = b"\x16"
PLAIN_ON_TLS = (
    b"HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"
)


class ServerError(Exception):
    """The server could not start; the message says why and what to do."""


class Turns:
    """One call at a time, except while a call waits for the engine."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner: int | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait for the others; a thread whose turn it is goes on."""
        if self._owner == threading.get_ident():
            yield
            return
        with self._taken():
            yield

    @contextmanager
    def released(self) -> Iterator[None]:
        """Let the others pass, then wait for them again. Who has no turn, as a page's own code, has none to give."""
        if self._owner != threading.get_ident():
            yield
            return
        self._owner = None
        self._lock.release()
        try:
            yield
        finally:
            self._lock.acquire()
            self._owner = threading.get_ident()

    @contextmanager
    def _taken(self) -> Iterator[None]:
        with self._lock:
            self._owner = threading.get_ident()
            try:
                yield
            finally:
                self._owner = None


class Server:
    """A running server; `url` is what clients take as host. With `tls` it speaks HTTPS."""

    def __init__(self, workspace: Workspace, host: str, port: int, tls: Certificate | None = None) -> None:
        workspace.guard.delegate(Turns())
        self._workspace, self._host, self._tls = workspace, host, tls
        self._front: Front | None = None
        self._starting = threading.Lock()
        scheme = "https" if tls else "http"
        handler = type("Handler", (_Handler,), {"workspace": workspace, "scheme": scheme})
        try:
            self._http = _HttpServer((host, port), handler, self._connect, tls.context() if tls else None)
        except OSError as error:
            raise ServerError(_why(error, host, port)) from error
        self.url = f"{scheme}://{host}:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True, name="workspace")
        self._thread.start()
        self._console: Server | None = None

    @cached_property
    def certificate(self) -> Certificate:
        """What a client of Connect must trust: unlike HTTP here, Databricks Connect knows no way without TLS."""
        from snippets_tests.workspace.tls import Certificate

        return self._tls or Certificate()

    @property
    def account_url(self) -> str:
        """What account clients take as host: the account's console, which listens on a port of its own from now on."""
        if self._console is None:
            self._console = Server(self._workspace, self._host, 0, self._tls)
            self._workspace.account_hosts.add(self._console.url.partition("://")[2])
        return self._console.url

    def _connect(self, connection: socket.socket, kind: str) -> None:
        """Serve a connection that speaks gRPC."""
        with self._starting:
            if self._front is None:
                from snippets_tests.workspace.connect.front import Front

                self._front = Front(self._workspace, self.certificate)
            front = self._front
        tunnel.lead(connection, front.secure_port if kind == "tls" else front.plain_port)

    def close(self) -> None:
        """Stop answering and free the port."""
        if self._front is not None:
            self._front.close()
        if self._console is not None:
            self._workspace.account_hosts.discard(self._console.url.partition("://")[2])
            self._console.close()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def serve(workspace: Workspace, port: int = 0, host: str = "127.0.0.1", tls: Certificate | None = None) -> Server:
    """Start a server in the background; port 0 takes any that is free."""
    return Server(workspace, host, port, tls)


class _HttpServer(ThreadingHTTPServer):
    """Hands connections on which a client speaks gRPC to `connect`, and all others to the handler."""

    daemon_threads = True
    # On Linux this only shortens the wait after a stopped server; a port in use stays refused.
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self, address: tuple[str, int], handler: type[_Handler], connect: Connect, tls: ssl.SSLContext | None
    ) -> None:
        self._connect, self._tls = connect, tls
        super().__init__(address, handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """Serve a new connection, on its own thread: a slow handshake keeps nobody else waiting."""
        kind = tunnel.kind(request)
        if kind is not None:
            self._connect(request, kind)
        elif self._tls is None:
            super().finish_request(request, client_address)
        else:
            self._finish_secured(request, client_address, self._tls)

    def _finish_secured(self, request: socket.socket, client_address: Any, tls: ssl.SSLContext) -> None:
        request.settimeout(_Handler.timeout)
        try:
            if not request.recv(1, socket.MSG_PEEK).startswith(HANDSHAKE):
                request.sendall(PLAIN_ON_TLS)
                return
            secured = tls.wrap_socket(request, server_side=True)
        except OSError:
            return  # a client that does not trust the certificate, or went away: it knows itself
        try:
            super().finish_request(secured, client_address)
        finally:
            secured.close()


class _Handler(BaseHTTPRequestHandler):
    workspace: Workspace
    scheme: str
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for the client's delayed acknowledgement
    wbufsize = 1 << 16
    timeout = 300

    def _answer(self) -> None:
        body = self._read_body()
        if isinstance(body, Response):
            self.close_connection = True
            self._write(body)
            return
        address = str(self.client_address[0])
        request = Request.of(self.command, self.path, dict(self.headers.items()), body, self.scheme, address)
        self._write(self.workspace.handle(request))

    def __getattr__(self, name: str) -> Callable[[], None]:
        # Whatever the verb, the core says that it has no such operation: in Databricks' form, not in http.server's.
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def handle_expect_100(self) -> bool:
        """Tell a client that waits for it to send its body; buffered as all output is, it would never get there."""
        going_on = super().handle_expect_100()
        self.wfile.flush()
        return going_on

    def _read_body(self) -> bytes | Response:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return self._read_chunks()
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()):
            return _refusal(400, "BAD_REQUEST", f"Invalid Content-Length: {length}")
        return _too_large() if int(length) > LARGEST_BODY else self._read(int(length))

    def _read(self, size: int) -> bytes | Response:
        """Bytes of the body; a client that went away in the middle wanted what nobody knows, so nothing is done."""
        data = self.rfile.read(size)
        return data if len(data) == size else _refusal(400, "BAD_REQUEST", "The request's body ends too early")

    def _read_chunks(self) -> bytes | Response:
        chunks, total = [], 0
        while True:
            try:
                size = int(self.rfile.readline(100).partition(b";")[0], 16)
            except ValueError:
                size = -1
            if size < 0:
                return _refusal(400, "BAD_REQUEST", "Invalid chunk size in the request's body")
            if size == 0:
                break
            total += size
            if total > LARGEST_BODY:
                return _too_large()
            chunk = self._read(size)
            if isinstance(chunk, Response):
                return chunk
            chunks.append(chunk)
            self.rfile.readline(100)
        while self.rfile.readline(65536) not in (b"\r\n", b"\n", b""):
            pass  # trailers
        return b"".join(chunks)

    def _write(self, response: Response) -> None:
        self.send_response_only(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if "Content-Length" not in response.headers and response.status != 204:
            self.send_header("Content-Length", str(len(response.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: what went over the wire is in the tenant's recorder."""


def _too_large() -> Response:
    return _refusal(413, "REQUEST_ENTITY_TOO_LARGE", f"The request's body is larger than {LARGEST_BODY} bytes.")


def _refusal(status: int, code: str, message: str) -> Response:
    return Response.json({"error_code": code, "message": message}, status)


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is taken by another program\n  hint: choose another port, or 0 for any free one"
    if error.errno == errno.EACCES:
        return f"port {port} of {host} needs privileges that this user lacks\n  hint: choose a port above 1023"
    if isinstance(error, socket.gaierror):
        return f"{host} is not an address of this machine\n  hint: 127.0.0.1 always is"
    return f"cannot listen on {host}:{port}: {error.strerror}"
