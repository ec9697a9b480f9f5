"""Blocks are found wherever they stand, each with its exact line, code and output."""

from __future__ import annotations

from pathlib import Path

import pytest

from snippets_tests import pages

PAGE = Path("page.md")


def parse(text: str) -> pages.Page:
    return pages.parse(PAGE, text.encode())


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        pytest.param("```python\nx = 1\n```\n", 1, "x = 1\n", id="top level"),
        pytest.param("# T\n\n~~~sql\nSELECT 1\n~~~\n", 3, "SELECT 1\n", id="tildes"),
        pytest.param("1. One\n\n    ```python\n    x = 1\n    ```\n", 3, "x = 1\n", id="list"),
        pytest.param("- a\n    - b\n\n        ```python\n        x = 1\n        ```\n", 4, "x = 1\n", id="nested list"),
        pytest.param("> ```python\n> x = 1\n> ```\n", 1, "x = 1\n", id="quote"),
        pytest.param("> > ```python\n> > x = 1\n> > ```\n", 1, "x = 1\n", id="quote in a quote"),
        pytest.param(">```python\n>x = 1\n>```\n", 1, "x = 1\n", id="quote without blanks"),
        pytest.param('!!! note "N"\n\n    ```python\n    x = 1\n    ```\n', 3, "x = 1\n", id="admonition"),
        pytest.param('=== "A"\n\n    ```python\n    x = 1\n    ```\n', 3, "x = 1\n", id="tab"),
        pytest.param("??? tip\n\n    > ```python\n    > x = 1\n    > ```\n", 3, "x = 1\n", id="quote in details"),
        pytest.param("1. One\n\n\t```python\n\tx = 1\n\t```\n", 3, "x = 1\n", id="indented by a tab"),
        pytest.param("1. One\n\n    ```python\n\tx = 1\n    ```\n", 3, "x = 1\n", id="tab against spaces"),
        pytest.param("\r\n```python\r\nx = 1\r\n```\r\n", 2, "x = 1\n", id="CRLF"),
        pytest.param("\ufeff```python\nx = 1\n```\n", 1, "x = 1\n", id="BOM"),
        pytest.param("---\ntitle: T\n---\n```python\nx = 1\n```\n", 4, "x = 1\n", id="front matter"),
        pytest.param("```python\nx = 1\n\n\ny = 2\n```", 1, "x = 1\n\n\ny = 2\n", id="no newline at the end"),
        pytest.param("````python\ns = '''\n```\n'''\n````\n", 1, "s = '''\n```\n'''\n", id="longer fence"),
        pytest.param("```python\n```\n", 1, "", id="empty"),
        pytest.param("```python\n\tx\n```\n", 1, "\tx\n", id="tab inside code"),
        pytest.param(
            "1. a\n\n    ```python\n    if x:\n        y\n\n    z\n    ```\n",
            3,
            "if x:\n    y\n\nz\n",
            id="deeper code",
        ),
    ],
)
def test_a_fence_is_found_with_its_line_and_code(text: str, line: int, code: str) -> None:
    (block,) = parse(text).blocks
    assert (line, code) == (block.line, block.code)
    assert block.code_line == block.line + 1
    source = text.encode()
    assert source[slice(*block.span)].decode().strip("\ufeff> \t").startswith(("```", "~~~"))


def test_a_fence_inside_a_longer_fence_belongs_to_it() -> None:
    (block,) = parse("````markdown\n```python\nx\n```\n````\n").blocks
    assert (block.language, block.code) == ("markdown", "```python\nx\n```\n")


