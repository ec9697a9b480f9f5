"""Rows about grants: a principal sees its own, and all of what it manages. Owners' rights are no grants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from snippets_tests.lakehouse.grants import METASTORE_NAME, Grant
from snippets_tests.lakehouse.metastore import Metastore
from snippets_tests.lakehouse.privileges import APPLICABLE
from snippets_tests.lakehouse.securables import Securable

Row = dict[str, Any]
_PARTS = {
    "CATALOG": ("catalog_name",),
    "SCHEMA": ("catalog_name", "schema_name"),
    "TABLE": ("table_catalog", "table_schema", "table_name"),
    "VOLUME": ("volume_catalog", "volume_schema", "volume_name"),
    "FUNCTION": ("specific_catalog", "specific_schema", "specific_name"),
}


def of(metastore: Metastore, principal: str, securables: Iterable[Securable]) -> Iterator[Row]:
    """The grants on securables of one kind, inherited ones that apply to them included."""
    identities = metastore.grants.identities(principal)
    for found in securables:
        named = dict(zip(_PARTS[found.kind], found.full_name.split("."), strict=True))
        if found.kind == "FUNCTION":
            named |= {key.replace("specific", "routine"): value for key, value in named.items()}
        manages = metastore.grants.manages(principal, found.kind, found.full_name)
        for grant in metastore.grants.effective(found.kind, found.full_name):
            if grant.privilege in APPLICABLE[found.kind] and (manages or grant.principal in identities):
                yield named | _grant(grant, grant.grantor or found.owner, grant.kind != found.kind)


def of_metastore(metastore: Metastore, principal: str) -> Iterator[Row]:
    """The grants on the metastore itself."""
    identities = metastore.grants.identities(principal)
    for grant in metastore.grants.direct("METASTORE", METASTORE_NAME):
        if principal == metastore.owner or grant.principal in identities:
            yield {"metastore_id": metastore.id} | _grant(grant, grant.grantor or metastore.owner, False)


def _grant(grant: Grant, grantor: str, inherited: bool) -> Row:
    return {
        "grantor": grantor,
        "grantee": grant.principal,
        "privilege_type": grant.privilege,
        "is_grantable": "NO",
        "inherited_from": grant.kind if inherited else "NONE",
    }
