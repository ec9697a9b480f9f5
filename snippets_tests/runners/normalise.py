"""The few things of a local run that are replaced in outputs, because no reader would see them. The table is all there
is.

It works both ways: the placeholder of the host may be written in a block, and stands for the local workspace there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

HOST = "https://workspace.example.com"
HOME = "/home/ada"
PROJECT = "/home/ada/project"


@dataclass(frozen=True)
class Replacement:
    """One entry: what is replaced (for a reader of the evidence page), by what, and why."""

    what: str
    by: str
    why: str


REPLACEMENTS: Mapping[str, Replacement] = {
    "host": Replacement("the local workspace's address", HOST, "its port is another one in every run"),
    "address": Replacement("the same without `http://`", HOST.partition("//")[2], "error messages name it so"),
    "project": Replacement("the page's working directory", PROJECT, "it is a fresh directory in every run"),
    "home": Replacement("the page's home directory", HOME, "it is a fresh directory in every run"),
    "dbfs": Replacement("where the bytes of DBFS lie", "/dbfs", "it is the path that the block used"),
    "volumes": Replacement("where the bytes of volumes lie", "/Volumes", "it is the path that the block used"),
    "workspace": Replacement("where workspace files lie", "/Workspace", "it is the path that the block used"),
    "page": Replacement("the path of the page's file in a traceback", "/home/ada/project/page.md", "checkouts differ"),
    "shell": Replacement("the shell's `FILE: line N: ` before its messages", "bash: ", "a terminal shows it so"),
    "line ends": Replacement("carriage returns, colors, blanks at line ends", "", "editors strip or cannot show them"),
}
SHELL_LINE = re.compile(r"^(?:\S*/block-\d+\.sh|bash): line \d+: ", re.MULTILINE)
ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
BLANKS = re.compile(r"[ \t\f\v\r]+$", re.MULTILINE)


class Normaliser:
    """The table with one world's values filled in.

    Args:
        values: For `host`, `address`, `project`, `home`, `page` the text to be replaced; those left out do not occur.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        pairs = [(found, REPLACEMENTS[name].by) for name, found in values.items() if found]
        # The longest first: the project lies within the home, the address within the host.
        self._pairs = sorted(pairs, key=lambda pair: -len(pair[0]))
        self._host = values.get("host", "")

    def output(self, text: str) -> str:
        """An output as the page shows it."""
        for found, by in self._pairs:
            text = text.replace(found, by)
        text = ANSI.sub("", SHELL_LINE.sub("bash: ", text))
        text = BLANKS.sub("", text.replace("\r\n", "\n")).rstrip()
        return f"{text}\n" if text else ""

    def value(self, value: Any) -> Any:
        """A JSON value with the same replacements in its strings."""
        text = json.dumps(value, ensure_ascii=False, default=str)
        if not any(found in text for found, _ in self._pairs):
            return value
        return json.loads(text, object_hook=lambda item: {k: self._string(v) for k, v in item.items()})

    def _string(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._string(item) for item in value]
        if not isinstance(value, str):
            return value
        for found, by in self._pairs:
            value = value.replace(found, by)
        return value

    def localise(self, code: str) -> str:
        """Code in which the host's placeholder is the local workspace."""
        return code.replace(HOST, self._host) if self._host else code
