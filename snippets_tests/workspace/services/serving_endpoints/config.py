"""What a serving endpoint serves, read from a request: entities, and how traffic is parted among them."""

from __future__ import annotations

import re
from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue, NotImplementedYet
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.services.registered_models import records as models
from snippets_tests.workspace.store import Resource

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
SIZES = ("Small", "Medium", "Large", "XLarge", "2X-Large", "3X-Large", "4X-Large")
MOST_ENTITIES = 15
# The reader's field for what an external model does not have.
CUSTOM_ONLY = ("entity_name", "entity_version", "workload_size", "workload_type", "scale_to_zero_enabled")


def read(call: Call, given: dict[str, Any], version: int) -> Resource:
    """An endpoint's configuration as the API shows it.

    Raises:
        InvalidParameterValue: An entity or route makes no sense.
        ResourceDoesNotExist: A model or version is not there.
    """
    if given.get("auto_capture_config"):
        raise NotImplementedYet(
            "auto_capture_config, the older form of inference tables, is not emulated: "
            "use inference_table_config of the endpoint's ai_gateway."
        )
    listed = [_from_model(each) for each in given.get("served_models") or []] or given.get("served_entities") or []
    if not listed:
        raise InvalidParameterValue("An endpoint's config must have at least one served entity.")
    if len(listed) > MOST_ENTITIES:
        raise InvalidParameterValue(f"An endpoint can serve at most {MOST_ENTITIES} entities, got {len(listed)}.")
    entities = [_entity(call, each) for each in listed]
    names = [each["name"] for each in entities]
    for name in names:
        if names.count(name) > 1:
            raise InvalidParameterValue(f"Served entity names must be unique in an endpoint; '{name}' is not.")
    return {
        "served_entities": entities,
        "served_models": [_as_model(each) for each in entities if "entity_name" in each],
        "traffic_config": {"routes": _routes(names, given.get("traffic_config"))},
        "config_version": version,
    }


def _entity(call: Call, given: dict[str, Any]) -> Resource:
    if given.get("external_model"):
        if wrong := [name for name in CUSTOM_ONLY if given.get(name) is not None]:
            raise InvalidParameterValue(f"external_model cannot be combined with {', '.join(wrong)}.")
        own = re.sub(r"[.:]", "-", given["external_model"]["name"])
    else:
        _require_model(call, given)
        own = f"{given['entity_name'].rpartition('.')[2]}-{given['entity_version']}"
    name = given.get("name") or own
    if not NAME.fullmatch(name):
        raise InvalidParameterValue(f"Invalid served entity name '{name}': use letters, digits, dashes, underscores.")
    size = given.get("workload_size")
    if size is not None and size not in SIZES:
        raise InvalidParameterValue(f"Invalid workload_size '{size}'; valid are: {', '.join(SIZES)}.")
    made = {**given, "name": name, "creator": call.principal.name, "creation_timestamp": call.tenant.clock.millis()}
    made["_id"] = call.tenant.ids.hex(32, "served entity")  # what inference tables call it by
    if "external_model" not in made:
        made = {"workload_type": "CPU", "scale_to_zero_enabled": False, **made}
        if "min_provisioned_concurrency" not in made:
            made.setdefault("workload_size", "Small")
    return made


def _require_model(call: Call, given: dict[str, Any]) -> None:
    for field in ("entity_name", "entity_version"):
        if not given.get(field):
            raise InvalidParameterValue(f"Missing required field: served_entities.{field}")
    if given["entity_name"].count(".") != 2:
        raise NotImplementedYet(
            f"'{given['entity_name']}' is not emulated as a served entity: only models of Unity Catalog "
            "(catalog.schema.model) are served here."
        )
    found = models.find(call, given["entity_name"])
    known = models.require_version(call, found, given["entity_version"])
    if known["status"] != models.READY:
        raise InvalidParameterValue(f"Model version {known['version']} of '{found.full_name}' is {known['status']}.")


def _routes(names: list[str], traffic: dict[str, Any] | None) -> list[dict[str, Any]]:
    routes = (traffic or {}).get("routes") or []
    if not routes:
        share = 100 // len(names)
        shares = [100 - share * (len(names) - 1), *[share] * (len(names) - 1)]
        routes = [{"served_entity_name": name, "traffic_percentage": n} for name, n in zip(names, shares, strict=True)]
    read = []
    for route in routes:
        name = route.get("served_entity_name") or route.get("served_model_name")
        if name not in names:
            raise InvalidParameterValue(f"The traffic route '{name}' names no served entity of this config.")
        read.append(
            {"served_model_name": name, "served_entity_name": name, "traffic_percentage": route["traffic_percentage"]}
        )
    total = sum(route["traffic_percentage"] for route in read)
    if total != 100:
        raise InvalidParameterValue(f"The traffic percentages of all routes must sum up to 100, got {total}.")
    return read


def _from_model(given: dict[str, Any]) -> dict[str, Any]:
    """A served entity from the older field `served_models`."""
    renamed = {"model_name": "entity_name", "model_version": "entity_version"}
    return {renamed.get(name, name): value for name, value in given.items()}


def _as_model(entity: Resource) -> dict[str, Any]:
    """The older form of a served entity, which the API still shows."""
    renamed = {"entity_name": "model_name", "entity_version": "model_version"}
    return {renamed.get(name, name): value for name, value in entity.items()}
