"""Unity Catalog: ABAC policies, the same that SQL's CREATE POLICY makes and that queries obey.

Of the kinds of policies, row filters and column masks are emulated; those that grant or deny are refused by name.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from snippets_tests.lakehouse.abac import COLUMN_MASK, ROW_FILTER, Policy
from snippets_tests.workspace.errors import InvalidParameterValue, NotImplementedYet
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.tenant import Tenant
from snippets_tests.workspace.unity import filled, pages

_TYPE = "POLICY_TYPE_"
_OPTIONS = {ROW_FILTER: "row_filter", COLUMN_MASK: "column_mask"}
_KINDS = ("CATALOG", "SCHEMA", "TABLE")


@operation("policies.create_policy")
def create_policy(call: Call, policy_info: dict[str, Any]) -> dict[str, Any]:
    """Attach a policy to a catalog, schema or table."""
    for name in ("name", "on_securable_type", "on_securable_fullname"):
        if not policy_info.get(name):
            raise InvalidParameterValue(f"{name} is required to create a policy.")
    kind, full_name = _securable(call, policy_info["on_securable_type"], policy_info["on_securable_fullname"])
    policy = _policy(policy_info, kind, full_name)
    return _info(call.tenant.metastore.put_policy(policy, call.principal.name))


@operation("policies.get_policy")
def get_policy(call: Call, on_securable_type: str, on_securable_fullname: str, name: str) -> dict[str, Any]:
    """Describe a policy."""
    return _info(_managed(call, on_securable_type, on_securable_fullname, name))


@operation("policies.list_policies")
def list_policies(
    call: Call,
    on_securable_type: str,
    on_securable_fullname: str,
    include_inherited: bool = False,
    max_results: int | None = None,
    page_token: str | None = None,
) -> dict[str, Any]:
    """List the policies of a securable, and on request those of its containers."""
    kind, full_name = _securable(call, on_securable_type, on_securable_fullname)
    call.tenant.metastore.require_manage(call.principal.name, kind, full_name)
    policies = call.tenant.metastore.policies
    found = policies.over(kind, full_name) if include_inherited else policies.on(kind, full_name)
    return pages("policies", [_info(policy) for policy in found], max_results or None, page_token)


@operation("policies.update_policy")
def update_policy(
    call: Call,
    on_securable_type: str,
    on_securable_fullname: str,
    name: str,
    policy_info: dict[str, Any],
    update_mask: str | None = None,
) -> dict[str, Any]:
    """Change a policy: the fields that are given, or those that the mask names, which it may also clear."""
    old = _managed(call, on_securable_type, on_securable_fullname, name)
    named = [each.strip() for each in (update_mask or "*").split(",")]
    before = {key: value for key, value in _info(old).items() if key in _CHANGEABLE}
    fields = [key for key in policy_info if key in _CHANGEABLE] if named == ["*"] else named
    if unknown := sorted(set(fields) - _CHANGEABLE):
        raise InvalidParameterValue(f"update_mask names {', '.join(unknown)}, which cannot be changed.")
    changed = before | {key: policy_info.get(key) for key in fields}
    policy = replace(_policy(filled(changed), old.on_kind, old.on_name), facts=old.facts)
    metastore = call.tenant.metastore
    if policy.key == old.key:
        return _info(metastore.put_policy(policy, call.principal.name, replacing=True))
    metastore.policies.remove(*old.key)
    try:
        return _info(metastore.put_policy(policy, call.principal.name))
    except Exception:
        metastore.policies.fill([*metastore.policies.all(), old])
        raise


@operation("policies.delete_policy")
def delete_policy(call: Call, on_securable_type: str, on_securable_fullname: str, name: str) -> dict[str, Any]:
    """Detach and forget a policy."""
    found = _managed(call, on_securable_type, on_securable_fullname, name)
    call.tenant.metastore.policies.remove(*found.key)
    return {}


def governed_tags(tenant: Tenant) -> dict[str, list[str]]:
    """The keys of the tag policies, each with the values that it allows."""
    found = tenant.store["tag_policies"].items()
    return {key: [value["name"] for value in policy.get("values") or ()] for key, policy in found}


# Details

_CHANGEABLE = {
    "name",
    "comment",
    "to_principals",
    "except_principals",
    "for_securable_type",
    "policy_type",
    "when_condition",
    "match_columns",
    "row_filter",
    "column_mask",
}


def _securable(call: Call, kind: str, full_name: str) -> tuple[str, str]:
    kind = kind.upper()
    if kind not in _KINDS:
        raise InvalidParameterValue(f"A policy is defined on one of {', '.join(_KINDS)}, not on {kind}.")
    return kind, call.tenant.metastore.get(kind, full_name).full_name


def _managed(call: Call, kind: str, full_name: str, name: str) -> Policy:
    kind, full_name = _securable(call, kind, full_name)
    call.tenant.metastore.require_manage(call.principal.name, kind, full_name)
    return call.tenant.metastore.policies.get(kind, full_name, name)


def _policy(info: dict[str, Any], kind: str, full_name: str) -> Policy:
    type_ = str(info["policy_type"]).removeprefix(_TYPE)
    if type_ not in _OPTIONS:
        raise NotImplementedYet(f"Policies of the type {info['policy_type']} are not emulated yet.")
    if info.get("for_securable_type") != "TABLE":
        raise InvalidParameterValue(f"A {type_} policy takes effect on TABLE, not on {info.get('for_securable_type')}.")
    options = info.get(_OPTIONS[type_])
    if not options:
        raise InvalidParameterValue(f"{_OPTIONS[type_]} is required for a policy of the type {info['policy_type']}.")
    return Policy(
        name=info["name"],
        on_kind=kind,
        on_name=full_name,
        kind=type_,
        function=options["function_name"].lower(),
        to=tuple(info["to_principals"]),
        excepted=tuple(info.get("except_principals") or ()),
        when=info.get("when_condition"),
        match=tuple((match["condition"], match.get("alias")) for match in info.get("match_columns") or ()),
        on_column=options.get("on_column"),
        using=tuple(_argument(argument) for argument in options.get("using") or ()),
        comment=info.get("comment"),
    )


def _argument(argument: dict[str, Any]) -> str:
    if argument.get("alias"):
        return str(argument["alias"])
    if argument.get("constant") is None:
        raise NotImplementedYet("Arguments of a policy other than an alias or a constant are not emulated yet.")
    constant = str(argument["constant"])
    return constant if constant[:1].isdigit() or constant[:1] in "'\"" else "'" + constant.replace("'", "\\'") + "'"


def _info(policy: Policy) -> dict[str, Any]:
    options: dict[str, Any] = {"function_name": policy.function}
    if policy.on_column:
        options["on_column"] = policy.on_column
    if policy.using:
        options["using"] = [_shown(argument) for argument in policy.using]
    return filled(
        {
            **policy.facts,
            "name": policy.name,
            "on_securable_type": policy.on_kind,
            "on_securable_fullname": policy.on_name,
            "for_securable_type": "TABLE",
            "policy_type": f"{_TYPE}{policy.kind}",
            "to_principals": list(policy.to),
            "except_principals": list(policy.excepted) or None,
            "when_condition": policy.when,
            "match_columns": [filled({"condition": c, "alias": a}) for c, a in policy.match] or None,
            "comment": policy.comment,
            _OPTIONS[policy.kind]: options,
        }
    )


def _shown(argument: str) -> dict[str, str]:
    constant = argument[:1].isdigit() or argument[:1] in "'\""
    return {"constant": argument} if constant else {"alias": argument}
