"""The tables of the evidence page, and the few that other pages quote.

A page holds `<!-- table: NAME -->`, a comment that shows nothing elsewhere; the site puts that table in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from snippets_tests.evidence import BlockEvidence, Evidence
from snippets_tests.pages import OPTIONS
from snippets_tests.site.ledger import FREE

MARKER = re.compile(r"<!-- table: (?P<name>[\w-]+) -->")
Cell = str | int


class ReportError(Exception):
    """A marker that names no table; the text says where, and which there are."""


@dataclass(frozen=True)
class Report:
    """One run in Markdown.

    Args:
        evidence: The run.
        rules: What is replaced in captured output before it is compared, as (what, by what, why).
    """

    evidence: Evidence
    rules: Sequence[tuple[str, str, str]] = ()

    def expand(self, text: str, name: str) -> str:
        """A page's text with the tables in it; `name` is the page's path, for messages.

        Raises:
            ReportError: when a marker is not known.
        """

        def table(found: re.Match[str]) -> str:
            if found["name"] not in TABLES:
                place = f"{name}:{text.count(chr(10), 0, found.start()) + 1}"
                raise ReportError(f"{place}: no table {found['name']!r} (known: {', '.join(sorted(TABLES))})")
            return TABLES[found["name"]](self)

        return MARKER.sub(table, text)

    def blocks(self) -> list[tuple[str, BlockEvidence]]:
        """Every block of which a proof is asked, with its page."""
        return [
            (name, block)
            for name, page in self.evidence.pages.items()
            for block in page.blocks
            if block.language not in FREE
        ]


def anchor(name: str) -> str:
    """The id of a page's line on the evidence page."""
    return re.sub(r"[^a-z0-9]+", "-", name.removeprefix("docs/").removesuffix(".md").lower()).strip("-")


def _summary(report: Report) -> str:
    blocks = [block for _, block in report.blocks()]
    ran = sum(block.check == "run" for block in blocks)
    return (
        f"**{_count(len(blocks), 'block')}** in {_count(len({block.language for block in blocks}), 'language')}"
        f" on {_count(len(report.evidence.pages), 'page')}: **{ran:,} ran** in {_seconds(blocks)}&nbsp;s"
        f" and sent {_count(_requests(blocks), 'request')}."
    )


def _totals(report: Report) -> str:
    by_language: dict[str, list[BlockEvidence]] = {}
    for _, block in report.blocks():
        by_language.setdefault(block.language, []).append(block)
    ordered = sorted(by_language.items(), key=lambda item: (-len(item[1]), item[0]))
    rows = [_total(f"`{language}`", blocks) for language, blocks in ordered]
    rows.append(_total("**all**", [block for _, blocks in ordered for block in blocks]))
    return _table(
        ["Language", "Blocks", "Ran", "Valid", "Checked only", "Failed", "Requests", "Seconds"], rows, numbers=1
    )


def _total(name: str, blocks: Sequence[BlockEvidence]) -> list[Cell]:
    return [
        name,
        len(blocks),
        sum(block.check == "run" for block in blocks),
        sum(block.check != "run" and not block.because for block in blocks),
        sum(bool(block.because) for block in blocks),
        sum(block.outcome == "failed" for block in blocks),
        _requests(blocks),
        _seconds(blocks),
    ]


def _versions(report: Report) -> str:
    return _table(["What", "Version"], [[f"`{name}`", escape(text)] for name, text in report.evidence.versions.items()])


def _run(report: Report) -> str:
    commit = report.evidence.commit
    revision = f" of commit `{commit.removesuffix('+')}`" if commit else ""
    changed = ", with changes that are not committed" if commit and commit.endswith("+") else ""
    return f"Run at `{report.evidence.generated}`{revision}{changed}."


def _weaker(report: Report) -> str:
    blocks = report.blocks()
    rows: list[list[Cell]] = [
        [_page_link(report, name), block.line, f"`{block.language}`", f"`{block.check}`", _cell(block.because)]
        for name, block in blocks
        if block.because
    ]
    if not rows:
        return "None: every block that can run did."
    share = f"{_count(len(rows), 'block')} of {len(blocks):,} ({len(rows) / len(blocks):.1%})."
    return f"{share}\n\n{_table(['Page', 'Line', 'Language', 'Check', 'Because'], rows)}"


def _pages(report: Report) -> str:
    rows: list[list[Cell]] = []
    for name, page in report.evidence.pages.items():
        blocks = [block for block in page.blocks if block.language not in FREE]
        if blocks:
            ran = sum(block.check == "run" for block in blocks)
            cell = f'<span id="{anchor(name)}"></span>{_page_link(report, name)}'
            rows.append([cell, len(blocks), ran, _requests(blocks), _seconds(blocks), f"`{page.sha256[:12]}`"])
    return _table(["Page", "Blocks", "Ran", "Requests", "Seconds", "SHA-256"], rows, numbers=1)


def _replacements(report: Report) -> str:
    rows = [[_cell(what), f"`{shown}`" if shown else "nothing", _cell(why)] for what, shown, why in report.rules]
    return _table(["What", "Shown as", "Because"], rows)


def _options(report: Report) -> str:
    rows = [
        [
            f"`{name}`" if option.value is None else f'`{name}="{option.value}"`',
            ", ".join(f"`{language}`" for language in sorted(option.languages)) if option.languages else "all",
            f"The block {_cell(option.doc)}.",
        ]
        for name, option in sorted(OPTIONS.items())
    ]
    return _table(["Option", "Languages", "Meaning"], rows)


TABLES: Mapping[str, Callable[[Report], str]] = {
    "summary": _summary,
    "totals": _totals,
    "versions": _versions,
    "run": _run,
    "weaker": _weaker,
    "pages": _pages,
    "replacements": _replacements,
    "options": _options,
}


def _page_link(report: Report, name: str) -> str:
    """A link that the site checks; a page outside docs/ has no page of its own there."""
    title = _cell(report.evidence.pages[name].title)
    return f"[{title}]({name.removeprefix('docs/')})" if name.startswith("docs/") else f"{title} (`{name}`)"


def _requests(blocks: Iterable[BlockEvidence]) -> int:
    return sum(len(block.requests) for block in blocks)


def _seconds(blocks: Iterable[BlockEvidence]) -> str:
    return f"{sum(block.seconds for block in blocks):,.1f}"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _cell(text: str | None) -> str:
    return escape(text or "", quote=False).replace("|", "\\|").replace("\n", " ")


def _table(head: Sequence[str], rows: Sequence[Sequence[Cell]], numbers: int | None = None) -> str:
    """A Markdown table; the columns from index `numbers` on are aligned as numbers."""
    rule = ["---:" if numbers is not None and index >= numbers else "---" for index in range(len(head))]
    lines = [head, rule, *([f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
