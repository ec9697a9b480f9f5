"""A local Databricks workspace: its REST API as a function from request to response. `server` puts it on a socket."""

from snippets_tests.workspace.core import Workspace
from snippets_tests.workspace.tenant import Tenant
from snippets_tests.workspace.wire import Request, Response

__all__ = ["Request", "Response", "Tenant", "Workspace"]
