"""The JSON schema of a bundle's configuration: resources as the API takes them, around them the published keys."""

from __future__ import annotations

from typing import Any

from snippets_tests.surface import bundles as keys
from snippets_tests.surface.model import Field, Surface, Type

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: Wherever another type is wanted, a reference may stand that is filled in before a deployment.
REFERENCE: Schema = {"type": "string", "pattern": r"\$\{[a-zA-Z]+(\.[a-zA-Z0-9_-]+|\[[0-9]+\])+\}"}
TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
PLAIN: dict[str, Schema] = {
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "any": {},
}
SECTIONS: dict[str, tuple[frozenset[str], dict[str, Schema]]] = {
    "bundle": (keys.BUNDLE, {"deployment": {"type": "object"}, "git": {"$ref": "#/$defs/bundle.git"}}),
    "bundle.git": (keys.words("branch origin_url"), {}),
    "workspace": (
        keys.WORKSPACE,
        {"azure_use_msi": {"type": "boolean"}, "experimental_is_unified_host": {"type": "boolean"}},
    ),
    "variable": (keys.VARIABLE, {"default": {}, "lookup": {"type": "object"}}),
    "sync": (keys.SYNC, dict.fromkeys(keys.SYNC, TEXTS)),
    "presets": (
        keys.PRESETS,
        {
            "artifacts_dynamic_version": {"type": "boolean"},
            "jobs_max_concurrent_runs": {"type": "integer"},
            "pipelines_development": {"type": "boolean"},
            "source_linked_deployment": {"type": "boolean"},
            "tags": {"type": "object", "additionalProperties": TEXT},
            "trigger_pause_status": {"enum": ["PAUSED", "UNPAUSED"]},
        },
    ),
    "artifact": (
        keys.ARTIFACT,
        {
            "dynamic_version": {"type": "boolean"},
            "files": {"type": "array", "items": {"type": "object", "properties": {"source": TEXT}}},
        },
    ),
    "run_as": (keys.RUN_AS, {}),
    "permission": (keys.PERMISSION, {}),
    "grant": (keys.words("principal privileges"), {"privileges": TEXTS}),
    "script": (keys.words("content"), {}),
}
"""What stands around the resources: the keys, and the types of those that are not text."""


def bundle_schema(surface: Surface) -> Schema:
    """The schema, in which editors look up keys, types, allowed values and descriptions."""
    work = _Work(surface)
    for name, (known, types) in SECTIONS.items():
        work.defs[name] = _closed({key: _or_reference(types.get(key, TEXT)) for key in sorted(known)})
    work.defs["bundle"]["required"] = ["name"]
    work.defs["resources"] = _closed({kind: _map(work.resource(kind)) for kind in keys.RESOURCES})
    shared = {
        "artifacts": _map(_ref("artifact")),
        "permissions": _list(_ref("permission")),
        "presets": _ref("presets"),
        "resources": _ref("resources"),
        "run_as": _ref("run_as"),
        "sync": _ref("sync"),
        "workspace": _ref("workspace"),
    }
    own = {
        "bundle": _ref("bundle"),
        "default": {"type": "boolean"},
        "git": _ref("bundle.git"),
        "mode": {"enum": list(keys.MODES)},
        # A value for a declared variable, or the declaration's own keys.
        "variables": _map({}),
    }
    target = {key: {**shared, **own}.get(key, TEXT) for key in sorted(keys.TARGET)}
    work.defs["target"] = {"anyOf": [_closed(target), {"type": "null"}]}
    top = {
        **shared,
        "bundle": _ref("bundle"),
        "environments": _map(_ref("target")),
        "include": TEXTS,
        "scripts": _map(_ref("script")),
        "targets": _map(_ref("target")),
        "variables": _map({"anyOf": [_ref("variable"), {"type": "null"}]}),
    }
    return {
        "$schema": DIALECT,
        "$id": "https://lakeproof.example/bundle.json",
        "title": f"databricks.yml, after databricks-sdk {surface.sdk_version}",
        # Anchors of YAML need a place of their own; editors know no other way to keep them.
        **_closed({key: top.get(key, {}) for key in sorted(keys.TOP)}),
        "$defs": dict(sorted(work.defs.items())),
    }


class _Work:
    """The definitions of the API's messages and enums, each made once."""

    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self.defs: dict[str, Schema] = {}

    def resource(self, kind: str) -> Schema:
        """A kind of resource: what its creating call takes, and what a bundle adds."""
        operation = self.surface.operations.get(keys.RESOURCES[kind] or "")
        fields: tuple[Field, ...] = ()
        if operation is not None and operation.body is not None:
            whole = next(p for p in operation.parameters if p.name == operation.body)
            fields = self.surface.messages[str(whole.type.name)].fields
        elif operation is not None:
            fields = tuple(p for p in operation.parameters if p.where == "body")
        also = keys.ALSO.get(kind, frozenset()) | keys.ELSE.get(kind, frozenset())
        extra: dict[str, Schema] = {key: {} for key in sorted(also)}
        extra |= {
            "grants": _list(_ref("grant")),
            "lifecycle": _closed({"prevent_destroy": {"type": "boolean"}, "started": {"type": "boolean"}}),
            "permissions": _list(_ref("permission")),
        }
        self.defs[f"resources.{kind}"] = self.fields(fields, extra)
        return _ref(f"resources.{kind}")

    def fields(self, fields: tuple[Field, ...], extra: dict[str, Schema]) -> Schema:
        """An object of these fields and no others."""
        properties = {field.name: self.field(field) for field in fields}
        made = _closed({**properties, **extra})
        required = [field.name for field in fields if field.required and field.name not in extra]
        return made | {"required": required} if required else made

    def field(self, field: Field) -> Schema:
        """One field with its description."""
        doc = " ".join(field.doc.split())
        return self.type(field.type) | ({"description": doc} if doc else {})

    def type(self, type_: Type) -> Schema:
        """A type; whatever is not text may be a reference too."""
        match type_.kind:
            case "message" | "enum":
                return _or_reference(self.named(type_))
            case "list" if type_.of is not None:
                return _or_reference(_list(self.type(type_.of)))
            case "map" if type_.of is not None:
                return _or_reference(_map(self.type(type_.of)))
        return _or_reference(PLAIN.get(type_.kind, TEXT))

    def named(self, type_: Type) -> Schema:
        """A reference to a message or an enum, which is defined where it is first met."""
        name = str(type_.name)
        if name not in self.defs:
            self.defs[name] = {}  # met again below itself: a task in a for-each task
            if type_.kind == "enum":
                self.defs[name] = {"enum": list(self.surface.enums[name].values)}
            else:
                self.defs[name] = self.fields(self.surface.messages[name].fields, {})
        return _ref(name)


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _closed(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _map(of: Schema) -> Schema:
    return {"type": "object", "additionalProperties": of}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _or_reference(schema: Schema) -> Schema:
    return schema if schema in ({}, TEXT) else {"anyOf": [schema, REFERENCE]}
