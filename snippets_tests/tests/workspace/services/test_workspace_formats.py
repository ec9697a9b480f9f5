"""Notebooks and folders in the formats that leave the workspace and come back."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from urllib.parse import unquote

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import BadRequest, InvalidParameterValue, ResourceAlreadyExists
from databricks.sdk.service.workspace import ExportFormat, ImportFormat, Language, ObjectType

HOME = "/Users/ada@example.com"
SOURCE = """# Databricks notebook source
print(1)

# COMMAND ----------

# DBTITLE 1,Rows
# MAGIC %sql
# MAGIC SELECT 1 < 2

# COMMAND ----------

# MAGIC %md
# MAGIC # A title"""
R_SOURCE = """# Databricks notebook source
# MAGIC %md
# MAGIC Prose.

# COMMAND ----------

x <- 1

# COMMAND ----------

# MAGIC %sql
# MAGIC SELECT 1"""


@pytest.fixture
def folder(w: WorkspaceClient) -> str:
    """A folder with a notebook, one in another language in a folder of its own, and a file."""
    w.workspace.mkdirs(f"{HOME}/etl/deep")
    w.workspace.upload(f"{HOME}/etl/load.py", SOURCE.encode(), format=ImportFormat.AUTO)
    w.workspace.upload(f"{HOME}/etl/deep/q.sql", b"-- Databricks notebook source\nSELECT 1", format=ImportFormat.AUTO)
    w.workspace.upload(f"{HOME}/etl/note.txt", b"hi", format=ImportFormat.AUTO)
    return f"{HOME}/etl"


def exported(w: WorkspaceClient, path: str, format: ExportFormat) -> tuple[bytes, str | None]:
    answer = w.workspace.export(path, format=format)
    return base64.b64decode(answer.content or ""), answer.file_type


def imported(w: WorkspaceClient, path: str, data: bytes, format: ImportFormat, overwrite: bool = False) -> None:
    w.workspace.import_(path, content=base64.b64encode(data).decode(), format=format, overwrite=overwrite)


def tree(w: WorkspaceClient, path: str) -> dict[str, ObjectType | None]:
    return {(o.path or "").removeprefix(path): o.object_type for o in w.workspace.list(path, recursive=True)}


@pytest.mark.parametrize("format, kind", [("HTML", "html"), ("DBC", "dbc")])
def test_a_notebook_comes_back_as_it_was(w: WorkspaceClient, folder: str, format: str, kind: str) -> None:
    data, file_type = exported(w, f"{folder}/load", ExportFormat(format))
    assert file_type == kind
    imported(w, f"{HOME}/back", data, ImportFormat(format))
    assert w.workspace.download(f"{HOME}/back").read().decode() == SOURCE
    assert exported(w, f"{folder}/load", ExportFormat(format))[0] == data


def test_the_page_of_a_notebook_shows_its_cells_and_holds_its_model(w: WorkspaceClient, folder: str) -> None:
    page = exported(w, f"{folder}/load", ExportFormat.HTML)[0].decode()
    assert "SELECT 1 &lt; 2" in page and "<title>load</title>" in page
    found = re.search("__DATABRICKS_NOTEBOOK_MODEL = '(.+?)'", page)
    assert found is not None
    model = json.loads(unquote(base64.b64decode(found[1]).decode()))
    assert [command["command"] for command in model["commands"]] == ["print(1)", "%sql\nSELECT 1 < 2", "%md\n# A title"]
    assert [command["commandTitle"] for command in model["commands"]] == ["", "Rows", ""]
    assert (model["version"], model["language"]) == ("NotebookV1", "python")


def test_a_page_is_recognized_by_what_is_in_it(w: WorkspaceClient, folder: str) -> None:
    page = exported(w, f"{folder}/load", ExportFormat.HTML)[0]
    w.workspace.upload(f"{HOME}/one.html", page, format=ImportFormat.AUTO)
    w.workspace.upload(f"{HOME}/two.html", b"<p>hi", format=ImportFormat.AUTO)
    assert w.workspace.get_status(f"{HOME}/one").object_type is ObjectType.NOTEBOOK
    assert w.workspace.get_status(f"{HOME}/two.html").object_type is ObjectType.FILE


