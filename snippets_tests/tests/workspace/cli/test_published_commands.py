"""Holds the tree of commands against what is published of the official one; each difference has its reason."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from snippets_tests.surface import load
from snippets_tests.workspace.cli import sections
from snippets_tests.workspace.cli.command import Command, Group
from snippets_tests.workspace.cli.tree import tree

FACTS = Path(__file__).with_name("published_commands.txt")
#: What stands below "Additional Commands" of `databricks --help`.
ADDITIONAL = {
    "account", "aitools", "api", "auth", "cache", "completion", "configure", "help", "labs", "quickstart", "version",
}  # fmt: skip
NEWER = "the API has changed since those help texts were written, and the pinned SDK has the new form"
TWICE = "a field that is in the path and in the body as well; the SDK takes it once"
#: Positional arguments that differ.
ARGUMENTS = {
    "account network-connectivity create-private-endpoint-rule": NEWER,
    "account workspaces create": NEWER,
    "experiments log-inputs": NEWER,
    "pipelines stop": "the key of a pipeline in a project came later (cmd/workspace/pipelines/overrides.go)",
    "registered-models create": NEWER,
}
#: Flags that are published and missing here: `command --flag`.
FLAGS = {
    "account workspaces create --is-no-public-ip-enabled": NEWER,
    "experiments log-inputs --run-id": NEWER,
    "pipelines update --pipeline-id": TWICE,
    "shares update-permissions --max-results": NEWER,
    "shares update-permissions --page-token": NEWER,
    "tables list --include-delta-metadata": NEWER,
    "users update --id": TWICE,
}


@dataclass(frozen=True)
class Fact:
    """One published command."""

    path: str
    arguments: str
    flags: frozenset[str]


def facts() -> dict[str, Fact]:
    found = {}
    for line in FACTS.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        call, _, flags = line.partition("|")
        words = call.split()
        path = " ".join(word for word in words if word.islower())
        arguments = " ".join(word for word in words if not word.islower())
        found[path] = Fact(path, arguments, frozenset(flags.split()))
    return found


ROOT = tree(load())
PUBLISHED = facts()


def at(path: str) -> Command:
    here: Command | Group = ROOT
    for word in path.split():
        assert isinstance(here, Group), path
        here = here.commands[word]
    assert isinstance(here, Command), path
    return here


def test_the_facts_are_read() -> None:
    assert len(PUBLISHED) == 284
    assert PUBLISHED["repos create"] == Fact("repos create", "URL [PROVIDER]", frozenset({"path"}))


def test_every_published_command_is_here_with_its_arguments() -> None:
    assert {path for path, fact in PUBLISHED.items() if at(path).use != fact.arguments} == ARGUMENTS.keys()


def test_every_published_flag_is_here() -> None:
    missing = set()
    for path, fact in PUBLISHED.items():
        names = {flag.name for flag in at(path).flags}
        if {"no-wait", "timeout"} <= names:
            names.add("wait")
        missing |= {f"{path} --{flag}" for flag in fact.flags - names}
    assert missing == FLAGS.keys()


@pytest.mark.parametrize(
    ("path", "shown"), [("", sections.ROOT), ("account", sections.ACCOUNT)], ids=["top", "account"]
)
def test_help_shows_the_published_groups_and_no_other_of_the_api(path: str, shown: sections.Sections) -> None:
    group = ROOT.commands[path] if path else ROOT
    assert isinstance(group, Group)
    names = sections.shown(shown)
    assert names <= group.commands.keys()
    others = {name for name, below in group.commands.items() if name not in names and not below.hidden}
    assert others == (set() if path else ADDITIONAL)


def test_what_the_official_command_lacks_is_not_here() -> None:
    assert not sections.NOT_COMMANDS & ROOT.commands.keys()
    assert {accessor.replace("_", "-") for accessor in load().services} >= sections.NOT_COMMANDS


@pytest.mark.parametrize(
    ("path", "lacking"),
    [
        ("alerts-v2 create-alert", {"create-time", "id", "lifecycle-state", "owner-user-name", "update-time"}),
        ("apps create", {"create-time", "creator", "id", "service-principal-id", "url"}),
        ("knowledge-assistants create-knowledge-assistant", {"creator", "endpoint-name", "experiment-id", "state"}),
        ("lakeview create", {"dashboard-id", "etag", "path", "update-time"}),
        ("postgres create-project", {"create-time", "delete-time", "purge-time", "uid"}),
    ],
)
def test_what_the_server_writes_is_no_flag(path: str, lacking: set[str]) -> None:
    assert not lacking & {flag.name for flag in at(path).flags}


def test_a_list_shows_its_limit_and_hides_its_pages() -> None:
    shown = {flag.name: flag.hidden for flag in at("jobs list").flags}
    assert shown == {"expand-tasks": False, "limit": False, "name": False, "offset": False} | {
        "page-size": True,
        "page-token": True,
    }
