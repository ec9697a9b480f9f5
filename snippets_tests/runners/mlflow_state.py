"""What MLflow's client remembers in a process: a block that stands alone must find none of it.

On a reader's machine each block would be a process or a notebook of its own; here they share one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

# On Databricks' compute both are preset; with a host and a token from the environment they mean the page's workspace.
PRESET: Mapping[str, str] = {
    "MLFLOW_TRACKING_URI": "databricks",
    "MLFLOW_REGISTRY_URI": "databricks-uc",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
}


def forget() -> None:
    """Send traces that wait, end runs, and forget stores, the active experiment and autologging."""
    mlflow = sys.modules.get("mlflow")
    if mlflow is None or not hasattr(mlflow, "tracing"):
        return
    flush()
    while mlflow.active_run() is not None:
        mlflow.end_run()
    _stop_autologging()
    before = {name: os.environ.get(name) for name in ("MLFLOW_TRACKING_URI", "MLFLOW_REGISTRY_URI")}
    mlflow.set_tracking_uri(None)
    mlflow.set_registry_uri(None)
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    vars(sys.modules["mlflow.tracking.fluent"])["_active_experiment_id"] = None
    mlflow.tracing.reset()


def flush() -> None:
    """Send the traces that wait: they go in the background, and a page's next block wants to find them."""
    mlflow = sys.modules.get("mlflow")
    if mlflow is not None and hasattr(mlflow, "flush_trace_async_logging"):
        mlflow.flush_trace_async_logging()


def _stop_autologging() -> None:
    autologging = sys.modules["mlflow.utils.autologging_utils"]
    for name, settings in list(autologging.AUTOLOGGING_INTEGRATIONS.items()):
        module = sys.modules.get(f"mlflow.{name}")
        if module is not None and not settings.get("disable", True):
            module.autolog(disable=True, silent=True)
