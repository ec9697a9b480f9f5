"""What each statement answers, written down in `conformance/*.sql`: behind `-->` after each statement.

Every file is an area and has a tenant of its own. `python -m snippets_tests.tests.lakehouse.test_conformance` writes
the answers anew (of all areas, or of those named behind it); look at the difference before you commit it.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from snippets_tests.lakehouse.session import Lakehouse, Session, SqlError
from snippets_tests.lakehouse.tables import Table, render
from snippets_tests.tests.lakehouse.tenants import BUILD, metastore

AREAS = sorted(Path(__file__).with_name("conformance").glob("*.sql"))
MARK = "--> "
ONLY = "only "


@dataclass(frozen=True)
class Step:
    """A statement, the columns that are compared (all when none are named), and the answer expected."""

    statement: str
    only: tuple[str, ...]
    answer: tuple[str, ...]


def steps(text: str) -> Iterator[Step]:
    """Read an area."""
    statement: list[str] = []
    answer: list[str] = []
    for line in [*text.splitlines(), "end"]:
        if line.startswith(MARK.strip()):
            answer.append(line[len(MARK) :])
            continue
        if answer:
            only = tuple(answer.pop(0)[len(ONLY) :].split()) if answer[0].startswith(ONLY) else ()
            yield Step("\n".join(statement).strip().removesuffix(";"), only, tuple(answer))
            statement, answer = [], []
        statement.append(line)


def told(session: Session, step: Step) -> tuple[str, ...]:
    """Run a statement and tell what it answers, or how it fails and where."""
    try:
        table = session.sql(step.statement)
    except SqlError as error:
        lines = error.message.removeprefix(f"[{error.error_class}] ").splitlines()
        place = f"{error.line}:{error.column}" if error.column else str(error.line)
        return (f"{error.error_class} {error.sql_state} at {place}", *lines[:2])
    if step.only:
        at = [[column.name for column in table.columns].index(name) for name in step.only]
        table = Table(tuple(table.columns[i] for i in at), tuple(tuple(row[i] for i in at) for row in table.rows))
    # Delta names what it writes at random; only how many there are can be compared.
    lines = render(table).splitlines()
    return tuple(line.rstrip() for line in lines) or ("ok",)


def landed(area: Path, files: Path) -> Path:
    """Put the area's files, those in the folder of its name, where its volumes `main.default.*` will be."""
    beside = area.with_suffix("")
    if beside.is_dir():
        shutil.copytree(beside, files / "volumes" / "main" / "default")
    return files


def test_the_areas_hold_at_least_eighty_statements() -> None:
    assert sum(len(list(steps(area.read_text()))) for area in AREAS) >= 80


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.stem)
def test_statements_answer_as_written_down(area: Path, lakehouse: Lakehouse, tmp_path: Path) -> None:
    session = lakehouse.open(f"conformance-{area.stem}", metastore(), landed(area, tmp_path))
    try:
        expected = [(step.statement, *step.answer) for step in steps(area.read_text())]
        assert expected == [(step.statement, *told(session, step)) for step in steps(area.read_text())]
    finally:
        session.close()


def main() -> None:
    """Write the answers anew."""
    import tempfile

    lakehouse = Lakehouse(BUILD)
    try:
        for area in [area for area in AREAS if area.stem in sys.argv[1:] or not sys.argv[1:]]:
            with tempfile.TemporaryDirectory() as files:
                session = lakehouse.open(f"conformance-{area.stem}", metastore(), landed(area, Path(files)))
                text = ""
                for step in steps(area.read_text()):
                    lines = [*([f"{ONLY}{' '.join(step.only)}"] if step.only else []), *told(session, step)]
                    text += f"{step.statement};\n" + "".join(f"{MARK}{line}".rstrip() + "\n" for line in lines) + "\n"
                session.close()
            area.write_text(text.rstrip() + "\n")
    finally:
        lakehouse.stop()


if __name__ == "__main__":
    main()
