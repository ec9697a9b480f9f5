"""The calls that the SDK's hand-written mixins make themselves, which no generated method shows.

Read from `mixins/{files,workspace,open_ai_client}.py` of databricks-sdk 0.156.0; `check` notices when one of these
files changes. Calls that the mixins make through generated methods (dbfs handles,
`clusters.ensure_cluster_is_running`) are not repeated here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from snippets_tests.surface.model import Field, Message, Operation, Parameter, Type, Where
from snippets_tests.surface.source import Source

STRING, INTEGER, BOOLEAN, BYTES = Type("string"), Type("integer"), Type("boolean"), Type("bytes")

MESSAGES = (
    Message(
        "files.UrlHeader",
        (Field("name", STRING, True), Field("value", STRING, True)),
        "A header that a request to a presigned address must carry.",
    ),
    Message(
        "files.PresignedUrl",
        (
            Field("url", STRING, True),
            Field("headers", Type("list", of=Type("message", "files.UrlHeader")), False),
            Field("part_number", INTEGER, False),
        ),
        "An address that accepts or gives bytes without a token.",
    ),
    Message("files.InitiateUploadResponse", (
        Field("multipart_upload", Type("message", "files.UploadSession"), False),
        Field("resumable_upload", Type("message", "files.UploadSession"), False),
    ), "Which kind of upload the storage behind the path wants."), Message("files.UploadSession",
    (Field("session_token", STRING, True),), "The token of an upload in parts."), Message("files.UploadedPart",
    (Field("part_number", INTEGER, True), Field("etag", STRING, True)), "A part that was sent."),
    Message("files.CreateDownloadUrlResponse", (
        Field("url", STRING, True), Field("headers", Type("list", of=Type("message", "files.UrlHeader")), False),
    ), "Where the bytes of a file can be fetched."),
    Message("files.CreateUploadPartUrlsResponse", (
        Field("upload_part_urls", Type("list", of=Type("message", "files.PresignedUrl")), True),
    ), "Where the parts of a file can be sent."),
    Message("files.CreateResumableUploadUrlResponse", (
        Field("resumable_upload_url", Type("message", "files.PresignedUrl"), True),
    ), "Where a file can be sent in one resumable stream."),
    Message("files.CreateAbortUploadUrlResponse", (
        Field("abort_upload_url", Type("message", "files.PresignedUrl"), True),
    ), "Where an upload in parts can be given up."),
)  # fmt: skip


def operations() -> Iterator[Operation]:
    """The mixins' own calls."""
    yield _form_upload()
    yield _direct_download()
    yield _call("files.create_download_url", "/api/2.0/fs/create-download-url", "query",
                {"path": STRING, "expire_time": STRING}, "files.CreateDownloadUrlResponse",
                "Gives an address from which `files.download` fetches a file.")  # fmt: skip
    yield _call("files.create_upload_part_urls", "/api/2.0/fs/create-upload-part-urls", "body",
                {"path": STRING, "session_token": STRING, "start_part_number": INTEGER, "count": INTEGER,
                 "expire_time": STRING}, "files.CreateUploadPartUrlsResponse",
                "Gives addresses to which `files.upload` sends the parts of a large file.")  # fmt: skip
    yield _call("files.create_resumable_upload_url", "/api/2.0/fs/create-resumable-upload-url", "body",
                {"path": STRING, "session_token": STRING}, "files.CreateResumableUploadUrlResponse",
                "Gives the address to which `files.upload` streams a large file.")  # fmt: skip
    yield _call("files.create_abort_upload_url", "/api/2.0/fs/create-abort-upload-url", "body",
                {"path": STRING, "session_token": STRING, "expire_time": STRING}, "files.CreateAbortUploadUrlResponse",
                "Gives the address at which `files.upload` gives up an upload in parts.")  # fmt: skip
    yield Operation(
        id="files.multipart_upload",
        level="workspace",
        verb="POST",
        path="/api/2.0/fs/files{file_path}",
        parameters=(
            Parameter("file_path", STRING, True, "The absolute path of the file.", "path", "file_path"),
            Parameter("action", STRING, True, "`initiate-upload` or `complete-upload`.", "query", "action"),
            Parameter("overwrite", BOOLEAN, False, "Whether an existing file is replaced.", "query", "overwrite"),
            Parameter("upload_type", STRING, False, "`multipart`, when completing.", "query", "upload_type"),
            Parameter("session_token", STRING, False, "The upload's token, when completing.", "query", "session_token"),
            Parameter("parts", Type("list", of=Type("message", "files.UploadedPart")), False, "", "body", "parts"),
        ),
        body=None,
        response=Type("message", "files.InitiateUploadResponse"),
        paging=None,
        wait=None,
        doc="Begins or completes the upload of a large file by `files.upload`.",
    )


def fingerprint(source: Source) -> str:
    """Changes when a mixin module of the SDK changes, so that this list gets looked at again."""
    digest = hashlib.sha256()
    for name in ("files", "open_ai_client", "workspace"):
        digest.update((source.root / "mixins" / f"{name}.py").read_bytes())
    return digest.hexdigest()[:16]


def _call(name: str, path: str, place: Where, fields: dict[str, Type], answer: str, doc: str) -> Operation:
    parameters = tuple(Parameter(field, kind, True, "", place, field) for field, kind in fields.items())
    return Operation(name, "workspace", "POST", path, parameters, None, Type("message", answer), None, None, doc)


def _form_upload() -> Operation:
    return Operation(
        id="workspace.upload",
        level="workspace",
        verb="POST",
        path="/api/2.0/workspace/import",
        parameters=(
            Parameter("path", STRING, True, "The absolute path of the object.", "body", "path"),
            Parameter("content", BYTES, True, "The object's bytes, as the form's file.", "body", "content"),
            Parameter(
                "format", Type("enum", "workspace.ImportFormat"), False, "`SOURCE` by default.", "body", "format"
            ),
            Parameter("language", Type("enum", "workspace.Language"), False, "For `SOURCE` only.", "body", "language"),
            Parameter("overwrite", BOOLEAN, False, "Whether an existing object is replaced.", "body", "overwrite"),
        ),
        body=None,
        response=None,
        paging=None,
        wait=None,
        doc="Uploads an object as a multipart form; `workspace.import_` sends the same as JSON with base64.",
        raw="request",
        wrapper=True,
    )


def _direct_download() -> Operation:
    return Operation(
        id="workspace.download",
        level="workspace",
        verb="GET",
        path="/api/2.0/workspace/export",
        parameters=(
            Parameter("path", STRING, True, "The absolute path of the object.", "query", "path"),
            Parameter("direct_download", BOOLEAN, True, "Always true: the bytes themselves.", "query", ""),
            Parameter(
                "format", Type("enum", "workspace.ExportFormat"), False, "`SOURCE` by default.", "query", "format"
            ),
        ),
        body=None,
        response=BYTES,
        paging=None,
        wait=None,
        doc="Downloads an object's bytes; `workspace.export` answers the same as JSON with base64.",
        raw="response",
        wrapper=True,
    )
