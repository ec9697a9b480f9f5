"""The Databricks API as read from databricks-sdk: operations, messages, enums. See `model` for the shapes."""

from snippets_tests.surface.model import (
    Enum,
    Field,
    Message,
    Operation,
    Paging,
    Parameter,
    Surface,
    Type,
    Wait,
)
from snippets_tests.surface.router import Router
from snippets_tests.surface.stored import load
from snippets_tests.surface.validate import Problem, query_value, validate

__all__ = [
    "Enum",
    "Field",
    "Message",
    "Operation",
    "Paging",
    "Parameter",
    "Problem",
    "Router",
    "Surface",
    "Type",
    "Wait",
    "load",
    "query_value",
    "validate",
]
