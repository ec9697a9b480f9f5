"""Who may do what with a deployed resource: the permissions and grants that the bundle names.

The three levels of the bundle's own `permissions` mean something else for each kind; where a kind has nothing alike,
or the resource names the same principal itself, the bundle's entry passes it by.

Source: https://docs.databricks.com/aws/en/dev-tools/bundles/permissions
"""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.cli.bundle.api import Api
from snippets_tests.workspace.cli.bundle.config import Config
from snippets_tests.workspace.cli.bundle.kinds import KINDS

Entry = dict[str, Any]
SCOPES = "secret_scopes"
WHO = ("user_name", "group_name", "service_principal_name")

LEVELS: dict[str, dict[str, str]] = {
    "alerts": {"CAN_MANAGE": "CAN_MANAGE", "CAN_RUN": "CAN_RUN", "CAN_VIEW": "CAN_READ"},
    "apps": {"CAN_MANAGE": "CAN_MANAGE", "CAN_VIEW": "CAN_USE"},
    "clusters": {"CAN_MANAGE": "CAN_MANAGE", "CAN_RUN": "CAN_RESTART", "CAN_VIEW": "CAN_ATTACH_TO"},
    "dashboards": {"CAN_MANAGE": "CAN_MANAGE", "CAN_VIEW": "CAN_READ"},
    "database_instances": {"CAN_MANAGE": "CAN_MANAGE", "CAN_VIEW": "CAN_USE"},
    "experiments": {"CAN_MANAGE": "CAN_MANAGE", "CAN_VIEW": "CAN_READ"},
    "jobs": {"CAN_MANAGE": "CAN_MANAGE", "CAN_RUN": "CAN_MANAGE_RUN", "CAN_VIEW": "CAN_VIEW"},
    "model_serving_endpoints": {"CAN_MANAGE": "CAN_MANAGE", "CAN_RUN": "CAN_QUERY", "CAN_VIEW": "CAN_VIEW"},
    "models": {"CAN_MANAGE": "CAN_MANAGE", "CAN_VIEW": "CAN_READ"},
    "pipelines": {"CAN_MANAGE": "CAN_MANAGE", "CAN_RUN": "CAN_RUN", "CAN_VIEW": "CAN_VIEW"},
    SCOPES: {"CAN_MANAGE": "MANAGE", "CAN_VIEW": "READ"},
    "sql_warehouses": {"CAN_MANAGE": "CAN_MANAGE", "CAN_RUN": "CAN_MONITOR", "CAN_VIEW": "CAN_VIEW"},
}
"""What the bundle's own three levels mean for a kind."""


def apply(group: str, found: str, body: dict[str, Any], config: Config, api: Api) -> None:
    """Give the permissions and grants of one resource.

    Args:
        group: Its kind.
        found: Its id.
        body: What the bundle says of it, references filled.
        config: The bundle.
        api: The workspace.
    """
    kind = KINDS[group]
    given = entries(group, body, config)
    if given and group == SCOPES:
        for entry in given:
            principal = next(entry[name] for name in WHO if entry.get(name))
            api.call("secrets.put_acl", {"scope": found, "principal": principal, "permission": entry["level"]})
    elif given and kind.permissions is not None:
        listed = [{**_who(entry), "permission_level": entry["level"]} for entry in given]
        if group in ("jobs", "pipelines") and not any(entry["permission_level"] == "IS_OWNER" for entry in listed):
            user = config.get("workspace", "current_user", "userName")
            listed = [entry for entry in listed if entry.get("user_name") != user]
            listed.append({"user_name": user, "permission_level": "IS_OWNER"})
        target = {"request_object_type": kind.permissions, "request_object_id": _object(group, found, api)}
        api.call("permissions.set", {**target, "access_control_list": listed})
    if body.get("grants") and kind.securable is not None:
        changes = [{"principal": grant["principal"], "add": grant["privileges"]} for grant in body["grants"]]
        api.call("grants.update", {"securable_type": kind.securable, "full_name": found, "changes": changes})


def entries(group: str, body: dict[str, Any], config: Config) -> list[Entry]:
    """The resource's own permissions, and those of the bundle in the levels of its kind."""
    own = list(body.get("permissions") or ())
    named = [_who(entry) for entry in own]
    levels = LEVELS.get(group, {})
    general = [
        {**_who(entry), "level": levels[entry["level"]]}
        for entry in config.get("permissions") or ()
        if entry["level"] in levels and _who(entry) not in named
    ]
    return [*own, *general]


def _who(entry: Entry) -> Entry:
    return {name: entry[name] for name in WHO if entry.get(name)}


def _object(group: str, found: str, api: Api) -> str:
    """The id by which permissions know a resource; of some kinds it is another than the resource's own."""
    kind = KINDS[group]
    value: Any = found
    if kind.object_id:
        value = api.call(kind.read, {kind.key: found})
        for step in kind.object_id:
            value = value[step]
    return str(value)
