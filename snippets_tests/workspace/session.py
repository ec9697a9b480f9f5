"""Who is signed in to the browser: the sign-in page, and the cookie that it sets.

A workspace of Databricks asks for a name and a password, or a company's single sign-on does. Here a token of the
workspace proves who somebody is; a program that plays the browser may as well send it as a bearer token.
"""

from __future__ import annotations

from html import escape
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from snippets_tests.workspace.errors import ApiError
from snippets_tests.workspace.registry import endpoint
from snippets_tests.workspace.startpage import HTML, STYLE
from snippets_tests.workspace.tenant import Tenant
from snippets_tests.workspace.wire import Request, Response

if TYPE_CHECKING:
    from snippets_tests.workspace.core import Workspace

COOKIE = "lakeproof_session"
PAGE = "/login.html"
# Where the page may lead on to: nowhere outside of this server.
INSIDE = "/oidc/"


def signed_in(workspace: Workspace, request: Request) -> tuple[Tenant, str] | None:
    """The tenant and the id of the person whose browser this is; None when nobody, or only a program, is signed in."""
    sent = request.headers.get("Authorization", "")
    if not sent:
        sent = f"Bearer {_cookie(request)}"
    try:
        tenant, principal, _ = workspace.authenticate(sent)
    except ApiError:
        return None
    return (tenant, principal.id) if principal.kind == "users" else None


def to_sign_in(request: Request) -> Response:
    """Send the browser to the sign-in page, which sends it back."""
    here = request.path + ("?" + urlencode(request.query) if request.query else "")
    return Response(302, {"Location": f"{PAGE}?{urlencode({'next_url': here})}", "Cache-Control": "no-store"})


@endpoint("GET", PAGE, public=True)
def sign_in_page(workspace: Workspace, request: Request) -> Response:
    """The form."""
    return _page(dict(request.query).get("next_url", ""))


@endpoint("POST", PAGE, public=True)
def sign_in(workspace: Workspace, request: Request) -> Response:
    """Take the form: a token that opens the workspace signs its owner in to this browser."""
    form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
    token, onward = form.get("token", "").strip(), form.get("next_url", "")
    try:
        workspace.authenticate(f"Bearer {token}")
    except ApiError:
        return _page(onward, "This token opens nothing here.")
    cookie = f"{COOKIE}={token}; Path=/oidc/; HttpOnly; SameSite=Lax"
    target = onward if onward.startswith(INSIDE) else "/"
    return Response(302, {"Location": target, "Set-Cookie": cookie, "Cache-Control": "no-store"})


def _cookie(request: Request) -> str:
    try:
        found = SimpleCookie(request.headers.get("Cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _page(onward: str, problem: str = "") -> Response:
    told = f"<p class=failed>{escape(problem)}</p>" if problem else ""
    text = (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Sign in to the Lakeproof workspace</title>"
        f"<style>{STYLE}</style><h1>Sign in</h1>{told}<form method=post action={PAGE}>"
        f'<input type=hidden name=next_url value="{escape(onward)}"><label>Token of the workspace: '
        "<input name=token type=password autocomplete=off autofocus required></label> <button>Sign in</button></form>"
    )
    return Response(401 if problem else 200, dict(HTML), text.encode())
