"""What a family's shape does not say: which names must be free, and what must be there before."""

from __future__ import annotations

from snippets_tests.workspace import quartz
from snippets_tests.workspace.errors import (
    ApiError,
    BadRequest,
    InvalidParameterValue,
    InvalidState,
    ResourceAlreadyExists,
    ResourceConflict,
    ResourceDoesNotExist,
)
from snippets_tests.workspace.registry import Call
from snippets_tests.workspace.store import Resource

# Families that are found by an id and yet have one name each: the field, and what the second of a name is told.
UNIQUE: dict[str, tuple[str, type[ApiError], str]] = {
    "experiments": ("name", ResourceAlreadyExists, "Experiment with name '{}' already exists."),
    "git_credentials": ("git_provider", BadRequest, "Only one Git credential is supported for provider {}."),
}
# Fields that name a resource of another family.
REFERENCES: dict[str, tuple[str, str, str]] = {
    "alerts": ("query_id", "queries", "Query '{}' does not exist."),
    "external_locations": ("credential_name", "storage_credentials", "Storage credential '{}' does not exist."),
    "provider_exchange_filters": ("exchange_id", "provider_exchanges", "Exchange '{}' does not exist."),
    "query_visualizations": ("query_id", "queries", "Query '{}' does not exist."),
    "recipient_federation_policies": ("_recipient_name", "recipients", "Recipient '{}' does not exist."),
}
# Families whose resources cannot go while others name them: their field, and who names them where.
# Sources: the docstrings of the delete methods in databricks-sdk ("You cannot delete … that is associated with …").
USED_BY: dict[str, tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "account.credentials": ("credentials_id", (("account.workspaces", ("credentials_id",)),)),
    "account.storage": ("storage_configuration_id", (("account.workspaces", ("storage_configuration_id",)),)),
    "account.networks": ("network_id", (("account.workspaces", ("network_id",)),)),
    "account.private_access": (
        "private_access_settings_id",
        (("account.workspaces", ("private_access_settings_id",)),),
    ),
    "account.encryption_keys": (
        "customer_managed_key_id",
        (
            (
                "account.workspaces",
                ("managed_services_customer_managed_key_id", "storage_customer_managed_key_id"),
            ),
        ),
    ),
    "storage_credentials": ("name", (("external_locations", ("credential_name",)),)),
}
# `arn:aws:kms:us-west-2:…`
REGION_IN_ARN = 3


def check_unused(call: Call, family: str, label: str, resource: Resource) -> None:
    """Refuse to delete a resource that others need."""
    name, users = USED_BY.get(family, ("", ()))
    for other, fields in users:
        for user in call.tenant.store[other].values():
            if any(user.get(each) == resource.get(name) for each in fields):
                what = user.get("workspace_name") or user.get("name")
                raise InvalidState(f"{label} '{resource.get(name)}' cannot be deleted: '{what}' uses it.")


def derive(family: str, resource: Resource) -> None:
    """Fill in what follows from another field: the region of a key of AWS stands in its ARN."""
    key = resource.get("aws_key_info")
    if family == "account.encryption_keys" and isinstance(key, dict):
        parts = str(key.get("key_arn", "")).split(":")
        if "key_region" not in key and len(parts) > REGION_IN_ARN:
            key["key_region"] = parts[REGION_IN_ARN]


def check(call: Call, family: str, resource: Resource) -> None:
    """Refuse a new resource whose name is taken, or that needs what does not exist."""
    if family in UNIQUE:
        name, error, message = UNIQUE[family]
        if any(True for _ in call.tenant.store[family].where(**{name: resource.get(name)})):
            raise error(message.format(resource.get(name)))
    check_schedule(resource)
    if family in REFERENCES:
        name, other, message = REFERENCES[family]
        if resource.get(name) is not None and str(resource[name]).lower() not in call.tenant.store[other]:
            raise ResourceDoesNotExist(message.format(resource.get(name)))


def check_schedule(resource: Resource) -> None:
    """Refuse a resource whose schedule is no cron expression in Quartz' form, or in no time zone."""
    for value in resource.values():
        if isinstance(value, dict) and isinstance(value.get("timezone_id"), str):
            for name in ("quartz_cron_schedule", "quartz_cron_expression"):
                if name in value:
                    try:
                        quartz.parse(value[name], value["timezone_id"])
                    except quartz.QuartzError as error:
                        raise InvalidParameterValue(str(error)) from error


def check_etag(label: str, resource: Resource, given: str | None) -> None:
    """Refuse a change by who has not seen the last one, where he says which one he has seen."""
    if given is not None and resource.get("etag") not in (None, given):
        message = f"The etag {given} is not that of the last change of the {label}; read it again."
        raise ResourceConflict(message, error_code="ABORTED")
