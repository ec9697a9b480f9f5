"""Running a notebook, cell by cell, on an engine."""

from __future__ import annotations

import importlib.metadata
import posixpath
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.lakehouse.splitter import split
from snippets_tests.workspace.directory import Principal
from snippets_tests.workspace.engine import Engine, PythonResult
from snippets_tests.workspace.errors import ResourceDoesNotExist
from snippets_tests.workspace.notebooks import widget_statements
from snippets_tests.workspace.notebooks.dbutils import DBUtils, NotebookExit
from snippets_tests.workspace.notebooks.formats import Cell, Notebook
from snippets_tests.workspace.notebooks.imports import importable
from snippets_tests.workspace.tenant import Tenant

Finder = Callable[[str], Notebook]
NOT_FOUND = (
    "Notebook not found: {}. Notebooks can be specified via a relative path (./Notebook or ../folder/Notebook) or via "
    "an absolute path (/Abs/Path/to/Notebook). Make sure you are specifying the path correctly."
)
REQUIREMENT = re.compile(r"[A-Za-z0-9][\w.-]*")


@dataclass
class Ending:
    """How code ended: its output, the value it left with, and on failure the error's one line and its traceback."""

    output: str = ""
    exit_value: str | None = None
    error: str | None = None
    traceback: str | None = None


class CellFailure(Exception):
    """A cell failed; `traceback` is what a notebook would show under it."""

    def __init__(self, message: str, traceback: str) -> None:
        super().__init__(message)
        self.traceback = traceback


@dataclass
class Runner:
    """Runs notebooks for one principal. `find` gives the notebook at a path."""

    tenant: Tenant
    engine: Engine
    principal: Principal
    find: Finder
    task_values: dict[str, dict[str, Any]] | None = None
    task_key: str | None = None
    _printed: list[str] = field(default_factory=list)

    def run(self, path: str, parameters: dict[str, str] | None = None) -> Ending:
        """Run the notebook at a path, with these values for its widgets."""
        dbutils = DBUtils(
            self.tenant,
            self.principal,
            parameters=parameters,
            task_values=self.task_values,
            task_key=self.task_key,
            run_notebook=lambda other, given: self._inner(path, other, given),
        )
        names = {"__name__": "__main__", **self.engine.notebook_globals(self.principal.name), "dbutils": dbutils}
        names.setdefault("display", print)
        ending = Ending()
        folder = self.tenant.files / "workspace" / posixpath.dirname(path).removeprefix("/Workspace").lstrip("/")
        try:
            with importable(folder):
                self._cells(path, names, dbutils)
        except NotebookExit as leaving:
            self._printed.append(leaving.printed)
            ending.exit_value = dbutils.secrets.hide(leaving.value)
        except CellFailure as failure:
            ending.error, ending.traceback = str(failure), dbutils.secrets.hide(failure.traceback)
        ending.output = dbutils.secrets.hide("".join(self._printed))
        return ending

    def _inner(self, path: str, other: str, parameters: dict[str, str]) -> str:
        """`dbutils.notebook.run`: another notebook in names of its own."""
        runner = Runner(self.tenant, self.engine, self.principal, self.find, self.task_values, self.task_key)
        ending = runner.run(_absolute(path, other), parameters)
        self._printed.append(ending.output)
        if ending.error is not None:
            raise RuntimeError(f"Notebook {other} failed: {ending.error}")
        return ending.exit_value or ""

    def _cells(self, path: str, names: dict[str, Any], dbutils: DBUtils) -> None:
        notebook = self.find(path)
        for index, cell in enumerate(notebook.cells):
            language = cell.magic or notebook.language.lower()
            if language == "run":
                other, values = included(cell.body)
                dbutils.widgets.give(values)
                try:
                    self._cells(_absolute(path, other), names, dbutils)
                except ResourceDoesNotExist as error:
                    message = NOT_FOUND.format(_absolute(path, other).lstrip("/"))
                    raise CellFailure(message, message) from error
            elif cell.text.strip():
                self._cell(cell, language, f"<command-{index + 1}>", names, dbutils)

    def _cell(self, cell: Cell, language: str, filename: str, names: dict[str, Any], dbutils: DBUtils) -> None:
        match language:
            case "python":
                self._python(cell.body, filename, names)
            case "sql":
                self._sql(cell.body, filename, names, dbutils)
            case "pip":
                self._printed.append(_pip(cell.body))
            case "fs":
                self._printed.append(_fs(cell.body, dbutils))
            case "sh":
                self._shell(cell.body, filename, names)
            case "md" | "md-sandbox":
                pass
            case _:
                known = "python, sql, md, run, pip, fs, sh"
                message = f"Cells in %{language} are not emulated; supported are: {known}"
                raise CellFailure(f"NotImplementedError: {message}", message)

    def _python(self, source: str, filename: str, names: dict[str, Any]) -> None:
        result: PythonResult = self.engine.run_python(source, filename=filename, globals=names)
        self._printed.append(result.stdout)
        if result.error is not None:
            raise CellFailure(result.error, result.traceback or result.error)

    def _shell(self, text: str, filename: str, names: dict[str, Any]) -> None:
        """Run a shell script; it only fails its cell when it begins with `-e`, as on Databricks."""
        strict = text.lstrip().startswith("-e")
        script = text.lstrip().removeprefix("-e") if strict else text
        options = "capture_output=True, text=True"
        lines = [f"_done = __import__('subprocess').run(['bash', '-c', {script!r}], {options})"]
        lines += ["print(_done.stdout + _done.stderr, end='')"]
        lines += ["_done.check_returncode()"] if strict else []
        self._python("\n".join(lines), filename, names)

    def _sql(self, text: str, filename: str, names: dict[str, Any], dbutils: DBUtils) -> None:
        """Run the statements of a cell in the notebook's own session, whose temporary views Python cells see too.

        The last result is left as `_sqldf`, as on Databricks.
        """
        for statement in split(text):
            if widget_statements.answered(statement.text, names["spark"], dbutils.widgets):
                continue
            parameters = dbutils.widgets.getAll()
            given = f", args={parameters!r}" if parameters else ""
            self._python(f"_sqldf = spark.sql({statement.text!r}{given})", filename, names)


