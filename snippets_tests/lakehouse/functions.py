"""A tenant's persisted functions: which there are, and what Spark calls their schemas."""

from __future__ import annotations

from typing import Any


class FunctionNames:
    """The tenant's names in the JVM's register of functions."""

    def __init__(self, package: Any, tenant: str) -> None:
        self._register = package.Functions
        self._names = package.Sessions
        self._routines = package.Routines
        self._tenant = tenant

    def add(self, full_name: str) -> None:
        """A function was created."""
        self._register.add(self._tenant, *full_name.split("."))

    def add_python(self, full_name: str, function: Any, parameters: str, defaults: str) -> None:
        """A function in Python was created; `function` is Spark's object for it."""
        self._register.addPython(self._tenant, *full_name.split("."), function, parameters, defaults)

    def remove(self, full_name: str) -> None:
        """A function was dropped."""
        self._register.remove(self._tenant, *full_name.split("."))

    def has(self, full_name: str) -> bool:
        """Tell whether there is such a function."""
        return bool(self._register.has(self._tenant, *full_name.split(".")))

    def built_in(self) -> list[str]:
        """The functions that Databricks has and Spark has not."""
        return str(self._routines.names()).split("\n")

    def database(self, catalog: str, schema: str) -> str:
        """What Spark calls a schema."""
        return str(self._names.database(self._tenant, catalog, schema))
