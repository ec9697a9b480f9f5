"""The services with behaviour of their own, one module each, named as in the SDK.

Importing them registers their operations.
"""

from snippets_tests.workspace.services import (
    cluster_policies,
    clusters,
    current_user,
    dbfs,
    files,
    groups,
    instance_pools,
    secrets,
    service_principal_secrets_proxy,
    service_principals,
    token_management,
    tokens,
    users,
)

MODULES = (
    cluster_policies,
    clusters,
    current_user,
    dbfs,
    files,
    groups,
    instance_pools,
    secrets,
    service_principal_secrets_proxy,
    service_principals,
    token_management,
    tokens,
    users,
)
