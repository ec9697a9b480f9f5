"""The object that the JVM calls for a tenant's statements; a failure becomes an answer, none crosses the border."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .lexer import literal
from .lineage import Handled
from .metastore import EVERYONE, Metastore
from .policies import call
from .securables import MetastoreError, Routine
from .statements import answer
from .statements.answers import Refusal
from .statements.context import Context

ContextMaker = Callable[[str, str, str, str], Context]


class Hook:
    """Answers the JVM (`io.lakeproof.StatementHook`)."""

    class Java:  # noqa: D106 -- py4j's way of saying which interface this is
        implements = ("io.lakeproof.StatementHook",)

    def __init__(self, metastore: Metastore, context: ContextMaker, real_path: Callable[[str], Path]) -> None:
        self._metastore = metastore
        self._context = context
        self._real_path = real_path

    def answer(self, statement: str, catalog: str, schema: str, principal: str) -> str:
        """Answer one statement that begins as one of ours does."""
        from pyspark.errors import PySparkException

        try:
            told = answer(self._context(statement, catalog, schema, principal))
            if told == "N":
                done = Handled(self._metastore.now(), principal, statement, catalog, schema)
                self._metastore.handled.append(done)
            return told
        except PySparkException as error:
            # A statement that we ran on the way failed: its words are the answer.
            condition, state = error.getCondition() or "UNKNOWN", error.getSqlState() or "XX000"
            return f"E{condition}\0{state}\0{error}"
        except Exception as error:
            # Else py4j would say only that a call failed.
            return f"EINTERNAL_ERROR\0XX000\0[INTERNAL_ERROR] {error!r}\n{traceback.format_exc()}"

    def relation(self, what: str, arguments: str, principal: str) -> Any:
        """Give the JVM a DataFrame in place of `read_files(…)` or of the source `cloudFiles`, or say what is wrong."""
        from pyspark.errors import PySparkException

        from .ingest import relation

        try:
            return relation(what, json.loads(arguments), self._context("", "", "", principal))._jdf
        except (Refusal, MetastoreError) as error:
            refusal = error if isinstance(error, Refusal) else Refusal.of_metastore(error)
            return refusal.encoded()
        except PySparkException as error:
            return f"E{error.getCondition() or 'UNKNOWN'}\0{error.getSqlState() or 'XX000'}\0{error}"
        except Exception as error:
            return f"EINTERNAL_ERROR\0XX000\0[INTERNAL_ERROR] {error!r}\n{traceback.format_exc()}"

    def served(self, catalog: str, schema: str, name: str, principal: str) -> str:
        """Give the columns and rows of a relation that Spark does not keep, or nothing when there is none."""
        from .served import relation

        try:
            return relation(self._metastore, catalog, schema, name, principal)
        except Exception:
            # Spark shows what a view's query raises; py4j would say only that a call failed.
            text = literal(f"{catalog}.{schema}.{name}: {traceback.format_exc()}")
            return f"failure STRING\0SELECT raise_error({text}) AS failure"

    def now(self) -> str:
        """The tenant's time, in milliseconds since 1970."""
        return str(self._metastore.now())

    def unknownFields(self, fields: str, file: str, decision: str) -> str:
        """Answer a stream of Auto Loader that met new fields; it always ends."""
        from .ingest import unknown_fields

        try:
            return unknown_fields(self._real_path, fields, file, decision).encoded()
        except Exception as error:
            return f"EINTERNAL_ERROR\0XX000\0[INTERNAL_ERROR] {error!r}\n{traceback.format_exc()}"

    def policies(self, table: str, principal: str) -> str:
        """What a principal meets at a table by its own policies and ABAC's, as JSON; nothing for what is no table."""
        try:
            found = self._metastore.effective_policies(table, principal)
        except MetastoreError as error:
            return Refusal.of_metastore(error).encoded()
        if found is None:
            return ""
        masks = {column: call(mask) for column, mask in found.masks.items()}
        return json.dumps({"filter": found.row_filter and call(found.row_filter), "masks": masks})

    def inlined(self, call: str) -> str:
        """Write the call of a row filter or column mask as an expression."""
        from .inline import inlined

        function, *arguments = call.split("\n")
        full_name = function.replace("`", "")
        schema = full_name.rsplit(".", 1)[0]
        routine = self._metastore.get("FUNCTION", full_name)
        assert isinstance(routine, Routine)  # whatever can be a policy was created by SQL
        try:
            known = lambda name: self._metastore.has("FUNCTION", f"{schema}.{name}")  # noqa: E731
            return f"V{inlined(routine, arguments, known)}"
        except Refusal as refusal:
            return refusal.encoded()

    def visible(self, table: str, columns: str, principal: str) -> str:
        """Write a row filter that cannot be inlined as a condition on its table's columns, or nothing."""
        from pyspark.errors import PySparkException

        from .inline import listed

        try:
            names = [name for name in columns.split("\n") if name]
            found = listed(self._context("", "", "", principal), table, names)
            return "" if found is None else f"V{found}"
        except PySparkException as error:
            return f"E{error.getCondition() or 'UNKNOWN'}\0{error.getSqlState() or 'XX000'}\0{error}"
        except Exception as error:
            return f"EINTERNAL_ERROR\0XX000\0[INTERNAL_ERROR] {error!r}\n{traceback.format_exc()}"

    def secret(self, scope: str, key: str, principal: str) -> str:
        """A secret, for `secret()` and `try_secret()`."""
        return self._metastore.secrets.value(principal, scope, key)

    def secrets(self, principal: str) -> str:
        """The query that answers `list_secrets()`."""
        return self._metastore.secrets.listed(principal)

    def groups(self, principal: str) -> str:
        """The groups of a principal, parted by newlines."""
        return "\n".join(sorted(self._metastore.grants.identities(principal) - {principal, EVERYONE}))

    def bound(self) -> str:
        """The catalogs that bindings keep from this workspace, or let it only read, parted by newlines."""
        return "\n".join(self._metastore.bound_catalogs())

    def judge(self, uses: str, principal: str) -> str:
        """Say whether somebody may do what a plan does."""
        try:
            for line in uses.splitlines():
                privilege, kind, full_name = line.split(" ", 2)
                if privilege == "MANAGE" and not full_name.startswith("samples."):
                    self._metastore.require_manage(principal, kind, full_name)
                else:
                    self._metastore.require(principal, privilege, kind, full_name)
        except MetastoreError as error:
            return Refusal.of_metastore(error).encoded()
        return "P"
