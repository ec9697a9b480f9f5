"""Evidence is written whole, read back as it was, and refused when it is not evidence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from snippets_tests import evidence
from snippets_tests.evidence import BlockEvidence, Evidence, Exchange, PageEvidence

SENT = Exchange("GET", "/api/x", {"a": "1"}, None, 200, {"b": [1]}, "x.get")
RAN = BlockEvidence(0, 3, "python", "python", "run", None, "passed", 0.25, "é\n", (SENT,), None, "Heading")
WEAK = BlockEvidence(1, 9, "bash", "bash", "parse", "needs a GPU", "failed", 0.5, "", (), "page.md:9: not bash")
PROVEN = Evidence(
    {"docs/a.md": PageEvidence("0" * 64, "A", (RAN, WEAK)), "docs/b.md": PageEvidence("1" * 64, "B", (), "b: broken")},
    {"python": "3.11.7"},
    "2026-01-15T09:00:00+00:00",
    "abc",
)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "build" / "evidence.json"
    evidence.dump(PROVEN, path)
    assert evidence.load(path) == PROVEN
    assert [path] == list(path.parent.iterdir()), "no temporary file is left"
    assert path.stat().st_mode & 0o777 == 0o644


def test_the_summary_counts_by_language_and_names_what_is_weak(tmp_path: Path) -> None:
    evidence.dump(PROVEN, tmp_path / "e.json")
    command = [sys.executable, "-m", "snippets_tests.evidence", str(tmp_path / "e.json")]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert said.splitlines() == [
        "2 blocks on 2 pages: 1 failed, 1 page with faults (0.8 s)",
        "  1 bash, 1 python",
        "  1 block checked, not run",
        "  python 3.11.7",
    ]
    assert evidence.weaker(PROVEN) == [("docs/a.md", WEAK)]
    assert not PROVEN.passed


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "no evidence there"),
        ("{", "not an evidence file"),
        ("[]", "not an evidence file"),
        ('{"schema": 0}', "schema 0 is not 1"),
        ('{"schema": 1, "pages": {"a": {}}}', "not an evidence file"),
    ],
)
def test_what_is_no_evidence_is_refused_with_a_remedy(tmp_path: Path, content: str | None, says: str) -> None:
    path = tmp_path / "e.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(evidence.EvidenceError, match=says) as caught:
        evidence.load(path)
    assert "lakeproof check" in str(caught.value)


def test_a_run_outside_of_git_has_no_commit(tmp_path: Path) -> None:
    assert evidence.make({}, tmp_path).commit is None
