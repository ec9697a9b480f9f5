"""Values of the process that programs hold side by side, whatever the order in which they end."""

from __future__ import annotations

import itertools
import os
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from snippets_tests.runners.mounts import mounted
from snippets_tests.slot import Slot
from snippets_tests.workspace.notebooks import python


@pytest.mark.parametrize("order", list(itertools.permutations("abc")))
def test_the_last_that_came_has_the_slot_and_nothing_is_left(order: tuple[str, ...]) -> None:
    values = ["free"]
    slot = Slot(lambda: values[0], lambda value: values.__setitem__(0, value))
    stacks = {name: ExitStack() for name in "abc"}
    for name, stack in stacks.items():
        stack.enter_context(slot.holding(name))
    open_ = ["free", *"abc"]
    for name in order:
        stacks[name].close()
        open_.remove(name)
        assert values[0] == open_[-1]


def test_what_a_program_changed_in_its_value_is_there_again_after_the_one_above_it() -> None:
    values = [{"HOME": "/"}]
    slot = Slot(lambda: dict(values[0]), lambda value: values.__setitem__(0, dict(value)))
    with slot.holding({"HOME": "/ada"}):
        values[0]["TOKEN"] = "x"
        with slot.holding({}):
            assert values[0] == {}
        assert values[0] == {"HOME": "/ada", "TOKEN": "x"}
    assert values[0] == {"HOME": "/"}


def test_a_failure_leaves_the_slot_as_it_was() -> None:
    slot: Slot[list[str]] = Slot(lambda: sys.argv, lambda value: setattr(sys, "argv", value))
    before = sys.argv
    with pytest.raises(KeyError), slot.holding(["x"]):
        raise KeyError
    assert sys.argv is before


def test_mounts_that_overlap_leave_none(tmp_path: Path) -> None:
    plain = os.listdir
    first, second = ExitStack(), ExitStack()
    for name, stack in (("first", first), ("second", second)):
        (tmp_path / name / name).mkdir(parents=True)
        stack.enter_context(mounted({"/Volumes": tmp_path / name}))
    first.close()
    assert [place.name for place in Path("/Volumes").iterdir()] == ["second"]
    second.close()
    assert os.listdir is plain


def test_output_of_a_program_that_outlives_another_is_its_own() -> None:
    before = sys.stdout
    inner = python.run("print('inner')", filename="inner.py")
    outer = python.run(
        "from snippets_tests.workspace.notebooks import python\n"
        "print(python.run(\"print('in')\", filename='in.py').stdout, end='')\nprint('out')",
        filename="outer.py",
    )
    assert (inner.stdout, outer.stdout) == ("inner\n", "in\nout\n")
    assert sys.stdout is before
