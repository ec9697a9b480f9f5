"""MLflow's client, unmodified, against the test's tenant. Importing it is what costs: seconds, once a process."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

import pytest

from snippets_tests.runners.mlflow_state import PRESET, forget
from snippets_tests.workspace import Tenant


@pytest.fixture
def mlflow(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """MLflow as on Databricks' compute: tracking and registry are preset."""
    for name, value in {**PRESET, "DATABRICKS_HOST": tenant.host, "DATABRICKS_TOKEN": tenant.token}.items():
        monkeypatch.setenv(name, value)
    import mlflow

    monkeypatch.delenv("MLFLOW_EXPERIMENT_ID", raising=False)
    forget()
    yield mlflow
    forget()
