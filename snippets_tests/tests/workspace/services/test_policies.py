"""ABAC policies through the real SDK; what they do to a query is tested with the lakehouse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, NotFound, NotImplemented, PermissionDenied, ResourceConflict
from databricks.sdk.service.catalog import (
    ColumnMaskOptions,
    DenyOptions,
    FunctionArgument,
    MatchColumn,
    PolicyInfo,
    PolicyType,
    Privilege,
    RowFilterOptions,
    SecurableType,
)
from databricks.sdk.service.tags import TagPolicy, Value

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.workspace import Tenant

HIDE = "main.default.hide"
DENY = DenyOptions(privileges=[Privilege.SELECT])


@pytest.fixture(autouse=True)
def function(tenant: Tenant) -> None:
    """A function, which without an engine nothing but the metastore knows."""
    tenant.metastore.note_routine(HIDE, {"name": "hide"})


def mask(name: str = "mask", **more: object) -> PolicyInfo:
    facts = {
        "name": name,
        "on_securable_type": SecurableType.SCHEMA,
        "on_securable_fullname": "main.default",
        "for_securable_type": SecurableType.TABLE,
        "policy_type": PolicyType.POLICY_TYPE_COLUMN_MASK,
        "to_principals": ["account users"],
        "match_columns": [MatchColumn(alias="p", condition="has_tag('pii')")],
        "column_mask": ColumnMaskOptions(function_name=HIDE, on_column="p"),
    }
    return PolicyInfo(**{**facts, **more})  # type: ignore[arg-type]


def test_a_policy_is_made_found_listed_and_deleted(w: WorkspaceClient) -> None:
    made = w.policies.create_policy(mask(comment="no numbers"))
    assert (made.name, made.created_by, made.comment) == ("mask", "ada@example.com", "no numbers")
    assert w.policies.get_policy("SCHEMA", "main.default", "mask") == made
    assert [policy.name for policy in w.policies.list_policies("SCHEMA", "main.default")] == ["mask"]

    w.policies.delete_policy("SCHEMA", "main.default", "mask")

    assert list(w.policies.list_policies("SCHEMA", "main.default")) == []
    with pytest.raises(NotFound):
        w.policies.get_policy("SCHEMA", "main.default", "mask")


def test_those_of_containers_are_listed_on_request(w: WorkspaceClient) -> None:
    w.policies.create_policy(mask("wide", on_securable_type=SecurableType.CATALOG, on_securable_fullname="main"))
    w.policies.create_policy(mask())
    assert [policy.name for policy in w.policies.list_policies("SCHEMA", "main.default")] == ["mask"]
    found = w.policies.list_policies("SCHEMA", "main.default", include_inherited=True)
    assert [policy.name for policy in found] == ["wide", "mask"]


def test_an_update_changes_what_it_names(w: WorkspaceClient) -> None:
    made = w.policies.create_policy(mask(comment="no numbers", except_principals=["ada@example.com"]))
    changed = PolicyInfo(
        to_principals=["ada@example.com"],
        for_securable_type=SecurableType.TABLE,
        policy_type=PolicyType.POLICY_TYPE_COLUMN_MASK,
    )
    found = w.policies.update_policy("SCHEMA", "main.default", "mask", changed, update_mask="to_principals,comment")
    assert (found.to_principals, found.comment, found.except_principals) == (
        ["ada@example.com"],
        None,
        ["ada@example.com"],
    )
    assert found.id == made.id


def test_constants_come_back_as_they_were_given(w: WorkspaceClient) -> None:
    options = RowFilterOptions(function_name=HIDE, using=[FunctionArgument(alias="p"), FunctionArgument(constant="3")])
    more = {"policy_type": PolicyType.POLICY_TYPE_ROW_FILTER, "column_mask": None, "row_filter": options}
    assert w.policies.create_policy(mask(**more)).row_filter == options


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"match_columns": [MatchColumn(alias="p", condition="is_member('x')")]}, InvalidParameterValue),
        ({"match_columns": []}, InvalidParameterValue),
        ({"column_mask": None}, InvalidParameterValue),
        ({"for_securable_type": SecurableType.MODEL}, InvalidParameterValue),
        ({"column_mask": ColumnMaskOptions(function_name="main.default.nothing", on_column="p")}, NotFound),
        ({"on_securable_fullname": "main.nowhere"}, NotFound),
        ({"to_principals": ["nobody@example.com"]}, NotFound),
        ({"policy_type": PolicyType.POLICY_TYPE_DENY, "deny": DENY}, NotImplemented),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(
    w: WorkspaceClient, more: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        w.policies.create_policy(mask(**more))


def test_a_name_is_taken_once_on_a_securable(w: WorkspaceClient) -> None:
    w.policies.create_policy(mask())
    with pytest.raises(ResourceConflict):
        w.policies.create_policy(mask())


def test_who_does_not_manage_the_securable_is_refused(
    w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]
) -> None:
    w.policies.create_policy(mask())
    bob = client_of("bob@example.com")
    for attempt in (
        lambda: bob.policies.create_policy(mask("other")),
        lambda: bob.policies.get_policy("SCHEMA", "main.default", "mask"),
        lambda: bob.policies.delete_policy("SCHEMA", "main.default", "mask"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_a_governed_tag_takes_the_values_of_its_policy_only(w: WorkspaceClient, tenant: Tenant) -> None:
    w.tag_policies.create_tag_policy(TagPolicy(tag_key="pii", values=[Value(name="ssn")]))
    w.tag_policies.create_tag_policy(TagPolicy(tag_key="free"))
    metastore = tenant.metastore
    metastore.update("SCHEMA", "main.default", tags={"pii": "ssn", "free": "any", "other": "any"})
    with pytest.raises(MetastoreError, match="not an allowed value of the governed tag 'pii': ssn"):
        metastore.update("SCHEMA", "main.default", tags={"pii": "phone"})
    assert metastore.get_schema("main.default").tags == {"pii": "ssn", "free": "any", "other": "any"}
