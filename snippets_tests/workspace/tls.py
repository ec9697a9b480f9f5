"""HTTPS for the local workspace: a certificate of its own, signed by an authority that is made at start."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

NAMES = ("127.0.0.1", "::1", "localhost")
VARIABLES = ("CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
"""Where clients look for authorities to trust: curl; requests, and so the Python SDK; OpenSSL, Go, and so the CLI."""


def certificate(bundle: Path) -> ssl.SSLContext:
    """What a server needs to speak HTTPS on this machine's own addresses.

    Args:
        bundle: The file for the certificates (PEM) that clients are to trust: the new authority, then those that are
            trusted already, so that the same shell still reaches other hosts. The authority's key is never written.
    """
    import trustme

    made = trustme.CA(organization_name="Lakeproof workspace")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.issue_cert(*NAMES).configure_cert(context)
    fresh = bundle.with_name(f".{bundle.name}.{os.getpid()}")
    fresh.write_bytes(made.cert_pem.bytes() + _trusted(bundle))
    fresh.replace(bundle)
    return context


def trusting(bundle: Path) -> dict[str, str]:
    """The variables with which curl, the SDKs and the CLI trust a bundle."""
    return dict.fromkeys(VARIABLES, str(bundle))


def _trusted(bundle: Path) -> bytes:
    """The authorities that this environment trusts; the public ones where it does not say."""
    import certifi

    for name in VARIABLES:
        given = Path(os.environ.get(name) or ".")
        if given.is_file() and given != bundle:
            return given.read_bytes()
    return Path(certifi.where()).read_bytes()
