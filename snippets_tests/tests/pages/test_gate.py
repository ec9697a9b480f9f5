"""The gate finds what the collector did not, and what the site would not show."""

from __future__ import annotations

from pathlib import Path

import pytest

from snippets_tests import pages
from snippets_tests.site import fences


def translated(page: pages.Page) -> str:
    return fences.translate(page, {})


@pytest.fixture(scope="module")
def gate() -> pages.Gate:
    return pages.Gate(translated)


def faults(gate: pages.Gate, text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.message) for fault in gate.check(pages.parse(Path("page.md"), text.encode()))]


EVERYWHERE = """---
title: T
---
# T

```python continuation title="job.py"
x = "<b>&amp;"

\ty = 2
```

1. One

    ~~~sql
    SELECT 1
    ~~~

    ```output
    +---+
    ```

> ```json
> {}
> ```

!!! note

    ```yaml
    a: 1
    ```

=== "A"

    ````markdown
    ```python
    x
    ```
    ````

=== "B"

    - a

        ```bash
        ls

        pwd
        ```

```mermaid
graph TD
```

```python
```
"""


def test_a_page_with_fences_everywhere_passes(gate: pages.Gate) -> None:
    assert len(pages.parse(Path("page.md"), EVERYWHERE.encode()).blocks) == 9
    assert faults(gate, EVERYWHERE) == []


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        pytest.param("# T\n\n    x = 1\n    y = 2\n", 3, "no check sees: x = 1", id="indented code"),
        pytest.param(
            "# T\n\n    ```python\n    x = 1\n    ```\n", 3, "would not show this python block", id="stray fence"
        ),
        pytest.param("a\n\n<pre>raw x</pre>\n", 3, "no check sees: raw x", id="raw HTML"),
        pytest.param("a\n\n<!--\n```python\nx = 1\n```\n-->\n", 4, "would not show this python", id="in a comment"),
        pytest.param("- a\n\n        lost code\n", 3, "no check sees: lost code", id="indented code in a list"),
    ],
)
def test_what_the_two_readings_disagree_about_fails(gate: pages.Gate, text: str, line: int, cause: str) -> None:
    found = faults(gate, text)
    assert found
    assert any(line == number and cause in message for number, message in found), found


def test_the_extensions_come_from_mkdocs_yml(tmp_path: Path) -> None:
    config = tmp_path / "mkdocs.yml"
    config.write_text(
        "site_name: x\nextra: {a: !ENV HOME}\nmarkdown_extensions:\n  - admonition\n  - pymdownx.emoji:\n"
        "      emoji_index: !!python/name:no.such.module\n  - pymdownx.superfences:\n      custom_fences:\n"
        "        - {name: mermaid, class: mermaid, format: !!python/name:pymdownx.superfences.fence_code_format }\n"
    )
    gate = pages.Gate(translated, pages.read_extensions(config))
    assert faults(gate, "```mermaid\ngraph TD\n```\n\n!!! note\n\n    ```python\n    x\n    ```\n") == []
    assert faults(gate, '=== "A"\n\n    ```python\n    x\n    ```\n'), "tabs are not configured here"
