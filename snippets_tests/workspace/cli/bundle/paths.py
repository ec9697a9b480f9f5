"""Local files in a configuration become the workspace's paths to which they are uploaded.

A relative path is meant from the file in which it is written. Source:
https://docs.databricks.com/aws/en/dev-tools/bundles/settings
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from snippets_tests.workspace.cli.bundle.config import BundleError, Config
from snippets_tests.workspace.cli.bundle.merging import Key
from snippets_tests.workspace.cli.handwritten.workspace import NOTEBOOK_MARKS

EXTENSIONS = (".py", ".r", ".scala", ".sql", ".ipynb")
REMOTE = re.compile(r"^(?:/|[a-zA-Z][a-zA-Z0-9+.-]*:|\$\{|~/)")


@dataclass
class Uploads:
    """What becomes of local files: packages that go to the workspace beside the bundle's files, by their path there."""

    artifacts: dict[str, Path] = field(default_factory=dict)
    contents: dict[Key, Path] = field(default_factory=dict)
    """Files whose text became a field's value, by the field that named them."""


def translate(config: Config) -> Uploads:
    """Turn every local path of the resources into a workspace path.

    Raises:
        BundleError: for a file that does not exist, or lies outside of the bundle.
    """
    work = _Work(config, Uploads())
    for group, key, body in config.resources():
        path: Key = ("resources", group, key)
        if group == "jobs":
            work.job(body, path)
        elif group == "pipelines":
            for index, library in enumerate(body.get("libraries") or ()):
                for form in ("notebook", "file"):
                    if form in library:
                        work.put(library[form], "path", (*path, "libraries", index, form, "path"), form == "notebook")
                if "glob" in library:
                    work.glob(library["glob"], (*path, "libraries", index, "glob", "include"))
            if body.get("root_path"):
                work.put(body, "root_path", (*path, "root_path"), False)
        elif group == "dashboards" and body.get("file_path"):
            file = work.local(body.pop("file_path"), (*path, "file_path"))
            work.uploads.contents[(*path, "file_path")] = file
            body["serialized_dashboard"] = file.read_text("utf-8")
        elif group == "apps" and body.get("source_code_path"):
            work.put(body, "source_code_path", (*path, "source_code_path"), False)
    return work.uploads


def packages(config: Config, uploads: Uploads) -> None:
    """Turn references to packages, which a build may just have made, into workspace paths.

    Raises:
        BundleError: for a package that does not exist.
    """
    work = _Work(config, uploads)
    for group, key, body in config.resources():
        if group == "jobs":
            work.packages(body, ("resources", group, key))


@dataclass
class _Work:
    config: Config
    uploads: Uploads

    def job(self, body: dict[str, Any], path: Key) -> None:
        from_git = bool(body.get("git_source"))
        for task, at in _tasks(body.get("tasks") or (), (*path, "tasks")):
            for kind, name, notebook in (
                ("notebook_task", "notebook_path", True),
                ("spark_python_task", "python_file", False),
                ("dbt_task", "project_directory", False),
            ):
                part = task.get(kind)
                if part and part.get(name) and part.get("source") != "GIT" and not from_git:
                    self.put(part, name, (*at, kind, name), notebook)
            file = (task.get("sql_task") or {}).get("file")
            if file and file.get("source") != "GIT" and not from_git:
                self.put(file, "path", (*at, "sql_task", "file", "path"), False)

    def packages(self, body: dict[str, Any], path: Key) -> None:
        for task, at in _tasks(body.get("tasks") or (), (*path, "tasks")):
            for index, library in enumerate(task.get("libraries") or ()):
                for form in ("whl", "jar", "requirements"):
                    if form in library:
                        library[form] = self.package(library[form], (*at, "libraries", index, form), form)
        for number, environment in enumerate(body.get("environments") or ()):
            dependencies = (environment.get("spec") or {}).get("dependencies") or []
            for index, text in enumerate(dependencies):
                if text.startswith(("./", "../")) or text.endswith(".whl"):
                    at = (*path, "environments", number, "spec", "dependencies", index)
                    dependencies[index] = self.package(text, at, "whl")

    def put(self, part: dict[str, Any], name: str, path: Key, notebook: bool) -> None:
        text = str(part[name])
        if REMOTE.match(text):
            return
        file = self.local(text, path, notebook)
        remote = self.remote(file)
        part[name] = remote[: -len(file.suffix)] if notebook else remote

    def glob(self, part: dict[str, Any], path: Key) -> None:
        text = str(part.get("include", ""))
        if text and not REMOTE.match(text):
            part["include"] = self.remote(self.config.folder(path) / text)

    def package(self, text: str, path: Key, form: str) -> str:
        """A library's path in the workspace; the file is noted for the upload."""
        if REMOTE.match(text):
            return text
        found = sorted((self.config.folder(path)).glob(text.removeprefix("./")))
        if not found:
            raise BundleError(f"file doesn't exist {text}", place=self.config.place(path))
        file = found[-1]
        if form == "requirements":
            return self.remote(file)
        remote = f"{self.config.get('workspace', 'artifact_path')}/.internal/{file.name}"
        self.uploads.artifacts[remote] = file
        return remote

    def local(self, text: str, path: Key, notebook: bool = False) -> Path:
        file = (self.config.folder(path) / text).resolve()
        if not file.is_relative_to(self.config.root.resolve()):
            raise BundleError(f"path {text} is not contained in sync root path", place=self.config.place(path))
        shown = file.relative_to(self.config.root.resolve()).as_posix()
        place = self.config.place(path)
        if notebook and file.suffix not in EXTENSIONS:
            near = next(
                (f"{shown}{suffix}" for suffix in EXTENSIONS if file.with_name(file.name + suffix).is_file()), None
            )
            listed = ", ".join(EXTENSIONS)
            expected = "Local notebook references are expected"
            if near:
                message = (
                    f"notebook {shown} not found. Did you mean {near}?\n"
                    f"{expected} to contain one of the following\nfile extensions: [{listed}]"
                )
            else:
                message = (
                    f"notebook {shown} not found. {expected}\n"
                    f"to contain one of the following file extensions: [{listed}]"
                )
            raise BundleError(message, place=place)
        if not file.exists():
            raise BundleError(f"{'notebook' if notebook else 'file'} {shown} not found", place=place)
        if notebook and not is_notebook(file):
            raise BundleError(f"file at {shown} is not a notebook", place=place)
        return file

    def remote(self, file: Path) -> str:
        below = Path(file).resolve().relative_to(self.config.root.resolve()).as_posix()
        return f"{self.config.get('workspace', 'file_path')}/{below}"


def is_notebook(file: Path) -> bool:
    """Whether a file is a notebook: by its first line, or by its extension."""
    if file.suffix == ".ipynb":
        return True
    mark = NOTEBOOK_MARKS.get(file.suffix.lower())
    return mark is not None and file.read_bytes().startswith(mark.encode())


def _tasks(tasks: Any, path: Key) -> Iterator[tuple[dict[str, Any], Key]]:
    for index, task in enumerate(tasks):
        yield task, (*path, index)
        inner = (task.get("for_each_task") or {}).get("task")
        if inner:
            yield inner, (*path, index, "for_each_task", "task")
