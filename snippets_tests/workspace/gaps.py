"""What Databricks does and this workspace does not: for each operation that is answered 501, the reason.

A reason stands for an operation, or for all of a service that nothing else answers. The refusal gives it, and
`python -m snippets_tests.workspace coverage` prints it; a test sees to it that none is missing and none is left over.
"""

from __future__ import annotations

MODEL = "a language model answers it"
TRAINS = "a model is trained"
COMPANY = "another company has to take part"
OUTSIDE = "a request is sent to another host"
MACHINE = "a program runs on a machine of its own"
FEATURES = "features are computed and copied to an online store"
UNLISTED = "the names of the settings are not published with the API"

REASONS: dict[str, str] = {
    "access_control.check_policy": "it is a service's own call, and no right is defined for its callers",
    "account.disaster_recovery.failover_failover_group": "workspaces in several regions are needed",
    "account.o_auth_published_apps.list": "which applications Databricks publishes is not part of the API",
    "account.settings_v2": UNLISTED,
    "agent_bricks": TRAINS,
    "agent_kit.extract_memories": MODEL,
    "ai_functions": MODEL,
    "ai_gateway": "an outside service's credentials are exchanged",
    "ai_search": "it is the newer name of vector search; use vector_search_indexes",
    "clean_room_asset_revisions": COMPANY,
    "clean_room_assets": COMPANY,
    "clean_room_task_runs": COMPANY,
    "clean_rooms": COMPANY,
    "consumer_installations": "the data of a listing of another company is installed",
    "credentials_manager": "an identity provider's tokens are exchanged",
    "data_quality": "Databricks has not implemented it either",
    "experiments.search_issues": "a model finds the issues",
    "feature_engineering": FEATURES,
    "feature_store": FEATURES,
    "forecasting": TRAINS,
    "genie.download_message_attachment_visualization": "a picture is drawn",
    "genie.genie_cancel_response": "agents answer with a model",
    "knowledge_assistants": "documents are indexed for a model",
    "lakeview_embedded": "tokens for embedded dashboards are not issued",
    "materialized_features": FEATURES,
    "model_registry.test_registry_webhook": OUTSIDE,
    "pipelines.apply_environment": "there is no environment of packages to install",
    "policy_families": "Databricks does not publish the families' definitions",
    "quality_monitors.regenerate_dashboard": "a monitor has no dashboard here",
    "redash_config": "it is the configuration of a retired web page",
    "sandbox.execute_command_sync": MACHINE,
    "sandbox.list_commands": MACHINE,
    "serving_endpoints.create_provisioned_throughput_endpoint": MODEL,
    "serving_endpoints.http_request": OUTSIDE,
    "serving_endpoints.patch_telemetry_config": "traces and logs of endpoints are not written to tables",
    "serving_endpoints.update_provisioned_throughput_endpoint_config": MODEL,
}


def reason(operation_id: str) -> str | None:
    """Why an operation has no behaviour."""
    return REASONS.get(operation_id) or REASONS.get(operation_id.rpartition(".")[0])
