"""Configuration as YAML, in the official command's form: two blanks, lists indented, no wrapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from snippets_tests.workspace.cli.command import CommandError

QUOTED = frozenset({"spark_conf", "custom_tags", "tags", "configuration"})
"""Maps of text, whose values are always quoted: `"true"` is not `true`."""


class _Quoted(str):
    """Text that is written in quotes, whatever it holds."""

    __slots__ = ()


class _Writer(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def choose_scalar_style(self) -> Any:
        style = super().choose_scalar_style()
        return '"' if style == "'" else style

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(writer: yaml.SafeDumper, value: str) -> yaml.Node:
    style = '"' if isinstance(value, _Quoted) else "|" if "\n" in value else None
    return writer.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Writer.add_representer(str, _text)
_Writer.add_representer(_Quoted, _text)


def save(value: Mapping[str, Any], file: Path, shown: str, *, force: bool) -> None:
    """Write a configuration file.

    Raises:
        CommandError: when it is there and `force` is false.
    """
    check(file, shown, force=force)
    file.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(_quoted(value), Dumper=_Writer, sort_keys=False, allow_unicode=True, width=1 << 30)
    file.write_text(text, "utf-8")


def check(file: Path, shown: str, *, force: bool) -> None:
    """Refuse to replace what is there.

    Raises:
        CommandError: for a folder always, for a file unless `force` is true.
    """
    if file.is_dir():
        raise CommandError(f"{shown} is a directory")
    if file.exists() and not force:
        raise CommandError(f"{shown} already exists. Use --force to overwrite")


def ordered(body: Mapping[str, Any], first: Sequence[str], skip: Sequence[str] = ()) -> dict[str, Any]:
    """A body with some fields first, the others by name; those to skip, and empty ones (`0`, `{}`), left out."""
    rank = {name: number for number, name in enumerate(first)}
    names = sorted(body, key=lambda name: (rank.get(name, len(rank)), name))
    return {name: _sorted(body[name]) for name in names if name not in skip and body[name]}


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def _quoted(value: Any, inside: bool = False) -> Any:
    if isinstance(value, Mapping):
        return {key: _quoted(item, inside or key in QUOTED) for key, item in value.items()}
    if isinstance(value, list):
        return [_quoted(item, inside) for item in value]
    return _Quoted(value) if inside and isinstance(value, str) else value
