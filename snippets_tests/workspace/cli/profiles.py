"""Reads and writes ~/.databrickscfg."""

from __future__ import annotations

import configparser
import os
from collections.abc import Mapping
from pathlib import Path

#: The section of settings, which is no profile; among them the profile that is taken when nobody names another.
SETTINGS, DEFAULT = "__settings__", "default_profile"
COMMENT = "; The profile in the section DEFAULT is used when no other is named.\n"


class ProfileError(Exception):
    """The file cannot be read, or has no such profile."""


def config_file(env: Mapping[str, str], cwd: Path) -> Path:
    """Where the profiles are: `DATABRICKS_CONFIG_FILE`, else `~/.databrickscfg`.

    Args:
        env: The caller's environment; this process' home is not the caller's, so without HOME there is no `~`.
        cwd: The caller's directory, where a relative path starts.
    """
    given = env.get("DATABRICKS_CONFIG_FILE") or "~/.databrickscfg"
    if not given.startswith("~/"):
        return cwd / given
    home = env.get("HOME")
    if not home:
        raise ProfileError(f"cannot find {given}: $HOME is not defined")
    return cwd / home / given[2:]


def read(path: Path) -> dict[str, dict[str, str]]:
    """All profiles by name, in the file's order; none when there is no file."""
    return {name: section for name, section in _sections(path).items() if name != SETTINGS}


def default(path: Path) -> str:
    """The profile that `auth switch` or the first `auth login` made the default; empty when none did."""
    return _sections(path).get(SETTINGS, {}).get(DEFAULT, "").strip()


def _sections(path: Path) -> dict[str, dict[str, str]]:
    parser = configparser.ConfigParser(default_section="\0", interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(path.read_text(encoding="utf-8"), str(path))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, configparser.Error) as error:
        first = str(error).splitlines()[0]
        raise ProfileError(f"cannot parse config file: {first}") from error
    return {name: dict(parser[name]) for name in parser.sections()}


def save(path: Path, name: str, values: Mapping[str, str]) -> None:
    """Write one profile, keeping the others; the file is readable by its owner only."""
    _write(path, _sections(path) | {name: dict(values)})


def remove(path: Path, name: str) -> None:
    """Take a profile out, and the default that it was."""
    sections = {other: values for other, values in _sections(path).items() if other != name}
    if sections.get(SETTINGS, {}).get(DEFAULT) == name:
        del sections[SETTINGS][DEFAULT]
    _write(path, {other: values for other, values in sections.items() if values or other != SETTINGS})


def set_default(path: Path, name: str) -> None:
    """Name the profile that is taken when nobody names another."""
    sections = _sections(path)
    _write(path, sections | {SETTINGS: sections.get(SETTINGS, {}) | {DEFAULT: name}})


def _write(path: Path, sections: Mapping[str, Mapping[str, str]]) -> None:
    text = COMMENT
    for section in ["DEFAULT", *(other for other in sections if other != "DEFAULT")]:
        entries = sections.get(section, {})
        width = max((len(key) for key in entries), default=0)
        text += f"[{section}]\n" + "".join(f"{key:<{width}} = {value}\n" for key, value in entries.items()) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text.rstrip("\n") + "\n")
