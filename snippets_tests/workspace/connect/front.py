"""The gRPC server that Connect clients reach: each request is admitted, given its user, and handed on to Spark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2

from snippets_tests.lakehouse.connect import Remote, make_readable, readable_details
from snippets_tests.workspace.connect import message
from snippets_tests.workspace.connect.admission import Admitted, admit
from snippets_tests.workspace.errors import ApiError
from snippets_tests.workspace.tls import Certificate

if TYPE_CHECKING:
    from snippets_tests.workspace import Workspace

SERVICE = "/spark.connect.SparkConnectService/"
STREAMS = {"ExecutePlan", "ReattachExecute"}
UPLOADS = {"AddArtifacts"}
DETAILS = "grpc-status-details-bin"
# Plans and batches of rows may be large; the server behind has its own limits.
UNLIMITED = (("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1))
# Requests at once. One that streams results holds its thread until the client has them all.
AT_ONCE = 64
PENDING = "is in unexpected state Pending"
CODES = {
    400: grpc.StatusCode.INVALID_ARGUMENT,
    401: grpc.StatusCode.UNAUTHENTICATED,
    403: grpc.StatusCode.PERMISSION_DENIED,
    404: grpc.StatusCode.NOT_FOUND,
    501: grpc.StatusCode.UNIMPLEMENTED,
}
Call = Callable[[Any, grpc.ServicerContext], Any]


class Front:
    """A running server on two ports of this machine, with TLS and without; `tunnel` leads to them.

    Args:
        workspace: Whose tokens and clusters count.
        certificate: What the port with TLS shows.
    """

    def __init__(self, workspace: Workspace, certificate: Certificate) -> None:
        self._workspace = workspace
        self._channels: dict[str, grpc.Channel] = {}
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="connect")
        self._server = grpc.server(self._pool, handlers=[_Handlers(self)], options=UNLIMITED)
        credentials = grpc.ssl_server_credentials([(certificate.key, certificate.chain)])
        self.secure_port = self._server.add_secure_port("127.0.0.1:0", credentials)
        self.plain_port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    def close(self) -> None:
        """Stop answering."""
        self._server.stop(None).wait()
        self._pool.shutdown(wait=False, cancel_futures=True)
        for channel in self._channels.values():
            channel.close()

    def unary(self, method: str) -> Call:
        """What answers one message with one."""

        def answer(request: bytes, context: grpc.ServicerContext) -> bytes:
            admitted, remote, request = self._enter(request, context)
            response = self._call(context, self._channel(remote).unary_unary(method), request, remote)
            if method.endswith("/AnalyzePlan") and message.asks_for_version(request):
                return message.with_runtime(response, admitted.runtime)
            return readable_details(response) if method.endswith("/FetchErrorDetails") else response

        return answer

    def stream(self, method: str) -> Call:
        """What answers one message with many."""

        def answer(request: bytes, context: grpc.ServicerContext) -> Iterator[bytes]:
            _, remote, request = self._enter(request, context)
            call = self._channel(remote).unary_stream(method)(request, metadata=_secret(remote))
            context.add_callback(call.cancel)
            try:
                yield from call
            except grpc.RpcError as error:
                _fail(context, error)

        return answer

    def upload(self, method: str) -> Call:
        """What takes many messages and answers with one."""

        def answer(requests: Iterator[bytes], context: grpc.ServicerContext) -> bytes:
            _, remote, first = self._enter(next(requests), context)

            def parts() -> Iterator[bytes]:
                yield first
                yield from (message.with_user(part, remote.user) for part in requests)

            return self._call(context, self._channel(remote).stream_unary(method), parts(), remote)

        return answer

    def _enter(self, request: bytes, context: grpc.ServicerContext) -> tuple[Admitted, Remote, bytes]:
        """Admit a request; it goes on as one of the tenant's and the user's."""
        metadata = {key: value for key, value in context.invocation_metadata() if isinstance(value, str)}
        guard = self._workspace.guard
        try:
            with guard.held():
                admitted = admit(self._workspace, metadata)
                engine = admitted.tenant.engine("Databricks Connect")
                with guard.released():
                    remote = engine.connect(message.session(request), admitted.principal.name)
        except ApiError as error:
            _refuse(context, error)
        except message.NoMessage as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        return admitted, remote, message.with_user(request, remote.user)

    def _channel(self, remote: Remote) -> grpc.Channel:
        if remote.address not in self._channels:
            self._channels[remote.address] = grpc.insecure_channel(remote.address, options=UNLIMITED)
        return self._channels[remote.address]

    def _call(self, context: grpc.ServicerContext, method: Any, request: Any, remote: Remote) -> bytes:
        try:
            answer: bytes = method(request, metadata=_secret(remote))
        except grpc.RpcError as error:
            _fail(context, error)
        return answer


class _Handlers(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc has no types
    """Which of the front's functions answers a method."""

    def __init__(self, front: Front) -> None:
        self._front = front

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler | None:
        method = handler_call_details.method
        if not method.startswith(SERVICE):
            return None
        name = method.removeprefix(SERVICE)
        if name in STREAMS:
            return grpc.unary_stream_rpc_method_handler(self._front.stream(method))
        if name in UPLOADS:
            return grpc.stream_unary_rpc_method_handler(self._front.upload(method))
        return grpc.unary_unary_rpc_method_handler(self._front.unary(method))


def _secret(remote: Remote) -> tuple[tuple[str, str], ...]:
    return (("authorization", f"Bearer {remote.secret}"),)


def _refuse(context: grpc.ServicerContext, error: ApiError) -> None:
    """End a request as the workspace refuses it; a client waits for a cluster that is starting."""
    code = CODES.get(error.status, grpc.StatusCode.INTERNAL)
    text = f"{error.error_code}: {error.message}" if isinstance(error.error_code, str) else error.message
    if error.error_code == "INVALID_STATE":
        code = grpc.StatusCode.FAILED_PRECONDITION
    if PENDING in error.message:
        # Databricks Connect knows the message; Spark's own client waits for whoever names a delay.
        status = status_pb2.Status(code=code.value[0], message=text)
        status.details.add().Pack(error_details_pb2.RetryInfo(retry_delay=Duration(nanos=1_000_000)))
        context.set_trailing_metadata(((DETAILS, status.SerializeToString()),))
    context.abort(code, text)


def _fail(context: grpc.ServicerContext, error: grpc.RpcError) -> None:
    """End a request as Spark did, in users' words."""
    trailing = []
    for key, value in error.trailing_metadata() or ():
        if key == DETAILS:
            trailing.append((key, _readable_status(value)))
    context.set_trailing_metadata(tuple(trailing))
    details = make_readable(status_pb2.Status(message=error.details() or "")).message
    context.abort(error.code(), details)


def _readable_status(value: bytes) -> bytes:
    status = make_readable(status_pb2.Status.FromString(value))
    for detail in status.details:
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info):
            detail.Pack(make_readable(info))
    return bytes(status.SerializeToString())
