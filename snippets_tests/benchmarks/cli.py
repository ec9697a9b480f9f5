"""One call of the `databricks` command, as a shell sees it, beside the start of a Python that does nothing."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BUNDLE = "bundle: {name: bench}\nresources: {jobs: {etl: {name: etl}}}\n"
CALLS = {
    "version": ["version"],
    "a generated command": ["clusters", "list"],
    "its help": ["clusters", "create", "--help"],
    "completion": ["__complete", "--", "jobs", "r"],
    "bundle validate": ["bundle", "validate"],
}


def main(arguments: list[str]) -> int:
    """Time each call as often as the first argument says (40): the median and the slowest but 5 %, in milliseconds."""
    from snippets_tests import surface
    from snippets_tests.workspace import Workspace
    from snippets_tests.workspace.cli import install, listen
    from snippets_tests.workspace.server import serve

    rounds = int(arguments[0]) if arguments else 40
    workspace = Workspace(surface.load(), None)
    with tempfile.TemporaryDirectory() as name, serve(workspace) as server:
        folder = Path(name)
        tenant = workspace.create_tenant("benchmark", folder, server.url)
        (folder / "databricks.yml").write_text(BUNDLE)
        command = str(install(folder / "bin"))
        env = {"DATABRICKS_HOST": server.url, "DATABRICKS_TOKEN": tenant.token, "HOME": name}
        with listen(folder / "cli.sock") as listener:
            env["LAKEPROOF_CLI"] = str(listener.path)
            _print("python -IS -c pass", [sys.executable, "-IS", "-c", "pass"], env, folder, rounds)
            for title, words in CALLS.items():
                _print(title, [command, *words], env, folder, rounds)
    return 0


def _print(title: str, command: list[str], env: dict[str, str], folder: Path, rounds: int) -> None:
    taken = []
    for number in range(rounds + 3):
        start = time.perf_counter()
        subprocess.run(command, env=env, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        if number >= 3:  # the first ones load what later ones find
            taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    print(f"{title:22} median {statistics.median(taken):6.1f} ms   95 % {taken[int(len(taken) * 0.95)]:6.1f} ms")
