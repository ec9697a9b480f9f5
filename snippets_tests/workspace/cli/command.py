"""What a command is: its place in the tree, its arguments and flags, and the function that runs it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from snippets_tests.surface import Surface
from snippets_tests.workspace.cli import auth
from snippets_tests.workspace.cli.connection import Connection

FlagKind = Literal["string", "int", "float", "bool", "duration", "enum", "strings", "json"]

Print = tuple[Literal["stdout", "stderr"], bytes]


@dataclass(frozen=True)
class Reply:
    """What one call of the command gives back."""

    exit_code: int
    printed: tuple[Print, ...]
    """What went to the two streams, in the order in which it did."""

    @property
    def stdout(self) -> bytes:
        """All of standard output."""
        return b"".join(content for stream, content in self.printed if stream == "stdout")

    @property
    def stderr(self) -> bytes:
        """All of standard error."""
        return b"".join(content for stream, content in self.printed if stream == "stderr")


class CommandError(Exception):
    """A refusal; printed as `Error: <message>`, with exit code 1. `usage` asks for the command's usage below it."""

    def __init__(self, message: str, *, usage: bool = False) -> None:
        super().__init__(message)
        self.usage = usage


class Exit(Exception):
    """A program that the command ran has failed and said why itself; the command ends with its exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"exit status {code}")
        self.code = code


@dataclass(frozen=True)
class Flag:
    """A flag of a command. `type_name` is what help shows as its value; `values` are an enum's."""

    name: str
    kind: FlagKind
    usage: str = ""
    short: str = ""
    type_name: str = ""
    values: tuple[str, ...] = ()
    default: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Command:
    """A command that does something. `use` is what follows its path in the usage line: `JOB_ID`."""

    name: str
    use: str
    short: str
    run: Callable[[Invocation], None]
    flags: tuple[Flag, ...] = ()
    long: str = ""
    check: Callable[[list[str], Mapping[str, Any]], None] = lambda arguments, flags: None
    aliases: tuple[str, ...] = ()
    hidden: bool = False
    takes_anything: bool = False
    """Whether words and flags are left unread: what refuses by its name must not complain of a flag first."""


@dataclass(frozen=True)
class Group:
    """A command that only has commands below it. `sections` sort them in help; the rest stands below the last."""

    name: str
    short: str
    commands: Mapping[str, Command | Group]
    long: str = ""
    hidden: bool = False
    sections: Callable[[], tuple[tuple[str, tuple[str, ...]], ...]] = tuple


Stdin = Callable[[], "bytes | None"]


@dataclass(frozen=True)
class Surroundings:
    """What a call finds: the API, the environment, the directory, standard input (None when it is a terminal)."""

    surface: Surface
    env: Mapping[str, str]
    cwd: Path
    stdin: Stdin
    pause: Callable[[float], None]
    show: Callable[[list[Print]], None] | None = None
    """Prints at once, for a command that waits for its reader; None keeps everything for the reply."""

    @property
    def trust(self) -> Path | None:
        """The file of certificates that the caller trusts, where its environment names one."""
        given = self.env.get("SSL_CERT_FILE")
        return self.cwd / given if given else None


@dataclass
class Invocation:
    """One call of one command: what was given, what it sees, and what it prints."""

    path: str
    arguments: list[str]
    flags: Mapping[str, Any]
    surroundings: Surroundings
    printed: list[Print] = field(default_factory=list)

    @property
    def json_output(self) -> bool:
        """Whether `--output json` or DATABRICKS_OUTPUT_FORMAT asks for JSON."""
        default = self.surroundings.env.get("DATABRICKS_OUTPUT_FORMAT", "text")
        return bool(self.flags.get("output", default) == "json")

    def file(self, name: str) -> Path:
        """A local file that an argument names."""
        return self.surroundings.cwd / name

    def write(self, text: str | bytes) -> None:
        """Print to standard output."""
        self.printed.append(("stdout", text.encode() if isinstance(text, str) else text))

    def warn(self, text: str | bytes) -> None:
        """Print to standard error."""
        self.printed.append(("stderr", text.encode() if isinstance(text, str) else text))

    def show(self) -> None:
        """Let the caller see what was printed so far, because the command now waits for somebody."""
        if self.surroundings.show is not None:
            self.surroundings.show(self.printed)
            self.printed.clear()

    @cached_property
    def credentials(self) -> auth.Credentials:
        """Host and means of signing in, by the usual rules."""
        return auth.resolve(self.surroundings.env, self.surroundings.cwd, self.flags.get("profile"))

    @cached_property
    def connection(self) -> Connection:
        """The way to the workspace; signs in on first use. With `--debug` each exchange is told on standard error."""
        connection = auth.connect(self.credentials, self.surroundings.trust)
        if self._setting("log-level", "DATABRICKS_LOG_LEVEL").lower() in ("debug", "trace") or self.flags.get("debug"):
            connection.log = self._log
        return connection

    def _setting(self, flag: str, variable: str) -> str:
        return str(self.flags.get(flag) or self.surroundings.env.get(variable, ""))

    def _log(self, text: str) -> None:
        """Write to the log: standard error, or the file that `--log-file` or its variable names."""
        name = self._setting("log-file", "DATABRICKS_LOG_FILE")
        if name in ("", "stderr"):
            self.warn(text)
        elif name == "stdout":
            self.write(text)
        else:
            with self.file(name).open("a", encoding="utf-8") as file:
                file.write(text)

    def _body_text(self, source: str) -> str:
        """The text of the file that `--json @source` names; standard input is the caller's, not this process's."""
        if source == "/dev/stdin":
            return (self.surroundings.stdin() or b"").decode("utf-8")
        return self.file(source).read_text(encoding="utf-8")

    def body_flag(self) -> Any:
        """The value of `--json`, parsed; None when it was not given."""
        text = self.flags.get("json")
        if text is None:
            return None
        source = "(inline)"
        if text.startswith("@"):
            source = text[1:]
            try:
                text = self._body_text(source)
            except FileNotFoundError as error:
                given = self.flags["json"]
                why = f"open {source}: no such file or directory"
                raise CommandError(f'invalid argument "{given}" for "--json" flag: {why}', usage=True) from error
            except (OSError, UnicodeDecodeError) as error:
                raise CommandError(f"cannot read {source}: {error}") from error
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            place = f"{source}:{error.lineno}:{error.colno}"
            raise CommandError(f"error decoding JSON at {place}: {error.msg[:1].lower()}{error.msg[1:]}") from error