def test_r_markdown_is_prose_and_chunks(w: WorkspaceClient) -> None:
    w.workspace.upload(f"{HOME}/r", R_SOURCE.encode(), format=ImportFormat.SOURCE, language=Language.R)
    text, kind = exported(w, f"{HOME}/r", ExportFormat.R_MARKDOWN)
    assert (kind, text.decode()) == ("Rmd", "Prose.\n\n```{r}\nx <- 1\n```\n\n```{sql}\nSELECT 1\n```\n")
    imported(w, f"{HOME}/r2", text, ImportFormat.R_MARKDOWN)
    assert w.workspace.download(f"{HOME}/r2").read().decode() == R_SOURCE
    assert w.workspace.get_status(f"{HOME}/r2").language is Language.R


def test_a_folder_goes_into_an_archive_without_its_files_and_comes_back(w: WorkspaceClient, folder: str) -> None:
    data, kind = exported(w, folder, ExportFormat.DBC)
    assert kind == "dbc"
    assert zipfile.ZipFile(io.BytesIO(data)).namelist() == ["etl/deep/q.sql", "etl/load.python"]
    imported(w, f"{HOME}/copy", data, ImportFormat.DBC)
    assert tree(w, f"{HOME}/copy") == {"/deep/q": ObjectType.NOTEBOOK, "/load": ObjectType.NOTEBOOK}
    assert w.workspace.download(f"{HOME}/copy/load").read().decode() == SOURCE
    with pytest.raises(ResourceAlreadyExists):
        imported(w, f"{HOME}/copy", data, ImportFormat.DBC)
    with pytest.raises(InvalidParameterValue, match="Overwrite is not supported"):
        imported(w, f"{HOME}/copy", data, ImportFormat.DBC, overwrite=True)


@pytest.mark.parametrize(
    "format, names", [("SOURCE", ["deep/q.sql", "load.py"]), ("AUTO", ["deep/q.sql", "load.py", "note.txt"])]
)
def test_a_folder_is_exported_as_source_files(w: WorkspaceClient, folder: str, format: str, names: list[str]) -> None:
    data, kind = exported(w, folder, ExportFormat(format))
    assert (kind, zipfile.ZipFile(io.BytesIO(data)).namelist()) == ("zip", names)
    imported(w, f"{HOME}/copy", data, ImportFormat.SOURCE)
    expected = {"/deep/q": ObjectType.NOTEBOOK, "/load": ObjectType.NOTEBOOK}
    assert tree(w, f"{HOME}/copy") == expected | ({"/note.txt": ObjectType.FILE} if format == "AUTO" else {})
    with pytest.raises(ResourceAlreadyExists):
        imported(w, f"{HOME}/copy", data, ImportFormat.SOURCE)
    imported(w, f"{HOME}/copy", data, ImportFormat.SOURCE, overwrite=True)


def test_a_zip_file_becomes_a_folder_unless_it_is_raw(w: WorkspaceClient, folder: str) -> None:
    data, _ = exported(w, folder, ExportFormat.SOURCE)
    imported(w, f"{HOME}/made.zip", data, ImportFormat.AUTO)
    assert tree(w, f"{HOME}/made") == {"/deep/q": ObjectType.NOTEBOOK, "/load": ObjectType.NOTEBOOK}
    imported(w, f"{HOME}/kept.zip", data, ImportFormat.RAW)
    assert w.workspace.get_status(f"{HOME}/kept.zip").object_type is ObjectType.FILE


@pytest.mark.parametrize("name", ["../out.py", "/etc/out.py", "inner.zip", "bad.ipynb"])
def test_an_archive_is_taken_whole_or_not_at_all(w: WorkspaceClient, name: str) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.py", "x")
        archive.writestr(name, "x")
    with pytest.raises(InvalidParameterValue, match=r"leads out of the folder|inside of archives|not a Jupyter"):
        imported(w, f"{HOME}/x", made.getvalue(), ImportFormat.SOURCE)
    assert list(w.workspace.list(HOME)) == []


@pytest.mark.parametrize("format", ["HTML", "JUPYTER", "R_MARKDOWN", "RAW"])
def test_a_folder_has_no_other_format(w: WorkspaceClient, folder: str, format: str) -> None:
    with pytest.raises(BadRequest, match="A folder cannot be exported"):
        w.workspace.export(folder, format=ExportFormat(format))
