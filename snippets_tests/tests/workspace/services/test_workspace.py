from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest
import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    DatabricksError,
    InvalidParameterValue,
    PermissionDenied,
    ResourceAlreadyExists,
    ResourceDoesNotExist,
)
from databricks.sdk.service.workspace import ExportFormat, ImportFormat, Language, ObjectType

from snippets_tests.workspace import Tenant

HOME = "/Users/ada@example.com"
SOURCE = "# Databricks notebook source\nprint(1)\n\n# COMMAND ----------\n\n# MAGIC %md\n# MAGIC A title\n"


def b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_every_user_has_a_home_and_there_is_a_shared_folder(w: WorkspaceClient) -> None:
    assert [o.path for o in w.workspace.list("/")] == ["/Repos", "/Shared", "/Users"]
    assert [o.path for o in w.workspace.list("/Users")] == [HOME]
    assert list(w.workspace.list(HOME)) == []


def test_a_source_file_becomes_a_notebook_and_comes_back(w: WorkspaceClient) -> None:
    w.workspace.upload(f"{HOME}/etl.py", SOURCE.encode(), format=ImportFormat.AUTO)
    found = w.workspace.get_status(f"{HOME}/etl")
    assert (found.object_type, found.language) == (ObjectType.NOTEBOOK, Language.PYTHON)
    assert w.workspace.download(f"{HOME}/etl").read().decode() == SOURCE


def test_code_without_the_header_gets_it(w: WorkspaceClient) -> None:
    w.workspace.import_(f"{HOME}/nb", content=b64("print(2)"), format=ImportFormat.SOURCE, language=Language.PYTHON)
    exported = w.workspace.export(f"{HOME}/nb")
    assert base64.b64decode(exported.content or "").decode() == "# Databricks notebook source\nprint(2)"
    assert exported.file_type == "py"


def test_a_jupyter_notebook_goes_both_ways(w: WorkspaceClient) -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Title\n", "text"]},
        {"cell_type": "code", "metadata": {}, "source": "print(1)", "outputs": [], "execution_count": None},
    ]
    document = {"cells": cells, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}
    w.workspace.upload(f"{HOME}/nb.ipynb", json.dumps(document).encode(), format=ImportFormat.AUTO)
    source = w.workspace.download(f"{HOME}/nb").read().decode()
    assert source == (
        "# Databricks notebook source\n# MAGIC %md\n# MAGIC # Title\n# MAGIC text\n\n# COMMAND ----------\n\nprint(1)"
    )
    back = json.loads(w.workspace.download(f"{HOME}/nb", format=ExportFormat.JUPYTER).read())
    assert [(cell["cell_type"], "".join(cell["source"])) for cell in back["cells"]] == [
        ("markdown", "# Title\ntext"),
        ("code", "print(1)"),
    ]


def test_a_plain_file_stays_a_file(w: WorkspaceClient, tenant: Tenant) -> None:
    w.workspace.upload(f"/Workspace{HOME}/data.csv", b"a,b\n", format=ImportFormat.AUTO)
    w.workspace.upload(f"{HOME}/module.py", b"X = 1\n", format=ImportFormat.AUTO)
    found = {o.path: (o.object_type, o.size) for o in w.workspace.list(HOME)}
    assert found == {f"{HOME}/data.csv": (ObjectType.FILE, 4), f"{HOME}/module.py": (ObjectType.FILE, 6)}
    assert (tenant.files / "workspace/Users/ada@example.com/data.csv").read_bytes() == b"a,b\n"


def test_the_parent_must_exist_and_the_path_be_free(w: WorkspaceClient) -> None:
    with pytest.raises(ResourceDoesNotExist, match=r"The parent folder \(.*/no\) does not exist"):
        w.workspace.import_(f"{HOME}/no/a", content=b64("1"), format=ImportFormat.RAW)
    w.workspace.import_(f"{HOME}/a", content=b64("1"), format=ImportFormat.RAW)
    with pytest.raises(ResourceAlreadyExists, match=r"Path \(.*/a\) already exists"):
        w.workspace.import_(f"{HOME}/a", content=b64("2"), format=ImportFormat.RAW)
    w.workspace.import_(f"{HOME}/a", content=b64("2"), format=ImportFormat.RAW, overwrite=True)
    with pytest.raises(InvalidParameterValue, match=r"type mismatch \(asked: NOTEBOOK, actual: FILE\)"):
        w.workspace.import_(f"{HOME}/a", content=b64("3"), language=Language.SQL, overwrite=True)


