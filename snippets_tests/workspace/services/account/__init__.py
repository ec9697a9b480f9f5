"""The account's own services, beside those that `generic` answers by their shape and those it shares with a workspace.

One account belongs to each tenant: the tenant's workspace and metastore are in it, and its people are the same.
"""

from snippets_tests.workspace.services.account import (
    access_control,
    billing,
    custom_apps,
    metastores,
    network,
    network_policies,
    workspace_assignment,
    workspaces,
)

MODULES = (
    access_control,
    billing,
    custom_apps,
    metastores,
    network,
    network_policies,
    workspace_assignment,
    workspaces,
)
