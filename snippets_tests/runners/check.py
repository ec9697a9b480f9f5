"""One block from beginning to end: its source, its file, its run, its output, its requests."""

from __future__ import annotations

import time

from snippets_tests.evidence import Check
from snippets_tests.pages import Block
from snippets_tests.runners import source, static
from snippets_tests.runners.compare import compare
from snippets_tests.runners.outcome import BlockFailure, Outcome, Runner
from snippets_tests.runners.table import Language, language_of
from snippets_tests.runners.world import World


def check_block(block: Block, world: World, *, update: bool = False) -> Outcome:
    """Run or check a block and say how it went; never raises for what a page's author can do wrong.

    Args:
        block: Of the world's page.
        world: Whatever the blocks before it left there.
        update: Take what is printed as right; the outcome then carries the text to be shown.
    """
    world.drain()
    start = time.perf_counter()
    kind: Check = "run"
    printed, failure = "", None
    try:
        language = language_of(block)
        runner, kind = _runner(block, language)
        if block.shown is not None and kind != "run":
            hint = "drop the output block, or make the block run"
            raise BlockFailure(
                "nothing proves this output: the block above it does not run", block.shown.line, hint=hint
            )
        source.check(block, world.root)
        if (title := block.text("title")) is not None:
            world.save(title, block.code)
        printed = world.shown(runner(block, world))
        if kind == "run" and not update:
            _compare(block, printed)
    except BlockFailure as error:
        failure = error
        printed = printed or world.shown(error.output)
    seconds = round(time.perf_counter() - start, 3)
    requests = world.drain()
    if failure is None:
        shows = kind == "run" and (block.shown is not None or block.language == "console")
        rewritten = printed if update and shows else None
        return Outcome(block, kind, True, seconds, printed, requests, rewritten=rewritten)
    message = world.shown(failure.message).rstrip()
    return Outcome(block, kind, False, seconds, printed, requests, message, failure.line or block.line, failure.hint)


def _runner(block: Block, language: Language) -> tuple[Runner, Check]:
    checked = block.text("checked")
    if checked is None:
        return language.run, language.check
    if checked == "types":
        return static.check_types, "types"
    if language.parse is None:
        hint = f"a {block.language} block is always checked in full: drop checked= and because="
        raise BlockFailure(f'checked="{checked}" has no meaning for {block.language}', hint=hint)
    return language.parse, "parse"


def _compare(block: Block, printed: str) -> None:
    if block.language == "console":
        if block.shown is not None:
            raise BlockFailure(
                "a console block shows its output itself", block.shown.line, hint="drop the output block"
            )
        compare(block, block.code, printed, block.code_line)
    elif block.shown is not None:
        compare(block, block.shown.text, printed, block.shown.line + 1)
