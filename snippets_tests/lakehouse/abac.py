"""Policies of attribute-based access control (ABAC): row filters and column masks that follow governed tags.

A policy hangs on a catalog, schema or table and holds for the tables in it whose tags, and whose columns' tags, fit its
conditions. Pure Python; source: "CREATE POLICY" and "Row filter and column mask policy evaluation" of Databricks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .abac_conditions import checked, holds
from .securables import MetastoreError, Table

ROW_FILTER = "ROW_FILTER"
COLUMN_MASK = "COLUMN_MASK"
# How many policies a securable may have, and how many principals and column conditions a policy names.
# Source: "ABAC requirements, quotas, and limitations".
MOST = {"CATALOG": 100, "SCHEMA": 100, "TABLE": 50}
MOST_PRINCIPALS = 20
MOST_CONDITIONS = 3


@dataclass(frozen=True)
class Policy:
    """One policy; times are milliseconds since 1970, `using` holds aliases and constants as SQL (`'eu'`, 3)."""

    name: str
    on_kind: str
    on_name: str
    kind: str
    function: str
    to: tuple[str, ...]
    excepted: tuple[str, ...] = ()
    when: str | None = None
    match: tuple[tuple[str, str | None], ...] = ()
    on_column: str | None = None
    using: tuple[str, ...] = ()
    comment: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells policies apart: their names are those of the securable."""
        return self.on_kind, self.on_name, self.name.lower()


@dataclass(frozen=True)
class Effective:
    """What holds for one table and one principal: calls as `Table` keeps them, a function and its arguments."""

    row_filter: tuple[str, ...] | None
    masks: Mapping[str, tuple[str, ...]]


class AbacPolicies:
    """All policies of a metastore."""

    def __init__(self, new_id: Callable[[], str], clock: Callable[[], int]) -> None:
        self._new_id = new_id
        self._clock = clock
        self._all: dict[tuple[str, str, str], Policy] = {}
        self._watcher: Callable[[bool], None] | None = None

    def watch(self, watcher: Callable[[bool], None] | None) -> None:
        """Tell somebody, from now on, whether there is any policy."""
        self._watcher = watcher
        self._changed()

    def all(self) -> list[Policy]:
        """All policies, to be given to `fill` later."""
        return list(self._all.values())

    def fill(self, policies: Iterable[Policy]) -> None:
        """Take policies over."""
        self._all = {policy.key: policy for policy in policies}
        self._changed()

    def _changed(self) -> None:
        if self._watcher is not None:
            self._watcher(bool(self._all))

    def __bool__(self) -> bool:
        return bool(self._all)

    def put(self, policy: Policy, who: str, *, replacing: bool = False) -> Policy:
        """Keep a new policy, or one in the place of another."""
        old = self._all.get(policy.key)
        if old is not None and not replacing:
            text = f"Policy '{policy.name}' already exists on {policy.on_kind.lower()} '{policy.on_name}'."
            raise MetastoreError("POLICY_ALREADY_EXISTS", text, 409)
        on = [other for other in self.on(policy.on_kind, policy.on_name) if other.key != policy.key]
        if len(on) >= MOST[policy.on_kind]:
            text = f"{policy.on_kind.capitalize()} '{policy.on_name}' has {len(on)} policies, as many as it may have."
            raise MetastoreError("RESOURCE_EXHAUSTED", text, 429)
        if len(policy.to) > MOST_PRINCIPALS or len(policy.excepted) > MOST_PRINCIPALS:
            text = f"A policy names at most {MOST_PRINCIPALS} principals in TO and in EXCEPT."
            raise MetastoreError("INVALID_PARAMETER_VALUE", text)
        if len(policy.match) > MOST_CONDITIONS:
            text = f"A policy has at most {MOST_CONDITIONS} conditions in MATCH COLUMNS."
            raise MetastoreError("INVALID_PARAMETER_VALUE", text)
        now = self._clock()
        made = old.facts if old else {"id": self._new_id(), "created_at": now, "created_by": who}
        kept = replace(policy, facts={**made, "updated_at": now, "updated_by": who})
        self._all[kept.key] = kept
        self._changed()
        return kept

    def get(self, kind: str, full_name: str, name: str) -> Policy:
        """Find a policy of a securable."""
        found = self._all.get((kind, full_name, name.lower()))
        if found is None:
            text = f"Policy '{name}' does not exist on {kind.lower()} '{full_name}'."
            raise MetastoreError("POLICY_NOT_FOUND", text, 404)
        return found

    def remove(self, kind: str, full_name: str, name: str) -> None:
        """Drop a policy."""
        del self._all[self.get(kind, full_name, name).key]
        self._changed()

    def on(self, kind: str, full_name: str) -> list[Policy]:
        """The policies of a securable itself, by name."""
        return [policy for key, policy in sorted(self._all.items()) if key[:2] == (kind, full_name)]

    def forget(self, kind: str, full_name: str) -> None:
        """A securable is gone, and its policies with it."""
        self._all = {key: policy for key, policy in self._all.items() if key[:2] != (kind, full_name)}
        self._changed()

    def over(self, kind: str, full_name: str) -> list[Policy]:
        """The policies of a securable and of its containers."""
        parts = full_name.split(".")
        kinds = ("CATALOG", "SCHEMA", "TABLE")[: len(parts)]
        return [p for at, kind in enumerate(kinds) for p in self.on(kind, ".".join(parts[: at + 1]))]

    def effective(self, table: Table, identities: Iterable[str], inherited: Mapping[str, str]) -> Effective:
        """What holds for a table and somebody with these names; `inherited` are the tags of its containers.

        Raises:
            MetastoreError: Two policies would filter the rows or mask a column in different ways, or an argument fits
                several columns: nobody may read then.
        """
        names = set(identities)
        row_filter, masks = table.row_filter, dict(table.masks)
        tags = {**inherited, **table.tags}
        for policy in self.over("TABLE", table.full_name):
            if not names & set(policy.to) or names & set(policy.excepted):
                continue
            if policy.when is not None and not holds(policy.when, tags):
                continue
            matched = _matched(policy, table)
            if matched is None:
                continue
            if policy.kind == ROW_FILTER:
                call = (_function(policy), *_arguments(policy, matched, table))
                if row_filter not in (None, call):
                    text = f"Several row filters apply to table '{table.full_name}' for this user."
                    raise _blocked("UC_ABAC_MULTIPLE_ROW_FILTERS", text)
                row_filter = call
                continue
            for column in matched[(policy.on_column or "").lower()]:
                call = (_function(policy), _quoted(column), *_arguments(policy, matched, table))
                if masks.get(column.lower(), call) != call:
                    text = (
                        f"Column mask policies for {table.full_name} are not supported: Several column masks apply to "
                        f"the column {column} for this user. Let its policies be changed so that at most one does."
                    )
                    raise MetastoreError("COLUMN_MASKS_FEATURE_NOT_SUPPORTED.MULTIPLE_MASKS", text)
                masks[column.lower()] = call
        return Effective(row_filter, masks)


