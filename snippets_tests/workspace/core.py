"""The workspace: a function from request to response, over tenants that are told apart by their tokens."""

from __future__ import annotations

import logging
from collections.abc import Callable
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.surface import Operation, Surface, validate
from snippets_tests.workspace import (
    account,
    addresses,
    arguments,
    faults,
    gaps,
    generic,
    outbox,
    registry,
    signin,
    startpage,
    versions,
)
from snippets_tests.workspace.credentials import Token
from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.engine import Engine
from snippets_tests.workspace.errors import (
    ApiError,
    EndpointNotFound,
    InternalError,
    NotImplementedYet,
    PermissionDenied,
    Unauthenticated,
    error_info,
)
from snippets_tests.workspace.generic.names import patterns
from snippets_tests.workspace.guard import Guard
from snippets_tests.workspace.registry import Call, Endpoint
from snippets_tests.workspace.routing import Match, Route, Router
from snippets_tests.workspace.services import MODULES
from snippets_tests.workspace.services.policies import governed_tags
from snippets_tests.workspace.services.secrets import SqlSecrets
from snippets_tests.workspace.tenant import Tenant
from snippets_tests.workspace.trail import Entry
from snippets_tests.workspace.wire import Request, Response

log = logging.getLogger(__name__)
Target = Operation | Endpoint


