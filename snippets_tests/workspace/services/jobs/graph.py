"""The order of a job's tasks, and whether a task may run given how those before it ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from snippets_tests.workspace.errors import InvalidParameterValue
from snippets_tests.workspace.services.jobs.records import (
    EXCLUDED,
    UPSTREAM_CANCELED,
    UPSTREAM_FAILED,
    Spec,
    TaskRun,
    Verdict,
)


def parents(spec: Spec) -> list[str]:
    """The keys of the tasks that a task depends on."""
    return [dependency["task_key"] for dependency in spec.get("depends_on", [])]


def ordered(specs: Sequence[Spec]) -> list[Spec]:
    """The tasks so that each comes after those it depends on, otherwise as they were given.

    Raises:
        InvalidParameterValue: A task depends on one that does not exist, or on itself, over others or not.
    """
    by_key = {spec["task_key"]: spec for spec in specs}
    for spec in specs:
        for key in parents(spec):
            if key not in by_key:
                fault = f"task '{spec['task_key']}' depends on task '{key}', which does not exist"
                raise InvalidParameterValue(f"Invalid dependency graph: {fault}.")
    done: list[Spec] = []
    ready = list(specs)
    while ready:
        known = {spec["task_key"] for spec in done}
        following = [spec for spec in ready if set(parents(spec)) <= known]
        if not following:
            cycle = " -> ".join(_cycle(by_key, ready[0]["task_key"]))
            raise InvalidParameterValue(f"Invalid dependency graph: the tasks depend on each other: {cycle}.")
        done.append(following[0])
        ready.remove(following[0])
    return done


def selected(specs: Sequence[Spec], only: Sequence[str] | None) -> set[str]:
    """The keys of the tasks to run: all, or those named; `+key` with all before it, `key+` with all behind it."""
    keys = {spec["task_key"] for spec in specs}
    if only is None:
        return keys
    found: set[str] = set()
    for word in only:
        key = word.strip("+")
        if key not in keys:
            raise InvalidParameterValue(f"The task '{key}' does not exist in the job.")
        found.add(key)
        found |= _before(specs, {key}) if word.startswith("+") else set()
        found |= behind(specs, {key}) if word.endswith("+") else set()
    return found


def behind(specs: Iterable[Spec], keys: set[str]) -> set[str]:
    """The keys of all tasks that depend on one of these, directly or over others."""
    specs, found = list(specs), set(keys)
    while more := {spec["task_key"] for spec in specs if set(parents(spec)) & found} - found:
        found |= more
    return found - keys


def obstacle(spec: Spec, before: Mapping[str, TaskRun]) -> Verdict | None:
    """Why a task does not run, or None when it does. Tasks that were not selected count as if they had succeeded."""
    dependencies = spec.get("depends_on", [])
    verdicts = [_seen(before[d["task_key"]], d.get("outcome")) for d in dependencies if d["task_key"] in before]
    if not verdicts or CONDITIONS[spec.get("run_if", "ALL_SUCCESS")](verdicts):
        return None
    wants_failure = spec.get("run_if") in ("AT_LEAST_ONE_FAILED", "ALL_FAILED")
    if any(verdict.canceled for verdict in verdicts) and not wants_failure:
        return UPSTREAM_CANCELED
    if any(verdict.failed for verdict in verdicts) and not wants_failure:
        return UPSTREAM_FAILED
    return EXCLUDED


def _succeeded(verdict: Verdict) -> bool:
    return verdict.result in ("SUCCESS", "SUCCESS_WITH_FAILURES", "DISABLED")


def _is_bad(verdict: Verdict) -> bool:
    return verdict.failed or verdict.canceled


CONDITIONS: dict[str, Callable[[list[Verdict]], bool]] = {
    "ALL_SUCCESS": lambda verdicts: all(map(_succeeded, verdicts)),
    "AT_LEAST_ONE_SUCCESS": lambda verdicts: any(map(_succeeded, verdicts)),
    "NONE_FAILED": lambda verdicts: not any(map(_is_bad, verdicts)) and any(map(_succeeded, verdicts)),
    "ALL_DONE": lambda verdicts: True,
    "AT_LEAST_ONE_FAILED": lambda verdicts: any(verdict.failed for verdict in verdicts),
    "ALL_FAILED": lambda verdicts: all(verdict.failed for verdict in verdicts),
}


def _seen(task: TaskRun, wanted_outcome: str | None) -> Verdict:
    """A dependency's verdict as the task behind it sees it: a condition that went the other way excludes it."""
    assert task.verdict is not None
    if wanted_outcome is not None and task.outcome is not None and task.outcome != wanted_outcome.lower():
        return EXCLUDED
    return task.verdict


def _before(specs: Sequence[Spec], keys: set[str]) -> set[str]:
    by_key = {spec["task_key"]: spec for spec in specs}
    found: set[str] = set()
    waiting = list(keys)
    while waiting:
        for key in parents(by_key[waiting.pop()]):
            if key not in found:
                found.add(key)
                waiting.append(key)
    return found


def _cycle(by_key: Mapping[str, Spec], start: str) -> list[str]:
    path = [start]
    while True:
        following = parents(by_key[path[-1]])[0]
        if following in path:
            return [*path[path.index(following) :], following]
        path.append(following)
