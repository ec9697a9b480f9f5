"""Calls of the workspace by operation, with values by their names on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from snippets_tests.workspace.cli.command import Invocation
from snippets_tests.workspace.cli.connection import ApiError, escape
from snippets_tests.workspace.cli.request import path


class Api:
    """The workspace as a bundle's command sees it."""

    def __init__(self, invocation: Invocation) -> None:
        self.invocation = invocation

    def call(self, name: str, values: Mapping[str, Any], again: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Call an operation.

        Args:
            name: Its id, such as `jobs.create`.
            values: Parameters by their names; all that is neither path nor query is the body.
            again: What stands in the body although a parameter of its name is elsewhere too.
        """
        operation = self.invocation.surroundings.surface.operations[name]
        places: dict[str, dict[str, Any]] = {"path": {}, "query": {}}
        where = {parameter.name: parameter.where for parameter in operation.parameters}
        body: dict[str, Any] = dict(again or {})
        for key, value in values.items():
            places.get(where.get(key, "body"), body)[key] = value
        sent = body if body or operation.verb not in ("GET", "HEAD", "DELETE") else None
        address = path(operation, places["path"], self.invocation.credentials)
        answer = self.invocation.connection.json(operation.verb, address, query=places["query"], body=sent)
        return answer if isinstance(answer, dict) else {}

    def all(self, name: str, items: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """What a listing operation gives, all pages of it."""
        paging = self.invocation.surroundings.surface.operations[name].paging
        found: list[dict[str, Any]] = []
        query = dict(values or {})
        while True:
            answer = self.call(name, query)
            found += answer.get(items) or []
            token = answer.get(paging.response) if paging and paging.style == "token" and paging.response else None
            if not token or not paging or not paging.request:
                return found
            query[paging.request] = token

    def exists(self, name: str, values: Mapping[str, Any]) -> bool:
        """Whether a reading operation finds something."""
        try:
            self.call(name, values)
        except ApiError as error:
            if error.status == 404 or "DOES_NOT_EXIST" in error.error_code:
                return False
            if error.error_code in ("INVALID_PARAMETER_VALUE", "NOT_FOUND"):
                return False  # how a cluster or job that is gone is told
            raise
        return True

    def me(self) -> dict[str, Any]:
        """The current user."""
        return self.call("current_user.me", {})

    def read_file(self, name: str) -> bytes | None:
        """A workspace file's bytes; None when there is none."""
        query = {"path": name, "direct_download": True}
        try:
            return self.invocation.connection.send("GET", "/api/2.0/workspace/export", query=query).body
        except ApiError as error:
            if error.status == 404:
                return None
            raise

    def write_file(self, name: str, content: bytes) -> None:
        """Write a workspace file, and the folders on the way to it; or a file of a volume."""
        if name.startswith("/Volumes/"):
            address = "/api/2.0/fs/files" + escape(name)
            self.invocation.connection.send("PUT", address, query={"overwrite": True}, data=content)
            return
        address = "/api/2.0/workspace-files/import-file" + escape(name)
        try:
            self.invocation.connection.send("POST", address, query={"overwrite": True}, data=content)
        except ApiError as error:
            if error.status != 404:
                raise
            self.call("workspace.mkdirs", {"path": name.rpartition("/")[0]})
            self.invocation.connection.send("POST", address, query={"overwrite": True}, data=content)

    def delete(self, name: str) -> None:
        """Delete a workspace folder with what is in it; nothing when it is not there."""
        try:
            self.call("workspace.delete", {"path": name, "recursive": True})
        except ApiError as error:
            if error.status != 404:
                raise
