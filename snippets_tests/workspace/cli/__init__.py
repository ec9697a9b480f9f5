"""The `databricks` command's stand-in: commands come from the surface, calls go over HTTP like any client's.

`main` runs one command line. `listen` and `install` make it a command in a shell: a thin client that hands its command
line to the process that listens.
"""

from snippets_tests.workspace.cli.command import Reply
from snippets_tests.workspace.cli.listen import Listener, ListenError, install, listen
from snippets_tests.workspace.cli.program import main

__all__ = ["ListenError", "Listener", "Reply", "install", "listen", "main"]
