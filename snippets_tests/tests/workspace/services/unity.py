"""What tests of Unity Catalog need again and again."""

from __future__ import annotations

from databricks.sdk import WorkspaceClient
from databricks.sdk.service.catalog import PermissionsChange, Privilege, SecurableType


def grant(w: WorkspaceClient, kind: SecurableType, name: str, who: str, *privileges: Privilege) -> None:
    """Grant privileges on a securable."""
    w.grants.update(kind.value, name, changes=[PermissionsChange(principal=who, add=list(privileges))])
