"""The legacy workspace model registry: models with one-part names, versions, stages.

New work belongs in Unity Catalog; what is here is what migrations meet.
"""

from snippets_tests.workspace.services.model_registry import models, records, versions
from snippets_tests.workspace.services.model_registry.records import model, require_move, stage_named, version
from snippets_tests.workspace.services.model_registry.versions import transition_stage

MODULES = (models, records, versions)

__all__ = ["MODULES", "model", "require_move", "stage_named", "transition_stage", "version"]
