"""Databricks' own endpoints: foundation models, paid by the token. They are listed; none answers here.

The names are from the page "Databricks-hosted foundation models available in Foundation Model APIs".
"""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.clock import START

CHAT, EMBEDDINGS = "llm/v1/chat", "llm/v1/embeddings"
MODELS = {
    "databricks-meta-llama-3-3-70b-instruct": ("Meta Llama 3.3 70B Instruct", CHAT),
    "databricks-gte-large-en": ("GTE Large (En)", EMBEDDINGS),
    "databricks-bge-large-en": ("BGE Large (En)", EMBEDDINGS),
}
PREFIX = "databricks-"


def endpoint(name: str) -> dict[str, Any] | None:
    """One of them as the API shows it, or None."""
    if name not in MODELS:
        return None
    title, task = MODELS[name]
    made = int(START.timestamp() * 1000)
    entity = {"name": name, "foundation_model": {"name": name, "display_name": title}}
    return {
        "name": name,
        "creation_timestamp": made,
        "last_updated_timestamp": made,
        "state": {"ready": "READY", "config_update": "NOT_UPDATING"},
        "config": {"served_entities": [entity]},
        "task": task,
    }
