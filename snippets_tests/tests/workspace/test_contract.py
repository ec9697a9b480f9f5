"""What holds for every operation of the SDK, through the core alone: right requests pass, wrong ones are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from snippets_tests import surface
from snippets_tests.surface import Operation
from snippets_tests.tests.workspace.sampling import arguments, request, wrong
from snippets_tests.workspace import Tenant, Workspace
from snippets_tests.workspace.coverage import reachable

SURFACE = surface.load()
OPERATIONS = {operation.id: operation for operation in reachable(SURFACE)}
SERVICES = sorted({operation.accessor for operation in OPERATIONS.values()})


@pytest.fixture(scope="module")
def core() -> Workspace:
    return Workspace(SURFACE)


@pytest.fixture
def tenant(core: Workspace, tmp_path: Path) -> Iterator[Tenant]:
    tenant = core.create_tenant("contract", tmp_path, "http://workspace.invalid")
    yield tenant
    core.drop_tenant(tenant)


def of(service: str) -> list[Operation]:
    return [operation for operation in OPERATIONS.values() if operation.accessor == service]


def test_all_services_are_covered() -> None:
    assert len(SERVICES) > 190 and len(OPERATIONS) > 1200


@pytest.mark.parametrize("service", SERVICES)
def test_a_minimal_request_is_answered_or_refused_by_name(core: Workspace, tenant: Tenant, service: str) -> None:
    for operation in of(service):
        answer = core.handle(request(operation, arguments(operation, SURFACE), tenant))
        assert answer.status != 500, f"{operation.id}: {answer.body.decode()}"
        if operation.verb == "HEAD" or answer.status < 400:
            continue
        refusal = answer.parsed()
        message = refusal.get("message", refusal.get("detail", ""))
        if answer.status == 501:
            assert f"({operation.verb} {operation.path})" in message or "engine" in message, (operation.id, message)
        for words in ("Unknown field", "Could not parse request object", "No API found"):
            assert words not in message, (operation.id, message)


@pytest.mark.parametrize("service", SERVICES)
def test_an_unknown_field_is_refused(core: Workspace, tenant: Tenant, service: str) -> None:
    for operation in of(service):
        if operation.raw == "request" or _is_open(operation):
            continue  # no field of bytes or of a map can be unknown
        answer = core.handle(request(operation, arguments(operation, SURFACE), tenant, {"surprise": "x"}))
        assert answer.status == 400, f"{operation.id}: {answer.status} {answer.body.decode()}"
        if operation.verb != "HEAD":
            assert "surprise" in answer.parsed()["message"], operation.id


@pytest.mark.parametrize("service", SERVICES)
def test_a_missing_field_is_refused(core: Workspace, tenant: Tenant, service: str) -> None:
    for operation in of(service):
        for parameter in operation.parameters:
            inside = parameter.argument == operation.body
            if not parameter.required or parameter.where == "path" or inside or not parameter.argument:
                continue
            values = arguments(operation, SURFACE)
            del values[parameter.name]
            answer = core.handle(request(operation, values, tenant))
            assert answer.status == 400, f"{operation.id} without {parameter.name}: {answer.status}"
            assert "Missing required field: " in answer.parsed()["message"], operation.id


@pytest.mark.parametrize("service", SERVICES)
def test_a_value_of_the_wrong_type_is_refused(core: Workspace, tenant: Tenant, service: str) -> None:
    for operation in of(service):
        for parameter in operation.parameters:
            bad = wrong(parameter.type)
            if parameter.where != "body" or bad is None or operation.raw == "request":
                continue
            values = {**arguments(operation, SURFACE), parameter.name: bad}
            answer = core.handle(request(operation, values, tenant))
            assert answer.status == 400, f"{operation.id} with {parameter.name}={bad}: {answer.status}"
            assert answer.parsed()["error_code"] == "MALFORMED_REQUEST", (operation.id, answer.body)


@pytest.mark.parametrize("service", SERVICES)
def test_a_value_outside_of_its_enum_is_refused(core: Workspace, tenant: Tenant, service: str) -> None:
    for operation in of(service):
        for parameter in operation.parameters:
            if parameter.type.kind == "enum" and parameter.argument:
                values = {**arguments(operation, SURFACE), parameter.name: "NO_SUCH_VALUE"}
                answer = core.handle(request(operation, values, tenant))
                assert answer.status == 400, f"{operation.id} with {parameter.name}: {answer.status}"
                if operation.verb != "HEAD":
                    assert "NO_SUCH_VALUE" in answer.parsed()["message"], operation.id


def _is_open(operation: Operation) -> bool:
    return any(p.argument == operation.body and p.type.kind in ("map", "any") for p in operation.parameters)