def checked_policy(policy: Policy) -> None:
    """Refuse a policy whose conditions cannot be read, or whose aliases are none of its matched columns."""
    for condition in [
        *([policy.when] if policy.when is not None else []),
        *(condition for condition, _ in policy.match),
    ]:
        checked(condition)
    aliases = [alias.lower() for _, alias in policy.match if alias]
    wanted = [argument for argument in policy.using if argument[:1] not in "'\"" and not argument[:1].isdigit()]
    wanted += [policy.on_column] if policy.on_column else []
    if unknown := [alias for alias in wanted if alias.lower() not in aliases]:
        text = f"Policy '{policy.name}' names {', '.join(unknown)}, which is no alias of its MATCH COLUMNS clause."
        raise MetastoreError("INVALID_PARAMETER_VALUE", text)


def _matched(policy: Policy, table: Table) -> dict[str, list[str]] | None:
    """The columns that fit each condition, by alias in lower case; None when one fits no column."""
    found: dict[str, list[str]] = {}
    for at, (condition, alias) in enumerate(policy.match):
        columns = [c.name for c in table.columns if holds(condition, table.column_tags.get(c.name.lower(), {}))]
        if not columns:
            return None
        found[(alias or f" {at}").lower()] = columns
    return found


def _arguments(policy: Policy, matched: dict[str, list[str]], table: Table) -> list[str]:
    found = []
    for argument in policy.using:
        columns = matched.get(argument.lower())
        if columns is None:
            found.append(argument)
        elif len(columns) > 1:
            text = (
                f"'{argument}' of policy '{policy.name}' fits several columns of table '{table.full_name}': {columns}."
            )
            raise _blocked("UC_ABAC_AMBIGUOUS_COLUMN_MATCH", text)
        else:
            found.append(_quoted(columns[0]))
    return found


def _function(policy: Policy) -> str:
    return ".".join(_quoted(part) for part in policy.function.split("."))


def _quoted(column: str) -> str:
    return "`" + column.replace("`", "``") + "`"


def _blocked(reason: str, text: str) -> MetastoreError:
    return MetastoreError(f"INVALID_PARAMETER_VALUE.{reason}", text)
