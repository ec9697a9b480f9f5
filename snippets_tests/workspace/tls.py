"""HTTPS for the local workspace: a certificate of its own, signed by an authority that is made at start."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

NAMES = ("127.0.0.1", "::1", "localhost")
VARIABLES = ("CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
"""Where clients look for authorities to trust: curl; requests, and so the Python SDK; OpenSSL, Go, and so the CLI."""


class Certificate:
    """A certificate for this machine's own addresses, signed by an authority that nobody knows yet; both in PEM.

    The authority's key is never written.
    """

    def __init__(self) -> None:
        import trustme

        self._authority = trustme.CA(organization_name="Lakeproof workspace")
        self._issued = self._authority.issue_cert(*NAMES)
        self.key: bytes = self._issued.private_key_pem.bytes()
        self.chain: bytes = b"".join(part.bytes() for part in self._issued.cert_chain_pems)

    def context(self) -> ssl.SSLContext:
        """What a server needs to speak HTTPS."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._issued.configure_cert(context)
        return context

    def write_authority(self, path: Path) -> Path:
        """Write the authority's certificate, for clients to trust it alone."""
        path.write_bytes(self._authority.cert_pem.bytes())
        return path

    def write_bundle(self, bundle: Path) -> None:
        """Write the authority's certificate and those that are trusted already: the same shell still reaches others."""
        fresh = bundle.with_name(f".{bundle.name}.{os.getpid()}")
        fresh.write_bytes(self._authority.cert_pem.bytes() + _trusted(bundle))
        fresh.replace(bundle)


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
