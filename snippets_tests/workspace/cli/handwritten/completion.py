"""`databricks completion bash`: completes groups, commands and flags by asking the command itself."""

from __future__ import annotations

from collections.abc import Callable

from snippets_tests.workspace.cli.arguments import all_flags, exactly
from snippets_tests.workspace.cli.command import Command, Group, Invocation

BASH = """\
# bash completion for databricks: source <(databricks completion bash)
_databricks() {
    local IFS=$'\\n'
    COMPREPLY=($(databricks __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _databricks databricks
"""


def bash(invocation: Invocation) -> None:
    """Print the script for bash."""
    invocation.write(BASH)


def candidates(root: Group, words: list[str]) -> list[str]:
    """What the last of the words could become."""
    *before, last = words or [""]
    here: Command | Group = root
    for word in before:
        if isinstance(here, Group) and word in here.commands:
            here = here.commands[word]
    if last.startswith("-"):
        names = [f"--{name}" for name, flag in all_flags(here).items() if not flag.hidden]
    elif isinstance(here, Group):
        names = [name for name, command in here.commands.items() if not command.hidden]
    else:
        names = []
    return sorted(name for name in names if name.startswith(last))


def complete(root: Callable[[], Group]) -> Command:
    """The hidden command that the script asks."""

    def run(invocation: Invocation) -> None:
        invocation.write("".join(f"{name}\n" for name in candidates(root(), invocation.arguments)))

    return Command("__complete", "", "Request shell completion choices", run, hidden=True)


GROUP = Group(
    "completion",
    "Generate the autocompletion script for the specified shell",
    {"bash": Command("bash", "", "Generate the autocompletion script for bash", bash, check=exactly(0))},
)
