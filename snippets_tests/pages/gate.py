"""The gate: nothing that a reader sees as code may have escaped collection.

It renders the page with the site's own Markdown extensions, reads every `<pre>` of the HTML, and compares their
contents with the collected blocks. The two ways to the same set share no code: `scan` works on lines, this on HTML.
"""

from __future__ import annotations

import importlib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from snippets_tests.pages import lines as page_lines
from snippets_tests.pages.model import Block, Fault, Page

DEFAULT_EXTENSIONS: dict[str, dict[str, Any]] = {
    "admonition": {},
    "attr_list": {},
    "md_in_html": {},
    "tables": {},
    "pymdownx.details": {},
    "pymdownx.highlight": {},
    "pymdownx.superfences": {},
    "pymdownx.tabbed": {"alternate_style": True},
}
Translate = Callable[[Page], str]
TAG = re.compile(r"</?\w[^>]*>")
# They change no code block, and the first loads ten thousand icons.
IRRELEVANT = ("pymdownx.emoji", "material.extensions.emoji", "toc", "mkdocs.")


class Gate:
    """Counts the code of pages as the site would render it; made once, used for every page.

    Args:
        translate: What the site makes of a page's Markdown before it renders it; the front matter's lines may stay.
        extensions: Python-Markdown's extensions with their options, as `mkdocs.yml` lists them.
    """

    def __init__(self, translate: Translate, extensions: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        import markdown  # 50 ms that a run without pages need not pay

        chosen = dict(DEFAULT_EXTENSIONS if extensions is None else extensions)
        if (fences := chosen.get("pymdownx.superfences")) is not None:
            plain = {"name": "*", "class": "code", "format": _uncolored, "validator": _highlights}
            chosen["pymdownx.superfences"] = {**fences, "custom_fences": [plain, *fences.get("custom_fences", ())]}
        self.translate = translate
        self.markdown = markdown.Markdown(
            extensions=list(chosen), extension_configs={k: dict(v) for k, v in chosen.items()}
        )

    def check(self, page: Page) -> list[Fault]:
        """Every block that the site would not show as code, and everything it shows as code that is no block."""
        body = self.translate(page).split("\n")[page.body_line - 1 :]
        html = self.markdown.reset().convert("\n".join(body))
        rendered = Counter(_bare(code) for code in _Code.read(html))
        collected = Counter(_bare(block.code) for block in page.blocks)
        lost = rendered - collected
        hidden = list((collected - rendered).elements())
        faults = [_invisible(block) for block in page.blocks if _take(hidden, _bare(block.code))]
        # A fence shown with its backticks is told once, as the block that it should be.
        misread = [_bare(block.code) for block in page.blocks if any(fault.line == block.line for fault in faults)]
        for code in lost:
            if not any(part and part in code for part in misread):
                hint = "put it between fences with a language"
                faults.append(Fault(_line_of(page, code), f"code that no check sees: {_head(code, html)}", hint))
        return sorted(faults, key=lambda fault: fault.line)


def read_extensions(mkdocs: Path) -> dict[str, dict[str, Any]]:
    """The Markdown extensions of a `mkdocs.yml` with their options, but for those that cannot touch code."""
    import yaml

    class Loader(yaml.SafeLoader):
        """Reads MkDocs' tags: a named Python object is imported, any other tag is left out."""

    def named(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> object:
        module, _, name = suffix.rpartition(".")
        return getattr(importlib.import_module(module), name)

    Loader.add_multi_constructor("tag:yaml.org,2002:python/name:", named)
    Loader.add_multi_constructor("", lambda loader, suffix, node: None)
    loader = Loader(mkdocs.read_text("utf-8"))
    try:
        root = loader.get_single_node()
        listed = _value(root, "markdown_extensions")
        entries = loader.construct_object(_without(listed), deep=True) if listed is not None else []
    finally:
        loader.dispose()
    extensions: dict[str, dict[str, Any]] = {}
    for entry in entries.items() if isinstance(entries, dict) else entries:
        name, options = (
            entry
            if isinstance(entry, tuple)
            else next(iter(entry.items()))
            if isinstance(entry, dict)
            else (entry, None)
        )
        extensions[name] = dict(options or {})
    return extensions


def _value(root: Any, key: str) -> Any:
    return next((value for name, value in root.value if name.value == key), None) if root is not None else None


def _without(listed: Any) -> Any:
    """Drop irrelevant extensions before their options are built: those import what they name."""

    def name(entry: Any) -> str:
        head = entry[0] if isinstance(entry, tuple) else entry
        return str(head.value if isinstance(head.value, str) else head.value[0][0].value)

    listed.value = [entry for entry in listed.value if not name(entry).startswith(IRRELEVANT)]
    return listed


class _Code(HTMLParser):
    """Collects the text of every outermost `<pre>`, and of a diagram's `<div class="mermaid">`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.open: list[str] = []

    @classmethod
    def read(cls, html: str) -> list[str]:
        parser = cls()
        parser.feed(html)
        parser.close()
        return parser.found

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        starts = tag == "pre" or (tag == "div" and (dict(attrs).get("class") or "").split() == ["mermaid"])
        if self.open:
            if tag == self.open[0]:
                self.open.append(tag)
        elif starts:
            self.open.append(tag)
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if self.open and tag == self.open[0]:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open:
            self.found[-1] += data


def _take(codes: list[str], code: str) -> bool:
    """Take one of these out of a list; False when there is none."""
    if code not in codes:
        return False
    codes.remove(code)
    return True


def _invisible(block: Block) -> Fault:
    cause = f"the site would not show this {block.language or 'nameless'} block as code"
    hint = "indent it by four spaces under its list item or tab, below a blank line, outside of comments"
    return Fault(block.line, cause, hint)


def _uncolored(source: str, *_: Any, **__: Any) -> str:
    """Colors do not change what is code; without them rendering is several times faster."""
    return f"<pre><code>{escape(source)}</code></pre>"


def _highlights(language: str, inputs: dict[str, str], options: dict[str, str], *_: Any) -> bool:
    """Whether Material would take these options; a fence with others becomes a paragraph, and must do so here."""
    options.update(inputs)
    return inputs.keys() <= {"title", "hl_lines", "linenums"}


def _bare(code: str) -> str:
    """Code without any blanks: rendering expands tabs and strips lines, and neither hides a block."""
    return "".join(code.split())


def _head(code: str, html: str) -> str:
    found = next((text for text in _Code.read(html) if _bare(text) == code), code)
    first = next((line for line in found.split("\n") if line.strip()), "an empty <pre>")
    return first.strip()[:60]


def _line_of(page: Page, code: str) -> int:
    """The line outside all blocks where code without blanks begins; the page's first when it is nowhere literally."""
    lines = page_lines.split(page.path, page.source)
    free = [line for line in lines if line.number >= page.body_line and page.block_at(line.number) is None]
    for line in free:
        start = _bare(TAG.sub("", line.text.lstrip("> \t")))
        if start and code.startswith(start) and len(start) >= min(3, len(code)):
            return line.number
    return page.body_line
