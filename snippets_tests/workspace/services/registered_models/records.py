"""Registered models of Unity Catalog and their versions: what both of its APIs work on.

The metastore keeps a model's owner, comment and grants; what only models have is kept beside it. The messages call a
model `Routine or Model`, as Databricks does: it is a function among the securables.
"""

from __future__ import annotations

import re
from typing import Any

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.lakehouse.securables import Securable, checked_name
from snippets_tests.workspace import unity
from snippets_tests.workspace.errors import (
    InvalidParameterValue,
    InvalidState,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from snippets_tests.workspace.filesystem import Tree
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.store import Resource

PENDING, READY = "PENDING_REGISTRATION", "READY"
# Where the files of versions lie, below the tenant's files.
FILES = "models"
ALIAS = re.compile(r"[\w\-]+")
VERSION_LIKE = re.compile(r"v\d+", re.IGNORECASE)


def create(call: Call, full_name: str, comment: str | None = None, tags: dict[str, str] | None = None) -> Securable:
    """Make a model without versions; the caller owns it."""
    parts = full_name.split(".")
    if len(parts) != 3:
        raise InvalidParameterValue(
            "Bad model name: please specify all three levels of the model in the form "
            "`catalog_name.schema_name.model_name`"
        )
    metastore, who = call.tenant.metastore, call.principal.name
    schema = metastore.get_schema(f"{parts[0]}.{parts[1]}")
    name = f"{schema.full_name}.{checked_name('MODEL', parts[2])}"
    metastore.require(who, "CREATE_MODEL", "SCHEMA", schema.full_name)
    if _known(call, name) is not None:
        raise ResourceAlreadyExists(f"Routine or Model '{name}' already exists")
    made = metastore.note("MODEL", name, principal=who, comment=comment)
    made.tags = dict(tags or {})
    Tree(call.tenant.files / FILES, call.tenant.clock).make_directory("/" + name.replace(".", "/"))
    return made


def find(call: Call, full_name: str, privilege: str = "EXECUTE", include_browse: bool = False) -> Securable:
    """A model that the caller may use."""
    found = _known(call, full_name)
    if found is None:
        raise ResourceDoesNotExist(f"Routine or Model '{full_name}' does not exist.")
    unity.require_sight(call, found, privilege, include_browse)
    return found


def manage(call: Call, full_name: str) -> Securable:
    """A model that the caller may change."""
    found = find(call, full_name)
    call.tenant.metastore.require_manage(call.principal.name, "MODEL", found.full_name)
    return found


def listed(call: Call, schema: str | None = None, include_browse: bool = False) -> list[Securable]:
    """All models, or those of a schema, that the caller may see, by name."""
    names = sorted(call.tenant.store["registered_models"])
    found = [each for each in (_known(call, name) for name in names) if each is not None]
    return [
        each
        for each in found
        if schema in (None, each.parent)
        and (unity.sees(call, each, "EXECUTE") or unity.browses(call, each, include_browse))
    ]


def extras(call: Call, found: Securable) -> Resource:
    """What the metastore does not know of a model: its aliases, its versions, the next version's number."""
    kept = call.tenant.store["registered_models"]
    if kept.get(found.full_name, {}).get("id") != found.id:  # a new model under an old name
        kept[found.full_name] = {"id": found.id, "aliases": {}, "versions": {}, "next": 1}
    return kept[found.full_name]


def rename(call: Call, found: Securable, new_name: str) -> Securable:
    """Give a model another name in its schema; its files move with it."""
    old, kept = found.full_name, extras(call, found)
    changed = unity.update(call, "MODEL", old, {}, new_name)
    call.tenant.store["registered_models"][changed.full_name] = kept
    del call.tenant.store["registered_models"][old]
    files = Tree(call.tenant.files / FILES, call.tenant.clock)
    files.move("/" + old.replace(".", "/"), "/" + changed.full_name.replace(".", "/"))
    return changed


def delete(call: Call, full_name: str) -> None:
    """Drop a model with all its versions and their files."""
    found = manage(call, full_name)
    call.tenant.metastore.delete("MODEL", found.full_name)
    call.tenant.store["registered_models"].pop(found.full_name, None)
    Tree(call.tenant.files / FILES, call.tenant.clock).remove("/" + found.full_name.replace(".", "/"))


def check_alias(alias: str) -> None:
    """Refuse what cannot be an alias, of a model or of a prompt."""
    if not ALIAS.fullmatch(alias) or alias.lower() == "latest" or VERSION_LIKE.fullmatch(alias):
        raise InvalidParameterValue(
            f"Invalid alias name: '{alias}'. It may have letters, digits, underscores and dashes, and must be neither "
            "'latest' nor like a version ('v1')."
        )


def set_alias(call: Call, full_name: str, alias: str, version: int) -> None:
    """Let an alias mean a version, whatever it meant before."""
    check_alias(alias)
    found = manage(call, full_name)
    require_version(call, found, version)
    extras(call, found)["aliases"][alias] = int(version)


def delete_alias(call: Call, full_name: str, alias: str) -> None:
    """Forget an alias; one that is not there stays away."""
    extras(call, manage(call, full_name))["aliases"].pop(alias, None)


def by_alias(call: Call, full_name: str, alias: str) -> Resource:
    """The version that an alias means."""
    found = find(call, full_name)
    version = extras(call, found)["aliases"].get(alias)
    if version is None:
        raise ResourceDoesNotExist(f"Alias '{alias}' does not exist for model '{found.full_name}'.")
    return require_version(call, found, version)


def create_version(call: Call, found: Securable, fields: dict[str, Any]) -> Resource:
    """Make a version whose files are about to be uploaded."""
    metastore, who = call.tenant.metastore, call.principal.name
    if not metastore.grants.manages(who, "MODEL", found.full_name):
        metastore.require(who, "CREATE_MODEL_VERSION", "MODEL", found.full_name)
    kept, now = extras(call, found), call.tenant.clock.millis()
    number = kept["next"]
    kept["next"] += 1
    made: Resource = {
        "version": number,
        "id": call.tenant.ids.uuid("model version"),
        "status": PENDING,
        "created_at": now,
        "created_by": who,
        "updated_at": now,
        "updated_by": who,
        "tags": {},
        **unity.filled(fields),
    }
    kept["versions"][str(number)] = made
    return made


def require_version(call: Call, found: Securable, version: object) -> Resource:
    """A version of a model."""
    kept = extras(call, found)["versions"]
    if str(version) not in kept:
        raise ResourceDoesNotExist(f"Model Version (name={found.full_name}, version={version}) does not exist.")
    known: Resource = kept[str(version)]
    return known


def delete_version(call: Call, full_name: str, version: object) -> None:
    """Delete a version with its files and aliases."""
    found = manage(call, full_name)
    gone, kept = require_version(call, found, version), extras(call, found)
    del kept["versions"][str(gone["version"])]
    kept["aliases"] = {alias: number for alias, number in kept["aliases"].items() if number != gone["version"]}
    files, place = Tree(call.tenant.files / FILES, call.tenant.clock), home(found, gone["version"])
    if files.entry(place) is not None:
        files.remove(place)


def finalize(call: Call, full_name: str, version: object) -> Resource:
    """Say that a version's files are all there."""
    found = find(call, full_name)
    known = require_version(call, found, version)
    if known["status"] != PENDING:
        raise InvalidState(f"Model version {version} of '{found.full_name}' is {known['status']}, not {PENDING}.")
    known["status"] = READY
    return touch(call, known)


def touch(call: Call, known: Resource) -> Resource:
    """Note that somebody changed a version."""
    known |= {"updated_at": call.tenant.clock.millis(), "updated_by": call.principal.name}
    return known


def versions(call: Call, found: Securable) -> list[Resource]:
    """A model's versions, the newest first."""
    kept: list[Resource] = list(extras(call, found)["versions"].values())
    return kept[::-1]


def aliases_of(call: Call, found: Securable, version: int) -> list[str]:
    """The aliases that mean a version."""
    return sorted(alias for alias, number in extras(call, found)["aliases"].items() if number == version)


def home(found: Securable, version: int) -> str:
    """Where a version's files lie in the tree of all models."""
    return f"/{found.full_name.replace('.', '/')}/{version}"


def location(call: Call, found: Securable, version: int | None = None) -> str:
    """Where the files would lie in the cloud."""
    root = f"{unity.storage_root(call.tenant)}/models/{found.id}"
    return root if version is None else f"{root}/versions/{version}"


def tree(call: Call, parts: list[str], writing: bool) -> tuple[Tree, str]:
    """The tree and the path in it of `/Models/<catalog>/<schema>/<model>/<version>/…` of the Files API.

    Files can be written until the version is finalized, and read by who may execute the model.
    """
    if len(parts) < 5:
        raise InvalidParameterValue("A model version's path is /Models/<catalog>/<schema>/<model>/<version>.")
    found = find(call, ".".join(parts[1:4]))
    known = require_version(call, found, parts[4])
    if writing and known["status"] != PENDING:
        raise InvalidState(
            f"Model version {known['version']} of '{found.full_name}' is finalized: files cannot change."
        )
    if writing and known["created_by"] != call.principal.name:
        call.tenant.metastore.require_manage(call.principal.name, "MODEL", found.full_name)
    return Tree(call.tenant.files / FILES, call.tenant.clock), "/".join([home(found, known["version"]), *parts[5:]])


def _known(call: Call, full_name: str) -> Securable | None:
    try:
        found = call.tenant.metastore.get("MODEL", full_name)
    except MetastoreError as error:
        if error.error_code == "MODEL_DOES_NOT_EXIST":
            return None
        raise
    extras(call, found)
    return found