def test_inline_code_with_three_backticks_is_no_fence() -> None:
    assert parse("```not a fence``` in a line\n").blocks == ()


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        pytest.param("a\n\n```python\nx = 1\n", 3, "not closed before the end", id="end of page"),
        pytest.param("- a\n\n    ```python\n    x\ntext\n", 3, "line 5 leaves its list", id="dedent"),
        pytest.param("> ```python\n> x\n\ny\n", 1, "line 3 leaves", id="quote ends"),
        pytest.param("- ```python\n  x\n  ```\n", 1, "list marker", id="on the marker's line"),
        pytest.param("```python contniuation\nx\n```\n", 1, 'unknown option "contniuation"', id="typo"),
        pytest.param('```python checked="types"\nx\n```\n', 1, "because= is missing", id="no reason"),
        pytest.param('```python because="why"\nx\n```\n', 1, "checked= is missing", id="reason alone"),
        pytest.param('```sql checked="types" because="why"\nx\n```\n', 1, "is for python blocks", id="types of SQL"),
        pytest.param('```bash exit="0"\nx\n```\n', 1, "no failing exit code", id="exit 0"),
        pytest.param('```json title="../x"\n{}\n```\n', 1, "leaves the page's directory", id="title outside"),
        pytest.param('```json title="/x"\n{}\n```\n', 1, "leaves the page's directory", id="absolute title"),
        pytest.param("```json continuation\n{}\n```\n", 1, "not for json blocks", id="wrong language"),
        pytest.param("```json title=job.json\n{}\n```\n", 1, "has no quotes", id="no quotes"),
        pytest.param("```python raises\nx\n```\n", 1, "needs a value", id="value missing"),
        pytest.param('```python continuation="yes"\nx\n```\n', 1, "takes no value", id="flag with value"),
        pytest.param("```{.python}\nx\n```\n", 1, "braces after a fence", id="braces"),
        pytest.param("```output\nx\n```\n", 1, "belongs to no block", id="orphan output"),
        pytest.param(
            "```sql\nx\n```\n\nText.\n\n```output\nx\n```\n", 7, "belongs to no block", id="output after text"
        ),
        pytest.param("```sql\nx\n```\n```output\n```\n```output\n```\n", 6, "second output", id="two outputs"),
        pytest.param("---\na: 1\ntitle: a: b\n---\n", 3, "front matter is not YAML", id="front matter"),
    ],
)
def test_a_fault_names_its_line_and_cause(text: str, line: int, cause: str) -> None:
    with pytest.raises(pages.PageError) as caught:
        parse(text)
    assert line == caught.value.line
    assert cause in caught.value.message


def test_all_faults_of_a_page_are_told_at_once() -> None:
    with pytest.raises(pages.PageError) as caught:
        parse("```python tilte\nx\n```\n\n```bash exti\nx\n```\n")
    assert [fault.line for fault in caught.value.faults] == [1, 5]


@pytest.mark.parametrize(("source", "cause"), [(b"a\n\xff\xfe", "not UTF-8"), (b"a\n\x00b", "NUL byte")])
def test_binary_junk_is_refused_at_its_line(source: bytes, cause: str) -> None:
    with pytest.raises(pages.PageError, match=cause) as caught:
        pages.parse(PAGE, source)
    assert caught.value.line == 2


def test_options_are_read_with_their_values() -> None:
    (block,) = parse('```bash title="a b.sh" exit="2" stdin="y"\nx\n```\n').blocks
    assert dict(block.options) == {"title": "a b.sh", "exit": "2", "stdin": "y"}


def test_an_output_belongs_to_the_block_above_it() -> None:
    page = parse("```sql\nSELECT 1\n```\n\n```output\n1\n```\n")
    shown = page.blocks[0].shown
    assert shown is not None
    assert (shown.line, shown.text, shown.index) == (5, "1\n", 1)
    assert page.source[slice(*shown.span)] == b"1\n"


def test_headings_and_titles_come_from_the_page() -> None:
    page = parse("Setext\n======\n\n## Make `x` {#make}\n\n```python\n# not a heading\n```\n\n```sql\n1\n```\n")
    assert page.title == "Setext"
    assert [block.heading for block in page.blocks] == ["Make `x`", "Make `x`"]
    assert parse("---\ntitle: T\n---\n# H\n").title == "T"
    assert parse("").title == "page"
