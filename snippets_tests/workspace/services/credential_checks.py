"""Checks of storage and service credentials, and short-lived ones: there is no cloud behind, so nothing is reached."""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.registry import Call, operation

LIFETIME = 3600
SKIPPED = "This workspace has no cloud storage behind it, so nothing was tried."
CLOUDS = (
    "aws_iam_role", "azure_managed_identity", "azure_service_principal", "cloudflare_api_token",
    "databricks_gcp_service_account",
)  # fmt: skip


@operation("storage_credentials.validate")
def validate_storage(
    call: Call,
    external_location_name: str | None = None,
    read_only: bool = False,
    storage_credential_name: str | None = None,
    url: str | None = None,
    **clouds: Any,
) -> dict[str, Any]:
    """Say what would be tried with a storage credential."""
    _require_credential(call, "storage_credentials", "STORAGE_CREDENTIAL", storage_credential_name, clouds)
    _require_place(call, external_location_name, url)
    tried = ["READ", "LIST"] if read_only else ["READ", "LIST", "WRITE", "DELETE"]
    return {"isDir": True, "results": [{"operation": each, "result": "SKIP", "message": SKIPPED} for each in tried]}


@operation("credentials.validate_credential")
def validate(
    call: Call,
    credential_name: str | None = None,
    external_location_name: str | None = None,
    purpose: str = "STORAGE",
    read_only: bool = False,
    url: str | None = None,
    **clouds: Any,
) -> dict[str, Any]:
    """Say that nothing was tried with a credential."""
    _require_credential(call, "credentials", "CREDENTIAL", credential_name, clouds)
    if purpose == "STORAGE":
        _require_place(call, external_location_name, url)
    return {"results": [{"result": "SKIP", "message": SKIPPED}]}


@operation("credentials.generate_temporary_service_credential")
def generate(call: Call, credential_name: str, **options: Any) -> dict[str, Any]:
    """A made-up credential of the right form for an hour; it opens nothing."""
    _find(call, "credentials", "CREDENTIAL", credential_name)
    kept = call.tenant.store["credentials"][credential_name.lower()]
    metastore = call.tenant.metastore
    metastore.note("CREDENTIAL", credential_name, principal=kept.get("owner"))
    metastore.require(call.principal.name, "ACCESS", "CREDENTIAL", credential_name)
    if kept.get("purpose", "SERVICE") != "SERVICE":
        raise InvalidParameterValue(f"Credential '{credential_name}' is not a service credential.")
    secret = {
        "access_key_id": f"ASIA{call.tenant.ids.hex(16, 'temporary key').upper()}",
        "secret_access_key": call.tenant.ids.hex(40, "temporary secret"),
        "session_token": call.tenant.ids.hex(64, "temporary token"),
    }
    return {"aws_temp_credentials": secret, "expiration_time": call.tenant.clock.millis() + LIFETIME * 1000}


def _require_credential(call: Call, family: str, kind: str, name: str | None, clouds: dict[str, Any]) -> None:
    if (name is None) == (not any(cloud in clouds for cloud in CLOUDS)):
        raise InvalidParameterValue(f"Exactly one of the credential's name and {', '.join(CLOUDS)} must be given.")
    if name is not None:
        _find(call, family, kind, name)


def _require_place(call: Call, location: str | None, url: str | None) -> None:
    if location is None and url is None:
        raise InvalidParameterValue("At least one of external_location_name and url must be given.")
    if location is not None:
        _find(call, "external_locations", "EXTERNAL_LOCATION", location)


def _find(call: Call, family: str, kind: str, name: str) -> None:
    if name.lower() not in call.tenant.store[family]:
        label = kind.replace("_", " ").title()
        raise MetastoreError(f"{kind}_DOES_NOT_EXIST", f"{label} '{name}' does not exist.", 404)
