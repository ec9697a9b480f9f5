"""`databricks completion`: scripts for four shells, which complete by asking the command itself.

Each asks the hidden command `__complete` with the words so far and gets a candidate a line, a tab, and what it does.
"""

from __future__ import annotations

from collections.abc import Callable

import yaml

from snippets_tests.workspace.cli import profiles
from snippets_tests.workspace.cli.arguments import all_flags, exactly
from snippets_tests.workspace.cli.bundle.config import NAMES, find_root
from snippets_tests.workspace.cli.command import Command, CommandError, Flag, Group, Invocation
from snippets_tests.workspace.cli.handwritten import refused
from snippets_tests.workspace.cli.profiles import ProfileError

ASK, ASK_BARE = "__complete", "__completeNoDesc"
BASH = r"""# bash completion for databricks: source <(databricks completion bash)
_databricks() {
    local IFS=$'\n'
    COMPREPLY=($(databricks __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1))
}
complete -o default -F _databricks databricks
"""
ZSH = r"""#compdef databricks
# zsh completion for databricks: source <(databricks completion zsh), or a file _databricks in a folder of $fpath
_databricks() {
    local -a found
    found=("${(@f)$(databricks __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    found=("${(@)found:#}")
    if (( ! $#found )); then
        _files
        return
    fi
    found=("${(@)found//:/\\:}")
    found=("${(@)found/$'\t'/:}")
    _describe -t commands 'databricks' found
}
if [ "$funcstack[1]" = "_databricks" ]; then
    _databricks "$@"
else
    compdef _databricks databricks
fi
"""
FISH = r"""# fish completion for databricks: databricks completion fish | source
function __databricks_complete
    set -l words (commandline -opc)
    set -l last (commandline -ct)
    set -e words[1]
    databricks __complete -- $words "$last" 2>/dev/null
end
complete -c databricks -e
complete -c databricks -f -n 'count (__databricks_complete) > /dev/null' -a '(__databricks_complete)'
"""
POWERSHELL = r"""# PowerShell completion: databricks completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName databricks -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.Extent.Text })
    if ($wordToComplete -eq '') {
        # Older releases drop an empty argument on its way to a program, unless it is quoted.
        if ($PSVersionTable.PSVersion -ge [version]'7.3') { $words += '' } else { $words += '""' }
    }
    databricks __complete -- @words 2>$null | ForEach-Object {
        $name, $does = $_ -split "`t", 2
        if (-not $does) { $does = $name }
        [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $does)
    }
}
"""
SCRIPTS = {"bash": BASH, "fish": FISH, "powershell": POWERSHELL, "zsh": ZSH}


def candidates(root: Group, words: list[str], invocation: Invocation) -> list[tuple[str, str]]:
    """What the last of the words could become, each with what it does."""
    *before, last = words or [""]
    here: Command | Group = root
    for word in before:
        if isinstance(here, Group) and word in here.commands:
            here = here.commands[word]
    flags = all_flags(here)
    awaiting = flags.get(before[-1].removeprefix("--")) if before and before[-1].startswith("-") else None
    if before and not before[-1].startswith("--"):
        awaiting = next((flag for flag in flags.values() if flag.short and before[-1] == f"-{flag.short}"), None)
    if awaiting is not None and awaiting.kind != "bool":
        found = [(value, "") for value in _values(awaiting, invocation)]
    elif last.startswith("-"):
        found = [(f"--{name}", flag.usage) for name, flag in flags.items() if not flag.hidden]
    elif isinstance(here, Group):
        found = [(name, command.short) for name, command in here.commands.items() if not command.hidden]
    else:
        found = []
    return sorted(pair for pair in found if pair[0].startswith(last))


def _values(flag: Flag, invocation: Invocation) -> list[str]:
    surroundings = invocation.surroundings
    if flag.name == "profile":
        try:
            return list(profiles.read(profiles.config_file(surroundings.env, surroundings.cwd)))
        except ProfileError:
            return []
    if flag.name == "target":
        return _targets(invocation)
    return list(flag.values)


def _targets(invocation: Invocation) -> list[str]:
    """The targets of the bundle of the working directory, read without its includes: completion must not fail."""
    try:
        root = find_root(invocation.surroundings.cwd, invocation.surroundings.env)
        text = next(root / name for name in NAMES if (root / name).is_file()).read_text("utf-8")
        value = yaml.safe_load(text)
    except (CommandError, OSError, ValueError, yaml.YAMLError):
        return []
    targets = value.get("targets") if isinstance(value, dict) else None
    return [str(name) for name in targets] if isinstance(targets, dict) else []


def complete(root: Callable[[], Group]) -> dict[str, Command]:
    """The hidden commands that the scripts ask: with what each candidate does, and without."""

    def run(invocation: Invocation) -> None:
        for name, does in candidates(root(), invocation.arguments, invocation):
            invocation.write(f"{name}\t{does}".rstrip() + "\n")

    def run_bare(invocation: Invocation) -> None:
        for name, _ in candidates(root(), invocation.arguments, invocation):
            invocation.write(f"{name}\n")

    short = "Request shell completion choices"
    return {name: Command(name, "", short, does, hidden=True) for name, does in ((ASK, run), (ASK_BARE, run_bare))}


def _script(shell: str) -> Command:
    def run(invocation: Invocation) -> None:
        bare = invocation.flags.get("no-descriptions")
        invocation.write(SCRIPTS[shell].replace(f" {ASK} ", f" {ASK_BARE} ") if bare else SCRIPTS[shell])

    descriptions = Flag("no-descriptions", "bool", "disable completion descriptions")
    short = f"Generate the autocompletion script for {shell}"
    return Command(shell, "", short, run, (descriptions,), check=exactly(0))


GROUP = Group(
    "completion",
    "Generate the autocompletion script for the specified shell",
    {**{shell: _script(shell) for shell in SCRIPTS}, **refused.COMPLETION},
)
