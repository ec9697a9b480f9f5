"""The diagram library, served by the site itself.

Material loads Mermaid from a CDN unless the page has it already. The very file that npm publishes as mermaid 11.16.0's
`dist/mermaid.min.js` also travels in the Python package mermaidx; it is compared with npm's before it is published.
"""

from __future__ import annotations

import hashlib
from importlib import metadata, resources

VERSION = "11.16.0"
SHA256 = "74d7c46dabca328c2294733910a8aa1ed0c37451776e8d5295da38a2b758fb9b"
PACKAGE = "mermaidx"
ADDRESS = f"assets/mermaid-{VERSION}.min.js"
"""Where the site has it; loaded by pages with a diagram only, for it weighs 3.5 MB."""


class DiagramError(Exception):
    """The library is not the one that we know; the text says what to do."""


def library() -> bytes:
    """The library's bytes.

    Raises:
        DiagramError: when it is not installed, or is another file than npm's.
    """
    try:
        content = resources.files(PACKAGE).joinpath("assets/mermaid.js").read_bytes()
    except (ModuleNotFoundError, FileNotFoundError):
        raise DiagramError(
            f"Mermaid {VERSION} is missing: package {PACKAGE} brings it\n  hint: run `make setup`"
        ) from None
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        raise DiagramError(
            f"package {PACKAGE} {metadata.version(PACKAGE)} does not carry npm's Mermaid {VERSION}"
            f" (SHA-256 {found}, expected {SHA256})\n"
            "  hint: compare with dist/mermaid.min.js of npm's package, then set VERSION and SHA256 in site/diagrams.py"
        )
    return content
