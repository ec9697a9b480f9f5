"""Prompts of MLflow's registry in Unity Catalog: templates with versions, aliases and tags, in a schema.

The calls are those of MLflow's `unity_catalog_prompt_service.proto`. Making a prompt needs CREATE FUNCTION on the
schema, reading one EXECUTE, changing one MANAGE. Links of prompts to runs, traces and models are not emulated.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.workspace.errors import AlreadyExists, BadRequest, InvalidParameterValue, ResourceDoesNotExist
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, endpoint
from snippets_tests.workspace.services.experiments.search import body
from snippets_tests.workspace.services.registered_models import records
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

PROMPTS = "/api/2.0/mlflow/unity-catalog/prompts"
PROMPT, VERSION = PROMPTS + "/{name}", PROMPTS + "/{name}/versions/{version}"
LARGEST_PAGE = 100
CONDITION = re.compile(r"\s*(name|tags\.`?(?P<tag>[\w.\-]+)`?)\s*(?P<sign>=|LIKE)\s*'(?P<value>[^']*)'\s*", re.I)


@endpoint("POST", PROMPTS)
def create_prompt(call: Call) -> Response:
    """Make a prompt without versions."""
    given = body(call)
    name, schema = _named(call, str(given.get("name") or ""))
    call.tenant.metastore.require(call.principal.name, "CREATE_FUNCTION", "SCHEMA", schema)
    if _known(call, name) is not None:
        raise AlreadyExists(f"Prompt '{name}' already exists")
    prompt, now = given.get("prompt") or {}, call.tenant.clock.iso()
    made: Resource = {
        "name": name,
        "schema_id": call.tenant.metastore.get_schema(schema).id,
        "creation_timestamp": now,
        "last_updated_timestamp": now,
        "description": prompt.get("description"),
        "tags": _as_map(prompt.get("tags")),
        "aliases": {},
        "versions": {},
        "next": 1,
    }
    call.tenant.store["prompts"][name] = made
    return Response.json(_shown(made))


@endpoint("GET", PROMPT)
def get_prompt(call: Call, name: str) -> Response:
    """One prompt, without its templates."""
    return Response.json(_shown(_find(call, name)))


@endpoint("PATCH", PROMPT)
def update_prompt(call: Call, name: str) -> Response:
    """Change a prompt's description."""
    found = _manage(call, name)
    found["description"] = (body(call).get("prompt") or {}).get("description")
    return Response.json(_shown(found))


@endpoint("DELETE", PROMPT)
def delete_prompt(call: Call, name: str) -> Response:
    """Delete a prompt that has no versions any more."""
    found = _manage(call, name)
    if found["versions"]:
        raise BadRequest(f"Cannot delete prompt '{found['name']}' because it still has versions.")
    del call.tenant.store["prompts"][found["name"]]
    return Response.json({})


@endpoint("POST", PROMPTS + "/search")
def search_prompts(call: Call) -> Response:
    """The prompts of a schema that the caller may read, by name."""
    given = body(call)
    place = given.get("catalog_schema") or {}
    schema = call.tenant.metastore.get_schema(f"{place.get('catalog_name')}.{place.get('schema_name')}").full_name
    call.tenant.metastore.require(call.principal.name, "EXECUTE", "SCHEMA", schema)
    fits = _conditions(given.get("filter"))
    inside = [name for name in sorted(call.tenant.store["prompts"]) if name.rpartition(".")[0] == schema]
    kept = [found for name in inside if (found := _known(call, name)) is not None and fits(found)]
    chosen, token = page(kept, given.get("page_token"), _size(given))
    answer: dict[str, Any] = {"prompts": [_shown(each) for each in chosen]}
    return Response.json(answer | ({"next_page_token": token} if token else {}))