def included(line: str) -> tuple[str, dict[str, str]]:
    """The path that `%run` names, and the widgets' values behind it: `%run ./setup $catalog="main"`.

    Source: https://docs.databricks.com/aws/en/notebooks/widgets (use widgets with %run)
    """
    try:
        path, *words = shlex.split(line)
    except ValueError as error:
        raise CellFailure(f"SyntaxError: %run {line.strip()}: {error}", f"%run {line.strip()}: {error}") from error
    values = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not name.startswith("$") or not equals:
            message = f"%run {line.strip()}: {word} is no $name=value"
            raise CellFailure(f"SyntaxError: {message}", message)
        values[name[1:]] = value
    return path, values


def _absolute(path: str, other: str) -> str:
    return other if other.startswith("/") else posixpath.normpath(posixpath.join(posixpath.dirname(path), other))


def _pip(line: str) -> str:
    """`%pip install` of what is installed already; nothing is ever fetched."""
    words = [word for word in line.split() if not word.startswith("-")]
    if words[:1] != ["install"]:
        return ""
    printed = []
    for word in words[1:]:
        found = REQUIREMENT.match(word)
        try:
            version = importlib.metadata.version(found[0] if found else word)
        except importlib.metadata.PackageNotFoundError as error:
            message = f"{word} is not installed, and this workspace installs nothing"
            raise CellFailure(f"CalledProcessError: {message}", f"ERROR: {message}") from error
        printed.append(f"Requirement already satisfied: {word} ({version})\n")
    return "".join(printed)


def _fs(line: str, dbutils: DBUtils) -> str:
    command, *arguments = line.split()
    if command not in ("ls", "head", "cp", "mv", "rm", "mkdirs"):
        raise CellFailure(f"NotImplementedError: %fs {command}", f"%fs {command} is not emulated")
    recurse = [True] if "-r" in arguments else []
    try:
        result = getattr(dbutils.fs, command)(*[a for a in arguments if a != "-r"], *recurse)
    except (OSError, ValueError, TypeError, MetastoreError) as error:
        raise CellFailure(f"{type(error).__name__}: {error}", str(error)) from error
    return "".join(f"{each.path}\n" for each in result) if command == "ls" else f"{result}\n"
