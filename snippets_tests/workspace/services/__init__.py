"""The services with behaviour of their own, one module each, named as in the SDK.

Importing them registers their operations.
"""

from snippets_tests.workspace.services import (
    catalogs,
    cluster_policies,
    clusters,
    current_user,
    dbfs,
    files,
    functions,
    grants,
    groups,
    instance_pools,
    metastores,
    schemas,
    secrets,
    service_principal_secrets_proxy,
    service_principals,
    table_constraints,
    tables,
    token_management,
    tokens,
    users,
    volumes,
    workspace,
)

MODULES = (
    catalogs,
    cluster_policies,
    clusters,
    current_user,
    dbfs,
    files,
    functions,
    grants,
    groups,
    instance_pools,
    metastores,
    schemas,
    secrets,
    service_principal_secrets_proxy,
    service_principals,
    table_constraints,
    tables,
    token_management,
    tokens,
    users,
    workspace,
    volumes,
)
