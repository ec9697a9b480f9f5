"""What MLflow's client remembers in a process: a block that stands alone, or a job's code, must find none of it.

On a reader's machine each would be a process or a notebook of its own; here they share one. In code on a compute
MLflow's tracking and registry are preset, as on Databricks.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from snippets_tests.slot import Slot

# Tracking is preset on Databricks' compute, and the registry follows it; what is sent home and drawn is left out, and
# the links to runs too, which MLflow does not print in a notebook of Databricks. Traces are sent at once: the next
# block wants to find them, and to wait for MLflow's own queue takes a second each time.
PRESET: Mapping[str, str] = {
    "MLFLOW_TRACKING_URI": "databricks",
    "MLFLOW_REGISTRY_URI": "databricks-uc",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ENABLE_ASYNC_TRACE_LOGGING": "false",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
}
# The variables of its modules in which MLflow keeps what was set.
PROMPTS = "mlflow.prompt.registry_utils"
STORES = "mlflow.tracking._model_registry.registry"
TRACKING, REGISTRY = "mlflow.tracking._tracking_service.utils", "mlflow.tracking._model_registry.utils"
FLUENT = "mlflow.tracking.fluent"
_State = tuple[str | None, str | None, str | None, Mapping[str, Mapping[str, Any]]]
_FRESH: _State = (None, None, None, {})


def forget() -> None:
    """End what is open, then forget stores, the active experiment, prompts and autologging."""
    if _imported():
        _close()
    _recall(_FRESH)


@contextlib.contextmanager
def apart() -> Iterator[None]:
    """Run code that finds nothing of what MLflow remembers, and leaves nothing."""
    with _STATE.holding(_FRESH):
        try:
            yield
        finally:
            if _imported():
                _close()


def _imported() -> bool:
    return FLUENT in sys.modules and hasattr(sys.modules.get("mlflow"), "end_run")


def _close() -> None:
    """End the runs of this thread, as the end of its process would; what it says then, nobody reads."""
    mlflow = sys.modules["mlflow"]
    with contextlib.redirect_stdout(io.StringIO()):
        while mlflow.active_run() is not None:
            mlflow.end_run()


def _remembered() -> _State:
    if not _imported():
        return _FRESH
    tracking, registry, fluent = (vars(sys.modules[name]) for name in (TRACKING, REGISTRY, FLUENT))
    autologging = {name: dict(settings) for name, settings in _integrations().items()}
    return tracking["_tracking_uri"], registry["_registry_uri"], fluent["_active_experiment_id"], autologging


def _recall(state: _State) -> None:
    if not _imported():
        return
    mlflow, (tracking, registry, experiment, autologging) = sys.modules["mlflow"], state
    before = {name: os.environ.get(name) for name in PRESET}
    mlflow.set_tracking_uri(tracking)  # resets tracing as well, which holds on to the place that it sends to
    mlflow.set_registry_uri(registry)
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    vars(sys.modules[FLUENT])["_active_experiment_id"] = experiment
    # A registry's store holds the Spark session that was active when it was made, which may be another page's by now.
    vars(sys.modules[STORES])["ModelRegistryStoreRegistry"]._get_store_with_resolved_uri.cache_clear()
    if PROMPTS in sys.modules:  # they are kept by name, which on another page means another prompt
        vars(sys.modules[PROMPTS])["PromptCache"].get_instance().clear()
    # Without settings a library's autologging is off. To call `autolog(disable=True)` would leave some, and
    # `mlflow.autolog()` passes over a library whose own `autolog` somebody has called.
    for name, settings in _integrations().items():
        settings.clear()
        settings.update(autologging.get(name, {}))


_STATE: Slot[_State] = Slot(_remembered, _recall)


def _integrations() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = vars(sys.modules["mlflow.utils.autologging_utils"])["AUTOLOGGING_INTEGRATIONS"]
    return found