def test_a_folder_with_something_in_it_goes_only_recursively(w: WorkspaceClient) -> None:
    w.workspace.mkdirs(f"{HOME}/p/q")
    with pytest.raises(DatabricksError) as caught:
        w.workspace.delete(f"{HOME}/p")
    assert caught.value.error_code == "DIRECTORY_NOT_EMPTY"
    w.workspace.delete(f"{HOME}/p", recursive=True)
    with pytest.raises(ResourceDoesNotExist, match="doesn't exist"):
        w.workspace.get_status(f"{HOME}/p/q")


def test_recursive_lists_walk_the_tree(w: WorkspaceClient) -> None:
    for path in ("a/b/c", "a/d"):
        w.workspace.mkdirs(f"{HOME}/{path}")
        w.workspace.upload(f"{HOME}/{path}/f.txt", b"1", format=ImportFormat.AUTO)
    found = [(o.path or "").removeprefix(HOME) for o in w.workspace.list(HOME, recursive=True)]
    assert found == ["/a/d/f.txt", "/a/b/c/f.txt"]


@pytest.mark.parametrize(
    "content, format, language, message",
    [
        ("print(1)", ImportFormat.SOURCE, None, "The language must be given"),
        ("no notebook", ImportFormat.JUPYTER, None, "not a Jupyter notebook"),
        ("no archive", ImportFormat.DBC, None, "not a zip archive"),
        ("<html></html>", ImportFormat.HTML, None, "holds no notebook model"),
    ],
)
def test_what_cannot_be_imported_is_refused(
    w: WorkspaceClient, content: str, format: ImportFormat, language: Language | None, message: str
) -> None:
    with pytest.raises(DatabricksError, match=message):
        w.workspace.import_(f"{HOME}/a", content=b64(content), format=format, language=language)


def test_raw_import_of_files_as_bundles_do_it(tenant: Tenant) -> None:
    url = f"{tenant.host}/api/2.0/workspace-files/import-file{HOME}"
    headers = {"Authorization": f"Bearer {tenant.token}"}
    assert requests.post(f"{url}/x/a.txt", data=b"1", headers=headers).status_code == 404
    assert requests.post(f"{url}/a.txt", data=b"1", headers=headers).json() == {}
    assert requests.post(f"{url}/a.txt", data=b"2", headers=headers).status_code == 409
    assert requests.post(f"{url}/a.txt?overwrite=true", data=b"2", headers=headers).status_code == 200
    assert (tenant.files / "workspace/Users/ada@example.com/a.txt").read_bytes() == b"2"


def test_what_code_writes_beside_the_api_is_seen(w: WorkspaceClient, tenant: Tenant) -> None:
    w.workspace.mkdirs(f"{HOME}/out")
    (tenant.files / "workspace/Users/ada@example.com/out/result.json").write_text("{}")
    (found,) = w.workspace.list(f"{HOME}/out")
    assert (found.object_type, found.size, found.modified_at) == (ObjectType.FILE, 2, tenant.clock.millis())


def test_homes_are_private_and_shared_is_for_all(w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]) -> None:
    bob = client_of("bob@example.com")
    w.workspace.upload(f"{HOME}/a.txt", b"1", format=ImportFormat.AUTO)
    with pytest.raises(PermissionDenied, match="CAN_READ"):
        bob.workspace.download(f"{HOME}/a.txt")
    bob.workspace.upload("/Shared/b.txt", b"2", format=ImportFormat.AUTO)
    assert w.workspace.download("/Shared/b.txt").read() == b"2"
    with pytest.raises(PermissionDenied):
        bob.workspace.mkdirs("/top")
