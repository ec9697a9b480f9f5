"""What was proven: every block's check, outcome, output and requests; kept in `build/evidence.json`.

`python -m snippets_tests.evidence FILE` prints the summary of such a file.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from snippets_tests import connect_environment

SCHEMA = 1
Check = Literal["run", "types", "parse", "prose"]
Verdict = Literal["passed", "failed"]
PACKAGES = {
    "databricks-sdk": "databricks-sdk",
    "spark": "pyspark",
    "delta": "delta-spark",
    "mlflow": "mlflow",
    "sqlglot": "sqlglot",
    "mypy": "mypy",
}


class EvidenceError(Exception):
    """An evidence file that cannot be used; the text says which, why and what to do."""


@dataclass(frozen=True)
class Exchange:
    """One request that a block sent, and its answer; secrets are redacted before they get here."""

    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    status: int = 0
    response: Any = None
    operation: str | None = None


@dataclass(frozen=True)
class BlockEvidence:
    """What is known about one block after a run."""

    index: int
    line: int
    language: str
    runner: str
    check: Check
    because: str | None
    outcome: Verdict
    seconds: float
    output: str
    requests: tuple[Exchange, ...] = ()
    message: str | None = None
    heading: str = ""


@dataclass(frozen=True)
class PageEvidence:
    """A page as it was when its blocks ran. `message` tells what is wrong with the page as a whole."""

    sha256: str
    title: str
    blocks: tuple[BlockEvidence, ...]
    message: str | None = None

    @property
    def passed(self) -> bool:
        """Whether the page and all its blocks hold."""
        return self.message is None and all(block.outcome == "passed" for block in self.blocks)


@dataclass(frozen=True)
class Evidence:
    """One run. Pages are keyed by their path from the project's root, with forward slashes."""

    pages: Mapping[str, PageEvidence]
    versions: Mapping[str, str]
    generated: str
    commit: str | None = None
    schema: int = SCHEMA

    @property
    def passed(self) -> bool:
        """Whether everything holds."""
        return all(page.passed for page in self.pages.values())


def versions() -> dict[str, str]:
    """The versions against which blocks run, read without importing anything heavy."""
    found = {"python": platform.python_version()}
    for name, package in PACKAGES.items():
        with suppress(metadata.PackageNotFoundError):
            found[name] = metadata.version(package)
    # Of an environment of its own, to which it is no matter who asks.
    wheel = [str(connect_environment.WHEEL)]
    for distribution in metadata.distributions(name="databricks-connect", path=wheel):
        found["databricks-connect"] = distribution.version
    found["databricks-cli"] = _command(found.get("databricks-sdk", "?"))
    return found


def _command(sdk: str) -> str:
    """Which `databricks` ran the pages' commands."""
    if os.environ.get("LAKEPROOF_CLI") != "official":
        return f"stand-in made from databricks-sdk {sdk}"
    try:
        said = subprocess.run(["databricks", "--version"], capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return "official, of an unknown version"
    return f"official, {said.stdout.strip().removeprefix('Databricks CLI ')}"


def commit(root: Path) -> str | None:
    """The commit checked out in `root`, with `+` when files differ from it; None outside of git."""
    try:
        git = ["git", "-C", str(root)]
        head = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True, timeout=10)
        changed = subprocess.run(
            [*git, "status", "--porcelain", "-uno"], capture_output=True, text=True, check=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return head.stdout.strip() + ("+" if changed.stdout.strip() else "")


def make(pages: Mapping[str, PageEvidence], root: Path) -> Evidence:
    """Evidence of now, with the pages in order of their names so that two runs can be compared."""
    now = datetime.now(UTC).replace(microsecond=0).isoformat()
    return Evidence(dict(sorted(pages.items())), versions(), now, commit(root))


def dump(evidence: Evidence, path: Path) -> None:
    """Write evidence; a reader sees the old file or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"schema": evidence.schema, **dataclasses.asdict(evidence)}
    text = json.dumps(document, indent=1, ensure_ascii=False, default=str)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text + "\n")
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def load(path: Path) -> Evidence:
    """Read evidence.

    Raises:
        EvidenceError: when there is none, or it was written by another version.
    """
    hint = "\n  hint: run `lakeproof check` to write it anew"
    try:
        document = json.loads(path.read_text("utf-8"))
        if document["schema"] != SCHEMA:
            raise EvidenceError(f"{path}: schema {document['schema']} is not {SCHEMA}, which this version reads{hint}")
        return _evidence(document)
    except FileNotFoundError:
        raise EvidenceError(f"{path}: no evidence there{hint}") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EvidenceError(f"{path}: not an evidence file ({type(error).__name__}: {error}){hint}") from error


def _evidence(document: Mapping[str, Any]) -> Evidence:
    pages = {}
    for name, page in document["pages"].items():
        blocks = tuple(
            BlockEvidence(**{**block, "requests": tuple(Exchange(**call) for call in block["requests"])})
            for block in page["blocks"]
        )
        pages[name] = PageEvidence(page["sha256"], page["title"], blocks, page.get("message"))
    return Evidence(pages, document["versions"], document["generated"], document["commit"])


def stale(evidence: Evidence, root: Path, pages: Iterable[Path]) -> list[Path]:
    """Those of the pages whose bytes are not the ones that ran, or that never ran."""

    def proven(path: Path) -> bool:
        page = evidence.pages.get(path.resolve().relative_to(root.resolve()).as_posix())
        return page is not None and page.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()

    return [path for path in pages if not proven(path)]


def languages(pages: Iterable[PageEvidence]) -> dict[str, int]:
    """How many blocks of each language, the most frequent first; displayed outputs are no blocks of their own."""
    counts: dict[str, int] = {}
    for page in pages:
        for block in page.blocks:
            if block.language != "output":
                counts[block.language] = counts.get(block.language, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def weaker(evidence: Evidence) -> list[tuple[str, BlockEvidence]]:
    """The blocks that could only be checked, not run, each with its page."""
    return [(name, block) for name, page in evidence.pages.items() for block in page.blocks if block.because]


def summary(evidence: Evidence) -> str:
    """A few lines for a person: pages, blocks by language, seconds, failures, weaker checks, versions."""
    blocks = [block for page in evidence.pages.values() for block in page.blocks if block.language != "output"]
    failed = sum(block.outcome == "failed" for block in blocks)
    broken = sum(page.message is not None for page in evidence.pages.values())
    counts = ", ".join(
        f"{count} {language or 'nameless'}" for language, count in languages(evidence.pages.values()).items()
    )
    seconds = sum(block.seconds for block in blocks)
    verdict = [f"{failed} failed"] if failed else []
    verdict += [f"{broken} pages with faults" if broken > 1 else "1 page with faults"] if broken else []
    lines = [
        f"{_plural(len(blocks), 'block')} on {_plural(len(evidence.pages), 'page')}: {', '.join(verdict) or 'all hold'}"
        f" ({seconds:.1f} s)",
    ]
    if counts:
        lines.append(f"  {counts}")
    if only := weaker(evidence):
        lines.append(f"  {_plural(len(only), 'block')} checked, not run")
    lines.append("  " + ", ".join(f"{name} {version}" for name, version in evidence.versions.items()))
    return "\n".join(lines)


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def main(argv: Sequence[str]) -> int:
    """Print the summary of an evidence file."""
    if len(argv) != 1:
        print("usage: python -m snippets_tests.evidence FILE", file=sys.stderr)
        return 2
    try:
        print(summary(load(Path(argv[0]))))
    except EvidenceError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
