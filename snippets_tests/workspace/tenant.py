"""A tenant: one Databricks workspace as one page sees it. Everything in it follows from its name."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from pathlib import Path

from snippets_tests.lakehouse.metastore import Metastore
from snippets_tests.workspace import reach
from snippets_tests.workspace.clock import Clock
from snippets_tests.workspace.credentials import TokenBook
from snippets_tests.workspace.directory import ADMINS, Directory, Principal
from snippets_tests.workspace.engine import Engine, absent
from snippets_tests.workspace.guard import Guard
from snippets_tests.workspace.ids import Ids
from snippets_tests.workspace.recorder import Recorder
from snippets_tests.workspace.store import Store
from snippets_tests.workspace.system_tables import SystemTables
from snippets_tests.workspace.trail import Trail

ADMIN = "ada@example.com"


class Tenant:
    """The state of one workspace.

    Args:
        name: Seeds all ids and tokens.
        files: Where its bytes lie: `dbfs/…`, `volumes/<catalog>/<schema>/<volume>/…`, `workspace/…`.
        host: The URL under which clients reach it.
        index: From tokens to tenants, shared by all tenants of a workspace.
        guard: What keeps calls apart.
        engines: Opens the tenant's engine when it is first needed; None when there is none.
    """

    def __init__(
        self,
        name: str,
        files: Path,
        host: str,
        index: MutableMapping[str, Tenant],
        guard: Guard,
        engines: Callable[[Tenant], Engine] | None,
    ) -> None:
        self.name, self.files, self.host, self.guard = name, files, host, guard
        self.clock = Clock()
        self.ids = Ids(name)
        self.workspace_id = self.ids.number(16, "workspace")
        self.store = Store()
        self.recorder = Recorder()
        self.trail = Trail()
        self.directory = Directory(self.ids)
        self.tokens = TokenBook(self, self.clock, self.ids, index)
        self.user = ADMIN
        self.directory.group(ADMINS)
        self.directory.group("users")
        admin = self.directory.add_user(ADMIN, "Ada Lovelace", ADMINS, "users")
        self.directory.account_admins.add(admin["id"])
        self.token = self.tokens.issue(admin["id"], comment="page").value
        self.metastore = Metastore(
            ADMIN,
            lambda: self.ids.uuid("metastore"),
            self.clock.millis,
            self.directory,
            lambda kind, full_name: reach.of(self.store, self.workspace_id, kind, full_name),
        )
        self.metastore.system_facts = SystemTables(self)
        self._account_id: str | None = None
        self._account_token: str | None = None
        self._engines = engines
        self._engine: Engine | None = None

    @property
    def account_id(self) -> str:
        """The account that the workspace belongs to."""
        if self._account_id is None:
            self._account_id = self.ids.uuid("account")
        return self._account_id

    @property
    def account_token(self) -> str:
        """A token of the admin for the account, as signing in to the account gives it."""
        if self._account_token is None:
            admin = self.directory.named(ADMIN)
            assert admin is not None  # made with the tenant
            issued = self.tokens.issue(admin[1]["id"], kind="oauth", level="account")
            self._account_token = issued.value
        return self._account_token

    def keep_account(self, token: str) -> None:
        """Go on with the token of the account that an earlier run handed out."""
        self._account_token = token

    def engine(self, what: str) -> Engine:
        """The engine, or the refusal that `what` needs one."""
        if self._engine is None:
            if self._engines is None:
                raise absent(what)
            with self.guard.released():
                self._engine = self._engines(self)
        return self._engine

    @property
    def has_engine(self) -> bool:
        """Whether statements can run."""
        return self._engines is not None

    def principal(self, name: str) -> Principal | None:
        """The user or service principal of this name."""
        found = self.directory.named(name)
        return self.directory.principal(found[1]["id"]) if found else None

    def add_user(self, name: str, display_name: str = "", *groups: str) -> str:
        """Take in a user and return a token, for tests and pages in which several people act."""
        user = self.directory.add_user(name, display_name or name.partition("@")[0].title(), *(groups or ("users",)))
        return self.tokens.issue(user["id"]).value
