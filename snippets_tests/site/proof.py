"""One block's proof in HTML: what was checked, how long it took, with which versions, and what it sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from snippets_tests.evidence import BlockEvidence
from snippets_tests.pages.model import Block
from snippets_tests.site.wire import over_the_wire

ALWAYS: Mapping[str, tuple[str, ...]] = {"sql": ("spark", "delta")}
"""The versions that every block of a language depends on."""

MENTIONS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"\bdatabricks\.sdk\b|\bdatabricks-sdk\b"), ("databricks-sdk",)),
    (re.compile(r"^\s*(?:from|import) databricks\.connect\b", re.MULTILINE), ("databricks-connect",)),
    (re.compile(r"^\s*(?:\$ )?databricks\s", re.MULTILINE), ("databricks-cli",)),
    (re.compile(r"\b(?:spark|pyspark)\b"), ("spark",)),
    (re.compile(r"\b(?:delta|DeltaTable)\b"), ("delta",)),
    (re.compile(r"\bmlflow\b"), ("mlflow",)),
)
"""What a block's code tells about the further versions that it depends on."""

NAMES: Mapping[str, str] = {
    "python": "Python",
    "spark": "Spark",
    "delta": "Delta Lake",
    "mlflow": "MLflow",
    "databricks-cli": "databricks CLI:",
}
"""How a version's key in evidence.json reads; a key that is not here reads as it is."""


@dataclass(frozen=True)
class Prover:
    """Puts proofs into words for one run's evidence; `versions` are that run's."""

    versions: Mapping[str, str]

    def note(self, block: Block, proof: BlockEvidence, evidence_url: str) -> str:
        """The HTML under a block.

        Args:
            block: As it is on the page.
            proof: What the run found out about it.
            evidence_url: Where the page's line of the evidence page is, seen from the page.
        """
        parts = [_verdict(block, proof), *self._facts(block, proof)]
        words = "\n".join(part if part.startswith("<") else f"<span>{part}</span>" for part in parts)
        link = f'<a href="{escape(evidence_url)}">Evidence</a>'
        failure = f"<pre><code>{escape(proof.message or '')}</code></pre>" if proof.outcome == "failed" else ""
        return (
            f'<div class="lp-proof lp-proof--{_kind(proof)}">\n'
            f"<p>\n{words}\n{link}\n</p>{failure}\n{over_the_wire(proof.requests)}\n</div>"
        )

    def _facts(self, block: Block, proof: BlockEvidence) -> Iterator[str]:
        if proof.because:
            yield escape(proof.because)
        if proof.check == "run":
            yield f"{proof.seconds:.2f} s"
        for key in relevant(block, proof):
            if version := self.versions.get(key):
                yield escape(f"{NAMES.get(key, key)} {version}")


def relevant(block: Block, proof: BlockEvidence) -> tuple[str, ...]:
    """The keys of the versions that a reader of this block asks for, in a fixed order."""
    keys: list[str] = []
    # A file that names a library and was only parsed depends on none of its versions.
    if proof.check in ("run", "types"):
        keys += ALWAYS.get(block.language, ())
        keys += (key for pattern, found in MENTIONS if pattern.search(block.code) for key in found)
    if {"request", "response"} & block.options.keys():
        keys.append("databricks-sdk")
    if proof.check == "types":
        keys.append("mypy")
    if not keys and block.language == "python":
        keys.append("python")
    return tuple(dict.fromkeys(keys))


def _kind(proof: BlockEvidence) -> str:
    if proof.outcome == "failed":
        return "failed"
    return "weaker" if proof.because else "run"


def _verdict(block: Block, proof: BlockEvidence) -> str:
    if proof.outcome == "failed":
        words = "✗ Failed"
    elif proof.because:
        words = f"checked: {proof.check}"
    elif proof.check != "run":
        words = f"✓ Valid{_as_what(block)}"
    elif meant := block.text("raises") or block.text("exit"):
        words = f"✓ Ran and failed as meant: {meant if 'raises' in block.options else f'exit code {meant}'}"
    else:
        words = "✓ Ran"
    return f'<span class="lp-verdict">{escape(words)}</span>'


def _as_what(block: Block) -> str:
    if operation := block.text("request"):
        return f" body of {operation}"
    if operation := block.text("response"):
        return f" answer of {operation}"
    return f" {block.language.upper()}"
