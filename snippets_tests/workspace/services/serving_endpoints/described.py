"""What an endpoint says of itself to programs: the OpenAPI document of its invocations; where its traces would go."""

from __future__ import annotations

import json
from typing import Any

from snippets_tests.workspace.errors import InvalidState
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.serving_endpoints.records import find
from snippets_tests.workspace.wire import Response

# What every served model takes, as the documentation of custom models' inputs says.
INPUTS = {
    "dataframe_split": {"type": "object"},
    "dataframe_records": {"type": "array", "items": {"type": "object"}},
    "instances": {"type": "array", "items": {}},
    "inputs": {},
    "params": {"type": "object"},
}


@operation("serving_endpoints.get_open_api")
def get_open_api(call: Call, name: str) -> Response:
    """How an endpoint, and each model behind it, is called."""
    found = find(call, name, "CAN_VIEW")
    if not found["config"]:
        raise InvalidState(f"Endpoint '{name}' is not ready.")
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": INPUTS}}}}
    answer = {"200": {"description": "Predictions", "content": {"application/json": {"schema": {"type": "object"}}}}}
    models = [f"/served-models/{entity['name']}" for entity in found["config"]["served_entities"]]
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": name, "version": str(found["config"]["config_version"])},
        "servers": [{"url": f"{call.tenant.host}/serving-endpoints/{name}"}],
        "paths": {
            f"{place}/invocations": {"post": {"requestBody": body, "responses": answer}} for place in ["", *models]
        },
    }
    return Response.octets(json.dumps(document).encode())
