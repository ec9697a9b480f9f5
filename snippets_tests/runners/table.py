"""The table of languages: a new language is one module and one line here."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from snippets_tests.evidence import Check
from snippets_tests.pages import Block
from snippets_tests.runners import console, data, http, mermaid, prose, python, shell, sql, static
from snippets_tests.runners.outcome import BlockFailure, Runner


@dataclass(frozen=True)
class Language:
    """How blocks of a language are checked.

    Attributes:
        run: Runs a block and returns what it printed.
        check: What passing proves: that it ran, that it is well-formed and valid, or nothing (prose).
        parse: What `checked="parse"` does instead of running.
    """

    run: Runner
    check: Check
    parse: Runner | None = None


RUNNERS: Mapping[str, Language] = {
    "python": Language(python.run, "run", static.parse_python),
    "sql": Language(sql.run, "run", static.parse_sql),
    "bash": Language(shell.run, "run", static.parse_bash),
    "console": Language(console.run, "run", static.parse_console),
    "http": Language(http.run, "run", static.parse_http),
    "json": Language(data.run_json, "parse"),
    "yaml": Language(data.run_yaml, "parse"),
    "toml": Language(data.run_toml, "parse"),
    "ini": Language(data.run_ini, "parse"),
    "mermaid": Language(mermaid.run, "parse"),
    "text": Language(prose.run, "prose"),
    "output": Language(prose.run, "prose"),
}

ALIASES: Mapping[str, str] = {
    "cfg": "ini",
    "ipython": "python",
    "javascript": "json",
    "plain": "text",
    "plaintext": "text",
    "py": "python",
    "pycon": "python",
    "python3": "python",
    "sh": "bash",
    "shell": "bash",
    "shell-session": "console",
    "txt": "text",
    "yml": "yaml",
    "zsh": "bash",
}
"""Other names that people write, for the hint; a page uses one name a language, so that readers can search for it."""


def language_of(block: Block) -> Language:
    """The entry of a block's language.

    Raises:
        BlockFailure: naming the known languages when there is none; no block is passed over.
    """
    if block.language in RUNNERS:
        return RUNNERS[block.language]
    known = ", ".join(sorted(RUNNERS))
    if not block.language:
        raise BlockFailure("the fence names no language", hint=f"known: {known}")
    word = block.language.lower()
    near = [ALIASES[word]] if word in ALIASES else difflib.get_close_matches(word, RUNNERS, 1)
    guess = f'did you mean "{near[0]}"? ' if near else ""
    hint = f'{guess}A new language is one module and one table line: CONTRIBUTING, "Add a runner"'
    raise BlockFailure(f'no runner for language "{block.language}" (known: {known})', hint=hint)
