"""Outputs are rewritten in place; no other byte of the page changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snippets_tests import pages


def rewritten(text: str, output: str) -> str:
    page = pages.parse(Path("page.md"), text.encode())
    return pages.rewrite(page, {page.blocks[0]: output}).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "```sql\nx\n```\n```output\nold\n```\nend", "```sql\nx\n```\n```output\nnew\n\n2\n```\nend", id="plain"
        ),
        pytest.param("```sql\nx\n```\n\n```output\n```\n", "```sql\nx\n```\n\n```output\nnew\n\n2\n```\n", id="empty"),
        pytest.param(
            "> ```sql\n> x\n> ```\n>\n> ```output\n> old\n> ```\n",
            "> ```sql\n> x\n> ```\n>\n> ```output\n> new\n>\n> 2\n> ```\n",
            id="quote",
        ),
        pytest.param(
            "- a\r\n\r\n    ```sql\r\n    x\r\n    ```\r\n\r\n    ```output\r\n    old\r\n    ```\r\n",
            "- a\r\n\r\n    ```sql\r\n    x\r\n    ```\r\n\r\n    ```output\r\n    new\r\n\r\n    2\r\n    ```\r\n",
            id="list with CRLF",
        ),
        pytest.param("```sql\nx\n```\n~~~output\n~~~", "```sql\nx\n```\n~~~output\nnew\n\n2\n~~~", id="last line open"),
    ],
)
def test_only_the_output_changes(before: str, after: str) -> None:
    assert after == rewritten(before, "new\n\n2\n")


def test_the_fence_grows_when_the_output_holds_one() -> None:
    text = rewritten("```sql\nx\n```\n```output\n```\n", "```\n````\n")
    assert text == "```sql\nx\n```\n`````output\n```\n````\n`````\n"
    assert pages.parse(Path("p"), text.encode()).blocks[1].code == "```\n````\n"


def test_an_equal_output_leaves_every_byte_alone() -> None:
    text = "```sql\nx\n```\n```output\na  \n\n```\n"
    assert text == rewritten(text, "a\n")


TEXT = st.text(st.characters(exclude_characters="\r\n\x00\ufeff", exclude_categories=["Cs"]), max_size=12)


@given(
    st.sampled_from(["", "    ", "> ", "\t", ">     "]),
    st.sampled_from(["\n", "\r\n"]),
    st.lists(TEXT, max_size=5),
    st.lists(TEXT, max_size=5),
)
def test_what_was_written_is_read_back(prefix: str, eol: str, before: list[str], after: list[str]) -> None:
    def fence(word: str, lines: list[str]) -> str:
        return eol.join(["", *(prefix + line for line in [f"``````{word}", *lines, "``````"])])

    text = (
        "- a" + eol + fence("sql", ["x"]) + fence("output", [line for line in before if "`" not in line]) + eol + "end"
    )
    page = pages.parse(Path("page.md"), text.encode())
    new = pages.rewrite(page, {page.blocks[0]: "\n".join(after)})
    read = pages.parse(Path("page.md"), new)
    wanted = [line.rstrip() for line in "\n".join(after).rstrip().split("\n")]
    assert wanted == [line.rstrip() for line in read.blocks[1].code.rstrip().split("\n")]
    assert page.blocks[0].code == read.blocks[0].code
    assert new.endswith(f"``{eol}end".encode())


def test_a_page_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(b"one")
    page = pages.load(path)
    path.write_bytes(b"two")
    with pytest.raises(pages.PageError, match="changed while"):
        pages.write(page, b"three")
    assert path.read_bytes() == b"two"


def test_writing_keeps_the_files_mode_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(b"one")
    path.chmod(0o640)
    assert pages.write(pages.load(path), b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [path] == list(tmp_path.iterdir())
