"""A project of a few pages with the evidence of a run that never took place, built with the real mkdocs.yml."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from snippets_tests import evidence, pages
from snippets_tests.evidence import BlockEvidence, Evidence, Exchange, PageEvidence

REPOSITORY = Path(__file__).resolve().parents[3]
VERSIONS = {
    "python": "3.11.7",
    "databricks-sdk": "0.156.0",
    "spark": "4.2.0",
    "delta": "4.4.0",
    "databricks-cli": "stand-in made from databricks-sdk 0.156.0",
}
CONFIG = """
INHERIT: {repository}/mkdocs.yml
docs_dir: docs
site_dir: site
nav:
hooks:
  - {repository}/snippets_tests/site/hooks.py
theme:
  custom_dir: {repository}/snippets_tests/site/theme
extra_css: []
extra_javascript: []
"""
CHECKS = {"json": "parse", "yaml": "parse", "toml": "parse", "text": "prose", "output": "prose", "mermaid": "parse"}


@dataclass
class Project:
    """A folder with docs/, build/evidence.json and mkdocs.yml.

    `proofs` changes what the evidence says of single blocks: (page, index of the block) to fields of its BlockEvidence.
    """

    root: Path
    proofs: dict[tuple[str, int], Mapping[str, object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.root / "docs").mkdir(parents=True)
        (self.root / "mkdocs.yml").write_text(CONFIG.format(repository=REPOSITORY))
        self.page("evidence.md", (REPOSITORY / "docs/evidence.md").read_text())

    def page(self, name: str, text: str) -> Path:
        """Write a page."""
        path = self.root / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def prove(self) -> Evidence:
        """Write the evidence of a run in which every block of every page held."""
        written = {
            path.relative_to(self.root).as_posix(): self._proven(path)
            for path in sorted(self.root.glob("docs/**/*.md"))
        }
        made = Evidence(written, VERSIONS, "2026-01-15T09:00:00+00:00", "0123456789abcdef0123456789abcdef01234567")
        evidence.dump(made, self.root / "build/evidence.json")
        return made

    def build(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run `mkdocs build` as `make site` does."""
        return mkdocs(self.root, "build", "--quiet", "--clean", **environment)

    def html(self, address: str) -> str:
        """A file of the built site."""
        return (self.root / "site" / address).read_text()

    def _proven(self, path: Path) -> PageEvidence:
        page = pages.load(path)
        name = path.relative_to(self.root).as_posix()
        blocks = tuple(self._block(name, block) for block in page.blocks if not block.is_output)
        return PageEvidence(page.sha256, page.title, blocks)

    def _block(self, name: str, block: pages.Block) -> BlockEvidence:
        proof = BlockEvidence(
            index=block.index,
            line=block.line,
            language=block.language,
            runner=block.language,
            check=block.text("checked") or CHECKS.get(block.language, "run"),  # type: ignore[arg-type]
            because=block.text("because"),
            outcome="passed",
            seconds=0.1234,
            output=block.shown.text if block.shown else "",
            heading=block.heading,
        )
        return dataclasses.replace(proof, **self.proofs.get((name, block.index), {}))  # type: ignore[arg-type]


def mkdocs(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run MkDocs in a folder, without its advertisements."""
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LAKEPROOF_")}
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=folder,
        env={**inherited, **quiet, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def exchange(method: str, path: str, body: object, status: int, response: object, operation: str) -> Exchange:
    """A recorded request."""
    return Exchange(method, path, {}, body, status, response, operation)


def fences(*blocks: Sequence[str]) -> str:
    """Blocks below each other, each given as its words and its code."""
    return "\n\n".join(f"```{words}\n{code}\n```" for words, code in blocks)
