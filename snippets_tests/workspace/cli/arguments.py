"""Reads a command line as the official command's flag library does, with its messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from snippets_tests.workspace.cli.command import Command, CommandError, Flag, Group

SEPARATOR = "--"
"""Among the flags' values: how many arguments stood before the `--` that ends them."""
HELP = Flag("help", "bool", short="h")
GLOBAL_FLAGS = (
    Flag("debug", "bool", "enable debug logging"),
    Flag("log-file", "string", "file to write logs to", hidden=True),
    Flag("log-format", "string", "log output format (text or json)", hidden=True),
    Flag(
        "log-level",
        "enum",
        "log level",
        values=("debug", "disabled", "error", "info", "trace", "warn"),
        hidden=True,
    ),
    Flag("output", "enum", "output type: text or json", "o", "type", ("text", "json"), "text"),
    Flag("profile", "string", "~/.databrickscfg profile", "p"),
    Flag("progress-format", "string", "format for progress logs", hidden=True),
    Flag("target", "string", "bundle target to use (if applicable)", "t"),
)
DURATION = re.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s)")
SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
LARGEST_DISTANCE = 2


def find(root: Group, argv: list[str]) -> tuple[str, Command | Group, list[str]]:
    """Walk down the tree: the path so far, the command or group there, and what of `argv` is left for it.

    Flags may stand anywhere; they are kept for the command.
    """
    path, here, rest = root.name, root, list(argv)
    index = 0
    while index < len(rest):
        word = rest[index]
        if word == "--":
            break
        if word.startswith("-") and word != "-":
            index += 2 if _takes_next(word) else 1
            continue
        below = _below(here, word)
        if below is None:
            if _asks_for_help(rest):
                break
            raise CommandError(_unknown_command(word, path, here), usage=path != root.name)
        del rest[index]
        path = f"{path} {below.name}"
        if isinstance(below, Command):
            return path, below, rest
        here = below
    return path, here, rest


def parse(command: Command | Group, argv: Iterable[str]) -> tuple[list[str], dict[str, Any]]:
    """Split what follows a command into its arguments and its flags' values."""
    flags = all_flags(command)
    arguments: list[str] = []
    values: dict[str, Any] = {}
    words = list(argv)
    while words:
        word = words.pop(0)
        if word == "--":
            values[SEPARATOR] = len(arguments)
            arguments += words
            break
        if word.startswith("--"):
            name, has_value, value = word[2:].partition("=")
            if name not in flags:
                raise CommandError(_unknown_flag(name, flags), usage=True)
            _store(values, flags[name], f"--{name}", _value(flags[name], value if has_value else None, words, word))
        elif word.startswith("-") and word != "-":
            _shorthands(word, words, flags, values)
        else:
            arguments.append(word)
    return arguments, values


def all_flags(command: Command | Group) -> dict[str, Flag]:
    """A command's flags with the global ones and `--help`; its own win."""
    own = command.flags if isinstance(command, Command) else ()
    return {flag.name: flag for flag in (*GLOBAL_FLAGS, HELP, *own)}


def exactly(count: int) -> Callable[[list[str], Mapping[str, Any]], None]:
    """A check for commands that take so many arguments."""
    return between(count, count)


def between(least: int, most: int) -> Callable[[list[str], Mapping[str, Any]], None]:
    """A check for commands that take from so many to so many arguments."""

    def check(arguments: list[str], flags: Mapping[str, Any]) -> None:
        if not least <= len(arguments) <= most:
            takes = f"{least}" if least == most else f"between {least} and {most}"
            raise CommandError(f"accepts {takes} arg(s), received {len(arguments)}", usage=True)

    return check


def seconds(text: str) -> float | None:
    """A duration such as `20m0s`; None when it is none."""
    parts = DURATION.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return None
    return sum(float(number) * SECONDS[unit] for number, unit in parts)


def distance(one: str, other: str) -> int:
    """Levenshtein's distance, by which near names are suggested."""
    previous = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, against in enumerate(other, 1):
            current.append(min(current[-1] + 1, previous[column] + 1, previous[column - 1] + (letter != against)))
        previous = current
    return previous[-1]


def _below(group: Group, word: str) -> Command | Group | None:
    if word in group.commands:
        return group.commands[word]
    for command in group.commands.values() if not group.hidden else ():
        if isinstance(command, Command) and word in command.aliases:
            return command
    return None


def _takes_next(word: str) -> bool:
    if "=" in word:
        return False
    for flag in GLOBAL_FLAGS:
        if word in (f"--{flag.name}", f"-{flag.short}"):
            return flag.kind != "bool"
    return False


def _asks_for_help(argv: list[str]) -> bool:
    return "--help" in argv or "-h" in argv


def _unknown_command(word: str, path: str, group: Group) -> str:
    near = [
        name for name in group.commands if distance(word, name) <= LARGEST_DISTANCE or name.startswith(word.lower())
    ]
    suggestions = "".join(f"\t{name}\n" for name in sorted(near))
    return f'unknown command "{word}" for "{path}"' + (f"\n\nDid you mean this?\n{suggestions}" if near else "")


def _unknown_flag(name: str, flags: Mapping[str, Flag]) -> str:
    ranked = sorted((distance(name, other), other) for other, flag in flags.items() if not flag.hidden)
    hint = f'\n\nDid you mean "--{ranked[0][1]}"?' if ranked and ranked[0][0] <= LARGEST_DISTANCE else ""
    return f"unknown flag: --{name}{hint}"


def _shorthands(word: str, words: list[str], flags: Mapping[str, Flag], values: dict[str, Any]) -> None:
    by_short = {flag.short: flag for flag in flags.values() if flag.short}
    letters = word[1:]
    while letters:
        letter, letters = letters[0], letters[1:]
        if letter not in by_short:
            raise CommandError(f"unknown shorthand flag: '{letter}' in {word}", usage=True)
        flag = by_short[letter]
        shown = f"-{letter}, --{flag.name}"
        if flag.kind == "bool" and not letters.startswith("="):
            values[flag.name] = True
            continue
        given, letters = letters.removeprefix("="), ""
        if not given and not words:
            raise CommandError(f"flag needs an argument: '{letter}' in {word}", usage=True)
        _store(values, flag, shown, given or words.pop(0))


def _value(flag: Flag, given: str | None, words: list[str], word: str) -> str:
    if given is not None:
        return given
    if flag.kind == "bool":
        return "true"
    if not words:
        raise CommandError(f"flag needs an argument: {word}", usage=True)
    return words.pop(0)


def _store(values: dict[str, Any], flag: Flag, shown: str, text: str) -> None:
    why = ""
    value: Any = text
    match flag.kind:
        case "bool":
            value = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}.get(text.lower())
            why = f'strconv.ParseBool: parsing "{text}": invalid syntax' if value is None else ""
        case "int":
            value = int(text) if re.fullmatch(r"[+-]?\d+", text) else None
            why = f'strconv.ParseInt: parsing "{text}": invalid syntax' if value is None else ""
        case "float":
            try:
                value = float(text)
            except ValueError:
                why = f'strconv.ParseFloat: parsing "{text}": invalid syntax'
        case "duration":
            value = seconds(text)
            why = f'time: invalid duration "{text}"' if value is None else ""
        case "enum" if text not in flag.values:
            why = f'value "{text}" is not one of ' + ", ".join(f'"{one}"' for one in flag.values)
        case "strings":
            value = [*values.get(flag.name, ()), *text.split(",")]
    if why:
        raise CommandError(f'invalid argument "{text}" for "{shown}" flag: {why}', usage=True)
    values[flag.name] = value
