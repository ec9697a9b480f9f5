"""The words after a fence: one language, then options from a closed table. A typo is an error, never ignored."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

WORD = re.compile(r'\s*(?P<name>[A-Za-z][\w-]*)(?:=(?:"(?P<value>[^"]*)"|(?P<bare>[^\s"]\S*)))?(?=\s|$)')
SHELLS = frozenset({"bash", "console"})
DATA = frozenset({"json", "yaml"})


class OptionError(ValueError):
    """A fence's words that cannot be understood; `hint` is the remedy."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class Option:
    """One option of a fence. Without a `value` pattern it is a flag."""

    doc: str
    value: str | None = None
    languages: frozenset[str] | None = None
    check: Callable[[str], str | None] | None = None


def _file_name(value: str) -> str | None:
    path = PurePosixPath(value.removeprefix("~/"))
    if path.is_absolute() or ".." in path.parts or "\\" in value or path.parts[:1] == ("~",):
        return f'title="{value}" leaves the page\'s directory; give a relative path without ".."'
    return None if path.name else "title needs a file name"


def _exit_code(value: str) -> str | None:
    if value.isdecimal() and 1 <= int(value) <= 255:
        return None
    return f'exit="{value}" is no failing exit code; give 1 to 255 (a block without exit= must end with 0)'


def _status(value: str) -> str | None:
    return (
        None
        if re.fullmatch(r"[1-5]\d\d", value)
        else f'status="{value}" is no HTTP status; give for example status="404"'
    )


def _checked(value: str) -> str | None:
    return (
        None
        if value in {"types", "parse"}
        else f'checked="{value}" is not known; there are checked="types" and checked="parse"'
    )


def _operation(value: str) -> str | None:
    return (
        None
        if re.fullmatch(r"\w+(\.\w+)+", value)
        else f'"{value}" is no operation; name it like the SDK, for example jobs.create'
    )


def _source(value: str) -> str | None:
    path = PurePosixPath(value.partition("#")[0])
    if path.is_absolute() or ".." in path.parts or path.parts[:1] != ("examples",):
        return f'source="{value}" must name a file under examples/, for example source="examples/etl/job.py#load"'
    return None


OPTIONS: dict[str, Option] = {
    "continuation": Option("keeps the names of the Python block before it", languages=frozenset({"python"})),
    "title": Option(
        "saves the block as this file of the page's directory, or of its home (`~/…`)", "NAME", check=_file_name
    ),
    "source": Option(
        "is kept equal to a file, or a region of it, under examples/", "examples/FILE#REGION", check=_source
    ),
    "raises": Option("must fail with this exception class or SQL error class", "NAME", frozenset({"python", "sql"})),
    "exit": Option("must end with this exit code", "CODE", SHELLS, _exit_code),
    "status": Option("must be answered with this HTTP status", "CODE", frozenset({"http"}), _status),
    "stdin": Option(r"is typed into the shell's standard input (\n for Enter)", "TEXT", SHELLS),
    "request": Option("is validated as the body of this operation", "SERVICE.METHOD", DATA, _operation),
    "response": Option("is validated as the answer of this operation", "SERVICE.METHOD", DATA, _operation),
    "checked": Option("is checked, not run: types or parse; needs because=", "types|parse", check=_checked),
    "because": Option("tells the reader why the block is only checked", "REASON"),
}


def parse_info(info: str) -> tuple[str, Mapping[str, str | bool]]:
    """Split the words after a fence into the language and its options.

    Raises:
        OptionError: with the cause and the remedy.
    """
    info = info.strip()
    if not info:
        return "", {}
    if info.startswith(("{", ".")):
        raise OptionError(
            f"braces after a fence: {info}", 'write the bare language, then the options: ```python title="job.py"'
        )
    language, _, rest = info.partition(" ") if " " in info else info.partition("\t")
    options = _words(rest)
    _agree(language, options)
    return language, options


def _words(text: str) -> dict[str, str | bool]:
    options: dict[str, str | bool] = {}
    place = 0
    while text[place:].strip():
        found = WORD.match(text, place)
        if found is None:
            raise OptionError(
                f"cannot read the fence's options at: {text[place:].strip()}", 'options are words or name="value"'
            )
        place = found.end()
        name, value, bare = found["name"], found["value"], found["bare"]
        if name not in OPTIONS:
            near = difflib.get_close_matches(name, OPTIONS, 1)
            raise OptionError(
                f'unknown option "{name}" (known: {", ".join(sorted(OPTIONS))})',
                f'did you mean "{near[0]}"?' if near else "",
            )
        if name in options:
            raise OptionError(f'option "{name}" is given twice')
        if bare is not None:
            raise OptionError(f"the value of {name} has no quotes", f'write {name}="{bare}"')
        if (value is None) != (OPTIONS[name].value is None):
            raise OptionError(
                f'option "{name}" {"needs a value" if value is None else "takes no value"}',
                f'write {name}="{OPTIONS[name].value}"' if value is None else f"write {name} alone",
            )
        if value is not None and not value.strip():
            raise OptionError(f'option "{name}" is empty')
        options[name] = True if value is None else value
    return options


def _agree(language: str, options: Mapping[str, str | bool]) -> None:
    for name, value in options.items():
        option = OPTIONS[name]
        if option.languages is not None and language not in option.languages:
            raise OptionError(
                f'option "{name}" is not for {language} blocks (only {", ".join(sorted(option.languages))})'
            )
        if option.check is not None and isinstance(value, str) and (complaint := option.check(value)):
            raise OptionError(complaint)
    if ("checked" in options) != ("because" in options):
        missing = "because" if "checked" in options else "checked"
        raise OptionError(
            f"{missing}= is missing: checked= and because= come together", 'write checked="types" because="needs a GPU"'
        )
    if options.get("checked") == "types" and language != "python":
        raise OptionError(f'checked="types" is for python blocks, not {language}', 'use checked="parse"')
    if "request" in options and "response" in options:
        raise OptionError("a block is either a request= or a response=, not both")
    if "checked" in options and (both := {"raises", "exit", "status"} & options.keys()):
        raise OptionError(f"{min(both)}= has no meaning where the block is only checked")
