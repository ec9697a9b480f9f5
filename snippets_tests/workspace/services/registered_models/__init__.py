"""Unity Catalog: registered models and their versions, as the SDK knows them.

Versions come into being through MLflow's client, whose calls are in `client`.
"""

from __future__ import annotations

from typing import Any

from snippets_tests.lakehouse.securables import Securable
from snippets_tests.workspace import unity
from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services.registered_models import client, prompts, records
from snippets_tests.workspace.store import Resource

MODULES = (client, prompts)


@operation("registered_models.create")
def create(
    call: Call,
    catalog_name: str | None = None,
    schema_name: str | None = None,
    name: str | None = None,
    comment: str | None = None,
    **_: Any,
) -> dict[str, Any]:
    """Make a model without versions."""
    given = {"catalog_name": catalog_name, "schema_name": schema_name, "name": name}
    for field, value in given.items():
        if not value:
            raise InvalidParameterValue(f"Missing required field: {field}")
    return shown(call, records.create(call, f"{catalog_name}.{schema_name}.{name}", comment))


@operation("registered_models.get")
def get(call: Call, full_name: str, include_aliases: bool = False, include_browse: bool = False) -> dict[str, Any]:
    """One model; its aliases only when asked for."""
    found = records.find(call, full_name, include_browse=include_browse)
    return shown(call, found, aliases=include_aliases)


@operation("registered_models.list")
def list_(
    call: Call,
    catalog_name: str | None = None,
    schema_name: str | None = None,
    include_browse: bool = False,
    max_results: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The models of a schema or of the metastore that the caller may execute."""
    if bool(catalog_name) != bool(schema_name):
        raise InvalidParameterValue("catalog_name and schema_name must be given together or both be left out.")
    schema = call.tenant.metastore.get_schema(f"{catalog_name}.{schema_name}").full_name if schema_name else None
    found = [shown(call, each) for each in records.listed(call, schema, include_browse)]
    return unity.pages("registered_models", found, max_results, page_token)


@operation("registered_models.update")
def update(
    call: Call,
    full_name: str,
    comment: str | None = None,
    new_name: str | None = None,
    owner: str | None = None,
    **_: Any,
) -> dict[str, Any]:
    """Change a model's name, owner or comment."""
    found = records.manage(call, full_name)
    if new_name:
        found = records.rename(call, found, new_name)
    return shown(call, unity.update(call, "MODEL", found.full_name, {"comment": comment, "owner": owner}))


@operation("registered_models.delete")
def delete(call: Call, full_name: str) -> None:
    """Drop a model with its versions."""
    records.delete(call, full_name)


@operation("registered_models.set_alias")
def set_alias(call: Call, full_name: str, alias: str, version_num: int) -> dict[str, Any]:
    """Let an alias mean a version."""
    records.set_alias(call, full_name, alias, version_num)
    return _alias(call, records.find(call, full_name), alias, version_num)


@operation("registered_models.delete_alias")
def delete_alias(call: Call, full_name: str, alias: str) -> None:
    """Forget an alias."""
    records.delete_alias(call, full_name, alias)


@operation("model_versions.get")
def get_version(
    call: Call, full_name: str, version: int, include_aliases: bool = False, include_browse: bool = False
) -> dict[str, Any]:
    """One version."""
    found = records.find(call, full_name, include_browse=include_browse)
    return shown_version(call, found, records.require_version(call, found, version), aliases=include_aliases)


@operation("model_versions.get_by_alias")
def get_by_alias(call: Call, full_name: str, alias: str, include_aliases: bool = False) -> dict[str, Any]:
    """The version that an alias means."""
    known = records.by_alias(call, full_name, alias)
    return shown_version(call, records.find(call, full_name), known, aliases=include_aliases)


@operation("model_versions.list")
def list_versions(
    call: Call,
    full_name: str,
    include_browse: bool = False,
    max_results: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """The versions of a model, the newest first."""
    found = records.find(call, full_name, include_browse=include_browse)
    found_versions = [shown_version(call, found, known) for known in records.versions(call, found)]
    return unity.pages("model_versions", found_versions, max_results, page_token)


@operation("model_versions.update")
def update_version(call: Call, full_name: str, version: int, comment: str | None = None, **_: Any) -> dict[str, Any]:
    """Change a version's comment."""
    found = records.manage(call, full_name)
    known = records.touch(call, records.require_version(call, found, version))
    if comment is not None:
        known["comment"] = comment
    return shown_version(call, found, known)


@operation("model_versions.delete")
def delete_version(call: Call, full_name: str, version: int) -> None:
    """Delete a version with its files and aliases."""
    records.delete_version(call, full_name, version)


def shown(call: Call, found: Securable, *, aliases: bool = False) -> dict[str, Any]:
    """A model as the API shows it."""
    answer = unity.described(call, found) | {
        "catalog_name": found.catalog_name,
        "schema_name": found.schema_name,
        "storage_location": records.location(call, found),
    }
    answer.pop("properties", None)
    held = records.extras(call, found)["aliases"]
    if aliases and held:
        answer["aliases"] = [_alias(call, found, alias, number) for alias, number in sorted(held.items())]
    return answer


def shown_version(call: Call, found: Securable, known: Resource, *, aliases: bool = False) -> dict[str, Any]:
    """A version as the API shows it."""
    fields = ("id", "version", "status", "comment", "source", "run_id", "run_workspace_id")
    times = ("created_at", "created_by", "updated_at", "updated_by")
    answer = {name: known[name] for name in (*fields, *times) if name in known} | {
        "model_name": found.name,
        "catalog_name": found.catalog_name,
        "schema_name": found.schema_name,
        "metastore_id": call.tenant.metastore.id,
        "storage_location": records.location(call, found, known["version"]),
    }
    named = records.aliases_of(call, found, known["version"])
    if aliases and named:
        answer["aliases"] = [_alias(call, found, alias, known["version"]) for alias in named]
    return answer


def _alias(call: Call, found: Securable, alias: str, version: int) -> dict[str, Any]:
    return {
        "alias_name": alias,
        "version_num": version,
        "catalog_name": found.catalog_name,
        "schema_name": found.schema_name,
        "model_name": found.name,
    }
