"""Python wheel tasks: the entry point of a package from a wheel in the workspace, a volume or DBFS is really called.

Wheels of pure Python are imported as they lie; what a wheel itself depends on has to be installed where Lakeproof is.
"""

from __future__ import annotations

import configparser
import re
import zipfile
from contextlib import ExitStack
from pathlib import Path

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.workspace.errors import ApiError
from snippets_tests.workspace.notebooks.dbutils import DBUtils, NotebookExit
from snippets_tests.workspace.notebooks.filesystem import Filesystem
from snippets_tests.workspace.notebooks.imports import importable
from snippets_tests.workspace.services.jobs.records import SUCCEEDED, Verdict, broken
from snippets_tests.workspace.services.jobs.work import Work, folder, python_ended
from snippets_tests.workspace.services.workspace.objects import Objects

NATIVE = (".so", ".pyd", ".dylib")


def wheel(work: Work) -> Verdict:
    """Call the entry point with its parameters as `sys.argv`; what it prints are the task's logs.

    Keyword arguments arrive as `--name=value`; a task that has them gets the job's parameters too.
    """
    spec, tenant = work.spec["python_wheel_task"], work.tenant
    paths = [each["whl"] for each in work.spec.get("libraries", []) if "whl" in each]
    paths += [each for each in _dependencies(work) if each.endswith(".whl")]
    try:
        wheels = [_on_disk(work, path) for path in paths]
        target = _entry_point(wheels, spec["package_name"], spec["entry_point"])
    except (ApiError, MetastoreError, OSError, ValueError, zipfile.BadZipFile) as error:
        return broken(f"Cannot use the wheel: {error}", "LIBRARY_INSTALLATION_ERROR")
    engine = tenant.engine("A Python wheel task")
    dbutils = DBUtils(tenant, work.principal, task_values=work.run.task_values, task_key=work.task.key)
    arguments = list(work.run.overriding.get("python_params") or spec.get("parameters", []))
    named = {**spec.get("named_parameters", {}), **work.run.overriding.get("python_named_params", {})}
    if "named_parameters" in spec:
        # Job parameters go to tasks with keyword arguments, and win: https://docs.databricks.com/aws/en/jobs/job-parameters
        named |= work.parameters
    arguments += [f"--{name}={value}" for name, value in named.items()]
    module, _, function = target.partition(":")
    source = f"import sys\nfrom {module} import {function.partition('.')[0]}\nsys.exit({function}())\n"
    names = {"__name__": "__main__", **engine.notebook_globals(work.principal.name), "dbutils": dbutils}
    try:
        with ExitStack() as stack:
            for each in wheels:
                stack.enter_context(importable(each))
            stack.enter_context(tenant.guard.released())
            result = engine.run_python(source, filename=spec["entry_point"], argv=arguments, globals=names)
    except NotebookExit as leaving:
        work.task.output = {"logs": leaving.printed, "logs_truncated": False}
        return SUCCEEDED
    return python_ended(work, dbutils, result)


def _dependencies(work: Work) -> list[str]:
    """The wheels of the serverless environment that the task names."""
    key = work.spec.get("environment_key")
    for each in work.run.settings.get("environments", []):
        if each.get("environment_key") == key:
            return [str(name) for name in each.get("spec", {}).get("dependencies", [])]
    return []


def _on_disk(work: Work, path: str) -> Path:
    """Where a wheel lies, once it is clear that the job may read it and that it can be imported."""
    if path.startswith(("dbfs:/", "/Volumes/", "/dbfs/")):
        Filesystem(work.tenant, work.principal).read(path)
    else:
        objects = Objects(work.tenant, work.principal)
        objects.require(objects.clean(path), "CAN_READ")
    place = folder(work.tenant, path) / path.rpartition("/")[2]
    with zipfile.ZipFile(place) as archive:
        native = [name for name in archive.namelist() if name.endswith(NATIVE)]
    if native:
        raise ValueError(f"{path} holds native code ({native[0]}), which cannot be loaded here")
    return place


def _entry_point(wheels: list[Path], package: str, name: str) -> str:
    """`module:function` of an entry point, or else the function of this name in the package, as Databricks looks."""
    for each in wheels:
        with zipfile.ZipFile(each) as archive:
            for file in archive.namelist():
                if re.fullmatch(r"[^/]+\.dist-info/entry_points\.txt", file):
                    parser = configparser.ConfigParser(delimiters=("=",))
                    parser.optionxform = str  # type: ignore[method-assign, assignment]
                    parser.read_string(archive.read(file).decode())
                    for section in parser.sections():
                        if name in parser[section]:
                            return parser[section][name].strip()
            if any(file.startswith(f"{package}/") for file in archive.namelist()):
                return f"{package}:{name}"
    raise ValueError(f"no wheel of the task has the package {package} or the entry point {name}")
