"""The files at the root of the repository say what is true, in the form that their readers need."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from snippets_tests import pages
from snippets_tests.runners.table import RUNNERS
from snippets_tests.site.report import TABLES
from snippets_tests.tests.site.synthetic import REPOSITORY

WORKFLOWS = sorted((REPOSITORY / ".github/workflows").glob("*.yml"))
SCHEMA = json.loads(Path(__file__).with_name("context7.schema.json").read_text())
CONTEXT7 = json.loads((REPOSITORY / "context7.json").read_text())


def workflow(path: Path) -> dict[Any, Any]:
    return yaml.safe_load(path.read_text())


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in workflow(path)["jobs"].values() for step in job["steps"]]


def test_context7_json_is_valid() -> None:
    jsonschema.validate(CONTEXT7, SCHEMA)


@pytest.mark.parametrize(
    "change",
    [
        {"rules": ["no"]},
        {"rules": ["x" * 201]},
        {"excludeFiles": ["docs/a.md"]},
        {"previousVersions": [{"tag": "one"}]},
        {"rulez": []},
    ],
)
def test_the_schema_refuses_what_context7_would_not_take(change: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(CONTEXT7 | change, SCHEMA)


def test_context7_names_folders_and_files_that_exist() -> None:
    names = [*CONTEXT7["folders"], *CONTEXT7["excludeFolders"], *CONTEXT7["excludeFiles"]]
    missing = [
        name for name in names if not (REPOSITORY / name).exists() and not list(REPOSITORY.glob(f"docs/**/{name}"))
    ]
    assert missing == []


def test_context7_excludes_no_folder_of_pages_by_accident() -> None:
    by_default = re.compile(r"archive|deprecated|legacy|previous|outdated|superseded|^old$|^i18n$")
    folders = [path for path in (REPOSITORY / "docs").rglob("*") if path.is_dir()]
    assert [path for path in folders if by_default.search(path.name)] == []


def test_context7_names_the_version_that_runs() -> None:
    assert f"databricks-sdk {metadata.version('databricks-sdk')}" in " ".join(CONTEXT7["rules"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_and_say_their_version(path: Path) -> None:
    used = re.findall(r"uses: *(.*)", path.read_text())
    assert len(used) >= 4
    assert [line for line in used if not re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_gets_no_permission_that_it_does_not_name(path: Path) -> None:
    read = workflow(path)
    assert read["permissions"] == {}
    granted = {name: job["permissions"] for name, job in read["jobs"].items()}
    assert [name for name, given in granted.items() if given != {"contents": "read"}] == ["publish"]
    assert granted["publish"] == {"pages": "write", "id-token": "write"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_checkout_leaves_no_credentials_behind(path: Path) -> None:
    checkouts = [step for step in steps(path) if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) >= 1
    assert {step["with"]["persist-credentials"] for step in checkouts} == {False}


def test_ci_runs_the_same_two_commands_as_everyone() -> None:
    commands = [step["run"] for path in WORKFLOWS for step in steps(path) if "run" in step]
    assert [command.removesuffix(" JOBS=2") for command in commands] == ["make test", "make site"]


def test_only_main_is_published() -> None:
    (path,) = WORKFLOWS
    read = workflow(path)
    assert "github.ref == 'refs/heads/main'" in read["jobs"]["publish"]["if"]
    assert sorted(read["jobs"]["publish"]["needs"]) == ["site", "test"]


def test_every_page_is_in_the_navigation_and_the_reverse() -> None:
    listed = set(re.findall(r"[\w/-]+\.md\b", (REPOSITORY / "mkdocs.yml").read_text().partition("\nnav:")[2]))
    there = {path.relative_to(REPOSITORY / "docs").as_posix() for path in (REPOSITORY / "docs").rglob("*.md")}
    assert there == listed


def test_every_language_is_documented_and_the_reverse() -> None:
    text = (REPOSITORY / "docs/contributing/runners.md").read_text()
    assert sorted(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == sorted(RUNNERS)


def test_every_table_that_a_page_may_quote_is_documented_and_the_reverse() -> None:
    text = (REPOSITORY / "docs/contributing/index.md").read_text().partition("## Tables in pages")[2]
    assert set(re.findall(r"`(?:table: )?([a-z]+)`", text)) == set(TABLES)


def test_the_readme_can_be_read_as_a_page_and_shows_a_block_with_its_output() -> None:
    page = pages.load(REPOSITORY / "README.md")
    assert [block.language for block in page.blocks if block.shown] == ["python"]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_files_that_are_named_exist(name: str) -> None:
    text = (REPOSITORY / name).read_text()
    named = re.findall(r"\]\(([\w./-]+)\)", text) + re.findall(r"`((?:snippets_tests|docs)/[a-z_/]+(?:\.py|/))`", text)
    assert len(named) >= 1
    assert [path for path in named if not (REPOSITORY / path).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_make_targets_that_are_named_exist(name: str) -> None:
    targets = re.findall(r"^([a-z]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE)
    named = set(re.findall(r"`make ([a-z]+)`", (REPOSITORY / name).read_text()))
    assert len(named) >= 3
    assert named - set(targets) == set()


def test_contributing_has_the_five_recipes_in_the_same_form() -> None:
    text = (REPOSITORY / "CONTRIBUTING.md").read_text()
    recipes = dict(
        re.findall(r"^## Recipe: an? (.*?)\n(.*?)(?=^## (?:Recipe|What)|\Z)", text, re.MULTILINE | re.DOTALL)
    )
    assert list(recipes) == ["page", "example", "operation", "runner", "SQL statement"]
    for name, recipe in recipes.items():
        assert [
            part for part in ("*Files:*", "*Smallest form:*", "*Run:*", "*You will see:*") if part not in recipe
        ] == [], name
