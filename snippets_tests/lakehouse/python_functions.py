"""Functions in Python that SQL creates: what runs in Spark's Python workers, and Spark's object for it."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable
from typing import Any


class Body:
    """The text of a function in Python, compiled in the worker at its first call, where its mistakes show.

    Args:
        source: What stands between the dollar signs.
        parameters: The names by which the source knows its arguments.
        handler: The function of the source to call; None when the source is the function's body itself.
    """

    def __init__(self, source: str, parameters: tuple[str, ...], handler: str | None) -> None:
        self._source = textwrap.dedent(source).strip("\n")
        self._parameters = parameters
        self._handler = handler
        self._function: Callable[..., Any] | None = None

    def __call__(self, *arguments: Any) -> Any:
        """Call the function."""
        if self._function is None:
            self._function = self._compiled()
        return self._function(*arguments)

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_function": None}

    def _compiled(self) -> Callable[..., Any]:
        tree = ast.parse(self._source)
        name = self._handler or "udf"
        if self._handler is None:
            arguments = ast.parse(f"def udf({', '.join(self._parameters)}): pass").body[0]
            assert isinstance(arguments, ast.FunctionDef)
            arguments.body = tree.body
            tree = ast.Module([arguments], [])
        space: dict[str, Any] = {"__name__": "udf"}
        exec(compile(ast.fix_missing_locations(tree), "<udf>", "exec"), space)
        found: Callable[..., Any] = space[name]
        return found


def spark_function(name: str, body: Body, returns: str, deterministic: bool) -> Any:
    """Make Spark's object for a function, which belongs to no session.

    Args:
        name: What a column with its result is called.
        body: What it does.
        returns: Its type in SQL.
        deterministic: Whether it answers the same to the same arguments.
    """
    from pyspark.sql.udf import UserDefinedFunction
    from pyspark.util import PythonEvalType

    kind = PythonEvalType.SQL_BATCHED_UDF
    return UserDefinedFunction(_named(body, name), returns, name, kind, deterministic)._judf


def _named(body: Body, name: str) -> Callable[..., Any]:
    # pyspark asks a function for its name and what it is documented to do.
    function: Callable[..., Any] = lambda *arguments: body(*arguments)  # noqa: E731
    function.__name__ = name
    return function
