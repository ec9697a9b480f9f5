"""What a page's Markdown says for programs."""

from __future__ import annotations

from snippets_tests.site import twins

SOURCE = """---
title: T
---
# T

::: snippets_tests.pages.Block
    options:
      members:
        - line

Prose.
"""


def test_it_has_no_front_matter_and_names_documented_objects() -> None:
    assert twins.text(SOURCE, 4) == (
        "# T\n\n`snippets_tests.pages.Block`, as documented in the repository's Python code\n\nProse.\n"
    )
