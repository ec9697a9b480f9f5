"""`dbutils`, as code finds it in a notebook, a job's task or a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.notebooks.filesystem import Filesystem
from snippets_tests.workspace.services.secrets import read_secret, readable_keys, readable_scopes
from snippets_tests.workspace.tenant import Tenant


class NotebookExit(BaseException):
    """Leaves a notebook with a value; no Exception, so that `except Exception` in a notebook does not catch it."""

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.value = value
        self.printed = ""


class SecretMetadata(NamedTuple):
    """A secret's key."""

    key: str


class SecretScope(NamedTuple):
    """A scope's name."""

    name: str

    def getName(self) -> str:
        """The name, by Java's habit."""
        return self.name


class Secrets:
    """`dbutils.secrets`; what was read is remembered, so that it can be hidden in outputs."""

    def __init__(self, tenant: Tenant, principal: Principal) -> None:
        self._tenant, self._principal = tenant, principal

    def get(self, scope: str, key: str) -> str:
        """A secret's value as text."""
        value = self.getBytes(scope, key).decode()
        self._tenant.metastore.secrets.remember(value)
        return value

    def getBytes(self, scope: str, key: str) -> bytes:
        """A secret's value as bytes."""
        return read_secret(self._tenant, self._principal, scope, key)

    def list(self, scope: str) -> list[SecretMetadata]:
        """The keys of a scope."""
        return [SecretMetadata(key) for key in readable_keys(self._tenant, self._principal, scope)]

    def listScopes(self) -> list[SecretScope]:  # type: ignore[valid-type]
        """The scopes."""
        return [SecretScope(name) for name in readable_scopes(self._tenant, self._principal)]

    def hide(self, text: str) -> str:
        """A text in which no secret that was read can be seen, as in a notebook's output."""
        return self._tenant.metastore.secrets.hide(text)


class Widgets:
    """`dbutils.widgets`: parameters that a run gives, over the defaults that the notebook sets."""

    def __init__(self, given: dict[str, str]) -> None:
        self._given = given
        self._defaults: dict[str, str] = {}

    def text(self, name: str, defaultValue: str, label: str | None = None) -> None:
        """Define a parameter of free text."""
        self._defaults[name] = str(defaultValue)

    def dropdown(self, name: str, defaultValue: str, choices: list[str], label: str | None = None) -> None:
        """Define a parameter with a choice."""
        if defaultValue not in choices:
            raise ValueError(
                f"The default value {defaultValue!r} of widget {name!r} is not one of its choices {choices}"
            )
        self._defaults[name] = str(defaultValue)

    def combobox(self, name: str, defaultValue: str, choices: list[str], label: str | None = None) -> None:
        """Define a parameter with suggestions."""
        self._defaults[name] = str(defaultValue)

    def multiselect(self, name: str, defaultValue: str, choices: list[str], label: str | None = None) -> None:
        """Define a parameter with several choices, given as one text with commas."""
        self.dropdown(name, defaultValue, choices, label)

    def give(self, values: Mapping[str, str]) -> None:
        """Take values as a user's choice, which count more than defaults. Not one of Databricks: `%run` needs it."""
        self._given.update(values)

    def get(self, name: str) -> str:
        """The value of a parameter."""
        values = self.getAll()
        if name not in values:
            raise ValueError(f"InputWidgetNotDefined: No input widget named {name} is defined.")
        return values[name]

    def getAll(self) -> dict[str, str]:
        """All parameters with their values."""
        return {**self._defaults, **self._given}

    def getArgument(self, name: str, defaultValue: str = "") -> str:
        """The value of a parameter, or a default."""
        return self.getAll().get(name, defaultValue)

    def remove(self, name: str) -> None:
        """Forget a parameter."""
        self._defaults.pop(name, None)
        self._given.pop(name, None)

    def removeAll(self) -> None:
        """Forget all parameters."""
        self._defaults.clear()
        self._given.clear()


class TaskValues:
    """`dbutils.jobs.taskValues`: what the tasks of one run tell each other."""

    def __init__(self, values: dict[str, dict[str, Any]] | None, task_key: str | None) -> None:
        self._values, self._task_key = values, task_key

    def set(self, key: str, value: Any) -> None:
        """Say something to later tasks; outside of a job nothing happens."""
        if self._values is not None and self._task_key is not None:
            self._values.setdefault(self._task_key, {})[key] = value

    def get(self, taskKey: str, key: str, default: Any = None, debugValue: Any = None) -> Any:
        """Read what an earlier task said."""
        if self._values is None:
            if debugValue is None:
                message = "Must pass debugValue when calling get outside of a job context. debugValue cannot be None."
                raise TypeError(message)
            return debugValue
        if key in self._values.get(taskKey, {}):
            return self._values[taskKey][key]
        if default is None:
            raise ValueError(f"No task value with key {key!r} of task {taskKey!r} was set, and there is no default.")
        return default


class _Jobs:
    def __init__(self, values: TaskValues) -> None:
        self.taskValues = values


class _Notebook:
    def __init__(self, run: Callable[[str, dict[str, str]], str]) -> None:
        self._run = run

    def exit(self, value: object) -> None:
        """Leave the notebook with a value."""
        raise NotebookExit(str(value))

    def run(self, path: str, timeout_seconds: int = 0, arguments: dict[str, Any] | None = None) -> str:
        """Run another notebook on its own and return the value that it leaves with."""
        return self._run(path, {name: str(value) for name, value in (arguments or {}).items()})


class _Library:
    def restartPython(self) -> None:
        """Nothing to do: nothing was installed."""


class DBUtils:
    """`dbutils` for one principal.

    Args:
        tenant: Whose secrets and files.
        principal: Who may read what.
        parameters: What `widgets` give.
        task_values: The values of a run's tasks by their keys; None outside of a job.
        task_key: The task that is running.
        run_notebook: Runs another notebook, by path and parameters.
    """

    def __init__(
        self,
        tenant: Tenant,
        principal: Principal,
        *,
        parameters: dict[str, str] | None = None,
        task_values: dict[str, dict[str, Any]] | None = None,
        task_key: str | None = None,
        run_notebook: Callable[[str, dict[str, str]], str] | None = None,
    ) -> None:
        self.fs = Filesystem(tenant, principal)
        self.secrets = Secrets(tenant, principal)
        self.widgets = Widgets(dict(parameters or {}))
        self.jobs = _Jobs(TaskValues(task_values, task_key))
        self.notebook = _Notebook(run_notebook or _no_notebooks)
        self.library = _Library()


def _no_notebooks(path: str, arguments: dict[str, str]) -> str:
    raise NotImplementedError(f"dbutils.notebook.run({path!r}) only works inside of a notebook's run")
