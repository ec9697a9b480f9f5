"""Users, groups and service principals by the ids of an identity provider. None is connected, so it knows nobody."""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import NotFound
from snippets_tests.workspace.registry import Call, operation


@operation("account.iam_v2.get_external_group")
@operation("account.iam_v2.get_external_service_principal")
@operation("account.iam_v2.get_external_user")
@operation("workspace_iam_v2.get_external_group_proxy")
@operation("workspace_iam_v2.get_external_service_principal_proxy")
@operation("workspace_iam_v2.get_external_user_proxy")
def unknown(call: Call, name: str) -> dict[str, Any]:
    """Whom the identity provider does not know is not found."""
    raise NotFound(f"The identity provider of the account has no {name}.")
