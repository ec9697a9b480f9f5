"""On a terminal there is a line of progress, and the verdict has a color; `NO_COLOR` and `CI` are respected."""

from __future__ import annotations

import io

import pytest

from snippets_tests.cli import say as module
from snippets_tests.cli.say import Say


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 0


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for name in ("NO_COLOR", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(module.os, "get_terminal_size", lambda _: module.os.terminal_size((10, 5)))
    return Terminal()


def test_progress_is_one_line_that_the_result_clears(terminal: Terminal) -> None:
    say = Say(io.StringIO(), terminal)
    say.progress("docs/a-long-name.md:1")
    say.line("done")
    assert terminal.getvalue() == "\r\x1b[2Kdocs/a-lo\r\x1b[2K"


def test_the_verdict_has_a_color_on_a_terminal_only(terminal: Terminal) -> None:
    out = Terminal()
    Say(out, terminal).line("all hold", "green")
    assert out.getvalue() == "\x1b[32mall hold\x1b[0m\n"
    plain = io.StringIO()
    Say(plain, terminal).line("all hold", "green")
    assert plain.getvalue() == "all hold\n"


@pytest.mark.parametrize("name", ["NO_COLOR", "CI"])
def test_no_color_and_ci_are_respected(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "1")
    out = Terminal()
    say = Say(out, terminal)
    say.progress("x")
    say.line("y", "red")
    assert terminal.getvalue() == ""
    assert ("\x1b" in out.getvalue()) is (name == "CI")
