"""Opens a URL as the caller's environment says: the command in BROWSER, else the system's opener, else the user."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

from snippets_tests.workspace.cli.command import Invocation

OPENERS = ("xdg-open", "open")
#: The value of BROWSER with which nothing is opened.
NONE = "none"
#: Seconds in which a command that has shown the page may still print and end.
LAST_WORDS = 1


@contextmanager
def opened(invocation: Invocation) -> Iterator[Callable[[str], None]]:
    """What opens a URL without waiting, for as long as a sign-in takes; then what its command printed is printed."""
    with ExitStack() as stack:
        out = stack.enter_context(tempfile.TemporaryFile())
        err = stack.enter_context(tempfile.TemporaryFile())
        started: list[subprocess.Popen[bytes]] = []

        def open_url(url: str) -> None:
            env = invocation.surroundings.env
            command = _command(env.get("BROWSER", ""), env.get("PATH", ""), url)
            if command is None:
                invocation.warn(f"Open this link in your browser:\n{url}\n")
                invocation.show()
                return
            shell = ["sh", "-c", command]
            cwd = invocation.surroundings.cwd
            started.append(
                subprocess.Popen(shell, cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=err)
            )

        try:
            yield open_url
        finally:
            for process in started:
                with suppress(subprocess.TimeoutExpired):  # a window that stays open is the user's
                    process.wait(timeout=LAST_WORDS)
            for file, write in ((out, invocation.write), (err, invocation.warn)):
                file.seek(0)
                write(file.read())


def _command(given: str, path: str, url: str) -> str | None:
    """The shell's command: the URL stands where `%s` is, as in Python's `webbrowser`, else last."""
    if given == NONE:
        return None
    if not given:
        given = next((opener for opener in OPENERS if shutil.which(opener, path=path)), "")
        if not given:
            return None
    return given.replace("%s", shlex.quote(url)) if "%s" in given else f"{given} {shlex.quote(url)}"
