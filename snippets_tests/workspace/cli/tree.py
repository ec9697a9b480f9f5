"""The tree of commands: a group an accessor of the SDK, a command a method, the hand-written ones among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from snippets_tests.surface import Surface, mixins
from snippets_tests.workspace.cli import sections
from snippets_tests.workspace.cli.command import Command, Group
from snippets_tests.workspace.cli.generated import command_for
from snippets_tests.workspace.cli.handwritten import GROUPS, commands
from snippets_tests.workspace.cli.handwritten.completion import complete
from snippets_tests.workspace.cli.help import described, sentence
from snippets_tests.workspace.cli.parameters import kebab

#: Calls that only the SDK's own uploads and downloads make.
MIXINS = {operation.id for operation in mixins.operations()}
#: Shown and completed; what it does is done before the command line is read (`program.main`).
_HELP = Command("help", "[command]", "Help about any command", lambda invocation: None)


def tree(surface: Surface) -> Group:
    """The whole tree; groups below are built when they are looked at."""
    groups: dict[str, Command | Group] = {}
    visible = sections.shown(sections.ROOT)
    for accessor in _below(surface, ""):
        name = kebab(accessor)
        if accessor != "account" and name not in sections.NOT_COMMANDS:
            groups[name] = _group(surface, accessor, hidden=name not in visible, top=True)
    groups["account"] = _account(surface)
    groups.update(GROUPS)
    groups["help"] = _HELP
    root = Group("databricks", "Databricks CLI", groups, sections=lambda: sections.ROOT)
    groups.update(complete(lambda: root))
    return root


class _Commands(Mapping[str, Command | Group]):
    """A group's commands, each made from its operation on first use."""

    def __init__(self, surface: Surface, accessor: str) -> None:
        self._surface, self._accessor = surface, accessor
        self._built: dict[str, Command | Group] = {}

    @cached_property
    def _ids(self) -> dict[str, str]:
        prefix, operations = f"{self._accessor}.", self._surface.operations
        direct = (name for name in operations if name.startswith(prefix) and "." not in name[len(prefix) :])
        return {
            kebab(name[len(prefix) :]): name
            for name in direct
            if name not in MIXINS and operations[name].raw != "request"
        }

    @cached_property
    def _groups(self) -> dict[str, str]:
        return {kebab(name): f"{self._accessor}.{name}" for name in _below(self._surface, self._accessor)}

    @cached_property
    def _own(self) -> dict[str, Command]:
        return commands(self._surface, self._accessor)

    def __getitem__(self, name: str) -> Command | Group:
        if name not in self._built:
            if name in self._own:
                self._built[name] = self._own[name]
            elif name in self._groups:
                self._built[name] = _group(self._surface, self._groups[name])
            else:
                self._built[name] = command_for(self._surface.operations[self._ids[name]], self._surface)
        return self._built[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._ids, **self._groups, **self._own})

    def __len__(self) -> int:
        return len({**self._ids, **self._groups, **self._own})


def _account(surface: Surface) -> Group:
    visible = sections.shown(sections.ACCOUNT)
    groups = {
        kebab(name): _group(surface, f"account.{name}", hidden=kebab(name) not in visible)
        for name in _below(surface, "account")
    }
    return Group("account", "Databricks Account Commands", groups, sections=lambda: sections.ACCOUNT)


def _group(surface: Surface, accessor: str, *, hidden: bool = False, top: bool = False) -> Group:
    doc = surface.services.get(accessor, "")
    name = kebab(accessor.rpartition(".")[2])
    below = _Commands(surface, accessor)
    by_hand = sections.MAIN.get(accessor, ())

    def sorted_in() -> sections.Sections:
        return sections.of_service(sorted(below), by_hand) if top else ()

    return Group(name, sentence(doc), below, described(doc), hidden, sorted_in)


def _below(surface: Surface, accessor: str) -> list[str]:
    """The accessors directly below one, in order."""
    prefix = f"{accessor}." if accessor else ""
    names = (name.removeprefix(prefix) for name in surface.services if name.startswith(prefix))
    return list(dict.fromkeys(name.partition(".")[0] for name in names))
