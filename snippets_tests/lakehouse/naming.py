"""The names under which Spark keeps a tenant's schemas, and the way back to what users call them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

# Managed tables lie in the metastore's cloud storage; this stands where a bucket would.
STORAGE = "s3://lakeproof"


def tenant_id(name: str) -> str:
    """Make letters and digits out of any tenant's name; different names stay different."""
    plain = re.sub(r"[^a-z0-9]", "", name.lower())[:20]
    return f"t{plain}{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def readable(text: str, tenant: str, warehouse: Path) -> str:
    """Put users' names and places where Spark's own show."""
    database = re.compile(rf"(?:`?spark_catalog`?\.)?(`?)(?:{tenant}|shared)__(.+?)__([^`.,;:/'\"\s\]\)]+)`?")
    places = re.compile(rf"file:(?://)?{re.escape(str(warehouse))}/{tenant}")
    return places.sub(STORAGE, database.sub(_users, text))


def _users(found: re.Match[str]) -> str:
    mark = found.group(1)
    # See Names.java: an equals sign stands for an underscore that could be taken for a border.
    return ".".join(f"{mark}{part.replace('=', '_')}{mark}" for part in found.group(2, 3))
