"""Random lives of resources of ten families and more, against the simplest model that could be right: a dictionary."""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from snippets_tests import surface
from snippets_tests.workspace import Request, Tenant, Workspace
from snippets_tests.workspace.wire import Headers

SURFACE = surface.load()
CORE = Workspace(SURFACE)
WORDS = st.sampled_from(["alpha", "beta", "gamma"])
TEXTS = st.sampled_from(["one", "two", "three"])


@dataclass(frozen=True)
class Family:
    """How a family is spoken to: (verb, path, body) of each action, from a name or id and a text."""

    create: Callable[[str, str], tuple[str, str, Any]]
    read: Callable[[str], tuple[str, str, Any]]
    change: Callable[[str, str], tuple[str, str, Any]] | None
    delete: Callable[[str], tuple[str, str, Any]] | None
    shown: Callable[[Any], Any]
    # Where the create's answer has the id by which the others find the resource; None where it is the name.
    identity: str | None = None
    # Whether a second resource of a name is refused.
    unique: bool = True


def _flat(path: str, *, force: bool = False) -> Family:
    """Families of Unity Catalog: found by name, changed by PATCH."""
    return Family(
        create=lambda name, text: ("POST", path, {"name": name, "comment": text}),
        read=lambda name: ("GET", f"{path}/{name}", None),
        change=lambda name, text: ("PATCH", f"{path}/{name}", {"comment": text}),
        delete=lambda name: ("DELETE", f"{path}/{name}?force=true" if force else f"{path}/{name}", None),
        shown=lambda answer: answer.get("comment"),
    )


FAMILIES: dict[str, Family] = {
    "catalogs": _flat("/api/2.1/unity-catalog/catalogs", force=True),
    "schemas": Family(
        lambda name, text: (
            "POST",
            "/api/2.1/unity-catalog/schemas",
            {"name": name, "catalog_name": "main", "comment": text},
        ),
        lambda name: ("GET", f"/api/2.1/unity-catalog/schemas/main.{name}", None),
        lambda name, text: ("PATCH", f"/api/2.1/unity-catalog/schemas/main.{name}", {"comment": text}),
        lambda name: ("DELETE", f"/api/2.1/unity-catalog/schemas/main.{name}", None),
        lambda answer: answer.get("comment"),
    ),
    "volumes": Family(
        lambda name, text: (
            "POST",
            "/api/2.1/unity-catalog/volumes",
            {
                "name": name,
                "catalog_name": "main",
                "schema_name": "default",
                "volume_type": "MANAGED",
                "comment": text,
            },
        ),
        lambda name: ("GET", f"/api/2.1/unity-catalog/volumes/main.default.{name}", None),
        lambda name, text: ("PATCH", f"/api/2.1/unity-catalog/volumes/main.default.{name}", {"comment": text}),
        lambda name: ("DELETE", f"/api/2.1/unity-catalog/volumes/main.default.{name}", None),
        lambda answer: answer.get("comment"),
    ),
    "shares": _flat("/api/2.1/unity-catalog/shares"),
    "recipients": Family(
        lambda name, text: (
            "POST",
            "/api/2.1/unity-catalog/recipients",
            {"name": name, "authentication_type": "TOKEN", "comment": text},
        ),
        lambda name: ("GET", f"/api/2.1/unity-catalog/recipients/{name}", None),
        lambda name, text: ("PATCH", f"/api/2.1/unity-catalog/recipients/{name}", {"comment": text}),
        lambda name: ("DELETE", f"/api/2.1/unity-catalog/recipients/{name}", None),
        lambda answer: answer.get("comment"),
    ),
    "cluster policies": Family(
        lambda name, text: (
            "POST",
            "/api/2.0/policies/clusters/create",
            {"name": name, "definition": "{}", "description": text},
        ),
        lambda key: ("GET", f"/api/2.0/policies/clusters/get?policy_id={key}", None),
        None,
        lambda key: ("POST", "/api/2.0/policies/clusters/delete", {"policy_id": key}),
        lambda answer: answer.get("description"),
        identity="policy_id",
    ),
    "instance pools": Family(
        lambda name, text: (
            "POST",
            "/api/2.0/instance-pools/create",
            {"instance_pool_name": name, "node_type_id": "i3.xlarge", "custom_tags": {"t": text}},
        ),
        lambda key: ("GET", f"/api/2.0/instance-pools/get?instance_pool_id={key}", None),
        None,
        lambda key: ("POST", "/api/2.0/instance-pools/delete", {"instance_pool_id": key}),
        lambda answer: answer["custom_tags"]["t"],
        identity="instance_pool_id",
    ),
    "jobs": Family(
        lambda name, text: ("POST", "/api/2.2/jobs/create", {"name": name, "description": text}),
        lambda key: ("GET", f"/api/2.2/jobs/get?job_id={key}", None),
        lambda key, text: ("POST", "/api/2.2/jobs/update", {"job_id": key, "new_settings": {"description": text}}),
        lambda key: ("POST", "/api/2.2/jobs/delete", {"job_id": key}),
        lambda answer: answer["settings"]["description"],
        identity="job_id",
        unique=False,
    ),
    "groups": Family(
        lambda name, text: ("POST", "/api/2.0/preview/scim/v2/Groups", {"displayName": name, "externalId": text}),
        lambda key: ("GET", f"/api/2.0/preview/scim/v2/Groups/{key}", None),
        lambda key, text: (
            "PATCH",
            f"/api/2.0/preview/scim/v2/Groups/{key}",
            {"Operations": [{"op": "replace", "path": "externalId", "value": text}]},
        ),
        lambda key: ("DELETE", f"/api/2.0/preview/scim/v2/Groups/{key}", None),
        lambda answer: answer["externalId"],
        identity="id",
    ),
    "apps": Family(
        lambda name, text: ("POST", "/api/2.0/apps", {"name": name, "description": text}),
        lambda name: ("GET", f"/api/2.0/apps/{name}", None),
        lambda name, text: ("PATCH", f"/api/2.0/apps/{name}", {"name": name, "description": text}),
        lambda name: ("DELETE", f"/api/2.0/apps/{name}", None),
        lambda answer: answer["description"],
    ),
    "tag policies": Family(
        lambda name, text: ("POST", "/api/2.1/tag-policies", {"tag_key": name, "description": text}),
        lambda name: ("GET", f"/api/2.1/tag-policies/{name}", None),
        lambda name, text: (
            "PATCH",
            f"/api/2.1/tag-policies/{name}?update_mask=description",
            {"tag_key": name, "description": text},
        ),
        lambda name: ("DELETE", f"/api/2.1/tag-policies/{name}", None),
        lambda answer: answer["description"],
    ),
    "dashboards": Family(
        lambda name, text: (
            "POST",
            "/api/2.0/lakeview/dashboards",
            {"display_name": name, "serialized_dashboard": json.dumps({"pages": [{"name": text}]})},
        ),
        lambda key: ("GET", f"/api/2.0/lakeview/dashboards/{key}", None),
        lambda key, text: (
            "PATCH",
            f"/api/2.0/lakeview/dashboards/{key}",
            {"serialized_dashboard": json.dumps({"pages": [{"name": text}]})},
        ),
        None,  # a dashboard goes to the trash, where it still is
        lambda answer: json.loads(answer["serialized_dashboard"])["pages"][0]["name"],
        identity="dashboard_id",
    ),
}
KINDS = st.sampled_from(sorted(FAMILIES))


