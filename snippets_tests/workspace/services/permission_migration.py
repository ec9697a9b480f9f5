"""Moving permissions on workspace objects from a workspace's own group to a group of the account."""

from __future__ import annotations

from snippets_tests.workspace.errors import InvalidParameterValue, ResourceDoesNotExist
from snippets_tests.workspace.registry import Call, operation

MOST = 1000


@operation("permission_migration.migrate_permissions")
def migrate_permissions(
    call: Call, workspace_id: int, from_workspace_group_name: str, to_account_group_name: str, size: int = MOST
) -> dict[str, int]:
    """Move up to `size` permissions; the count that was moved. Who calls repeats until it is 0."""
    call.require_admin("Only workspace admins can migrate permissions.")
    if workspace_id != call.tenant.workspace_id:
        raise InvalidParameterValue(f"Workspace {workspace_id} is not this workspace, {call.tenant.workspace_id}.")
    if not 1 <= size <= MOST:
        raise InvalidParameterValue(f"size must be between 1 and {MOST}, but is {size}.")
    for name in (from_workspace_group_name, to_account_group_name):
        found = call.tenant.directory.named(name)
        if found is None or found[0] != "groups":
            raise ResourceDoesNotExist(f"Group {name} does not exist.")
    moved = 0
    for entries in call.tenant.store["permissions"].values():
        if from_workspace_group_name in entries and moved < size:
            entries[to_account_group_name] = entries.pop(from_workspace_group_name)
            moved += 1
    return {"permissions_migrated": moved}
