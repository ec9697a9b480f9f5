"""Shares: what is in them, and the tokens of who reads them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    DatabricksError,
    InvalidParameterValue,
    NotFound,
    PermissionDenied,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from databricks.sdk.service import catalog, sharing
from databricks.sdk.service.sharing import SharedDataObject as Shared
from databricks.sdk.service.sharing import SharedDataObjectDataObjectType as Kind
from databricks.sdk.service.sharing import SharedDataObjectUpdate as Update
from databricks.sdk.service.sharing import SharedDataObjectUpdateAction as Action

ORDERS = "main.default.orders"


@pytest.fixture
def bob(w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]) -> WorkspaceClient:
    w.users.create(user_name="bob@example.com")
    return client_of("bob@example.com")


@pytest.fixture
def share(w: WorkspaceClient) -> str:
    """A share without content, and a table and a volume to put into it."""
    w.tables.create(
        "orders", "main", "default", catalog.TableType.EXTERNAL, catalog.DataSourceFormat.DELTA, "s3://bucket/orders"
    )
    w.volumes.create("main", "default", "raw", catalog.VolumeType.MANAGED)
    w.shares.create("partners")
    return "partners"


def change(w: WorkspaceClient, name: str, action: Action, **fields: object) -> list[Shared]:
    given = Shared(name=name, **fields)  # type: ignore[arg-type]
    return w.shares.update("partners", updates=[Update(action, given)]).objects or []


def test_a_table_is_added_changed_and_taken_out(w: WorkspaceClient, share: str) -> None:
    (added,) = change(w, "main.default.orders", Action.ADD)
    assert (added.shared_as, added.data_object_type, added.status) == (
        "default.orders",
        Kind.TABLE,
        sharing.SharedDataObjectStatus.ACTIVE,
    )
    (changed,) = change(w, "main.default.orders", Action.UPDATE, shared_as="sales.orders", start_version=0)
    assert (changed.shared_as, changed.start_version, changed.added_at) == ("sales.orders", 0, added.added_at)
    assert w.shares.get(share).objects == []
    assert len(w.shares.get(share, include_shared_data=True).objects or []) == 1
    assert change(w, "sales.orders", Action.REMOVE) == []


def test_a_volume_has_another_alias_and_nothing_of_a_table(w: WorkspaceClient, share: str) -> None:
    (added,) = change(w, "main.default.raw", Action.ADD, data_object_type=Kind.VOLUME)
    assert (added.string_shared_as, added.shared_as) == ("default.raw", None)
    with pytest.raises(InvalidParameterValue, match="shared_as cannot be set for a VOLUME"):
        change(w, "main.default.raw", Action.UPDATE, shared_as="default.raw")


@pytest.mark.parametrize(
    ("action", "name", "fields", "error", "message"),
    [
        (Action.ADD, "main.default.none", {}, NotFound, r"Table 'main\.default\.none' does not exist"),
        (
            Action.ADD,
            "main.default.orders",
            {"data_object_type": Kind.VIEW},
            InvalidParameterValue,
            "is a TABLE and no",
        ),
        (
            Action.ADD,
            "main.default.orders",
            {"shared_as": "orders"},
            InvalidParameterValue,
            "Invalid shared_as: 'orders'",
        ),
        (
            Action.ADD,
            "notes.py",
            {"data_object_type": Kind.NOTEBOOK_FILE},
            InvalidParameterValue,
            "content is req",
        ),
        (Action.REMOVE, "main.default.orders", {}, ResourceDoesNotExist, "is not in share 'partners'"),
    ],
)
def test_wrong_changes(
    w: WorkspaceClient, share: str, action: Action, name: str, fields: dict[str, object], error: type, message: str
) -> None:
    with pytest.raises(error, match=message):
        change(w, name, action, **fields)
    assert w.shares.get(share, include_shared_data=True).objects == []


def test_all_changes_of_a_call_or_none(w: WorkspaceClient, share: str) -> None:
    both = [Update(Action.ADD, Shared("main.default.orders")), Update(Action.ADD, Shared("main.default.none"))]
    with pytest.raises(NotFound):
        w.shares.update(share, updates=both)
    assert w.shares.get(share, include_shared_data=True).objects == []


def test_twice_the_same_and_twice_one_alias(w: WorkspaceClient, share: str) -> None:
    w.tables.create("other", "main", "default", catalog.TableType.EXTERNAL, catalog.DataSourceFormat.DELTA, "s3://b/o")
    change(w, "main.default.orders", Action.ADD)
    with pytest.raises(ResourceAlreadyExists, match="is in share 'partners' already"):
        change(w, "main.default.orders", Action.ADD)
    with pytest.raises(ResourceAlreadyExists, match=r"'default\.orders' is taken"):
        change(w, "main.default.other", Action.ADD, shared_as="default.orders")


def test_who_shares_a_table_may_read_it(w: WorkspaceClient, share: str, bob: WorkspaceClient) -> None:
    w.shares.update(share, owner="bob@example.com")
    with pytest.raises(PermissionDenied):
        change(bob, "main.default.orders", Action.ADD)


def test_a_new_name_keeps_what_is_in_the_share(w: WorkspaceClient, share: str) -> None:
    change(w, "main.default.orders", Action.ADD)
    w.shares.update(share, new_name="friends")
    assert len(w.shares.get("friends", include_shared_data=True).objects or []) == 1


def test_a_recipient_with_tokens_gets_one_at_once(w: WorkspaceClient) -> None:
    made = w.recipients.create("acme", sharing.AuthenticationType.TOKEN)
    (token,) = made.tokens or []
    assert made.activation_url == token.activation_url
    assert not made.activated
    link = (made.activation_url or "").rpartition("?")[2]
    assert w.recipient_activation.retrieve_token(link).share_credentials_version == 1
    with pytest.raises(NotFound, match="was used already"):
        w.recipient_activation.retrieve_token(link)
    after = w.recipients.get("acme")
    assert (after.activated, after.activation_url) == (True, None)
    rotated = w.recipients.rotate_token("acme", 3600)
    old, new = rotated.tokens or []
    assert (old.expiration_time or 0) < (new.expiration_time or 0)
    assert old.activation_url is None


def test_a_recipient_on_databricks_has_no_token(w: WorkspaceClient) -> None:
    made = w.recipients.create(
        "unit", sharing.AuthenticationType.DATABRICKS, data_recipient_global_metastore_id="aws:us-west-2:x"
    )
    assert made.tokens == []
    with pytest.raises(DatabricksError, match="does not authenticate with tokens"):
        w.recipients.rotate_token("unit", 0)
