"""Console blocks: a session as a terminal shows it, prompts (`$ `) with what each command printed below it.

The commands run in one bash, so that a `cd` or a variable holds for the next one. The block shows its own output,
hence no output block below; `lakeproof update` rewrites the lines between the prompts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from snippets_tests.pages import Block
from snippets_tests.runners import shell
from snippets_tests.runners.outcome import BlockFailure
from snippets_tests.runners.world import World

PROMPT = "$ "
MORE = "> "
MARK = "\036"
STATUS = re.compile(rf"{MARK}(\d+){MARK}\n")


@dataclass(frozen=True)
class Command:
    """A command with its continuation lines as the page shows them, and its line in the block, from 1."""

    shown: tuple[str, ...]
    line: int

    @property
    def script(self) -> str:
        """What is typed, without the prompts."""
        return "\n".join([self.shown[0].removeprefix(PROMPT), *(line.removeprefix(MORE) for line in self.shown[1:])])


def run(block: Block, world: World) -> str:
    """Run the commands one after the other and return the session as a terminal would show it."""
    commands = read(block)
    script = "".join(_step(command) for command in commands)
    ended = shell.execute(world.localise(script), block, world)
    outputs, statuses = _split(ended.output)
    session = "".join(
        "\n".join(command.shown) + "\n" + world.shown(output)
        for command, output in zip(commands, outputs, strict=False)
    )
    wanted = int(block.text("exit") or 0)
    reached = commands[min(len(outputs), len(commands)) - 1]
    status = statuses[len(outputs) - 1] if len(statuses) >= len(outputs) else ended.code
    last = len(outputs) >= len(commands)
    if ended.timed_out or status != (wanted if last else 0):
        tail = shell.Ended(status, outputs[-1], None, ended.timed_out, ended.running)
        shell.check_exit(tail, wanted if last else 0, block, block.at(reached.line), world)
    return session


def read(block: Block) -> list[Command]:
    """The commands of a console block.

    Raises:
        BlockFailure: when it does not begin with a prompt.
    """
    lines = block.code.rstrip("\n").split("\n")
    if not lines[0].startswith(PROMPT):
        hint = "for a script without prompts use bash"
        raise BlockFailure('a console block begins with a prompt: "$ "', block.code_line, hint=hint)
    commands: list[Command] = []
    for number, line in enumerate(lines, 1):
        if line.startswith(PROMPT):
            commands.append(Command((line,), number))
        elif commands[-1].line + len(commands[-1].shown) == number and commands[-1].shown[-1].endswith("\\"):
            commands[-1] = Command((*commands[-1].shown, line), commands[-1].line)
    return commands


def _step(command: Command) -> str:
    """A command, then its status between marks; a failure ends the session."""
    return f"{command.script}\n__s=$?; printf '{MARK}%d{MARK}\\n' $__s; [ $__s -eq 0 ] || exit $__s\n"


def _split(output: str) -> tuple[list[str], list[int]]:
    parts = STATUS.split(output)
    outputs, statuses = parts[::2], [int(status) for status in parts[1::2]]
    if len(outputs) > len(statuses) and statuses and not outputs[-1]:
        outputs.pop()
    return outputs, statuses
