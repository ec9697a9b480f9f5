"""A page's world: its tenant of the workspace, its lakehouse session, its directories, its environment, its names.

Everything in it follows from the page's name, so that a page gives the same output in any order, on any worker.
"""

from __future__ import annotations

import linecache
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from snippets_tests.lakehouse.paths import MOUNTS
from snippets_tests.pages import Page
from snippets_tests.runners import limit
from snippets_tests.runners.mlflow_state import PRESET
from snippets_tests.runners.normalise import Normaliser
from snippets_tests.runners.services import Services

if TYPE_CHECKING:
    from snippets_tests.evidence import Exchange
    from snippets_tests.lakehouse.session import Session
    from snippets_tests.workspace.tenant import Tenant

SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"

FOREIGN = ("DATABRICKS_", "LAKEPROOF_", "MLFLOW_", "PYTEST_", "PYTHON")
"""Variables of this process that a page must not see: they would point it at another workspace or Python."""


class World:
    """What the blocks of one page share, made when a block first needs it.

    Args:
        page: Whose world it is.
        name: The tenant's name: the page's path from the project's root.
        services: What all pages of this process share.
        root: The project's root, in which `source=` looks for `examples/`.
        seconds: The time limit of a block.
    """

    def __init__(self, page: Page, name: str, services: Services, root: Path, seconds: float = limit.SECONDS) -> None:
        self.page, self.name, self.services, self.root, self.seconds = page, name, services, root, seconds
        # The real path, as a process sees it that asks for its working directory.
        self.base = Path(tempfile.mkdtemp(prefix="lakeproof-page-")).resolve()
        self.home = self.base / "ada"
        self.directory = self.home / "project"
        self.files = self.base / "files"
        self.scripts = self.base / "scripts"
        for directory in (self.directory, self.files, self.scripts):
            directory.mkdir(parents=True)
        self.module: ModuleType | None = None
        """The names of the last Python block, for `continuation`."""
        self.lines: list[str] = []
        """Its code in the page's lines, with that of the blocks it continues."""
        self.answers: dict[str, Any] = {}
        """The answers to the HTTP requests that have a name, by it."""
        self._tenant: Tenant | None = None

    @property
    def tenant(self) -> Tenant:
        """The page's workspace."""
        if self._tenant is None:
            self._tenant = self.services.tenant(self.name, self.files)
        return self._tenant

    @property
    def session(self) -> Session:
        """The page's lakehouse."""
        return self.services.session(self.tenant)

    def given(self, needs: frozenset[str]) -> dict[str, Any]:
        """The names that a Python block finds without an import.

        Args:
            needs: Some of `spark`, `dbutils`, `display`, or `session` for code that builds its session itself.
        """
        if not needs:
            return {}
        from snippets_tests.runners import notebook

        return notebook.names(needs, self)

    @property
    def env(self) -> dict[str, str]:
        """The environment of the page's shell blocks, complete."""
        return {**self._own(SYSTEM_PATH), "PWD": str(self.directory), "TERM": "dumb", "USER": "ada"}

    def python_environment(self, base: Mapping[str, str]) -> dict[str, str]:
        """The environment of a Python block: the process's own, without what would point at another workspace."""
        kept = {name: value for name, value in base.items() if not name.startswith(FOREIGN)}
        kept |= {name: base[name] for name in ("PYSPARK_PYTHON", "PYSPARK_DRIVER_PYTHON") if name in base}
        return {**kept, **PRESET, **self._own(base.get("PATH", SYSTEM_PATH))}

    def _own(self, path: str) -> dict[str, str]:
        command = self.services.command
        return {
            **command.environment,
            "PATH": f"{command.folder}:{Path(sys.executable).parent}:{path}",
            "DATABRICKS_HOST": self.services.server.url,
            "DATABRICKS_TOKEN": self.tenant.token,
            "HOME": str(self.home),
            **self.services.java,
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
            "TZ": "UTC",
            **self._account(),
            **self._connect(),
        }

    def _connect(self) -> dict[str, str]:
        """Whom clients of Connect must trust, for a page whose shell blocks have some."""
        return self.services.connect_environment if b"sc://" in self.page.source else {}

    def _account(self) -> dict[str, str]:
        """The login of the account, for a page that asks for it: its console is a second server, which few need."""
        if b"ACCOUNT_HOST" not in self.page.source:
            return {}
        return {
            "ACCOUNT_HOST": self.services.server.account_url,
            "ACCOUNT_ID": self.tenant.account_id,
            "ACCOUNT_TOKEN": self.tenant.account_token,
        }

    def mounts(self) -> dict[str, Path]:
        """Absolute paths that lead to the tenant's bytes in Python blocks."""
        return {mount: self.files / folder for mount, folder in MOUNTS}

    @contextmanager
    def limited(self) -> Iterator[None]:
        """Hold the code within to the time limit of a block."""
        try:
            with limit.limited(self.seconds):
                yield
        except limit.TimeLimit:
            if self._tenant is not None:
                self.services.recover(self._tenant)
            raise

    def save(self, name: str, content: str) -> None:
        """Save a block's code as a file of the page's directory, or of its home when the name begins with `~/`."""
        base = self.home if name.startswith("~/") else self.directory
        path = base / name.removeprefix("~/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.localise(content), "utf-8", newline="\n")

    @property
    def normaliser(self) -> Normaliser:
        """The table of replacements with this page's values."""
        values = {"project": str(self.directory), "home": str(self.home), "page": str(self.page.path.resolve())}
        values |= {folder: str(self.files / folder) for _, folder in MOUNTS}
        if self._tenant is not None:
            url = self.services.server.url
            values |= {"host": url, "address": url.partition("//")[2]}
        return Normaliser(values)

    def shown(self, text: str) -> str:
        """An output or message as the page shows it: users' names for Spark's, placeholders for what varies."""
        session = self.services.open_session(self._tenant) if self._tenant else None
        return self.normaliser.output(session.readable(text) if session else text)

    def hide_secrets(self, text: str) -> str:
        """An output in which no secret that `dbutils` or SQL has read can be seen, as under a notebook's cell."""
        return text if self._tenant is None else self._tenant.metastore.secrets.hide(text)

    def localise(self, code: str) -> str:
        """Code in which the placeholder of the host means the local workspace."""
        if "workspace.example.com" not in code:
            return code
        assert self.tenant
        return self.normaliser.localise(code)

    def drain(self) -> tuple[Exchange, ...]:
        """The requests sent since the last look, ready for the evidence."""
        from snippets_tests.evidence import Exchange

        if self._tenant is None:
            return ()
        normalise = self.normaliser.value
        return tuple(
            Exchange(
                method=sent.method,
                path=sent.path,
                query=normalise(sent.query),
                body=normalise(sent.body),
                status=sent.status,
                response=normalise(sent.response),
                operation=sent.operation,
            )
            for sent in self._tenant.recorder.drain()
        )

    def left(self) -> list[str]:
        """What the page leaves behind in its workspace, as `kind name`; empty while it has none."""
        if self._tenant is None:
            return []
        from snippets_tests.runners import leftovers

        return leftovers.left(self.services.workspace, self._tenant, self.services.untouched)

    def forget_modules(self) -> None:
        """Let a fresh Python block import the page's files anew, for they may have changed."""
        own = f"{self.base}{os.sep}"
        for name, module in list(sys.modules.items()):
            if (getattr(module, "__file__", None) or "").startswith(own):
                del sys.modules[name]

    def close(self) -> None:
        """Drop everything that the page created."""
        self.module = None
        self.forget_modules()
        if self._tenant is not None:
            self.services.drop(self._tenant)
            self._tenant = None
        linecache.cache.pop(str(self.page.path.resolve()), None)
        shutil.rmtree(self.base, ignore_errors=True)

    def __enter__(self) -> World:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
