"""What all pages of one process share: the workspace's server, the lakehouse's JVM, the `databricks` stand-in.

Each starts when the first block needs it, so that a page of JSON costs neither a server nor a JVM.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from snippets_tests.lakehouse import conf
from snippets_tests.lakehouse.java_runtime import NoJava, java_home
from snippets_tests.lakehouse.paths import MOUNTS
from snippets_tests.runners import jq
from snippets_tests.runners.outcome import BlockFailure

if TYPE_CHECKING:
    from snippets_tests.lakehouse.session import Lakehouse, Session
    from snippets_tests.surface.model import Surface
    from snippets_tests.workspace.core import Workspace
    from snippets_tests.workspace.engine import Engine
    from snippets_tests.workspace.server import Server
    from snippets_tests.workspace.tenant import Tenant


BUILD = Path(__file__).resolve().parents[2] / "build"
"""Where `make setup` puts what the lakehouse needs."""


class Closable(Protocol):
    """What has an end."""

    def close(self) -> None:
        """End it."""
        ...


Closing = TypeVar("Closing", bound=Closable)


@dataclass(frozen=True)
class Command:
    """Where the `databricks` command lies, and the socket through which the stand-in reaches this process."""

    folder: Path
    socket: Path | None

    @property
    def environment(self) -> dict[str, str]:
        """What the command needs to know."""
        return {} if self.socket is None else {"LAKEPROOF_CLI": str(self.socket)}


class Services:
    """The shared machinery of one process.

    Args:
        port: The workspace's port; 0 takes any that is free.
    """

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.bundle: Path | None = None
        """Where to write the certificates that clients are to trust; when it is set, the workspace speaks HTTPS."""
        # Asked now: while a block runs, the environment is the page's.
        self._spark_settings = conf.chosen()
        self._closing = ExitStack()
        self._sessions: dict[str, Session] = {}
        self._shared: dict[Callable[[], Any], Any] = {}
        self.directory = Path(self._closing.enter_context(tempfile.TemporaryDirectory(prefix="lakeproof-")))
        """For what lives as long as the process: the lakehouse's files, the command's socket."""

    @property
    def cache(self) -> Path:
        """For what may outlive the process and be thrown away."""
        return BUILD / "cache"

    @cached_property
    def surface(self) -> Surface:
        """The Databricks API."""
        from snippets_tests import surface

        return surface.load()

    @cached_property
    def workspace(self) -> Workspace:
        """The local workspace, without its server."""
        from snippets_tests.workspace.core import Workspace

        return Workspace(self.surface, self._engine)

    @cached_property
    def server(self) -> Server:
        """The workspace's server."""
        from snippets_tests.workspace.server import serve

        tls = None
        if self.bundle is not None:
            from snippets_tests.workspace.tls import Certificate

            tls = Certificate()
            tls.write_bundle(self.bundle)
        server = serve(self.workspace, self.port, tls=tls)
        self._closing.callback(server.close)
        return server

    @cached_property
    def connect_environment(self) -> dict[str, str]:
        """What a client of Connect needs besides host and token: whom to trust."""
        authority = self.server.certificate.write_authority(self.directory / "authority.pem")
        return {"GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": str(authority)}

    def shared(self, kind: Callable[[], Closing]) -> Closing:
        """What a runner shares among all its blocks; made when first asked for, closed with everything else."""
        if kind not in self._shared:
            self._shared[kind] = kind()
            self._closing.callback(self._shared[kind].close)
        made: Closing = self._shared[kind]
        return made

    @cached_property
    def lakehouse(self) -> Lakehouse:
        """Spark; the JVM itself starts with the first session."""
        from snippets_tests.lakehouse.session import Lakehouse

        lakehouse = Lakehouse(BUILD, self._spark_settings)
        self._closing.callback(lakehouse.stop)
        return lakehouse

    @cached_property
    def java(self) -> dict[str, str]:
        """Which Java the Spark of a page's own processes takes: the lakehouse's, for the machine may have no other."""
        try:
            return {"JAVA_HOME": str(java_home(BUILD))}
        except NoJava:
            return {}  # a page without Spark needs none

    @cached_property
    def command(self) -> Command:
        """The `databricks` command of the pages: the stand-in, or the official one where that was asked for."""
        folder = self.directory / "bin"
        folder.mkdir()
        jq.install(folder)
        if os.environ.get("LAKEPROOF_CLI") == "official":
            found = shutil.which("databricks")
            if found is None:
                raise BlockFailure("LAKEPROOF_CLI=official, but there is no databricks on PATH")
            (folder / "databricks").symlink_to(found)
            return Command(folder, None)
        from snippets_tests.workspace import cli

        cli.install(folder)
        listener = cli.listen(self.directory / "cli.sock")
        self._closing.callback(listener.close)
        return Command(folder, self.directory / "cli.sock")

    def tenant(self, name: str, files: Path) -> Tenant:
        """A fresh workspace for a page."""
        self.mount(files)
        return self.workspace.create_tenant(name, files, self.server.url)

    @staticmethod
    def mount(files: Path) -> None:
        """Make the roots of DBFS and of the volumes, which are there before any file."""
        for folder in {folder for _, folder in MOUNTS}:
            (files / folder).mkdir(exist_ok=True)

    @cached_property
    def untouched(self) -> frozenset[tuple[str, str]]:
        """What a workspace shows that nobody has used."""
        from snippets_tests.runners import leftovers

        files = self.directory / "untouched"
        files.mkdir()
        tenant = self.tenant("untouched", files)
        try:
            return frozenset(leftovers.visible(self.workspace, tenant))
        finally:
            self.drop(tenant)

    def session(self, tenant: Tenant) -> Session:
        """A tenant's lakehouse session, opened at its first use."""
        if tenant.name not in self._sessions:
            self._sessions[tenant.name] = self.lakehouse.open(tenant.name, tenant.metastore, tenant.files)
        return self._sessions[tenant.name]

    def open_session(self, tenant: Tenant) -> Session | None:
        """A tenant's session if it has one already."""
        return self._sessions.get(tenant.name)

    def recover(self, tenant: Tenant) -> None:
        """Make Spark usable again after a block was interrupted while it waited for the JVM.

        The answer may still come on this thread's connection and would be taken for the next call's; so that connection
        is closed, and the jobs that it started are cancelled on a new one.
        """
        session = self._sessions.get(tenant.name)
        if session is None:
            return
        connection = session.spark.sparkContext._gateway._gateway_client.get_thread_connection()
        if connection is not None:
            connection.close()
        session.spark.sparkContext.cancelAllJobs()
        session.activate()

    def drop(self, tenant: Tenant) -> None:
        """Forget a tenant and everything that it created."""
        session = self._sessions.pop(tenant.name, None)
        if session is not None:
            session.close()
        self.workspace.drop_tenant(tenant)

    def _engine(self, tenant: Tenant) -> Engine:
        from snippets_tests.runners.engine import SessionEngine

        return SessionEngine(tenant, lambda: self.session(tenant))

    def versions(self) -> dict[str, str]:
        """What the lakehouse says about itself, once it runs."""
        return dict(self.lakehouse.versions()) if "lakehouse" in self.__dict__ else {}

    def close(self) -> None:
        """Stop whatever was started."""
        with suppress(BlockFailure):
            for session in self._sessions.values():
                session.close()
        self._sessions.clear()
        self._closing.close()

    def __enter__(self) -> Services:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
