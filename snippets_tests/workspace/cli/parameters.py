"""Decides which of an operation's parameters are positional, which are flags, and what must come as JSON.

The official generator's conventions: path values and plain required fields are positional, in order; plain optional
fields are flags; everything else comes by `--json`. Where the body is one object (`app`), its fields count as the
operation's own. How a list pages is the command's affair: those flags work but are hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from snippets_tests.surface import Field, Operation, Parameter, Surface, Type

PLAIN = {"string", "integer", "number", "boolean", "enum", "timestamp", "duration", "fieldmask"}
#: Operations that the official command only takes as JSON, although nothing in their signature says so.
JSON_ONLY = {"jobs.create", "pipelines.create"}
#: Fields that the server writes wherever they occur; the official command has no flags for them. Google's API design
#: guide, which these objects follow, fixes the names (https://google.aip.dev/148).
WRITTEN = {
    "create_time", "created_at", "created_by", "creation_time", "creator", "delete_time", "id", "purge_time", "state",
    "uid", "update_time", "updated_at", "updated_by", "updater",
}  # fmt: skip
#: Further ones that the published help of the official command does not show, by the object that has them.
WRITTEN_IN = {
    "apps.App": {
        "default_source_code_path", "oauth2_app_client_id", "oauth2_app_integration_id", "service_principal_client_id",
        "service_principal_id", "service_principal_name", "url",
    },
    "dashboards.Dashboard": {"dashboard_id", "etag", "lifecycle_state", "parent_path", "path"},
    "dashboards.Schedule": {"etag", "schedule_id"},
    "dashboards.Subscription": {"created_by_user_id", "etag", "subscription_id"},
    "database.DatabaseInstance": {"pg_version", "read_only_dns", "read_write_dns"},
    "knowledgeassistants.KnowledgeAssistant": {"endpoint_name", "error_info", "experiment_id"},
    "sql.AlertV2": {"lifecycle_state", "owner_user_name"},
}  # fmt: skip
#: Parameters that only say how a list is cut into pages.
PAGING = {"count", "limit", "max_results", "page", "page_size", "page_token", "start_index"}


@dataclass(frozen=True)
class Slot:
    """One parameter as the command line sees it: `argument` is its name there, `wire` its name in the request."""

    argument: str
    wire: str
    type: Type
    required: bool
    doc: str
    where: Literal["path", "query", "body", "entity"]
    paging: bool = False
    """Whether it belongs to how a list pages."""

    @property
    def flag(self) -> str:
        """`job_id` as `job-id`; a page's `limit` as `page-size`, because `--limit` counts a list's elements."""
        return "page-size" if self.paging and self.argument == "limit" else kebab(self.argument)

    @property
    def capitals(self) -> str:
        """`job_id` as `JOB_ID`."""
        return self.argument.upper()

    @property
    def plain(self) -> bool:
        """Whether a word on the command line can be its value."""
        return self.type.kind in PLAIN


@dataclass(frozen=True)
class Shape:
    """How an operation is called on the command line."""

    positional: tuple[Slot, ...]
    flags: tuple[Slot, ...]
    has_body: bool
    takes_json: bool
    needs_json: bool
    body_type: Type | None
    body_fields: tuple[Field, ...]

    @property
    def outside_json(self) -> tuple[Slot, ...]:
        """The positional ones that stay on the command line beside `--json`."""
        return tuple(slot for slot in self.positional if slot.where in ("path", "query"))


def shape(operation: Operation, surface: Surface) -> Shape:
    """The command-line form of one operation."""
    slots = _slots(operation, surface)
    required = [slot for slot in slots if slot.required]
    in_body = [slot for slot in slots if slot.where in ("body", "entity")]
    entity = next((p for p in operation.parameters if operation.body and p.argument == operation.body), None)
    needs_json = operation.id in JSON_ONLY or any(not slot.plain for slot in required)
    positional = [slot for slot in required if slot.where in ("path", "query") or not needs_json]
    optional = [] if operation.id in JSON_ONLY else [slot for slot in slots if not slot.required and slot.plain]
    has_body = bool(in_body) or entity is not None
    names = {slot.argument for slot in slots}
    # `clusters events` has a size of its pages twice, once by the name that it had before.
    flags = tuple(
        slot for slot in optional if slot.argument and not (slot.argument == "limit" and "page_size" in names)
    )
    return Shape(
        positional=tuple(slot for slot in positional if slot.plain),
        flags=flags,
        has_body=has_body,
        # A field of this name has the flag for itself (`serving-endpoints http-request`).
        takes_json=has_body and "json" not in {slot.flag for slot in flags},
        needs_json=needs_json,
        body_type=entity.type if entity else None,
        body_fields=tuple(p for p in operation.parameters if p.where == "body" and entity is None),
    )


def kebab(name: str) -> str:
    """A name of the SDK as the command writes it: `import_` is `import`, `run_now` is `run-now`."""
    return name.strip("_").replace("_", "-")


def _slots(operation: Operation, surface: Surface) -> list[Slot]:
    slots: list[Slot] = []
    entity: list[Slot] = []
    for parameter in operation.parameters:
        if parameter.where == "body" and parameter.argument == operation.body:
            if parameter.type.kind == "message" and parameter.type.name:
                entity = [
                    Slot(_snake(field.name), field.name, field.type, field.required, field.doc, "entity")
                    for field in surface.messages[parameter.type.name].fields
                    if field.required or not _written(field, parameter.type.name)
                ]
            elif parameter.required:
                slots.append(Slot(parameter.argument, parameter.name, parameter.type, True, parameter.doc, "body"))
        elif parameter.argument:
            slots.append(
                Slot(
                    parameter.argument,
                    parameter.name,
                    parameter.type,
                    parameter.required,
                    parameter.doc,
                    parameter.where,
                    _cuts_pages(operation, parameter),
                )
            )
    taken = {slot.argument for slot in slots}
    return slots + [slot for slot in entity if slot.argument not in taken]


def _cuts_pages(operation: Operation, parameter: Parameter) -> bool:
    """Whether a parameter only says how a list is cut into pages."""
    paging = operation.paging
    return paging is not None and (parameter.argument in PAGING or parameter.name == paging.request)


def _written(field: Field, message: str) -> bool:
    """Whether the server writes this field of an object, so that nobody gives it."""
    name = _snake(field.name)
    fixed = WRITTEN | WRITTEN_IN.get(message, set())
    return name in fixed or name.startswith("effective_")


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
