"""The live preview: MkDocs serves the site, and every edited page runs again at once (`make serve`).

Spark and the workspace stay up between two edits, so that a verdict takes as long as the page's own blocks. It goes to
the terminal and into build/evidence.json, from which MkDocs shows it in the page.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from snippets_tests import evidence, pages
from snippets_tests.evidence import Evidence, EvidenceError, PageEvidence
from snippets_tests.plugin.record import evidence_of
from snippets_tests.runners.check import check_block
from snippets_tests.runners.services import Services
from snippets_tests.runners.world import World
from snippets_tests.site import fences

ADDRESS = "127.0.0.1:8000"
QUIET = 0.2
"""Seconds without a further change after which an edit is taken as complete: editors write a file in several steps."""


class Preview:
    """Runs pages of one project and keeps its evidence up to date.

    Args:
        root: The folder with mkdocs.yml and docs.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.target = root / "build/evidence.json"
        self.services = Services()
        self._gate = pages.Gate(fences.translate, pages.read_extensions(root / "mkdocs.yml"))

    def stale(self) -> list[Path]:
        """The pages whose evidence is missing or of other bytes."""
        return evidence.stale(self._known(), self.root, sorted((self.root / "docs").rglob("*.md")))

    def run(self, changed: Iterable[Path]) -> list[str]:
        """Run pages and write what came of it; a page that is gone is forgotten.

        Returns: The verdict on each page, failures with place, cause and remedy.
        """
        known = self._known()
        proven = dict(known.pages)
        said = []
        for path in changed:
            name = path.relative_to(self.root).as_posix()
            if not path.exists():
                proven.pop(name, None)
                continue
            proven[name] = found = self._page(path, name)
            if found.blocks or found.message:
                said.append(_verdict(name, found))
        evidence.dump(evidence.make(proven, self.root), self.target)
        return said

    def close(self) -> None:
        """Stop the workspace and Spark."""
        self.services.close()

    def _known(self) -> Evidence:
        try:
            return evidence.load(self.target)
        except EvidenceError:
            return Evidence({}, {}, "")

    def _page(self, path: Path, name: str) -> PageEvidence:
        try:
            page = pages.load(path)
        except pages.PageError as error:
            return PageEvidence("", path.stem, (), str(error).replace(str(path), name))
        faults = [pages.describe(name, fault) for fault in self._gate.check(page)]
        world = World(page, name, self.services, self.root)
        try:
            outcomes = [check_block(block, world) for block in page.blocks if not block.is_output]
        finally:
            world.close()
        blocks = tuple(evidence_of(outcome, name) for outcome in outcomes)
        return PageEvidence(page.sha256, page.title, blocks, "\n".join(faults) or None)


class _Edits(FileSystemEventHandler):
    """Puts the pages that were edited into a queue."""

    def __init__(self) -> None:
        self.queue: queue.SimpleQueue[Path] = queue.SimpleQueue()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note a page that was written, moved or removed; reading one is no edit."""
        if event.is_directory or event.event_type in ("opened", "closed_no_write"):
            return
        for name in (event.src_path, event.dest_path):
            path = Path(os.fsdecode(name)) if name else None
            if path is not None and path.suffix == ".md" and not path.name.startswith("."):
                self.queue.put(path)

    def wait(self) -> list[Path]:
        """The pages of the next edit, each once, as soon as no further change follows."""
        edited = {self.queue.get()}
        while True:
            try:
                edited.add(self.queue.get(timeout=QUIET))
            except queue.Empty:
                return sorted(edited)


def main(argv: Sequence[str]) -> int:
    """Serve until interrupted.

    Returns: 0 when the user ends it, 2 when the site cannot be served.
    """
    if argv:
        print("usage: python -m snippets_tests.preview", file=sys.stderr)
        return 2
    root = Path.cwd()
    if not (root / "mkdocs.yml").is_file():
        print(f"{root}: no mkdocs.yml there\n  hint: run it in the project's folder", file=sys.stderr)
        return 2
    preview, edits, observer = Preview(root), _Edits(), Observer()
    preview.run(())  # there is a file to watch from the start
    observer.schedule(edits, str(root / "docs"), recursive=True)
    observer.start()
    server = _serve()
    try:
        _say(preview.run(preview.stale()))
        while server.poll() is None:
            _say(preview.run(edits.wait()))
        return 2
    except KeyboardInterrupt:
        return 0
    finally:
        observer.stop()
        server.terminate()
        server.wait()
        preview.close()


def _serve() -> subprocess.Popen[bytes]:
    settings = {"LAKEPROOF_PREVIEW": "1", "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    command = [sys.executable, "-m", "mkdocs", "serve", "--no-strict", "--dev-addr", ADDRESS]
    return subprocess.Popen(command, env={**os.environ, **settings})


def _verdict(name: str, page: PageEvidence) -> str:
    failures = [page.message] if page.message else []
    failures += [block.message for block in page.blocks if block.message]
    if failures:
        return "\n".join(failures)
    seconds = sum(block.seconds for block in page.blocks)
    return f"{name}: {len(page.blocks)} block{'s' * (len(page.blocks) != 1)} hold ({seconds:.1f} s)"


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
