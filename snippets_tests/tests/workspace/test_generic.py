"""The families that are emulated by their shape: each lives from create to delete, through the core."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from snippets_tests import surface
from snippets_tests.surface import Operation
from snippets_tests.tests.workspace.sampling import arguments, request, sample
from snippets_tests.workspace import Response, Tenant, Workspace, generic, registry
from snippets_tests.workspace.generic.families import Family, families
from snippets_tests.workspace.generic.rules import REFERENCES

SURFACE = surface.load()
BY_SHAPE = generic.behaviour(SURFACE, without=registry.operations())
SCHEMA = "schemas/main.default"
FAMILIES = {
    f.name: f for f in families(SURFACE) if f.create.id in BY_SHAPE and (f.get.id in BY_SHAPE or not f.readable)
}
# Families whose create needs more than values of the right type, with the reason.
SPECIAL = {
    "feature_engineering.feature": "has a full name of three parts",
    "provider_files": "its list asks for a message that has no required field",
}


@pytest.fixture(scope="module")
def core() -> Workspace:
    return Workspace(SURFACE)


@pytest.fixture
def tenant(core: Workspace, tmp_path: Path) -> Iterator[Tenant]:
    tenant = core.create_tenant("generic", tmp_path, "http://workspace.invalid")
    yield tenant
    core.drop_tenant(tenant)


class Caller:
    """Calls the operations of one family with values by their names on the wire."""

    def __init__(self, core: Workspace, tenant: Tenant, family: Family) -> None:
        self.core, self.tenant, self.family = core, tenant, family

    def __call__(self, operation: Operation, values: dict[str, Any]) -> Response:
        given = {**arguments(operation, SURFACE), **values}
        known = {parameter.name for parameter in operation.parameters}
        sent = {name: value for name, value in given.items() if name in known}
        return self.core.handle(request(operation, sent, self.tenant))

    def created(self) -> Response:
        """Create a resource; what the service asks for beyond the SDK's required fields is given when it asks."""
        operation, values = self.family.create, dict(arguments(self.family.create, SURFACE))
        if self.family.named:
            values |= {p.name: "x" for p in operation.parameters if p.where == "query" and p.name.endswith("_id")}
        if self.family.in_schema:
            values["parent"] = SCHEMA
        for _ in range(12):
            answer = self(operation, values)
            message = answer.parsed().get("message", "") if answer.body else ""
            if answer.status != 400 or not message.startswith("Missing required field: "):
                return answer
            self._add(operation, values, message.removeprefix("Missing required field: "))
        raise AssertionError(f"{operation.id} asks for more and more: {message}")

    def _add(self, operation: Operation, values: dict[str, Any], path: str) -> None:
        name = path.partition(".")[0]
        parameter = next((p for p in operation.parameters if p.name == name), None)
        if parameter is not None:
            values[name] = sample(parameter.type, SURFACE)
            return
        body = next(p for p in operation.parameters if p.where == "body" and p.type.kind == "message")
        fields = {field.name: field.type for field in SURFACE.messages[body.type.name or ""].fields}
        values.setdefault(body.name, {})[name] = sample(fields[name], SURFACE)


def key_of(family: Family, stored: dict[str, Any]) -> dict[str, Any]:
    names = {parameter.argument: parameter.name for parameter in family.get.parameters}
    return {names[argument]: stored[field] for argument, field in family.key.items()}


def test_the_families_are_many() -> None:
    assert len(FAMILIES) >= 75
    assert set(SPECIAL) <= set(FAMILIES)


@pytest.mark.parametrize("name", sorted(set(FAMILIES) - set(SPECIAL)))
def test_a_resource_lives_from_create_to_delete(core: Workspace, tenant: Tenant, name: str) -> None:
    family = FAMILIES[name]
    call = Caller(core, tenant, family)
    if name in REFERENCES:
        tenant.store[REFERENCES[name][1]]["x"] = {"name": "x"}  # the text that every sample has
    answer = call.created()
    assert answer.status == 200, answer.body.decode()
    (stored,) = tenant.store[family.name].values()
    key = key_of(family, stored)
    if family.readable:
        found = call(family.get, key)
        assert found.status == 200, found.body.decode()
    if family.readable and not any(field.type.kind == "enum" for field in family.fields.values() if field.name in key):
        missing = call(family.get, {n: v if isinstance(v, int) else f"{v}-no" for n, v in key.items()} | _other(key))
        assert missing.status == 404, missing.body.decode()
    for kind, operation in family.others:
        if operation.id not in BY_SHAPE:
            continue
        if kind == "list":
            shown = {field: value for field, value in stored.items() if field in family.fields}
            answer = call(operation, {**key, **shown, **(_parent(family, stored) if family.named else {})})
            assert answer.status == 200, (operation.id, answer.body.decode())
            assert len(items(operation, answer)) == 1, operation.id
        elif kind == "update":
            answer = call(operation, {**key, "update_mask": "*"})
            assert answer.status in (200, 501), (operation.id, answer.body.decode())
    for kind, operation in family.others:
        if kind == "delete" and operation.id in BY_SHAPE:
            gone = call(operation, key)
            assert gone.status == 200, (operation.id, gone.body.decode())
            assert call(family.get if family.readable else operation, key).status == 404
            return


def items(operation: Operation, answer: Response) -> list[Any]:
    assert operation.paging is not None
    parsed = answer.parsed()
    return list(parsed if operation.paging.items is None else parsed[operation.paging.items])


def _other(key: dict[str, Any]) -> dict[str, Any]:
    return {name: value + 1 for name, value in key.items() if isinstance(value, int)}


def _parent(family: Family, stored: dict[str, Any]) -> dict[str, Any]:
    if family.in_schema:
        return {"parent": SCHEMA}
    name = str(stored.get("name", ""))
    return {"parent": "/".join(name.split("/")[:-2])} if "/" in name else {}