class Workspace:
    """All tenants, and the way from a request to the function that answers it.

    Args:
        surface: What the API is.
        engines: Opens a tenant's engine for SQL and Python; without it what needs one answers 501.
    """

    def __init__(self, surface: Surface, engines: Callable[[Tenant], Engine] | None = None) -> None:
        self.surface = surface
        self.guard = Guard()
        self.tenants: dict[str, Tenant] = {}
        # Hosts (`127.0.0.1:8001`) that are the account's console and no workspace.
        self.account_hosts: set[str] = set()
        self._by_token: dict[str, Tenant] = {}
        self._engines = engines
        assert MODULES and outbox and signin and startpage  # imported for the functions that they register
        own = registry.operations()
        self._behaviour = {**generic.behaviour(surface, without=own), **own}
        self._endpoints: Router[Target] = Router(Route(e.verb, e.path, e) for e in registry.endpoints())
        names = patterns(surface)
        callable_ones = [registry.complete(o, surface) for o in surface.operations.values() if not o.wrapper]
        # Where two operations share verb and path, the one with behaviour answers for both.
        callable_ones.sort(key=lambda o: o.id not in own)
        self._operations: Router[Target] = Router(Route(o.verb, o.path, o, names.get(o.id, {})) for o in callable_ones)

    def create_tenant(self, name: str, files: Path, host: str) -> Tenant:
        """Make a tenant; `host` is the URL that its clients use."""
        if name in self.tenants:
            raise ValueError(f"there is a tenant {name!r} already; drop it first")
        tenant = Tenant(name, files, host, self._by_token, self.guard, self._engines)
        tenant.metastore.secrets.source = SqlSecrets(tenant)
        tenant.metastore.governed_tags = lambda: governed_tags(tenant)
        self.tenants[name] = tenant
        return tenant

    def drop_tenant(self, tenant: Tenant) -> None:
        """Forget a tenant: its tokens open nothing any more."""
        tenant.tokens.revoke_all()
        self.tenants.pop(tenant.name, None)

    def handle(self, request: Request) -> Response:
        """Answer one request. Never raises: a fault of ours is a 500 that names the operation."""
        with self.guard.held():
            match = self._endpoints.find(request.method, request.path)
            if match and isinstance(match.target, Endpoint) and match.target.public:
                return self._public(match.target, request)
            try:
                tenant, principal, token = self.authenticate(request.headers.get("Authorization", ""))
            except ApiError as error:
                return _refusal(error, "")
            return self._as(tenant, principal, token, request, match)

    def _public(self, target: Endpoint, request: Request) -> Response:
        try:
            return _rendered(target.function(self, request))
        except ApiError as error:
            return _refusal(error, "")

    def authenticate(self, authorization: str) -> tuple[Tenant, Principal, Token]:
        """Whose credential this is, as a header `Authorization` sends it.

        Raises:
            Unauthenticated: There is none, or it is of another kind than a bearer token.
            PermissionDenied: The token is unknown, revoked or expired.
        """
        scheme, _, value = authorization.partition(" ")
        if scheme.lower() != "bearer" or not value.strip():
            raise Unauthenticated("Credential was not sent or was of an unsupported type for this API.")
        tenant = self._by_token.get(value.strip())
        token = tenant.tokens.by_value(value.strip()) if tenant else None
        principal = tenant.directory.principal(token.owner) if tenant and token else None
        if tenant is None or token is None or principal is None or token.expired(tenant.clock.millis()):
            raise PermissionDenied("Invalid access token.", error_code=403)
        token.last_used = tenant.clock.millis()
        return tenant, principal, token

    def _as(
        self, tenant: Tenant, principal: Principal, token: Token, request: Request, match: Match[Target] | None
    ) -> Response:
        if request.method not in ("GET", "HEAD"):
            tenant.clock.advance()
        meant = account.meant(tenant, request)
        found = match or self._operations.find(meant.method, meant.path)
        name = found.target.id if found and isinstance(found.target, Operation) else None
        request_id, begun = tenant.ids.uuid("request"), tenant.clock.millis()
        extra: dict[str, str] = {}
        try:
            planned = faults.strike(tenant, request)
            if planned is not None:
                extra = planned[1]
                raise planned[0]
            addresses.admit(tenant, request, found.target if found else None, request_id)
            if found is None:
                short = request.path.removeprefix("/api/2.0").removeprefix("/api")
                raise EndpointNotFound(f"No API found for '{request.method} {short}'")
            account.admit(tenant, principal, token, found, request)
            response = self._call(tenant, principal, meant, found)
        except ApiError as error:
            response = _refusal(error, request_id)
        except MetastoreError as error:
            response = _refusal(_of_metastore(error), request_id)
        except Exception as error:
            log.exception("%s %s (%s) failed", request.method, request.path, name)
            fault = InternalError(f"{name or request.path}: {type(error).__name__}: {error}")
            response = _refusal(fault, request_id)
        response.headers.update(extra)
        exchange = tenant.recorder.record(request, response, name)
        tenant.trail.add(Entry(begun, principal, request_id, found.values if found else {}, exchange))
        response.headers.setdefault("Date", format_datetime(tenant.clock.now(), usegmt=True))
        response.headers.setdefault("X-Databricks-Org-Id", str(tenant.workspace_id))
        response.headers.setdefault("X-Request-Id", request_id)
        return response

    def _call(self, tenant: Tenant, principal: Principal, request: Request, found: Match[Target]) -> Response:
        target = found.target
        if isinstance(target, Endpoint):
            call = Call(tenant, principal, request, self.surface, None)
            return _rendered(target.function(call, **found.values))
        request = versions.of_today(request)
        given = arguments.read(target, found.values, request, self.surface)
        behaviour = self._behaviour.get(target.id)
        if behaviour is None:
            why = gaps.reason(target.id)
            what = f"The operation {target.id} ({target.verb} {target.path}) is not emulated"
            raise NotImplementedYet(f"{what}: {why}." if why else f"{what}.")
        result = behaviour(Call(tenant, principal, request, self.surface, target), **given)
        if isinstance(result, Response):
            return result
        self._check_answer(target, result)
        if target.paging and isinstance(result, dict) and not result.get(target.paging.items or "", True):
            # Databricks leaves an empty list out.
            result = {name: value for name, value in result.items() if name != target.paging.items}
        return _rendered(versions.of_old(request, result))

    def _check_answer(self, target: Operation, result: Any) -> None:
        if target.response is None:
            if result:
                raise InternalError(f"{target.id}: answers {result!r} where the SDK expects nothing")
            return
        problem = validate(result, target.response, self.surface)
        if problem is not None:
            raise InternalError(f"{target.id}: the answer does not fit the SDK: {problem.message}")


def _rendered(result: Any) -> Response:
    if isinstance(result, Response):
        return result
    if isinstance(result, bytes):
        return Response.octets(result)
    return Response.json({} if result is None else result)


def _of_metastore(error: MetastoreError) -> ApiError:
    details = [error_info(error.error_code, "unity-catalog.databricks.com")]
    return ApiError(error.message, status=error.status, error_code=error.error_code, details=details)


def _refusal(error: ApiError, request_id: str) -> Response:
    headers = {"WWW-Authenticate": 'Bearer realm="DatabricksRealm"'} if error.status == 401 else {}
    return Response.json(error.wire(request_id), error.status, headers)
