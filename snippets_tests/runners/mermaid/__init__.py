"""Mermaid blocks: parsed by strict small grammars, because a diagram with a typo is an error box in the reader's
browser.

Five kinds of diagrams are known, in the syntax that their documentation shows; anything else is refused at its line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from snippets_tests.pages import Block
from snippets_tests.runners.mermaid import classes, entities, flowchart, sequence, states
from snippets_tests.runners.mermaid.statements import Statement, read
from snippets_tests.runners.outcome import BlockFailure
from snippets_tests.runners.world import World

PARSERS: Mapping[str, Callable[[list[Statement]], None]] = {
    "flowchart": flowchart.parse,
    "graph": flowchart.parse,
    "sequenceDiagram": sequence.parse,
    "stateDiagram-v2": states.parse,
    "erDiagram": entities.parse,
    "classDiagram": classes.parse,
}


def run(block: Block, world: World) -> str:
    """Parse a diagram."""
    statements = read(block.code, block.code_line)
    if not statements:
        raise BlockFailure("an empty diagram", hint=f"begin with one of {', '.join(PARSERS)}")
    kind = statements[0].text.split()[0]
    parser = PARSERS.get(kind)
    if parser is None:
        hint = f"known: {', '.join(PARSERS)}"
        raise BlockFailure(f'no grammar for a diagram of kind "{kind}"', statements[0].line, hint=hint)
    parser(statements)
    return ""
