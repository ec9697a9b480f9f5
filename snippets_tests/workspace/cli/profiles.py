"""Reads and writes ~/.databrickscfg."""

from __future__ import annotations

import configparser
import os
from collections.abc import Mapping
from pathlib import Path

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
    profiles = read(path)
    profiles[name] = dict(values)
    profiles.setdefault("DEFAULT", {})
    text = COMMENT
    for section in ["DEFAULT", *(other for other in profiles if other != "DEFAULT")]:
        entries = profiles[section]
        width = max((len(key) for key in entries), default=0)
        text += f"[{section}]\n" + "".join(f"{key:<{width}} = {value}\n" for key, value in entries.items()) + "\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text.rstrip("\n") + "\n")
