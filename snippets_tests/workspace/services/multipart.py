"""Uploads in parts: initiated, each part put to a signed URL, completed or aborted; and the resumable kind's refusal.

databricks-sdk uploads so from 50 MiB on. The parts lie beside the volumes until the upload is complete; only then does
the file exist.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from snippets_tests.workspace.errors import AlreadyExists, BadRequest, NotFound, PermissionDenied, error_info
from snippets_tests.workspace.registry import Call, endpoint, operation
from snippets_tests.workspace.services import files
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant
from snippets_tests.workspace.wire import Request, Response

if TYPE_CHECKING:
    from snippets_tests.workspace.core import Workspace

# The limit of the object stores underneath Databricks.
MOST_PARTS = 10_000


@operation("files.multipart_upload")
def multipart_upload(
    call: Call,
    file_path: str,
    action: str,
    overwrite: bool | None = None,
    upload_type: str | None = None,
    session_token: str | None = None,
    parts: list[dict[str, Any]] | None = None,
) -> dict[str, Any] | Response:
    """Begin an upload in parts, or make a file of the parts that came."""
    tree, path = files.volume(call, file_path, "WRITE_VOLUME")
    if action == "initiate-upload":
        entry = tree.entry(path)
        if entry is not None and (entry.is_directory or not overwrite):
            message = "The file being created already exists."
            raise AlreadyExists(message, details=[error_info("FILES_API_FILE_ALREADY_EXISTS", files.DOMAIN)])
        token = call.tenant.ids.hex(32, "upload session")
        call.tenant.store["uploads"][token] = {"path": path, "etags": {}}
        return {"multipart_upload": {"session_token": token}}
    if action != "complete-upload" or upload_type not in (None, "multipart"):
        raise BadRequest(f"Unsupported action or type of upload: {action} {upload_type or ''}".strip())
    session = _session(call.tenant, session_token or "", path)
    numbers = [part["part_number"] for part in parts or []]
    for part in parts or []:
        if session["etags"].get(str(part["part_number"])) != part["etag"]:
            raise BadRequest(f"Part {part['part_number']} was not uploaded, or has another ETag.")
    if not numbers or numbers != sorted(set(numbers)):
        raise BadRequest("The parts must be given in ascending order, each once.")
    folder = _folder(call.tenant, session_token or "")
    place = tree.on_disk(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as target:
        for number in numbers:
            with (folder / str(number)).open("rb") as source:
                shutil.copyfileobj(source, target)
    tree.append(path, b"")  # the tenant's time
    _forget(call.tenant, session_token or "")
    return Response(200, {"Content-Type": "application/json"}, b"{}")


@operation("files.create_upload_part_urls")
def create_upload_part_urls(
    call: Call, path: str, session_token: str, start_part_number: int, count: int, expire_time: str
) -> dict[str, Any]:
    """URLs to which the parts from one number on are put, without a token."""
    _, inside = files.volume(call, path, "WRITE_VOLUME")
    _session(call.tenant, session_token, inside)
    if start_part_number < 1 or count < 1 or start_part_number + count > MOST_PARTS + 1:
        raise BadRequest(f"Part numbers go from 1 to {MOST_PARTS}.")
    root = _root(call, session_token)
    numbers = range(start_part_number, start_part_number + count)
    return {"upload_part_urls": [{"url": f"{root}/{n}", "part_number": n, "headers": []} for n in numbers]}


@operation("files.create_abort_upload_url")
def create_abort_upload_url(call: Call, path: str, session_token: str, expire_time: str) -> dict[str, Any]:
    """The URL whose DELETE forgets the parts."""
    _, inside = files.volume(call, path, "WRITE_VOLUME")
    _session(call.tenant, session_token, inside)
    return {"abort_upload_url": {"url": _root(call, session_token), "headers": []}}


@operation("files.create_resumable_upload_url")
def create_resumable_upload_url(call: Call, path: str, session_token: str) -> dict[str, Any]:
    """Resumable uploads are the way of Google's storage; this workspace says that it lies on AWS."""
    raise PermissionDenied("Resumable uploads are not available in this workspace; upload in parts instead.")


@endpoint("PUT", "/storage-upload/{session}/{number}", public=True)
def put_part(workspace: Workspace, request: Request) -> Response:
    """Take in one part; its ETag says later that it came as it was sent."""
    token, _, number = request.path.removeprefix("/storage-upload/").partition("/")
    tenant, session = _of_url(workspace, token)
    if not number.isdigit() or not 1 <= int(number) <= MOST_PARTS:
        raise BadRequest("There is no such part.")
    folder = _folder(tenant, token)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / str(int(number))).write_bytes(request.body)
    etag = hashlib.md5(request.body, usedforsecurity=False).hexdigest()
    session["etags"][str(int(number))] = etag
    return Response(200, {"ETag": etag})


@endpoint("DELETE", "/storage-upload/{session}", public=True)
def abort(workspace: Workspace, request: Request) -> Response:
    """Forget an upload and its parts."""
    token = request.path.removeprefix("/storage-upload/")
    tenant, _ = _of_url(workspace, token)
    _forget(tenant, token)
    return Response(200)


def _root(call: Call, token: str) -> str:
    return f"http://{call.request.headers.get('Host', '')}/storage-upload/{token}"


def _of_url(workspace: Workspace, token: str) -> tuple[Tenant, Resource]:
    for tenant in workspace.tenants.values():
        session = tenant.store["uploads"].get(token)
        if session is not None:
            return tenant, session
    raise NotFound("The specified upload does not exist.")


def _session(tenant: Tenant, token: str, path: str) -> Resource:
    session = tenant.store["uploads"].get(token)
    if session is None or session["path"] != path:
        raise NotFound("The upload session does not exist, or is of another path.")
    return session


def _folder(tenant: Tenant, token: str) -> Path:
    return tenant.files / ".uploads" / token


def _forget(tenant: Tenant, token: str) -> None:
    del tenant.store["uploads"][token]
    shutil.rmtree(_folder(tenant, token), ignore_errors=True)