class Lives(RuleBasedStateMachine):
    """Creates, reads, changes and deletes at random; `model` holds what must be there."""

    def __init__(self) -> None:
        super().__init__()
        self.core = CORE
        self.model: dict[tuple[str, str], tuple[Any, str]] = {}

    @initialize()
    def begin(self) -> None:
        """A fresh tenant."""
        self.folder = tempfile.TemporaryDirectory()
        self.tenant: Tenant = self.core.create_tenant("lives", Path(self.folder.name), "http://workspace.invalid")

    def teardown(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "folder"):
            self.core.drop_tenant(self.tenant)
            self.folder.cleanup()

    def ask(self, verb: str, target: str, body: Any) -> tuple[int, Any]:
        """Send a request and read its answer."""
        headers = Headers({"Authorization": f"Bearer {self.tenant.token}", "Content-Type": "application/json"})
        request = Request.of(verb, target, headers, b"" if body is None else json.dumps(body).encode())
        answer = self.core.handle(request)
        return answer.status, answer.parsed() if answer.body else {}

    @rule(kind=KINDS, name=WORDS, text=TEXTS)
    def create(self, kind: str, name: str, text: str) -> None:
        """What is new is taken in; what is there is refused, or is another one where names are free."""
        family = FAMILIES[kind]
        status, answer = self.ask(*family.create(name, text))
        if (kind, name) in self.model and family.unique:
            assert status in (400, 409), (kind, status, answer)
            return
        assert status == 200 or status == 201, (kind, status, answer)
        key = name if family.identity is None else answer[family.identity]
        self.model[kind, name] = (key, text)

    @rule(kind=KINDS, name=WORDS, text=TEXTS)
    def change(self, kind: str, name: str, text: str) -> None:
        """What is there changes; what is not there is not made by changing it."""
        family = FAMILIES[kind]
        if family.change is None or (family.identity and (kind, name) not in self.model):
            return
        key = self.model[kind, name][0] if (kind, name) in self.model else name
        status, answer = self.ask(*family.change(key, text))
        if (kind, name) in self.model:
            assert status in (200, 204), (kind, status, answer)
            self.model[kind, name] = (key, text)
        else:
            assert status == 404, (kind, status, answer)

    @rule(kind=KINDS, name=WORDS)
    def delete(self, kind: str, name: str) -> None:
        """What is there goes, once."""
        family = FAMILIES[kind]
        if (kind, name) not in self.model or family.delete is None:
            return
        key, _ = self.model.pop((kind, name))
        status, answer = self.ask(*family.delete(key))
        assert status in (200, 204), (kind, status, answer)
        status, answer = self.ask(*family.read(key))
        assert status in (400, 404), (kind, status, answer)

    @rule(name=WORDS, text=TEXTS)
    def write_file(self, name: str, text: str) -> None:
        """Bytes in the workspace's tree are those that were put there last."""
        path = f"/Shared/{name}.txt"
        body = {"path": path, "format": "AUTO", "overwrite": True, "content": _base64(text)}
        assert self.ask("POST", "/api/2.0/workspace/import", body)[0] == 200
        status, answer = self.ask("GET", f"/api/2.0/workspace/export?path={path}&format=AUTO", None)
        assert (status, answer.get("content")) == (200, _base64(text))

    @invariant()
    def what_was_kept_is_shown(self) -> None:
        """Every resource of the model is there with its last text."""
        for (kind, _), (key, text) in self.model.items():
            status, answer = self.ask(*FAMILIES[kind].read(key))
            assert (status, FAMILIES[kind].shown(answer)) == (200, text), (kind, status, answer)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


TestLives = Lives.TestCase
TestLives.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def test_the_families_are_at_least_ten() -> None:
    assert len(FAMILIES) >= 10
