"""Reading files as Databricks does: `read_files`, COPY INTO, Auto Loader and its kin, out of Spark's own sources.

Spark lacks the rescued data column, schema hints, the detection of formats and the memory of schemas; these modules
add them around DataFrames that Spark reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from snippets_tests.lakehouse.statements.context import Context

from . import options
from .autoloader import of_source, stream, unknown_fields
from .batch import read
from .checkpoints import files, state

__all__ = ["relation", "unknown_fields"]


def relation(what: str, arguments: Mapping[str, Any], context: Context) -> Any:
    """Answer the JVM with the DataFrame that a function or data source stands for.

    Args:
        what: A function's name, or `cloudfiles`.
        arguments: What the JVM found in the plan; see FileRelations.java.
        context: Who asks; its statement is empty.
    """
    if what == "cloudfiles":
        return stream(context, of_source(arguments))
    if what == "cloud_files_state":
        return files(context, arguments["arguments"])
    given = options.of_call(what, arguments["arguments"], context, arguments["streaming"])
    if what != "read_files":
        return state(context, what, given)
    return stream(context, given) if given.streaming else read(context, given)
