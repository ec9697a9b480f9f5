"""Markdown in: pages, blocks, displayed outputs, each at its place. Markdown out: outputs rewritten byte-safely."""

from snippets_tests.pages.gate import Gate, read_extensions
from snippets_tests.pages.load import load, parse
from snippets_tests.pages.model import Block, Fault, Page, PageError, Shown, Span, describe
from snippets_tests.pages.options import OPTIONS, Option
from snippets_tests.pages.rewrite import replace_file, rewrite, write

__all__ = [
    "OPTIONS",
    "Block",
    "Fault",
    "Gate",
    "Option",
    "Page",
    "PageError",
    "Shown",
    "Span",
    "describe",
    "load",
    "parse",
    "read_extensions",
    "replace_file",
    "rewrite",
    "write",
]
