"""What a bundle builds before it is deployed: wheels, and whatever a command makes.

Source: https://docs.databricks.com/aws/en/dev-tools/bundles/artifact-private and the configuration reference.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from snippets_tests.workspace.cli.bundle.config import Config
from snippets_tests.workspace.cli.bundle.paths import Uploads
from snippets_tests.workspace.cli.command import CommandError

Say = Callable[[str], None]
SHELLS = {"bash": ["bash", "-e", "-c"], "sh": ["sh", "-e", "-c"]}
LONGEST = 300
"""Seconds that a build may take."""


def build(config: Config, env: Mapping[str, str], say: Say) -> None:
    """Run the builds.

    Raises:
        CommandError: with what a build printed, when it fails.
        BundleError: for what this stand-in does not do.
    """
    for name, artifact in config.mapping("artifacts").items():
        folder = _folder(config, name, artifact)
        command = _command(artifact, folder)
        if command is None:
            continue
        say(f"Building {name}...\n")
        shell = SHELLS[artifact.get("executable", "bash")]
        try:
            ended = subprocess.run(
                [*shell, command],
                cwd=folder,
                env=dict(env),
                capture_output=True,
                text=True,
                check=False,
                timeout=LONGEST,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise CommandError(f"build failed {name}, error: {error}") from error
        if ended.returncode:
            output = (ended.stdout + ended.stderr).strip()
            raise CommandError(f"build failed {name}, error: exit status {ended.returncode}, output: {output}")


def collect(config: Config, uploads: Uploads) -> None:
    """Note the built files for the upload, those too to which no resource refers.

    Raises:
        BundleError: for a pattern that matches nothing.
    """
    for name, artifact in config.mapping("artifacts").items():
        for index, source in enumerate(_sources(artifact)):
            found = sorted(_folder(config, name, artifact).glob(source.removeprefix("./")))
            if not found and artifact.get("files"):
                raise config.error(f"{source}: no matching files", ("artifacts", name, "files", index, "source"))
            for file in found:
                uploads.artifacts[remote(config, file)] = file


def remote(config: Config, file: Path) -> str:
    """Where a package lies in the workspace."""
    return f"{config.get('workspace', 'artifact_path')}/.internal/{file.name}"


def check(config: Config) -> None:
    """Refuse what is not emulated, and shells that no bundle has.

    Raises:
        BundleError: at the first.
    """
    for name, artifact in config.mapping("artifacts").items():
        if (artifact or {}).get("dynamic_version"):
            raise config.error("dynamic_version is not emulated by this stand-in", ("artifacts", name))
        executable = (artifact or {}).get("executable", "bash")
        if executable not in SHELLS:
            message = f"{executable} is not supported as an artifact executable here: bash or sh"
            raise config.error(message, ("artifacts", name, "executable"))
    if config.get("presets", "artifacts_dynamic_version"):
        message = "artifacts_dynamic_version is not emulated by this stand-in"
        raise config.error(message, ("presets", "artifacts_dynamic_version"))


def _folder(config: Config, name: str, artifact: Mapping[str, Any]) -> Path:
    return config.folder(("artifacts", name)) / str(artifact.get("path") or ".")


def _command(artifact: Mapping[str, Any], folder: Path) -> str | None:
    if artifact.get("build"):
        return str(artifact["build"])
    if artifact.get("type") == "whl" and not artifact.get("files") and (folder / "setup.py").is_file():
        return "python3 setup.py bdist_wheel"
    return None


def _sources(artifact: Mapping[str, Any]) -> Iterator[str]:
    for file in artifact.get("files") or ():
        yield str(file["source"])
    if not artifact.get("files") and artifact.get("type") == "whl":
        yield "dist/*.whl"
