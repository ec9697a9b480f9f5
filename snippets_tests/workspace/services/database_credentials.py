"""Lakebase: credentials and the lists of an instance. No PostgreSQL runs behind them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue, NotFound
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Resource

LIFETIME = timedelta(hours=1)


@operation("database.generate_database_credential")
def generate_database_credential(
    call: Call,
    instance_names: list[str] | None = None,
    claims: list[dict[str, Any]] | None = None,
    request_id: str | None = None,
) -> dict[str, Any]:
    """A password for the caller, for an hour, for instances that exist."""
    if not instance_names and not claims:
        raise InvalidParameterValue("Missing required field: instance_names")
    for name in instance_names or []:
        _instance(call, name)
    expiry = call.tenant.clock.now() + LIFETIME
    token = call.tenant.ids.hex(40, "database credential")
    return {"token": f"doa{token}", "expiration_time": expiry.strftime("%Y-%m-%dT%H:%M:%SZ")}


@operation("postgres.generate_database_credential")
def generate_postgres_credential(call: Call, endpoint: str, **more: Any) -> dict[str, Any]:
    """A password for the caller, for an hour, for an endpoint that exists."""
    endpoints = call.tenant.store["postgres.endpoint"]
    endpoints.require(endpoint.lower(), f"Endpoint '{endpoint}' does not exist.")
    expiry = call.tenant.clock.now() + LIFETIME
    token = call.tenant.ids.hex(40, "database credential")
    return {"token": f"doa{token}", "expire_time": expiry.strftime("%Y-%m-%dT%H:%M:%SZ")}


@operation("database.find_database_instance_by_uid")
def find_database_instance_by_uid(call: Call, uid: str | None = None) -> Resource:
    """The instance of an id."""
    found = call.tenant.store["database.database_instance"].find(lambda each: each.get("uid") == uid)
    if uid is None or found is None:
        raise NotFound(f"Database instance with uid '{uid}' does not exist.")
    return _shown(call, "database.DatabaseInstance", found)


@operation("database.list_database_catalogs")
def list_database_catalogs(
    call: Call, instance_name: str, page_size: int = 100, page_token: str | None = None
) -> dict[str, Any]:
    """The catalogs of an instance."""
    _instance(call, instance_name)
    stored = call.tenant.store["database.database_catalog"].where(database_instance_name=instance_name)
    found = [_shown(call, "database.DatabaseCatalog", each) for each in stored]
    shown, token = page(found, page_token, page_size)
    return {"database_catalogs": shown} | ({"next_page_token": token} if token else {})


@operation("database.list_synced_database_tables")
def list_synced_database_tables(
    call: Call, instance_name: str, page_size: int = 100, page_token: str | None = None
) -> dict[str, Any]:
    """The tables that are kept in step in an instance."""
    _instance(call, instance_name)
    stored = call.tenant.store["database.synced_database_table"].where(database_instance_name=instance_name)
    found = [_shown(call, "database.SyncedDatabaseTable", each) for each in stored]
    shown, token = page(found, page_token, page_size)
    return {"synced_tables": shown} | ({"next_page_token": token} if token else {})


def _instance(call: Call, name: str) -> Resource:
    stored = call.tenant.store["database.database_instance"]
    return stored.require(name.lower(), f"Database instance '{name}' does not exist.")


def _shown(call: Call, message: str, resource: Resource) -> Resource:
    fields = call.surface.messages[message].fields
    return {field.name: resource[field.name] for field in fields if field.name in resource}
