"""`lakeproof update` writes what was printed into the pages, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from snippets_tests.tests.engine.conftest import Run

Write = Callable[..., Path]

BEFORE = """# Page\r
\r
- item\r
\r
    ```bash\r
    printf 'a\\n\\nb  \\n'\r
    ```\r
\r
    ```output\r
    ```\r
\r
```console\r
$ echo new\r
old\r
```\r
\r
```bash\r
echo not shown\r
```\r
\r
```bash\r
false\r
```\r
\r
```output\r
kept\r
```"""

AFTER = BEFORE.replace("```output\r\n    ```", "```output\r\n    a\r\n\r\n    b\r\n    ```").replace(
    "\r\nold\r\n", "\r\nnew\r\n"
)


def test_outputs_are_written_and_no_other_byte_changes(lakeproof: Run, tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(BEFORE.encode())
    ended = lakeproof("update", "page.md")
    assert ended.returncode == 1, "the failing block stays a failure, and its output as it was"
    assert "page.md: outputs rewritten" in ended.stdout
    assert path.read_bytes().decode() == AFTER
    assert "rewritten" not in lakeproof("update", "page.md").stdout
    assert "page.md:25: exit code 1" in lakeproof("check", "page.md").stdout


def test_an_update_makes_a_page_hold(lakeproof: Run, page: Write) -> None:
    path = page("```python\nprint('```\\nx')\n```\n\n```output\nold\n```\n")
    assert lakeproof("check", "page.md").returncode == 1
    assert lakeproof("update", "page.md", "-j", "2").returncode == 0
    assert lakeproof("check", "page.md").returncode == 0
    assert path.read_text().endswith("````output\n```\nx\n````\n")


def test_quoted_sources_are_copied_into_the_page_before_it_runs(lakeproof: Run, page: Write) -> None:
    page("site_name: x\n", "mkdocs.yml")
    page("# --8<-- [start:say]\nprint(6 * 7)\n# --8<-- [end:say]\n", "examples/a/say.py")
    path = page('```python source="examples/a/say.py#say"\nprint(6 * 6)\n```\n\n```output\n```\n', "docs/x.md")
    assert "docs/x.md:2: the block is not examples/a/say.py#say" in lakeproof("check", "docs/x.md").stdout
    assert lakeproof("update", "docs/x.md").returncode == 0
    assert path.read_text() == '```python source="examples/a/say.py#say"\nprint(6 * 7)\n```\n\n```output\n42\n```\n'
    assert lakeproof("check", "docs/x.md").returncode == 0
