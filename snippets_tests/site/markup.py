"""Small repairs of the rendered HTML that make pages usable without a mouse and with a screen reader.

Each mends something that the theme leaves out and offers no setting for; the tests look for the result in a built page.
"""

from __future__ import annotations

import re

CODE = re.compile(r"(<pre[^>]*>(?:<span></span>)?)<code>")
SEARCH = '<div class="md-search" data-md-component="search" role="dialog">'
NAMED_SEARCH = SEARCH.replace(">", ' aria-label="Search">')


def reachable(html: str) -> str:
    """Let the keyboard reach code, which may scroll sideways; the theme takes this back where nothing scrolls."""
    return CODE.sub(r'\1<code tabindex="0">', html)


def named(html: str) -> str:
    """Give the search dialog a name."""
    return html.replace(SEARCH, NAMED_SEARCH, 1)
