"""Reads the whole surface from the installed databricks-sdk (about five seconds)."""

from __future__ import annotations

import ast

from snippets_tests.surface import mixins
from snippets_tests.surface.messages import Types, clean
from snippets_tests.surface.model import Surface
from snippets_tests.surface.operations import Operations
from snippets_tests.surface.source import Source, installed


def read(source: Source | None = None) -> Surface:
    """Read operations, messages and enums of `source`, by default of the SDK that is installed."""
    source = source or installed()
    types = Types(source)
    messages = {message.id: message for message in types.messages()}
    messages.update({message.id: message for message in mixins.MESSAGES})
    reader = Operations(source, types, messages)
    operations = {operation.id: operation for operation in reader.read()}
    operations.update({operation.id: operation for operation in mixins.operations()})
    messages.update(reader.pages)
    return Surface(
        sdk_version=source.version,
        operations=dict(sorted(operations.items())),
        messages=dict(sorted(messages.items())),
        enums={enum.id: enum for enum in sorted(types.enums(), key=lambda enum: enum.id)},
        mixins=mixins.fingerprint(source),
        services={
            accessor: clean(ast.get_docstring(types.classes[f"{service}.{name}"]))
            for accessor, (service, name) in sorted(source.accessors().items())
        },
    )
