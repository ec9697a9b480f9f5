"""Which Unity Catalog privilege may be granted on which kind of securable, and how one is spelt in SQL and in REST.

From Databricks' "Unity Catalog privileges reference" (privilege model 1.0). A privilege granted on a container holds
for all that is in it, so a container takes every privilege of what it may contain.
"""

from __future__ import annotations

ALL_PRIVILEGES = "ALL_PRIVILEGES"
MANAGE = "MANAGE"

# ALL PRIVILEGES is short for whatever may be granted, less these: they let data or control leave the owner's hands.
NOT_IN_ALL = frozenset({ALL_PRIVILEGES, MANAGE, "EXTERNAL_USE_SCHEMA", "EXTERNAL_USE_LOCATION"})

_TABLE = frozenset({ALL_PRIVILEGES, "APPLY_TAG", MANAGE, "MODIFY", "SELECT"})
_MATERIALIZED = frozenset({ALL_PRIVILEGES, "APPLY_TAG", MANAGE, "REFRESH", "SELECT"})
_VOLUME = frozenset({ALL_PRIVILEGES, "APPLY_TAG", MANAGE, "READ_VOLUME", "WRITE_VOLUME"})
_FUNCTION = frozenset({ALL_PRIVILEGES, MANAGE, "EXECUTE"})
_MODEL = frozenset({ALL_PRIVILEGES, "APPLY_TAG", "CREATE_MODEL_VERSION", "EXECUTE", MANAGE})
_SCHEMA = (
    frozenset(
        {
            "CREATE_FUNCTION",
            "CREATE_MATERIALIZED_VIEW",
            "CREATE_MODEL",
            "CREATE_TABLE",
            "CREATE_VOLUME",
            "EXTERNAL_USE_SCHEMA",
            "USE_SCHEMA",
        }
    )
    | _TABLE
    | _MATERIALIZED
    | _VOLUME
    | _FUNCTION
    | _MODEL
)

APPLICABLE: dict[str, frozenset[str]] = {
    "METASTORE": frozenset(
        {
            "CREATE_CATALOG",
            "CREATE_CLEAN_ROOM",
            "CREATE_CONNECTION",
            "CREATE_EXTERNAL_LOCATION",
            "CREATE_PROVIDER",
            "CREATE_RECIPIENT",
            "CREATE_SERVICE_CREDENTIAL",
            "CREATE_SHARE",
            "CREATE_STORAGE_CREDENTIAL",
            "MANAGE_ALLOWLIST",
            "SET_SHARE_PERMISSION",
            "USE_MARKETPLACE_ASSETS",
            "USE_PROVIDER",
            "USE_RECIPIENT",
            "USE_SHARE",
        }
    ),
    "CATALOG": _SCHEMA | {"BROWSE", "CREATE_SCHEMA", "USE_CATALOG"},
    "SCHEMA": _SCHEMA,
    "TABLE": _TABLE,
    "VIEW": _TABLE - {"MODIFY"},
    "MATERIALIZED_VIEW": _MATERIALIZED,
    "VOLUME": _VOLUME,
    "FUNCTION": _FUNCTION,
    "MODEL": _MODEL,
    "CONNECTION": frozenset({ALL_PRIVILEGES, "CREATE_FOREIGN_CATALOG", MANAGE, "USE_CONNECTION"}),
    "EXTERNAL_LOCATION": frozenset(
        {
            ALL_PRIVILEGES,
            "BROWSE",
            "CREATE_EXTERNAL_TABLE",
            "CREATE_EXTERNAL_VOLUME",
            "CREATE_FOREIGN_SECURABLE",
            "CREATE_MANAGED_STORAGE",
            "EXTERNAL_USE_LOCATION",
            MANAGE,
            "READ_FILES",
            "WRITE_FILES",
        }
    ),
    "STORAGE_CREDENTIAL": frozenset(
        {ALL_PRIVILEGES, "CREATE_EXTERNAL_LOCATION", "CREATE_EXTERNAL_TABLE", MANAGE, "READ_FILES", "WRITE_FILES"}
    ),
    "CREDENTIAL": frozenset(
        {
            ALL_PRIVILEGES,
            "ACCESS",
            "CREATE_EXTERNAL_LOCATION",
            "CREATE_EXTERNAL_TABLE",
            MANAGE,
            "READ_FILES",
            "WRITE_FILES",
        }
    ),
    "SHARE": frozenset({"SELECT"}),
}


# Privileges whose use changes what is in a catalog.
WRITING = frozenset({"APPLY_TAG", "CREATE_SCHEMA", "MODIFY", "REFRESH", "WRITE_VOLUME"}) | {
    name for name in _SCHEMA if name.startswith("CREATE_")
}


def sql_name(privilege: str) -> str:
    """Spell a privilege as SQL does: `USE CATALOG` for `USE_CATALOG`."""
    return privilege.replace("_", " ")


def rest_name(privilege: str) -> str:
    """Spell a privilege as the REST API does: `USE_CATALOG` for `use catalog`."""
    return "_".join(privilege.upper().split())


def implied(privilege: str, granted: str) -> bool:
    """Tell whether holding `granted` is holding `privilege`."""
    return granted == privilege or (granted == ALL_PRIVILEGES and privilege not in NOT_IN_ALL)
