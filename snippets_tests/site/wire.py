"""The requests of a block as a folded list: method, path, status, and both bodies as readable JSON.

Secrets were redacted when the requests were recorded; nothing is hidden or changed here but the length.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from typing import Any

from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import JsonLexer  # type: ignore[import-untyped]

from snippets_tests.evidence import Exchange

LONGEST = 2_000
"""Characters of a body that a page carries; the rest is in evidence.json, to which every list links."""

JSON = JsonLexer()
SPANS = HtmlFormatter(nowrap=True)


def over_the_wire(requests: Sequence[Exchange]) -> str:
    """The folded list; empty when the block sent nothing."""
    if not requests:
        return ""
    count = "1 request" if len(requests) == 1 else f"{len(requests)} requests"
    calls = "\n".join(f"<li>{_call(request)}</li>" for request in requests)
    summary = f"<summary><span>Over the wire: {count}</span></summary>"
    return f'<details class="lp-wire">{summary}\n<ol>\n{calls}\n</ol>\n</details>'


def _call(request: Exchange) -> str:
    line = _line(request)
    bodies = "\n".join(
        f"<p>{name}</p>\n{_body(body)}"
        for name, body in (("Request", request.body), ("Response", request.response))
        if body not in (None, "", b"")
    )
    return f"<details><summary>{line}</summary>\n{bodies}\n</details>" if bodies else line


def _line(request: Exchange) -> str:
    mark = " lp-status--error" if request.status >= 400 else ""
    operation = f' title="{escape(request.operation)}"' if request.operation else ""
    target = f"{request.path}?{_query(request.query)}" if request.query else request.path
    return (
        f'<code class="lp-call"{operation}>{escape(request.method)} {escape(target)}</code>'
        f'<span class="lp-status{mark}">{request.status}</span>'
    )


def _query(query: Any) -> str:
    pairs = query.items() if isinstance(query, dict) else query
    return query if isinstance(query, str) else "&".join(f"{name}={value}" for name, value in pairs)


def _body(body: Any) -> str:
    text, is_json = _readable(body)
    more = len(text) - LONGEST
    if more > 0:
        text = text[:LONGEST].rsplit("\n", 1)[0]
    code = highlight(text, JSON, SPANS).rstrip("\n") if is_json else escape(text)
    rest = f"<p>{more:,} characters more in evidence.json</p>" if more > 0 else ""
    return f'<div class="highlight"><pre><code tabindex="0">{code}</code></pre></div>{rest}'


def _readable(body: Any) -> tuple[str, bool]:
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except ValueError:
            return str(body), False
    return json.dumps(body, indent=2, ensure_ascii=False), True
