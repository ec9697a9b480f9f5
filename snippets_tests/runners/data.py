"""JSON, YAML, TOML and INI blocks: parsed strictly, then checked as what they are by option or by file name."""

from __future__ import annotations

from collections.abc import Iterable

from snippets_tests.pages import Block
from snippets_tests.runners.documents import bundle, ini, jsontext, tomltext, workflow, yamltext
from snippets_tests.runners.documents.document import Document
from snippets_tests.runners.documents.shapes import check_request, check_response
from snippets_tests.runners.world import World


def run_json(block: Block, world: World) -> str:
    """Check a JSON block."""
    _as_operation(block, world, [jsontext.read(block.code, block.code_line)])
    return ""


def run_yaml(block: Block, world: World) -> str:
    """Check a YAML block."""
    documents = yamltext.read(block.code, block.code_line)
    _as_operation(block, world, documents)
    title = block.text("title") or ""
    for document in documents:
        if bundle.is_bundle(title):
            bundle.check(document, title, world.services.surface)
        elif workflow.is_workflow(title):
            workflow.check(document)
    return ""


def run_toml(block: Block, world: World) -> str:
    """Check a TOML block."""
    document = tomltext.read(block.code, block.code_line)
    if (block.text("title") or "").rpartition("/")[2] == "pyproject.toml":
        tomltext.check_project(document)
    return ""


def run_ini(block: Block, world: World) -> str:
    """Check an INI block."""
    document = ini.read(block.code, block.code_line)
    if (block.text("title") or "").rpartition("/")[2] == ".databrickscfg":
        ini.check_profiles(document)
    return ""


def _as_operation(block: Block, world: World, documents: Iterable[Document]) -> None:
    for option, check in (("request", check_request), ("response", check_response)):
        if name := block.text(option):
            for document in documents:
                check(document, name, world.services.surface)
