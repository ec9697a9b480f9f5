"""Cutting a list into pages, with tokens that mean the same whenever they are used."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from snippets_tests.workspace.errors import InvalidParameterValue

Item = TypeVar("Item")
DEFAULT = 100


def page(items: Sequence[Item], token: str | None, size: int) -> tuple[list[Item], str | None]:
    """The page that a token leads to, and the next page's token, or None behind the last.

    A size of 0 leaves it to the service, as most of Databricks' lists document it.
    """
    if size < 0:
        raise InvalidParameterValue(f"Invalid page size: {size}. It must not be negative.")
    start = position(token) if token else 0
    end = start + (size or DEFAULT)
    return list(items[start:end]), token_for(end) if end < len(items) else None


def token_for(start: int) -> str:
    """The token of the page that begins with the item of this number."""
    return base64.urlsafe_b64encode(f"start:{start}".encode()).decode().rstrip("=")


def position(token: str) -> int:
    """The number that a token stands for."""
    try:
        word, _, number = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode().partition(":")
    except (binascii.Error, ValueError):
        word, number = "", ""
    if word != "start" or not number.isdigit():
        raise InvalidParameterValue(f"Invalid page token: {token}")
    return int(number)