@endpoint("POST", PROMPT + "/versions")
def create_prompt_version(call: Call, name: str) -> Response:
    """Add a version; its number is the next one."""
    found, given = _manage(call, name), body(call).get("prompt_version") or {}
    if not given.get("template"):
        raise InvalidParameterValue("Missing required field: prompt_version.template")
    number, now = str(found["next"]), call.tenant.clock.iso()
    found["next"] += 1
    found["versions"][number] = {
        "version": number,
        "creation_timestamp": now,
        "last_updated_timestamp": now,
        "description": given.get("description"),
        "template": given["template"],
        "tags": _as_map(given.get("tags")),
    }
    return _version(found, number)


@endpoint("GET", VERSION)
def get_prompt_version(call: Call, name: str, version: str) -> Response:
    """One version."""
    return _version(_find(call, name), version)


@endpoint("PATCH", VERSION)
def update_prompt_version(call: Call, name: str, version: str) -> Response:
    """Change a version's description; its template never changes."""
    found = _manage(call, name)
    _require_version(found, version)["description"] = (body(call).get("prompt_version") or {}).get("description")
    return _version(found, version)


@endpoint("DELETE", VERSION)
def delete_prompt_version(call: Call, name: str, version: str) -> Response:
    """Delete a version and the aliases that mean it."""
    found = _manage(call, name)
    _require_version(found, version)
    del found["versions"][version]
    found["aliases"] = {alias: number for alias, number in found["aliases"].items() if number != version}
    return Response.json({})


@endpoint("POST", PROMPT + "/versions/search")
def search_prompt_versions(call: Call, name: str) -> Response:
    """The versions of a prompt, the newest first."""
    given, found = body(call), _find(call, name)
    chosen, token = page(sorted(found["versions"], key=int, reverse=True), given.get("page_token"), _size(given))
    answer: dict[str, Any] = {"prompt_versions": [_shown_version(found, number) for number in chosen]}
    return Response.json(answer | ({"next_page_token": token} if token else {}))


@endpoint("GET", PROMPT + "/versions/by-alias/{alias}")
def get_prompt_version_by_alias(call: Call, name: str, alias: str) -> Response:
    """The version that an alias means."""
    found = _find(call, name)
    if alias not in found["aliases"]:
        raise ResourceDoesNotExist(f"Alias '{alias}' does not exist for prompt '{found['name']}'.")
    return _version(found, found["aliases"][alias])


@endpoint("POST", PROMPT + "/aliases/{alias}")
def set_prompt_alias(call: Call, name: str, alias: str) -> Response:
    """Let an alias mean a version, whatever it meant before."""
    found, version = _manage(call, name), str(body(call).get("version") or "")
    records.check_alias(alias)
    _require_version(found, version)
    found["aliases"][alias] = version
    return Response.json({})


@endpoint("DELETE", PROMPT + "/aliases/{alias}")
def delete_prompt_alias(call: Call, name: str, alias: str) -> Response:
    """Forget an alias; one that is not there stays away."""
    _manage(call, name)["aliases"].pop(alias, None)
    return Response.json({})


@endpoint("POST", PROMPT + "/tags")
def set_prompt_tag(call: Call, name: str) -> Response:
    """Set a tag of a prompt."""
    given = body(call)
    _manage(call, name)["tags"][_key(given)] = str(given.get("value", ""))
    return Response.json({})


@endpoint("DELETE", PROMPT + "/tags/{key}")
def delete_prompt_tag(call: Call, name: str, key: str) -> Response:
    """Remove a tag of a prompt."""
    _remove(_manage(call, name)["tags"], key)
    return Response.json({})


@endpoint("POST", VERSION + "/tags")
def set_prompt_version_tag(call: Call, name: str, version: str) -> Response:
    """Set a tag of a version."""
    given = body(call)
    _require_version(_manage(call, name), version)["tags"][_key(given)] = str(given.get("value", ""))
    return Response.json({})


@endpoint("DELETE", VERSION + "/tags/{key}")
def delete_prompt_version_tag(call: Call, name: str, version: str, key: str) -> Response:
    """Remove a tag of a version."""
    _remove(_require_version(_manage(call, name), version)["tags"], key)
    return Response.json({})


