"""What a deployment remembers: the resources that it made, in a file of the workspace beside the bundle's files."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from snippets_tests.workspace.cli.bundle.api import Api

VERSION = 1


@dataclass
class State:
    """Resources by `resources.KIND.KEY`: the id of each, and the body with which it was last deployed."""

    serial: int = 0
    resources: dict[str, dict[str, Any]] = field(default_factory=dict)

    def id(self, key: str) -> str | None:
        """The id of a deployed resource."""
        entry = self.resources.get(key)
        return None if entry is None else str(entry["id"])


def load(api: Api, folder: str) -> State:
    """The state of a deployment; an empty one when there is none."""
    content = api.read_file(f"{folder}/resources.json")
    if content is None:
        return State()
    found = json.loads(content)
    return State(found["serial"], found["resources"])


def save(api: Api, folder: str, state: State) -> None:
    """Write the state."""
    state.serial += 1
    content = {
        "state_version": VERSION,
        "lineage": str(uuid5(NAMESPACE_URL, folder)),
        "serial": state.serial,
        "resources": dict(sorted(state.resources.items())),
    }
    api.write_file(f"{folder}/resources.json", json.dumps(content, indent=2).encode())
