"""Bash blocks: each is a script of its own, run by a real bash that stops at the first command that fails.

Both output streams are shown, in the order in which they were written, as on a terminal.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from snippets_tests.pages import Block
from snippets_tests.runners import limit
from snippets_tests.runners.outcome import BlockFailure
from snippets_tests.runners.world import World

STRICT = 'set -eEuo pipefail; shopt -s inherit_errexit; trap \'echo "$BASH_SUBSHELL $LINENO" >> "$__trace"\' ERR; '
AT = re.compile(r"^\S*block-\d+\.sh: (?:\w+: )?line (\d+): ", re.MULTILINE)


@dataclass(frozen=True)
class Ended:
    """How a shell ended. `line` is the script's line of the command that failed, where bash told it.

    `running` are the commands that it had started and that still ran when its time was over.
    """

    code: int
    output: str
    line: int | None
    timed_out: bool
    running: tuple[str, ...] = ()


def run(block: Block, world: World) -> str:
    """Run a bash block and return what it wrote to both streams."""
    ended = execute(world.localise(block.code), block, world, STRICT)
    wanted = int(block.text("exit") or 0)
    check_exit(ended, wanted, block, block.at(ended.line) if ended.line else None, world)
    return ended.output


def check_exit(ended: Ended, wanted: int, block: Block, line: int | None, world: World) -> None:
    """Hold the way a shell ended against the block's promise.

    Raises:
        BlockFailure: with the ends of its output.
    """
    if ended.timed_out:
        still = [f"  still running: {world.shown(command).rstrip()}" for command in ended.running]
        raise BlockFailure("\n".join([limit.said(world.seconds), *still]), line, ended.output)
    if ended.code == wanted:
        return
    lines = world.shown(ended.output).rstrip().splitlines()
    # Commands say first what is wrong and then how they are used; scripts fail at their end.
    tail = lines if len(lines) <= 10 else [*lines[:4], "…", *lines[-5:]]
    if wanted:
        cause = f"the block was to end with exit code {wanted}, and it ended with {ended.code}"
    else:
        cause = f"exit code {ended.code}"
    hint = f'if this failure is what the page shows: exit="{ended.code}"' if not wanted and 0 < ended.code < 126 else ""
    raise BlockFailure("\n".join([cause, *(f"  {text}" for text in tail)]), line, ended.output, hint)


def execute(script: str, block: Block, world: World, prelude: str = "") -> Ended:
    """Run a script with the page's environment; everything that it started ends with it."""
    file = world.scripts / f"block-{block.line}.sh"
    file.write_text(script, "utf-8", newline="\n")
    trace = file.with_suffix(".trace")
    trace.unlink(missing_ok=True)
    stdin = (block.text("stdin") or "").replace("\\n", "\n")
    # Sourced, so that the script's line numbers are its own and `$1` and `$@` are empty as in a terminal.
    start = f'__script=$1; __trace=$2; shift 2; {prelude}. "$__script"'
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as typed:
        typed.write(world.localise(stdin).encode())
        typed.seek(0)
        process = subprocess.Popen(
            [_bash(), "--noprofile", "--norc", "-c", start, "bash", str(file), str(trace)],
            cwd=world.directory,
            env=world.env,
            stdin=typed,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        timed_out = False
        running: tuple[str, ...] = ()
        try:
            process.wait(world.seconds)
        except subprocess.TimeoutExpired:
            timed_out, running = True, _running(process.pid)
        finally:
            _end(process)
        output.seek(0)
        text = output.read().decode("utf-8", "backslashreplace")
    return Ended(process.returncode, text, _failed_line(trace, text), timed_out, running)


def _bash() -> str:
    found = shutil.which("bash")
    if found is None:
        raise BlockFailure("there is no bash on this machine's PATH", hint="install bash 4.4 or newer")
    return found


def _running(group: int) -> tuple[str, ...]:
    """The commands of a process group but its shell; none where there is no `ps` to tell."""
    with suppress(OSError, subprocess.SubprocessError):
        command = ["ps", "-A", "-o", "pgid=,pid=,args="]
        listed = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True).stdout
        told = (line.split(None, 2) for line in listed.splitlines())
        return tuple(args for pgid, pid, args in told if pgid == str(group) != pid)
    return ()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the shell and whatever it left behind in the background."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _deepest(seen: list[tuple[int, int]]) -> int:
    """The line of the last failure; a subshell reports before the shell around it, and knows the line better."""
    last = len(seen) - 1
    while last > 0 and seen[last - 1][0] > seen[last][0]:
        last -= 1
    return seen[last][1]


def _failed_line(trace: Path, output: str) -> int | None:
    """Where the script failed: as its ERR trap saw it, else as bash says itself (syntax, unbound variables)."""
    if trace.exists():
        return _deepest([(int(depth), int(line)) for depth, line in map(str.split, trace.read_text().splitlines())])
    found = AT.findall(output)
    return int(found[-1]) if found else None
