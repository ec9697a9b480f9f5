"""A resource's values in the types that the API takes, where YAML or a reference gave another that says the same.

`true` under `spark_conf` is the text `true`, the id that a lookup found is a number for a job: the official command
converts these, and refuses the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from snippets_tests.surface import Surface, Type
from snippets_tests.surface import bundles as keys
from snippets_tests.workspace.cli.bundle.config import Config

TRUE = frozenset({"true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON"})
FALSE = frozenset({"false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF"})


def normalize(config: Config, surface: Surface) -> None:
    """Convert the values of all resources."""
    for group, key, body in config.resources():
        operation = surface.operations.get(keys.RESOURCES.get(group) or "")
        if operation is None:
            continue
        whole = next((p for p in operation.parameters if operation.body and p.name == operation.body), None)
        if whole is not None:
            types = {field.name: field.type for field in surface.messages[str(whole.type.name)].fields}
        else:
            types = {parameter.name: parameter.type for parameter in operation.parameters}
        own = keys.ALSO.get(group, frozenset())
        config.value["resources"][group][key] = {
            name: _normal(value, types[name], surface) if name in types and name not in own else value
            for name, value in body.items()
        }


def _normal(value: Any, type_: Type, surface: Surface) -> Any:
    match type_.kind:
        case "message" if isinstance(value, Mapping):
            types = {field.name: field.type for field in surface.messages[str(type_.name)].fields}
            return {
                name: _normal(item, types[name], surface) if name in types else item for name, item in value.items()
            }
        case "list" if isinstance(value, list) and type_.of is not None:
            return [_normal(item, type_.of, surface) for item in value]
        case "map" if isinstance(value, Mapping) and type_.of is not None:
            return {name: _normal(item, type_.of, surface) for name, item in value.items()}
        case "string" if isinstance(value, bool):
            return str(value).lower()
        case "string" if isinstance(value, int | float):
            return f"{value}"
        case "integer" if isinstance(value, str) and re.fullmatch(r"[+-]?\d+", value):
            return int(value)
        case "integer" if isinstance(value, float) and value.is_integer():
            return int(value)
        case "number" if isinstance(value, str) and re.fullmatch(r"[+-]?\d+(\.\d+)?", value):
            return float(value)
        case "boolean" if isinstance(value, str) and value in TRUE | FALSE:
            return value in TRUE
    return value
