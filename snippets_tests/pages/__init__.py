"""Markdown in: pages, blocks, displayed outputs, each at its place. Markdown out: outputs rewritten byte-safely."""

from snippets_tests.pages.gate import Gate, gate_for
from snippets_tests.pages.load import load, parse
from snippets_tests.pages.model import Block, Fault, Page, PageError, Shown, Span, describe
from snippets_tests.pages.options import OPTIONS, Option
from snippets_tests.pages.rewrite import replace_file, rewrite, write
from snippets_tests.pages.translate import Decoration, header, translate

__all__ = [
    "OPTIONS",
    "Block",
    "Decoration",
    "Fault",
    "Gate",
    "Option",
    "Page",
    "PageError",
    "Shown",
    "Span",
    "describe",
    "gate_for",
    "header",
    "load",
    "parse",
    "replace_file",
    "rewrite",
    "translate",
    "write",
]
