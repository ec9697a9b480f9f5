"""Secrets in SQL: each principal finds those that the workspace lets him read."""

from __future__ import annotations

import pytest

from snippets_tests.lakehouse.session import Session, SqlError
from snippets_tests.tests.lakehouse.tenants import ADA, BOB


class Book:
    """Two secrets, of which Bob may read one."""

    def __init__(self) -> None:
        self.held = {("shop", "key"): "k-1", ("bank", "pin"): "p'2"}

    def value(self, principal: str, scope: str, key: str) -> str | None:
        return self.held.get((scope, key)) if principal == ADA or scope == "shop" else None

    def visible(self, principal: str) -> list[tuple[str, str]]:
        return [found for found in self.held if self.value(principal, *found) is not None]


@pytest.fixture
def vault(session: Session) -> Session:
    session.metastore.secrets.source = Book()
    return session


def test_a_secret_is_read_by_who_may_read_it(vault: Session) -> None:
    query = "SELECT secret('bank', 'pin') AS pin, try_secret('shop', 'key') AS key"
    assert vault.sql(query).rows == (("p'2", "k-1"),)
    with pytest.raises(SqlError) as caught:
        vault.sql(query, principal=BOB)
    assert caught.value.error_class == "INVALID_SECRET_LOOKUP.SECRET_FUNCTION_LOOKUP_FAILED"


def test_try_secret_is_null_for_what_cannot_be_read(vault: Session) -> None:
    query = "SELECT try_secret('bank', 'pin'), try_secret('nowhere', 'key')"
    assert vault.sql(query, principal=BOB).rows == ((None, None),)


def test_list_secrets_shows_what_can_be_read(vault: Session) -> None:
    query = "SELECT * FROM list_secrets() ORDER BY key"
    assert vault.sql(query).rows == (("shop", "key"), ("bank", "pin"))
    assert vault.sql(query, principal=BOB).rows == (("shop", "key"),)


def test_names_may_be_any_constant_but_no_column(vault: Session) -> None:
    assert vault.sql("SELECT secret('sh' || 'op', lower('KEY'))").rows == (("k-1",),)
    with pytest.raises(SqlError) as caught:
        vault.sql("SELECT secret('shop', k) FROM VALUES ('key') AS v(k)")
    assert caught.value.error_class == "INVALID_SECRET_LOOKUP.SECRET_FUNCTION_KEY_NOT_CONSTANT"


def test_what_was_read_is_hidden_in_outputs(vault: Session) -> None:
    assert vault.metastore.secrets.hide("k-1") == "k-1"
    vault.sql("SELECT secret('shop', 'key')")
    assert vault.metastore.secrets.hide("the key is k-1") == "the key is [REDACTED]"