def _named(call: Call, name: str) -> tuple[str, str]:
    """A prompt's full name and its schema's, as the metastore writes them."""
    parts = name.split(".")
    if len(parts) != 3:
        raise InvalidParameterValue(
            f"Bad prompt name '{name}': specify all three levels in the form `catalog_name.schema_name.prompt_name`"
        )
    schema = call.tenant.metastore.get_schema(f"{parts[0]}.{parts[1]}").full_name
    return f"{schema}.{parts[2].lower()}", schema


def _known(call: Call, name: str) -> Resource | None:
    found = call.tenant.store["prompts"].get(name)
    try:
        schema = call.tenant.metastore.get_schema(name.rpartition(".")[0])
    except MetastoreError:
        return None
    # A schema takes its prompts with it; one that is made anew starts without.
    return found if found is not None and found["schema_id"] == schema.id else None


def _find(call: Call, name: str) -> Resource:
    full_name, schema = _named(call, name)
    call.tenant.metastore.require(call.principal.name, "EXECUTE", "SCHEMA", schema)
    found = _known(call, full_name)
    if found is None:
        raise ResourceDoesNotExist(f"Prompt '{full_name}' does not exist.")
    return found


def _manage(call: Call, name: str) -> Resource:
    found = _find(call, name)
    call.tenant.metastore.require_manage(call.principal.name, "SCHEMA", found["name"].rpartition(".")[0])
    return found


def _require_version(found: Resource, version: str) -> dict[str, Any]:
    if version not in found["versions"]:
        raise ResourceDoesNotExist(f"Version '{version}' of prompt '{found['name']}' does not exist.")
    kept: dict[str, Any] = found["versions"][version]
    return kept


def _conditions(filter: str | None) -> Callable[[Resource], bool]:
    """What a search asks for beside catalog and schema, as a test of a prompt."""
    tests = []
    for part in re.split(r"\s+AND\s+", filter, flags=re.IGNORECASE) if filter else []:
        read = CONDITION.fullmatch(part)
        if read is None:
            raise InvalidParameterValue(
                f"Invalid filter: {part!r}. Prompts are searched by name and tags, with = or LIKE."
            )
        tests.append(read)

    def fits(found: Resource) -> bool:
        return all(_fits(found, read) for read in tests)

    return fits


def _fits(found: Resource, read: re.Match[str]) -> bool:
    value = str(found["tags"].get(read["tag"], "") if read["tag"] else found["name"].rpartition(".")[2])
    if read["sign"] == "=":
        return value == read["value"]
    pattern = re.escape(read["value"]).replace("%", ".*").replace("_", ".")
    return re.fullmatch(pattern, value, re.DOTALL) is not None


def _shown(found: Resource) -> dict[str, Any]:
    shown = {name: found[name] for name in ("name", "creation_timestamp", "last_updated_timestamp", "description")}
    shown |= {"tags": _as_list(found["tags"]), "aliases": _aliases(found)}
    return {name: value for name, value in shown.items() if value}


def _version(found: Resource, version: str) -> Response:
    return Response.json(_shown_version(found, version))


def _shown_version(found: Resource, version: str) -> dict[str, Any]:
    kept = _require_version(found, version)
    shown = kept | {"name": found["name"], "tags": _as_list(kept["tags"]), "aliases": _aliases(found, version)}
    return {name: value for name, value in shown.items() if value}


def _aliases(found: Resource, version: str | None = None) -> list[dict[str, str]]:
    held = sorted(found["aliases"].items())
    return [{"alias": alias, "version": number} for alias, number in held if version in (None, number)]


def _as_map(tags: list[dict[str, str]] | None) -> dict[str, str]:
    return {tag["key"]: tag.get("value", "") for tag in tags or []}


def _as_list(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in tags.items()]


def _key(given: dict[str, Any]) -> str:
    if not given.get("key"):
        raise InvalidParameterValue("Missing required field: key")
    return str(given["key"])


def _remove(tags: dict[str, str], key: str) -> None:
    if tags.pop(key, None) is None:
        raise ResourceDoesNotExist(f"Tag '{key}' does not exist.")


def _size(given: dict[str, Any]) -> int:
    return min(int(given.get("max_results") or LARGEST_PAGE), LARGEST_PAGE)
