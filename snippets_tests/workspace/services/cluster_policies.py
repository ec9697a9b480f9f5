"""Cluster policies: kept, and applied to the clusters that name one. Policy families are not emulated."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from snippets_tests.workspace import access
from snippets_tests.workspace.errors import ApiError, InvalidParameterValue
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.tenant import Tenant

# A rule's type, and whether a value obeys such a rule. An absent value is judged by `_is_optional`.
CHECKS: dict[str, Callable[[dict[str, Any], Any], bool]] = {
    "fixed": lambda rule, value: str(value).lower() == str(rule["value"]).lower(),
    "forbidden": lambda rule, value: False,
    "allowlist": lambda rule, value: value in rule["values"],
    "blocklist": lambda rule, value: value not in rule["values"],
    "regex": lambda rule, value: re.fullmatch(rule["pattern"], str(value)) is not None,
    "range": lambda rule, value: rule.get("minValue", value) <= value <= rule.get("maxValue", value),
    "unlimited": lambda rule, value: True,
}
NEEDED = {
    "fixed": "value",
    "allowlist": "values",
    "blocklist": "values",
    "regex": "pattern",
}
# Attributes that are not fields of a cluster's specification.
VIRTUAL = ("cluster_type", "dbus_per_hour")


@operation("cluster_policies.create")
def create(call: Call, name: str | None = None, definition: str | None = None, **more: Any) -> dict[str, Any]:
    """Keep a policy."""
    call.require_admin("Only workspace admins can create cluster policies.")
    policy: Resource = {"policy_id": call.tenant.ids.hex(16, "policy").upper()}
    policy |= {"creator_user_name": call.principal.name, "created_at_timestamp": call.tenant.clock.millis()}
    policy |= _checked(call.tenant, None, name, definition, more)
    call.tenant.store["cluster_policies"][policy["policy_id"]] = policy
    return {"policy_id": policy["policy_id"]}


@operation("cluster_policies.edit")
def edit(call: Call, policy_id: str, name: str | None = None, definition: str | None = None, **more: Any) -> None:
    """Replace a policy; clusters that exist keep what they have."""
    call.require_admin("Only workspace admins can edit cluster policies.")
    policy = _find(call.tenant, policy_id)
    kept = {k: policy[k] for k in ("policy_id", "creator_user_name", "created_at_timestamp")}
    changed = kept | _checked(call.tenant, policy_id, name, definition, more)
    call.tenant.store["cluster_policies"][policy_id] = changed


@operation("cluster_policies.get")
def get(call: Call, policy_id: str) -> Resource:
    """One policy."""
    policy = _find(call.tenant, policy_id)
    access.require(call.tenant, call.principal, "cluster-policies", policy_id, "CAN_USE")
    return policy


@operation("cluster_policies.list")
def list_(call: Call, sort_column: str = "POLICY_CREATION_TIME", sort_order: str = "DESC") -> dict[str, Any]:
    """The policies that the caller may use."""
    field = {"POLICY_CREATION_TIME": "created_at_timestamp", "POLICY_NAME": "name"}[sort_column]
    policies = [
        policy
        for policy in call.tenant.store["cluster_policies"].values()
        if access.holds(call.tenant, call.principal, "cluster-policies", policy["policy_id"], "CAN_USE")
    ]
    policies.sort(key=lambda policy: policy[field], reverse=sort_order == "DESC")
    return {"policies": policies}


@operation("cluster_policies.delete")
def delete(call: Call, policy_id: str) -> None:
    """Forget a policy; its clusters go on and cannot be edited."""
    call.require_admin("Only workspace admins can delete cluster policies.")
    _find(call.tenant, policy_id)
    del call.tenant.store["cluster_policies"][policy_id]
    access.forget(call.tenant, "cluster-policies", policy_id)


def applied(tenant: Tenant, spec: dict[str, Any]) -> dict[str, Any]:
    """A cluster's specification with its policy's fixed and default values; refused where it breaks the policy."""
    if "policy_id" not in spec:
        return spec
    return obeying(json.loads(_find(tenant, spec["policy_id"])["definition"]), spec)


def obeying(definition: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    """A specification filled in by the rules of a definition; the first that it breaks refuses it."""
    spec = json.loads(json.dumps(spec))  # a deep copy: nested objects are filled in
    defaults = spec.get("apply_policy_default_values", False)
    for path, rule in definition.items():
        if path in VIRTUAL:
            continue
        holder, name = place(spec, path)
        if name not in holder:
            if rule["type"] == "fixed":
                holder[name] = rule["value"]
            elif "defaultValue" in rule and (defaults or not _is_optional(rule)):
                holder[name] = rule["defaultValue"]
            elif not _is_optional(rule):
                raise _broken(path, "the value must be present")
        elif not CHECKS[rule["type"]](rule, holder[name]):
            raise _broken(path, _demand(rule, holder[name]))
    return {name: value for name, value in spec.items() if value != {}}


def _checked(
    tenant: Tenant, policy_id: str | None, name: str | None, definition: str | None, more: dict[str, Any]
) -> dict[str, Any]:
    if more.get("policy_family_id") or more.get("policy_family_definition_overrides"):
        raise InvalidParameterValue(f"Policy family {more.get('policy_family_id')} does not exist.")
    if not name:
        raise InvalidParameterValue("Missing required field: name")
    taken = tenant.store["cluster_policies"].find(lambda p: p["name"] == name and p["policy_id"] != policy_id)
    if taken:
        raise InvalidParameterValue(f"Policy with name {name} already exists.")
    try:
        rules = json.loads(definition or "{}")
    except ValueError as error:
        raise InvalidParameterValue(f"Could not parse the policy definition: {error}") from error
    for path, rule in rules.items() if isinstance(rules, dict) else [("", None)]:
        if not isinstance(rule, dict) or rule.get("type") not in CHECKS:
            raise InvalidParameterValue(f"Policy element {path} needs a type, one of: {', '.join(CHECKS)}.")
        needed = NEEDED.get(rule["type"])
        if needed and needed not in rule:
            raise InvalidParameterValue(f"Policy element {path} of type {rule['type']} needs '{needed}'.")
    return {"name": name, "definition": definition or "{}", "is_default": False, **more}


def _find(tenant: Tenant, policy_id: str) -> Resource:
    return tenant.store["cluster_policies"].require(policy_id, f"Can't find a cluster policy with id: {policy_id}.")


def place(spec: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """The object that holds the field of a dotted path, and the field's name; objects on the way are made."""
    # Keys of these maps hold dots themselves: spark_conf.spark.databricks.cluster.profile
    first, _, rest = path.partition(".")
    if first in ("spark_conf", "spark_env_vars", "custom_tags") and rest:
        return spec.setdefault(first, {}), rest
    holder = spec
    *outer, name = path.split(".")
    for step in outer:
        holder = holder.setdefault(step, {})
    return holder, name


def _is_optional(rule: dict[str, Any]) -> bool:
    return bool(rule.get("isOptional", rule["type"] in ("forbidden", "blocklist", "unlimited")))


def _demand(rule: dict[str, Any], value: Any) -> str:
    match rule["type"]:
        case "fixed":
            return f'the value must be {rule["value"]} (is "{value}")'
        case "forbidden":
            return "the value must not be present"
        case "range":
            limits = [
                f"{word} {rule[key]}"
                for word, key in (("at least", "minValue"), ("at most", "maxValue"))
                if key in rule
            ]
            return f"the value must be {' and '.join(limits)} (is {value})"
        case "regex":
            return f'the value must match {rule["pattern"]} (is "{value}")'
        case "blocklist":
            return f'the value must not be in the blocklist {rule["values"]} (is "{value}")'
    return f'the value must be in the allowlist {rule.get("values")} (is "{value}")'


def _broken(path: str, demand: str) -> ApiError:
    return InvalidParameterValue(f"Cluster validation error: Validation failed for {path}, {demand}")
