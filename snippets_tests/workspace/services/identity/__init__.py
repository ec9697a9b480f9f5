"""The second identity API (`/api/2.0/identity/…`): the people of SCIM in a flat form, for account and workspace alike.

What an identity provider knows and Databricks does not (`get_external_*`) is not emulated.
"""

from snippets_tests.workspace.services.identity import membership, people

MODULES = (membership, people)
