"""What a family's shape does not say: which names must be free, and what must be there before."""

from __future__ import annotations

from snippets_tests.workspace.errors import ApiError, BadRequest, ResourceAlreadyExists, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.store import Resource

# Families that are found by an id and yet have one name each: the field, and what the second of a name is told.
UNIQUE: dict[str, tuple[str, type[ApiError], str]] = {
    "experiments": ("name", ResourceAlreadyExists, "Experiment with name '{}' already exists."),
    "git_credentials": ("git_provider", BadRequest, "Only one Git credential is supported for provider {}."),
}
# Fields that name a resource of another family.
REFERENCES: dict[str, tuple[str, str, str]] = {
    "external_locations": ("credential_name", "storage_credentials", "Storage credential '{}' does not exist."),
}


def check(call: Call, family: str, resource: Resource) -> None:
    """Refuse a new resource whose name is taken, or that needs what does not exist."""
    if family in UNIQUE:
        name, error, message = UNIQUE[family]
        if any(True for _ in call.tenant.store[family].where(**{name: resource.get(name)})):
            raise error(message.format(resource.get(name)))
    if family in REFERENCES:
        name, other, message = REFERENCES[family]
        if str(resource.get(name)).lower() not in call.tenant.store[other]:
            raise ResourceDoesNotExist(message.format(resource.get(name)))
