"""What MkDocs calls while it builds the site (`hooks:` in mkdocs.yml); each function hands over to another module.

The state of a build hangs on its configuration, which MkDocs makes anew for every build, in previews too.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from snippets_tests.evidence import EvidenceError
from snippets_tests.runners.normalise import REPLACEMENTS
from snippets_tests.site import diagrams, llms, markup, twins
from snippets_tests.site.build import Build
from snippets_tests.site.ledger import open_ledger
from snippets_tests.site.report import ReportError

EVIDENCE = "build/evidence.json"
EVIDENCE_PAGE = "evidence.md"
PREVIEW = "LAKEPROOF_PREVIEW"
"""Set to 1 by `make serve`: a page that is not proven is shown with a warning instead of stopping the build."""

STRAY = "Overview"
"""The section of llms.txt for pages that stand at the top of the navigation."""


def on_config(config: MkDocsConfig) -> None:
    """Open the evidence of the project whose pages these are."""
    logger = logging.getLogger("mkdocs")
    logger.setLevel(min(logger.getEffectiveLevel(), logging.WARNING))  # --quiet would hide warnings from --strict too
    root = Path(config.docs_dir).resolve().parent
    try:
        ledger = open_ledger(root / EVIDENCE, preview=_preview())
    except EvidenceError as error:
        raise PluginError(str(error)) from error
    rules = [(rule.what, rule.by, rule.why) for rule in REPLACEMENTS.values()]
    config.extra["lakeproof"] = Build(root, ledger, rules)
    if not config.repo_url:
        config.edit_uri = None  # otherwise every page would offer to edit a file of the site itself


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Read all pages, refuse those that are not proven, and publish the evidence."""
    build = _build(config)
    for file in files.documentation_pages():
        if file.abs_src_path is not None:
            build.take(file.src_uri, Path(file.abs_src_path).resolve())
    if build.problems and not _preview():
        raise PluginError("\n".join(problem for problems in build.problems.values() for problem in problems))
    if page := files.get_file_from_path(EVIDENCE_PAGE):
        build.evidence_url = page.url
    evidence = build.root / EVIDENCE
    if evidence.exists():
        files.append(File.generated(config, evidence.name, abs_src_path=str(evidence)))
    for name in llms.NAMES:
        files.append(File.generated(config, name, content="written when all pages are"))


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Note the reading order."""
    sections: dict[str, list[str]] = {}
    for item in nav.items:
        if isinstance(item, Section):
            sections.setdefault(item.title, []).extend(_sources(item))
        elif isinstance(item, Page):
            source = item.file.src_uri
            sections.setdefault("Evidence" if source == EVIDENCE_PAGE else STRAY, []).append(source)
    _build(config).sections = list(sections.items())


def on_page_read_source(page: Page, config: MkDocsConfig) -> str | None:
    """Give MkDocs a page's Markdown with the proofs in it."""
    build = _build(config)
    try:
        return build.markdown(page.file.src_uri, get_relative_url(build.evidence_url, page.file.url))
    except ReportError as error:
        raise PluginError(str(error)) from error


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> None:
    """Tell the theme what the page needs: the address of its Markdown, the diagram library."""
    build = _build(config)
    if page.file.src_uri in build.twins:
        page.meta["twin"] = twins.addresses(page.file.src_uri)[0]
    if build.shows_diagrams(page.file.src_uri):
        page.meta["diagrams"] = diagrams.ADDRESS


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Repair the HTML, and warn on a page that is not proven."""
    build = _build(config)
    build.list_entry(page.file.src_uri, str(page.title), page.meta.get("description"))
    return build.warning(page.file.src_uri) + markup.reachable(html)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Put the proofs in, and repair what the theme puts around the page."""
    return markup.named(_build(config).with_notes(page.file.src_uri, output))


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Repair the theme's pages that have no source, such as 404.html."""
    return markup.named(output_content)


def on_post_build(config: MkDocsConfig) -> None:
    """Write what stands beside the pages."""
    build = _build(config)
    site = Path(config.site_dir)
    base = config.site_url or ""
    for address, text in build.beside(config.site_name, config.site_description or "", base).items():
        _write(site / address, text.encode())
    if build.has_diagrams:
        try:
            _write(site / diagrams.ADDRESS, diagrams.library())
        except diagrams.DiagramError as error:
            raise PluginError(str(error)) from error


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Any) -> None:
    """In a preview, show the verdict as soon as it is there."""
    evidence = _build(config).root / EVIDENCE
    if evidence.exists():
        server.watch(str(evidence))


def _build(config: MkDocsConfig) -> Build:
    return cast(Build, config.extra["lakeproof"])


def _preview() -> bool:
    return os.environ.get(PREVIEW) == "1"


def _sources(section: Section) -> Iterator[str]:
    for item in section.children:
        if isinstance(item, Section):
            yield from _sources(item)
        elif isinstance(item, Page):
            yield item.file.src_uri


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
