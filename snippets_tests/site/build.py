"""One build of the site: its pages, what is known about them, and what is written beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from snippets_tests import pages
from snippets_tests.evidence import BlockEvidence
from snippets_tests.site import llms, twins
from snippets_tests.site.fences import translate
from snippets_tests.site.ledger import FREE, Ledger
from snippets_tests.site.proof import Prover
from snippets_tests.site.report import Report, anchor

_PLACE = "<!-- proof {} -->"
_PLACES = re.compile(r"<!-- proof (?P<index>\d+) -->")


@dataclass
class Build:
    """What the hooks of one build share. Pages are keyed by their path inside the folder of pages.

    Args:
        root: The project's root; evidence names pages from there.
        ledger: The evidence.
        rules: What is replaced in captured output, as (what, by what, why), for the evidence page.
    """

    root: Path
    ledger: Ledger
    rules: Sequence[tuple[str, str, str]] = ()
    problems: dict[str, list[str]] = field(default_factory=dict)
    twins: dict[str, str] = field(default_factory=dict)
    entries: dict[str, llms.Entry] = field(default_factory=dict)
    sections: list[tuple[str, list[str]]] = field(default_factory=list)
    evidence_url: str = "evidence.json"
    has_diagrams: bool = False
    _pages: dict[str, pages.Page] = field(default_factory=dict)
    _notes: dict[str, dict[int, str]] = field(default_factory=dict)

    def take(self, source: str, path: Path) -> None:
        """Read a page and note what keeps it from being published."""
        name = path.relative_to(self.root).as_posix()
        try:
            page = self._pages[source] = pages.load(path)
        except pages.PageError as error:
            self.problems[source] = [str(error).replace(str(path), name)]
            return
        if problems := self.ledger.problems(name, page):
            self.problems[source] = problems

    def markdown(self, source: str, evidence_url: str) -> str | None:
        """A page's Markdown for the theme, with the proof under each block; None for a page that could not be read.

        Args:
            source: The page.
            evidence_url: The evidence page as seen from it.

        Raises:
            ReportError: when the page asks for a table that there is not.
        """
        page = self._pages.get(source)
        if page is None:
            return None
        page = self._with_tables(page)
        name = page.path.relative_to(self.root).as_posix()
        self.twins[source] = twins.text(page.source.decode("utf-8-sig"), page.body_line)
        prover = Prover(self.ledger.evidence.versions)
        proofs = self.ledger.proofs(name)
        url = f"{evidence_url}#{anchor(name)}"
        notes = self._notes[source] = {
            block.index: prover.note(block, proofs[block.index], url)
            for block in page.blocks
            if (proof := proofs.get(block.index)) and _tells(proof, block)
        }
        return translate(page, {index: _PLACE.format(index) for index in notes})

    def with_notes(self, source: str, html: str) -> str:
        """A page's HTML with the notes in their places.

        They come last, because search reads the HTML before: it would spend most of a build on what it leaves out.
        """
        notes = self._notes.get(source, {})
        return _PLACES.sub(lambda found: notes.get(int(found["index"]), ""), html)

    def shows_diagrams(self, source: str) -> bool:
        """Whether a page needs the diagram library."""
        page = self._pages.get(source)
        found = page is not None and any(block.language == "mermaid" for block in page.blocks)
        self.has_diagrams |= found
        return found

    def warning(self, source: str) -> str:
        """The box at the top of a page that is not proven, for previews."""
        problems = "\n\n".join(self.problems.get(source, ()))
        if not problems:
            return ""
        return (
            '<div class="admonition warning lp-unproven"><p class="admonition-title">Not proven</p>'
            f'<pre><code tabindex="0">{escape(problems)}</code></pre></div>\n'
        )

    def list_entry(self, source: str, title: str, description: str | None) -> None:
        """Have a page listed in llms.txt; without a description its first paragraph serves."""
        if (text := self.twins.get(source)) is not None:
            address = twins.addresses(source)[0]
            self.entries[source] = llms.Entry(title, address, text, description or llms.first_paragraph(text))

    def beside(self, title: str, summary: str, base: str) -> dict[str, str]:
        """The files for readers that are programs, by their address.

        Args:
            title: The site's name.
            summary: What it is, in a sentence.
            base: The site's address, or nothing.
        """
        sections = [
            llms.Section(name, tuple(self.entries[source] for source in sources if source in self.entries))
            for name, sources in self.sections
        ]
        written = dict(llms.files(title, summary, [section for section in sections if section.entries], base))
        for source, text in self.twins.items():
            written.update(dict.fromkeys(twins.addresses(source), text))
        return written

    def _with_tables(self, page: pages.Page) -> pages.Page:
        text = page.source.decode("utf-8")
        report = Report(self.ledger.evidence, self.rules)
        expanded = report.expand(text, page.path.relative_to(self.root).as_posix())
        return page if expanded == text else pages.parse(page.path, expanded.encode())


def _tells(proof: BlockEvidence, block: pages.Block) -> bool:
    """Whether a proof is to be shown under a block; a diagram that holds speaks for itself."""
    if proof.language != block.language:
        return False  # in a preview, where the page has changed since
    return block.language not in FREE and (block.language != "mermaid" or proof.outcome == "failed")
