"""Create, get, list, update and delete of a family, on the tenant's store."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from snippets_tests.surface import Operation, Surface, Type, Wait
from snippets_tests.workspace import access
from snippets_tests.workspace.errors import (
    InvalidParameterValue,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from snippets_tests.workspace.generic import actions, effects, resources, rights, rules, securables
from snippets_tests.workspace.generic.families import Family, is_long_running
from snippets_tests.workspace.generic.lists import Lists, not_emulated
from snippets_tests.workspace.generic.shape import HARMLESS, Shape
from snippets_tests.workspace.registry import Call, Handler
from snippets_tests.workspace.store import Collection, Resource


@dataclass
class Kind:
    """One family's behaviour."""

    family: Family
    surface: Surface
    waits: dict[str, Wait] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shape = Shape(self.family, self.surface)

    def handlers(self) -> Iterator[tuple[str, Handler]]:
        """The operations that can be answered, each with its function."""
        create = self.family.create
        if self.shape.answerable(create) and all(self.shape.storable(p) or not p.required for p in create.parameters):
            yield create.id, self.create
        else:
            return
        if self.family.readable:
            yield self.family.get.id, self.get
        lists = Lists(self.family, self.shape, self.surface, self._identity)
        for kind, operation in self.family.others:
            if kind == "list" and self.shape.listable(operation):
                yield operation.id, lists.list_
            elif kind == "update" and self.shape.changeable(operation):
                yield operation.id, self.update
            elif kind == "delete" and self.shape.has_key(operation):
                yield operation.id, self.delete
        for operation_id, wait in self.waits.items():
            operation = self.surface.operations[operation_id]
            if operation.method.partition("_")[0] in ("start", "stop") and self.shape.has_key(operation, only=True):
                yield operation_id, self._action(wait)
        for word, operation in actions.of(self.surface, self.family):
            if operation.id in self.waits or not (
                self.shape.has_key(operation, only=True) and self.shape.answerable(operation)
            ):
                continue
            if word == "undelete":
                yield operation.id, self.undelete
                continue
            end = actions.end(self.surface, self.family.message, word)
            if end is not None:
                yield operation.id, self._move(*end)

    def create(self, call: Call, **given: Any) -> Any:
        """Take in a resource."""
        family, operation = self.family, _operation(call)
        acting = effects.taken(operation.id, given)
        resource = self._taken_in(operation, given)
        resources.complete_names(resource, family.fields)
        self._identify(call, resource, given)
        stored = self._stored(call)
        key = self._key(resource)
        if key in stored:
            raise ResourceAlreadyExists(f"{family.label} '{self._shown_key(resource)}' already exists", status=409)
        rules.check(call, family.name, resource)
        rules.derive(family.name, resource)
        resources.address(call, resource, family.name)
        resources.stamp(call, resource, family.message, family.name)
        resource["_given"] = sorted(name for name in resource if name in given)
        resource[rights.CREATOR] = call.principal.name
        wait = self.waits.get(operation.id)
        if wait is not None and wait.path != ("done",):
            self._begin(resource, wait)
        elif any(word == "start" for word, _ in actions.of(self.surface, family)):
            end = actions.end(self.surface, family.message, "start")
            if end is not None:
                resources.set_path(resource, *end)
        resources.require_complete(resource, family.message, self.surface)
        securables.note(call, family.name, resource)
        stored[key] = resource
        for kind in rights.kinds(family.name):
            access.created(call.tenant, kind, self._identity(resource), call.principal.name)
        added = [act(call, resource, value) for act, value in acting]
        return self._answer(call, operation, resource, *added)

    def get(self, call: Call, **given: Any) -> Any:
        """One resource, with what it was doing done."""
        acting = effects.taken(_operation(call).id, given)
        self._refuse_unknown(call, given, set(self.family.key))
        resource = self._find(call, given)
        rights.require_sight(call, self.family.name, self._identity(resource))
        if rights.is_private(self.family.get):
            rights.require_reader(call, self.family.name, self.family.label, resource)
        if "_pending" in resource:
            path, target = resource.pop("_pending")
            resources.set_path(resource, tuple(path), target)
        added = [act(call, resource, value) for act, value in acting]
        return self._answer(call, _operation(call), resource, *added)

    def update(self, call: Call, **given: Any) -> Any:
        """Change what is given, or what the mask names; PUT and edit replace what the caller gave before."""
        family, operation = self.family, _operation(call)
        resource = self._find(call, given)
        self._require_change(call, resource)
        changed = {k: v for k, v in given.items() if k not in family.key}
        new_name = changed.pop("new_name", None)
        mask = changed.pop("update_mask", None)
        acting = effects.taken(operation.id, changed)
        fresh = self._taken_in(operation, changed)
        rules.check_etag(family.label, resource, given.get("etag") or fresh.pop("etag", None))
        rules.check_schedule(fresh)
        if mask is not None:
            for path, value in resources.masked(mask, fresh, family.message, self.surface):
                resources.change(resource, path, value)
        else:
            if operation.verb == "PUT" or operation.method.startswith(("edit", "replace")):
                for name in resource.get("_given", []):
                    resource.pop(name, None)
                resource["_given"] = sorted(fresh)
            resource.update(fresh)
        if new_name is not None:
            self._rename(call, resource, new_name)
        for argument, name in family.key.items():
            resource.setdefault(name, given.get(argument))
        resources.touch(call, resource, family.message, family.name)
        if operation.id in self.waits and self.waits[operation.id].path != ("done",):
            self._begin(resource, self.waits[operation.id])
        added = [act(call, resource, value) for act, value in acting]
        return self._answer(call, operation, resource, *added)

    def delete(self, call: Call, **given: Any) -> Any:
        """Forget a resource, with those whose names lie under its own."""
        self._refuse_unknown(call, given, set(self.family.key))
        resource = self._find(call, given)
        self._require_change(call, resource)
        rules.check_etag(self.family.label, resource, given.get("etag"))
        if not given.get("force"):
            rules.check_unused(call, self.family.name, self.family.label, resource)
        del self._stored(call)[self._key(resource)]
        if not given.get("purge"):
            call.tenant.store[f"{self.family.name} deleted"][self._key(resource)] = resource
        for kind in rights.kinds(self.family.name):
            access.forget(call.tenant, kind, self._identity(resource))
        securables.forget(call, self.family.name, resource)
        return self._answer(call, _operation(call), resource)

    def undelete(self, call: Call, **given: Any) -> Any:
        """Bring back what was deleted and not purged."""
        gone = call.tenant.store[f"{self.family.name} deleted"]
        key = "/".join(str(given[argument]).lower() for argument in self.family.key)
        shown = given[list(self.family.key)[-1]]
        missing = ResourceDoesNotExist(f"There is no deleted {self.family.label} '{shown}'.")
        resource = gone.require(key, missing)
        self._require_change(call, resource)
        if key in self._stored(call):
            raise ResourceAlreadyExists(f"{self.family.label} '{shown}' already exists", status=409)
        self._stored(call)[key] = gone.pop(key)
        return self._answer(call, _operation(call), resource)

    # State

    def _stored(self, call: Call) -> Collection:
        return call.tenant.store[self.family.name]

    def _key(self, resource: Resource) -> str:
        return "/".join(str(resource.get(name)).lower() for name in self.family.key.values())

    def _shown_key(self, resource: Resource) -> str:
        return str(resource.get(list(self.family.key.values())[-1]))

    def _find(self, call: Call, given: dict[str, Any]) -> Resource:
        key = "/".join(str(given[argument]).lower() for argument in self.family.key)
        found = self._stored(call).get(key)
        if found is None:
            shown = given[list(self.family.key)[-1]]
            raise ResourceDoesNotExist(f"{self.family.label} '{shown}' does not exist.")
        securables.require_reach(call, self.family.name, found)
        return found

    def _taken_in(self, operation: Operation, given: dict[str, Any]) -> Resource:
        """The fields of a resource that a call's arguments give."""
        parameters = {parameter.argument: parameter for parameter in operation.parameters}
        resource: Resource = {}
        for argument, value in given.items():
            parameter = parameters[argument]
            if not self.shape.storable(parameter):
                raise not_emulated(operation, argument)
            name = parameter.name
            if parameter.type.kind == "message" and name not in self.family.fields and isinstance(value, dict):
                resource.update(copy.deepcopy(value))
            elif name in self.family.fields:
                resource[name] = copy.deepcopy(value)
            if self.shape.nested(name):
                resource.setdefault(self.shape.nested(name) or "", {})[name] = copy.deepcopy(value)
            if f"_{name}" in self.family.key.values():
                resource[f"_{name}"] = value
        fitted = resources.fit(resource, Type("message", name=self.family.message.id), self.surface)
        hidden = {name: value for name, value in resource.items() if name.startswith("_")}
        return {**fitted, **hidden}

    def _identity(self, resource: Resource) -> Any:
        """By what permissions know a resource."""
        return resource.get("id", self._key(resource))

    def _require_change(self, call: Call, resource: Resource) -> None:
        rights.require_change(call, self.family.name, self.family.label, self._identity(resource), resource)

    def _identify(self, call: Call, resource: Resource, given: dict[str, Any]) -> None:
        family = self.family
        if family.named:
            own = next((v for k, v in given.items() if k.endswith("_id") and k != "parent"), None)
            parts = [given.get("parent"), family.collection, own or call.tenant.ids.uuid(family.name)]
            if family.in_schema:
                schema = str(given["parent"]).removeprefix("schemas/")
                securables.require_schema(call, schema)
                parts = [family.collection, f"{schema}.{own}"]
            resource["name"] = "/".join(str(part) for part in parts if part)
        for name in family.key.values():
            if name not in resource and name in family.fields:
                if not (name == "id" or name.endswith("_id")):
                    raise InvalidParameterValue(f"Missing required field: {name}")
                resource[name] = resources.new_id(call, family.fields[name], family.name)
        for name, item in family.fields.items():
            # Ids beside the key, such as a storage credential's `id`.
            if name not in resource and item.type.kind == "string" and name in ("id", "uid", f"{family.noun}_id"):
                resource[name] = call.tenant.ids.uuid(f"{family.name} {name}")

    def _begin(self, resource: Resource, wait: Wait) -> None:
        kind = resources.path_type(self.family.message, wait.path, self.surface)
        if kind is None:
            return
        pending = resources.pending_state(kind, self.surface)
        resources.set_path(resource, wait.path, pending or wait.target[0])
        if pending:
            resource["_pending"] = (wait.path, wait.target[0])

    def _action(self, wait: Wait) -> Handler:
        def act(call: Call, **given: Any) -> Any:
            resource = self._find(call, given)
            self._require_change(call, resource)
            self._begin(resource, wait)
            return self._answer(call, _operation(call), resource)

        return act

    def _move(self, path: tuple[str, ...], state: str) -> Handler:
        def act(call: Call, **given: Any) -> Any:
            resource = self._find(call, given)
            self._require_change(call, resource)
            resources.set_path(resource, path, state)
            resources.touch(call, resource, self.family.message, self.family.name)
            return self._answer(call, _operation(call), resource)

        return act

    def _rename(self, call: Call, resource: Resource, new_name: str) -> None:
        stored, old = self._stored(call), self._key(resource)
        renamed = {**resource, "name": new_name}
        if "full_name" in resource:
            head = str(resource["full_name"]).rpartition(".")[0]
            renamed["full_name"] = f"{head}.{new_name}" if head else new_name
        key = self._key(renamed)
        if key != old and key in stored:
            raise ResourceAlreadyExists(f"{self.family.label} '{new_name}' already exists", status=409)
        securables.rename(call, self.family.name, resource, new_name)
        del stored[old]
        resource.update(renamed)
        stored[key] = resource

    def _answer(self, call: Call, operation: Operation, resource: Resource, *added: dict[str, Any]) -> Any:
        if operation.response is None:
            return None
        for fields in added:
            resource = resource | fields
        if is_long_running(self.surface, operation):
            name = f"{resource.get('name', self.family.name)}/operations/{call.tenant.ids.uuid('operation')}"
            shown = resources.fit(resource, Type("message", name=self.family.message.id), self.surface)
            done = {"name": name, "done": True, "response": {} if operation.verb == "DELETE" else shown}
            call.tenant.store[f"{self.family.accessor} operations"][name] = done
            return done
        message = self.surface.messages[operation.response.name or ""]
        around = self.shape.around(message)
        if message.id != self.family.message.id and around is not None:
            inner = Type("message", name=self.family.message.id)
            return {around: resources.fit(resource, inner, self.surface)}
        alone = self.shape.id_alone(message)
        if alone is not None and alone not in self.family.fields:
            return {alone: resource[next(iter(self.family.key.values()))]}
        return resources.fit(resource, operation.response, self.surface)

    def _refuse_unknown(self, call: Call, given: dict[str, Any], known: set[str]) -> None:
        for argument in given:
            if argument not in known and argument not in HARMLESS and not argument.startswith("include_"):
                raise not_emulated(_operation(call), argument)


def _operation(call: Call) -> Operation:
    assert call.operation is not None  # generic behaviour only answers operations of the SDK
    return call.operation
