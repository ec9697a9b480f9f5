"""Every link of the built site leads somewhere: `python -m snippets_tests.site.links SITE`.

Two programs look, because each sees what the other does not: linkchecker follows the pages from the first one on, as a
reader would; lychee reads every file and knows whether a `#fragment` exists. Neither leaves the machine.
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

BIN = Path(sys.executable).parent
NOT_FOUND_PAGE = "404.html"
"""Served at any address, so its links are absolute, and on a disk they lead nowhere."""


@dataclass(frozen=True, order=True)
class Broken:
    """One link that leads nowhere, by the page that holds it (a path inside the site)."""

    page: str
    target: str
    cause: str

    def __str__(self) -> str:
        return f"{self.page}: {self.target}: {self.cause}"


class LinksError(Exception):
    """The links could not be checked; the text says why."""


def check(site: Path) -> list[Broken]:
    """All broken links of a built site, in order of its pages.

    Raises:
        LinksError: when there is no site, or a checker is missing or fails.
    """
    if not (site / "index.html").is_file():
        raise LinksError(f"{site}: no site there\n  hint: run `make site`")
    with _readable(site.resolve()) as folder:
        with ThreadPoolExecutor() as pool:
            both = [pool.submit(_linkchecker, folder), pool.submit(_lychee, folder)]
            found = {broken for each in both for broken in each.result()}
    # The same link is often broken for both; one line is enough.
    first = {(broken.page, broken.target): broken for broken in sorted(found, reverse=True)}
    return sorted(first.values())


def _linkchecker(site: Path) -> list[Broken]:
    start = (site / "index.html").as_uri()
    answer = _run("linkchecker", "--no-status", "--no-warnings", "-o", "csv", f"--ignore-url={NOT_FOUND_PAGE}", start)
    rows = [line for line in answer.stdout.splitlines() if line and not line.startswith("#")]
    if answer.returncode not in (0, 1) or not rows:
        raise LinksError(f"linkchecker failed: {answer.stderr.strip()}")
    found = []
    for row in csv.DictReader(rows, delimiter=";"):
        if row["valid"] != "True":
            cause = "no such file" if "No such file" in row["result"] else row["result"]
            found.append(Broken(_inside(site, row["parentname"]), row["urlname"].rstrip("/"), cause))
    return found


def _lychee(site: Path) -> list[Broken]:
    arguments = ["--offline", "--include-fragments", "--index-files", "index.html", "--root-dir", str(site)]
    arguments += ["--exclude-path", f"{NOT_FOUND_PAGE}$", "--no-progress", "--format", "json"]
    answer = _run("lychee", *arguments, f"{site}/**/*.html", f"{site}/**/*.md")
    try:
        report = json.loads(answer.stdout)
    except ValueError:
        raise LinksError(f"lychee failed: {answer.stderr.strip()}") from None
    if not report["total"]:
        raise LinksError(f"lychee found no links in {site}")
    return [
        Broken(_inside(site, page), _inside(site, link["url"]), link["status"]["text"])
        for page, links in report["error_map"].items()
        for link in links
    ]


def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    found = shutil.which(program, path=os.pathsep.join([str(BIN), os.environ.get("PATH", "")]))
    if found is None:
        raise LinksError(f"{program} is not installed\n  hint: run `make setup`")
    return subprocess.run([found, *arguments], capture_output=True, text=True)


@contextlib.contextmanager
def _readable(site: Path) -> Iterator[Path]:
    """The site where linkchecker can read it: run by root, it goes on as the user nobody."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        yield site
        return
    with tempfile.TemporaryDirectory(prefix="lakeproof-links-") as folder:
        copy = Path(folder) / site.name
        shutil.copytree(site, copy, copy_function=shutil.copyfile)
        for path in (Path(folder), copy, *copy.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield copy


def _inside(site: Path, address: str) -> str:
    """An address on this machine as a path inside the site."""
    return address.removeprefix(f"{site.as_uri()}/").removeprefix(f"{site}/")


def main(argv: Sequence[str]) -> int:
    """Print what is broken.

    Returns: 0 when all links hold, 1 when some do not, 2 when they could not be checked.
    """
    if len(argv) != 1:
        print("usage: python -m snippets_tests.site.links SITE", file=sys.stderr)
        return 2
    try:
        broken = check(Path(argv[0]))
    except LinksError as error:
        print(error, file=sys.stderr)
        return 2
    for link in broken:
        print(link)
    print(f"links: {f'{len(broken)} broken' if broken else 'all hold'}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
