"""SQL blocks: one or more statements on the page's lakehouse; the last one's result is the output, as a table."""

from __future__ import annotations

from snippets_tests.pages import Block
from snippets_tests.runners import limit
from snippets_tests.runners.outcome import BlockFailure
from snippets_tests.runners.world import World


def run(block: Block, world: World) -> str:
    """Run the statements of a block in the page's session."""
    from snippets_tests.lakehouse.session import SqlError
    from snippets_tests.lakehouse.tables import render

    wanted = block.text("raises")
    try:
        session = world.session  # starting Spark is not the block's time
        with world.limited():
            printed = world.hide_secrets(render(session.sql(block.code)))
    except limit.TimeLimit:
        raise BlockFailure(limit.said(world.seconds)) from None
    except SqlError as error:
        line = block.at(error.line) if error.line else None
        if wanted and wanted == error.error_class:
            return f"{error.message}\n"
        if wanted:
            known = error.error_class or "no error class"
            raise BlockFailure(
                f"the block was to raise {wanted}, and it raised {known}: {error.message}", line
            ) from None
        raise BlockFailure(error.message, line) from None
    if wanted:
        raise BlockFailure(f"the block was to raise {wanted}, and it succeeded", output=printed)
    return printed
