"""Every page as Markdown at its own address, from its source: programs read what was written and run."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from snippets_tests.site.fences import LINE

OBJECT = re.compile(r"^::: (?P<name>[\w.]+)\n(?:[ ]{4}.*\n)*", re.MULTILINE)


def addresses(source: str) -> tuple[str, ...]:
    """Where the Markdown of the page with this source is; the first is its own, the others are courtesies.

    `api/jobs/` has `api/jobs.md`: the source's own path, so that links between pages hold between their twins too. A
    section whose page is a `README.md` has an `index.md` as well, because that is what its address suggests.
    """
    path = PurePosixPath(source)
    courtesy = (path.with_name("index.md").as_posix(),) if path.name == "README.md" else ()
    return (path.as_posix(), *courtesy)


def text(source: str, body_line: int) -> str:
    """A page's source without its front matter, which ends before line `body_line`.

    Where the site prints the documentation of an object (`::: name`), the Markdown names the object.
    """
    body = "\n".join(LINE.split(source)[body_line - 1 :]).strip("\n") + "\n"
    return OBJECT.sub(lambda found: f"`{found['name']}`, as documented in the repository's Python code\n", body)
