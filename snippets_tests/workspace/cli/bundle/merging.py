"""One configuration over another: an included file over the first, a target over all of them.

Mappings are merged key by key, lists are put behind each other, anything else is replaced. Lists whose items have a key
are merged item by item: https://docs.databricks.com/aws/en/dev-tools/bundles/overrides
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Key = tuple[str | int, ...]
Places = dict[Key, str]

KEYED = {
    ("jobs", "environments"): "environment_key",
    ("jobs", "job_clusters"): "job_cluster_key",
    ("jobs", "parameters"): "name",
    ("jobs", "tasks"): "task_key",
    ("pipelines", "clusters"): "label",
}
"""The field by which items of a resource's list are the same."""

LABEL = "default"
"""What a pipeline's cluster is called that has no label."""


class Merging:
    """Merges values, and keeps the place of each value that stays."""

    def __init__(self, places: Places, over: Places) -> None:
        self._places, self._over = places, over

    def merge(self, base: Any, over: Any, at: Key, over_at: Key) -> Any:
        """`over` over `base`, which lie at these paths of their configurations."""
        if isinstance(base, dict) and isinstance(over, dict):
            if over_at in self._over:
                self._places[at] = self._over[over_at]
            merged = dict(base)
            for key, value in over.items():
                merged[key] = self.merge(base.get(key), value, (*at, key), (*over_at, key))
            return merged
        if isinstance(base, list) and isinstance(over, list):
            return self._lists(base, over, at, over_at)
        self._take(at, over_at)
        return over

    def _lists(self, base: list[Any], over: list[Any], at: Key, over_at: Key) -> list[Any]:
        merged, field = list(base), _field(at)
        for index, item in enumerate(over):
            name = _name(item, field)
            same = next((number for number, one in enumerate(base) if name and _name(one, field) == name), None)
            if same is None:
                self._take((*at, len(merged)), (*over_at, index))
                merged.append(item)
            else:
                merged[same] = self.merge(merged[same], item, (*at, same), (*over_at, index))
        return merged

    def _take(self, at: Key, over_at: Key) -> None:
        for path in [path for path in self._places if path[: len(at)] == at and len(path) > len(at)]:
            del self._places[path]  # what stood below the value that is replaced
        for path, place in list(self._over.items()):
            if path[: len(over_at)] == over_at:
                self._places[(*at, *path[len(over_at) :])] = place


def _field(at: Key) -> str | None:
    if len(at) == 4 and at[0] == "resources":
        return KEYED.get((str(at[1]), str(at[3])))
    return None


def _name(item: Any, field: str | None) -> Any:
    if field is None or not isinstance(item, Mapping):
        return None
    return item.get(field, LABEL if field == "label" else None)
