"""Right pages with one thing broken: read from data, checked by the real command in one run."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Case:
    """One breakage: the page's text after it, and what must be said about it."""

    page: str
    name: str
    text: str
    line: int
    says: str

    @property
    def id(self) -> str:
        return f"{self.page}: {self.name}"

    @property
    def file(self) -> str:
        return "".join(c if c.isalnum() else "-" for c in f"{self.page}-{self.name}") + ".md"


def read(path: Path) -> tuple[dict[str, str], list[Case]]:
    """The right pages by name, and all breakages."""
    pages, cases = {}, []
    for entry in yaml.safe_load(path.read_text("utf-8")):
        pages[entry["page"]] = entry["text"]
        cases += [_case(entry["page"], entry["text"], case) for case in entry["cases"]]
    assert len({case.file for case in cases}) == len(cases), "two cases of one page have the same name"
    return pages, cases


def _case(page: str, text: str, case: dict[str, Any]) -> Case:
    old, new = case["break"], case["into"]
    assert text.count(old) == 1, f"{page}, {case['name']}: {old!r} stands {text.count(old)} times in the page"
    return Case(page, case["name"], text.replace(old, new), case["line"], case["says"])


def check(folder: Path) -> tuple[int, dict[str, list[str]]]:
    """Run `lakeproof check` on a folder: its exit code, and the failures of each page in order of their lines."""
    proof = folder / "evidence.json"
    command = [sys.executable, "-m", "snippets_tests.cli", "check", str(folder), "--json", str(proof)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert proof.exists(), ended.stdout + ended.stderr
    failures: dict[str, list[str]] = {}
    for name, page in json.loads(proof.read_text())["pages"].items():
        messages = [page["message"], *(block["message"] for block in page["blocks"] if block["outcome"] == "failed")]
        failures[Path(name).name] = [message for message in messages if message]
    return ended.returncode, failures
