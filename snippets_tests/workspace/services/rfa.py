"""Request for access: where requests for privileges on a securable go, and the requests. Nothing is sent to anybody."""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.metastore import METASTORE_NAME
from snippets_tests.lakehouse.privileges import APPLICABLE, rest_name
from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import grants
from snippets_tests.workspace.store import Resource

DESTINATIONS = "access request destinations"
REQUESTS = "access requests"
SUPPORTED = (
    "METASTORE", "CATALOG", "SCHEMA", "TABLE", "EXTERNAL_LOCATION", "CONNECTION", "CREDENTIAL", "FUNCTION",
    "REGISTERED_MODEL", "VOLUME",
)  # fmt: skip
MOST = 5
FIELDS = ("destinations",)


@operation("rfa.get_access_request_destinations")
def get_access_request_destinations(call: Call, securable_type: str, full_name: str) -> Resource:
    """Where requests for a securable go: its own destinations, else those of what contains it."""
    kind, name = _target(call, securable_type, full_name)
    return _shown(call, securable_type, full_name, kind, name)


@operation("rfa.update_access_request_destinations")
def update_access_request_destinations(call: Call, access_request_destinations: Resource, update_mask: str) -> Resource:
    """Set where requests for a securable go."""
    securable = access_request_destinations["securable"]
    given_type, full_name = securable.get("type", ""), securable.get("full_name", "")
    kind, name = _target(call, given_type, full_name)
    call.tenant.metastore.grants.require_manage(call.principal.name, kind, name)
    for field in update_mask.split(","):
        if field.strip() not in (*FIELDS, "*"):
            raise InvalidParameterValue(f"Invalid field mask: {field.strip()} cannot be updated.")
    destinations = access_request_destinations.get("destinations", [])
    _check(destinations)
    call.tenant.store[DESTINATIONS][f"{kind}/{name}"] = {"destinations": destinations}
    return _shown(call, given_type, full_name, kind, name)


@operation("rfa.batch_create_access_requests")
def batch_create_access_requests(call: Call, requests: list[Resource] | None = None) -> dict[str, Any]:
    """Ask for privileges; the answer says whom the requests went to."""
    responses = []
    who = [str(each.get("behalf_of", {}).get("id", call.principal.id)) for each in requests or []]
    if len(set(who)) < len(who):
        raise InvalidParameterValue("The principals of access requests must be unique.")
    for request in requests or []:
        destinations = []
        for wanted in request.get("securable_permissions", []):
            securable = wanted.get("securable", {})
            given_type, full_name = securable.get("type", ""), securable.get("full_name", "")
            kind, name = _target(call, given_type, full_name)
            for privilege in wanted.get("permissions", []):
                if rest_name(privilege) not in APPLICABLE[kind]:
                    raise InvalidParameterValue(f"{privilege} cannot be requested on a {kind}.")
            destinations.append(_shown(call, given_type, full_name, kind, name))
        key = call.tenant.ids.uuid("access request")
        call.tenant.store[REQUESTS][key] = {**request, "_by": call.principal.name}
        asker = {"id": call.principal.id, "principal_type": "USER_PRINCIPAL"}
        responses.append({"behalf_of": request.get("behalf_of", asker), "request_destinations": destinations})
    return {"responses": responses}


def _target(call: Call, securable_type: str, full_name: str) -> tuple[str, str]:
    kind = rest_name(securable_type)
    if kind not in SUPPORTED:
        raise InvalidParameterValue(
            f"Access requests are not supported for {securable_type!r}; supported are: {', '.join(SUPPORTED)}"
        )
    return grants.target(call, "FUNCTION" if kind == "REGISTERED_MODEL" else kind, full_name)


def _shown(call: Call, given_type: str, full_name: str, kind: str, name: str) -> Resource:
    found, source_kind, source_name = _source(call, kind, name)
    shown: Resource = {
        "securable": {"type": rest_name(given_type), "full_name": full_name},
        "securable_type": rest_name(given_type),
        "full_name": full_name,
        "destinations": found,
        "are_any_destinations_hidden": False,
    }
    if found and (source_kind, source_name) != (kind, name):
        shown["destination_source_securable"] = {"type": source_kind, "full_name": source_name}
    return shown


def _source(call: Call, kind: str, name: str) -> tuple[list[Resource], str, str]:
    """The nearest destinations from a securable upwards."""
    places = [(kind, name)]
    parts = name.split(".") if kind != "METASTORE" else []
    if len(parts) == 3:
        places.append(("SCHEMA", ".".join(parts[:2])))
    if len(parts) >= 2:
        places.append(("CATALOG", parts[0]))
    for place in [*places, ("METASTORE", METASTORE_NAME)]:
        kept = call.tenant.store[DESTINATIONS].get("/".join(place))
        if kept is not None and kept["destinations"]:
            return list(kept["destinations"]), *place
    return [], kind, name


def _check(destinations: list[Resource]) -> None:
    kinds = [each.get("destination_type", "special") for each in destinations]
    emails, others = kinds.count("EMAIL"), len([k for k in kinds if k not in ("EMAIL", "URL", "special")])
    if emails > MOST or others > MOST:
        raise InvalidParameterValue(f"At most {MOST} emails and {MOST} notification destinations can be set.")
    if "URL" in kinds and len(kinds) > 1:
        raise InvalidParameterValue("A URL destination cannot be set beside other destinations.")
