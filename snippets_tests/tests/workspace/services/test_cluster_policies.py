from __future__ import annotations

import json
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, ResourceDoesNotExist

SPEC: dict[str, Any] = {"spark_version": "16.4.x-scala2.12", "node_type_id": "i3.xlarge", "num_workers": 2}


def policy(w: WorkspaceClient, **rules: dict[str, Any]) -> str:
    definition = json.dumps({name.replace("__", "."): rule for name, rule in rules.items()})
    return w.cluster_policies.create(name="p", definition=definition).policy_id or ""


def test_fixed_values_and_defaults_are_filled_in(w: WorkspaceClient) -> None:
    policy_id = policy(
        w,
        autotermination_minutes={"type": "fixed", "value": 30},
        custom_tags__team={"type": "fixed", "value": "data"},
        spark_conf__spark__sql__ansi__enabled={"type": "unlimited", "defaultValue": "true"},
    )
    made = w.clusters.create_and_wait(**SPEC, policy_id=policy_id, apply_policy_default_values=True)
    assert (made.autotermination_minutes, made.custom_tags) == (30, {"team": "data"})
    assert made.spark_conf == {"spark.sql.ansi.enabled": "true"}


@pytest.mark.parametrize(
    "rule, message",
    [
        ({"type": "fixed", "value": 4}, r'num_workers, the value must be 4 \(is "2"\)'),
        ({"type": "range", "maxValue": 1}, r"num_workers, the value must be at most 1 \(is 2\)"),
        ({"type": "allowlist", "values": [8]}, "num_workers, the value must be in the allowlist"),
        ({"type": "blocklist", "values": [2]}, "num_workers, the value must not be in the blocklist"),
        ({"type": "forbidden"}, "num_workers, the value must not be present"),
        ({"type": "regex", "pattern": "[3-9]"}, "num_workers, the value must match"),
    ],
)
def test_a_cluster_that_breaks_its_policy_is_refused(w: WorkspaceClient, rule: dict[str, Any], message: str) -> None:
    policy_id = policy(w, num_workers=rule)
    with pytest.raises(InvalidParameterValue, match=f"Cluster validation error: Validation failed for {message}"):
        w.clusters.create(**SPEC, policy_id=policy_id)


@pytest.mark.parametrize(
    "rule",
    [{"type": "allowlist", "values": ["a", "b"]}, {"type": "unlimited", "isOptional": False}],
    ids=lambda r: r["type"],
)
def test_a_required_value_must_be_there(w: WorkspaceClient, rule: dict[str, Any]) -> None:
    policy_id = policy(w, custom_tags__team=rule)
    with pytest.raises(InvalidParameterValue, match=r"custom_tags\.team, the value must be present"):
        w.clusters.create(**SPEC, policy_id=policy_id)


def test_a_policy_is_edited_listed_and_deleted(w: WorkspaceClient) -> None:
    policy_id = policy(w)
    w.cluster_policies.edit(policy_id, name="new", definition='{"num_workers": {"type": "range", "maxValue": 3}}')
    assert [(p.name, p.creator_user_name) for p in w.cluster_policies.list()] == [("new", "ada@example.com")]
    w.cluster_policies.delete(policy_id)
    with pytest.raises(ResourceDoesNotExist, match="Can't find a cluster policy with id"):
        w.cluster_policies.get(policy_id)


@pytest.mark.parametrize(
    "definition, message",
    [
        ("{", "Could not parse the policy definition"),
        ('{"a": {"type": "fix"}}', "Policy element a needs a type"),
        ('{"a": {"type": "fixed"}}', "Policy element a of type fixed needs 'value'"),
    ],
)
def test_a_wrong_definition_is_refused(w: WorkspaceClient, definition: str, message: str) -> None:
    with pytest.raises(InvalidParameterValue, match=message):
        w.cluster_policies.create(name="p", definition=definition)
