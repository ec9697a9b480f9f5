"""Prints usage and help in the official command's form."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from snippets_tests.workspace.cli.arguments import GLOBAL_FLAGS
from snippets_tests.workspace.cli.command import Command, Flag, Group

LINK = re.compile(r"\[([^\]]+)\]\([^)\s]+\)")


def help_text(path: str, command: Command | Group) -> str:
    """What `--help` prints."""
    return f"{(command.long or command.short).strip()}\n\n{usage(path, command)}"


def described(doc: str) -> str:
    """A documentation text: its first sentence, then the rest below it."""
    first = sentence(doc)
    paragraphs = LINK.sub(r"\1", doc.replace("`", "")).split("\n\n")
    opening = " ".join(paragraphs[0].split()).removeprefix(first).strip()
    rest = "\n\n".join(([opening] if opening else []) + paragraphs[1:])
    return first + (f"\n\n{wrap(rest)}" if rest else "")


def usage(path: str, command: Command | Group) -> str:
    """The usage block: how to call it, its commands or flags, the global flags."""
    own = command.flags if isinstance(command, Command) else ()
    names = {flag.name for flag in own}
    parts = ["Usage:\n  " + _use_line(path, command)]
    if isinstance(command, Command) and command.aliases:
        parts.append(f"Aliases:\n  {', '.join((command.name, *command.aliases))}")
    if isinstance(command, Group):
        parts += _commands(command)
    help_flag = Flag("help", "bool", f"help for {command.name}", "h")
    globals_ = [flag for flag in GLOBAL_FLAGS if flag.name not in names]
    if path == command.name:
        version_flag = Flag("version", "bool", f"version for {command.name}", "v")
        parts.append("Flags:\n" + _flags([*globals_, help_flag, version_flag]))
    else:
        parts.append("Flags:\n" + _flags([*own, help_flag]))
        parts.append("Global Flags:\n" + _flags(globals_))
    if isinstance(command, Group):
        parts.append(f'Use "{path} [command] --help" for more information about a command.')
    return "\n\n".join(parts) + "\n"


def wrap(text: str, indent: str = "  ", width: int = 80) -> str:
    """Paragraphs and lists of a documentation text, wrapped."""
    blocks = []
    for block in text.split("\n\n"):
        lines = block.split("\n")
        if any(line.lstrip().startswith(("-", "*", "|", "1.")) for line in lines):
            blocks.append("\n".join(indent + line.rstrip() for line in lines))
        else:
            blocks.append(
                textwrap.fill(" ".join(block.split()), width, initial_indent=indent, subsequent_indent=indent)
            )
    return "\n\n".join(blocks)


def sentence(text: str) -> str:
    """The first sentence of a documentation text, on one line."""
    line = LINK.sub(r"\1", " ".join(text.split("\n\n")[0].split()).replace("`", ""))
    end = line.find(". ")
    return line[: end + 1] if end >= 0 else line


def _use_line(path: str, command: Command | Group) -> str:
    if isinstance(command, Group):
        return f"{path} [command]"
    return " ".join(part for part in (path, command.use, "[flags]") if part)


def _commands(group: Group) -> list[str]:
    shown = {name: command.short for name, command in sorted(group.commands.items()) if not command.hidden}
    width = max((len(name) for name in shown), default=0)
    sections = list(group.sections())
    sorted_in = {name for _, names in sections for name in names}
    rest = tuple(name for name in shown if name not in sorted_in)
    sections.append(("Additional Commands:" if sections else "Available Commands:", rest))
    return [
        "\n".join([title, *(f"  {name:<{width}} {shown[name]}".rstrip() for name in names if name in shown)])
        for title, names in sections
        if any(name in shown for name in names)
    ]


def _flags(flags: Iterable[Flag]) -> str:
    rows = []
    for flag in sorted(flags, key=lambda flag: flag.name):
        if flag.hidden:
            continue
        start = f"  -{flag.short}, " if flag.short else "      "
        kind = flag.type_name or {"bool": "", "strings": "[]string", "json": "JSON"}.get(flag.kind, flag.kind)
        rows.append((f"{start}--{flag.name} {kind}".rstrip(), _described(flag)))
    width = max(len(left) for left, _ in rows)
    return "\n".join(f"{left:<{width}}   {right}".rstrip() for left, right in rows)


def _described(flag: Flag) -> str:
    parts = [flag.usage]
    if flag.values and flag.name != "output":
        parts.append(f"Supported values: [{', '.join(flag.values)}]")
    if flag.default:
        parts.append(f"(default {flag.default})")
    return " ".join(part for part in parts if part)
