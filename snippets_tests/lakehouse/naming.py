"""The names under which Spark keeps a tenant's schemas, and the way back to what users call them."""

from __future__ import annotations

import hashlib
import re


def tenant_id(name: str) -> str:
    """Make letters and digits out of any tenant's name; different names stay different."""
    return f"t{hashlib.sha256(name.encode()).hexdigest()[:10]}"


def bucket(tenant: str) -> str:
    """Where a tenant's managed tables lie; see Cloud.java."""
    return f"s3://lakeproof-{tenant}"


_DATABASE = re.compile(r"(?:`?spark_catalog`?\.)?(`?)(?:t[0-9a-f]{10}|shared)__(.+?)__([^`.,;:/'\"\s\]\)]+)`?")


def readable(text: str) -> str:
    """Put users' names where Spark's own show."""
    return _DATABASE.sub(_users, text)


def _users(found: re.Match[str]) -> str:
    mark = found.group(1)
    # See Names.java: an equals sign stands for an underscore that could be taken for a border.
    return ".".join(f"{mark}{part.replace('=', '_')}{mark}" for part in found.group(2, 3))
