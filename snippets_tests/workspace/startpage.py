"""The page that a browser finds at `/`: what this is, what exists, what was asked last, how much is emulated.

It needs no token and so shows no value of a resource: counts, and requests without query and body.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from snippets_tests.workspace.coverage import summary
from snippets_tests.workspace.registry import endpoint
from snippets_tests.workspace.tenant import Tenant
from snippets_tests.workspace.wire import Request, Response

if TYPE_CHECKING:
    from snippets_tests.workspace.core import Workspace

LATEST = 25
HTML = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
:root { color-scheme: light dark }
table { border-collapse: collapse } td, th { text-align: left; padding: .15rem 1rem .15rem 0 }
code { font-size: .9em } .failed { color: #c0392b }
"""


@endpoint("GET", "/", public=True)
def start_page(workspace: Workspace, request: Request) -> Response:
    """The page; where several tenants share the server, as pages' tests do, only what holds for all of them."""
    host = escape(request.origin)
    parts = [
        f"<h1>Lakeproof workspace</h1><p>A local Databricks workspace. Point a client at <code>DATABRICKS_HOST={host}"
        "</code> with the <code>DATABRICKS_TOKEN</code> that was printed when it started.</p>"
    ]
    tenants = list(workspace.tenants.values())
    if len(tenants) == 1:
        parts += [_existing(tenants[0]), _requests(tenants[0])]
    parts.append(
        "<h2>Emulated</h2>" + "".join(f"<p>{escape(line)}</p>" for line in summary(workspace.surface).split("\n"))
    )
    head = f"<!doctype html><html lang=en><meta charset=utf-8><title>Lakeproof workspace</title><style>{STYLE}</style>"
    return Response(200, dict(HTML), "\n".join([head, *parts]).encode())


def _existing(tenant: Tenant) -> str:
    counts = {"users": len(tenant.directory.users), "groups": len(tenant.directory.groups)}
    counts["service principals"] = len(tenant.directory.service_principals)
    # Names with a space are notes beside the resources, not resources.
    stored = tenant.store.contents().items()
    counts |= {name.replace("_", " "): len(found) for name, found in stored if found and " " not in name}
    rows = "".join(f"<tr><td>{escape(name)}<td>{count}" for name, count in sorted(counts.items()) if count)
    return f"<h2>What exists</h2><table>{rows}</table>"


def _requests(tenant: Tenant) -> str:
    rows = "".join(
        f"<tr{' class=failed' if each.status >= 400 else ''}><td>{each.status}<td><code>{escape(each.method)} "
        f"{escape(each.path)}</code><td>{escape(each.operation or '')}"
        for each in tenant.recorder.latest(LATEST)
    )
    return f"<h2>Latest requests</h2><table>{rows or '<tr><td>none yet'}</table>"
