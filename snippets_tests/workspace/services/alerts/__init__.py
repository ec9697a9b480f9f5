"""Evaluating alerts of all three forms (`alerts_v2`, `alerts`, `alerts_legacy`), which other modules keep.

An alert is evaluated when its schedule comes due, or by a task of a job. Its query runs on the lakehouse as its owner;
the state that follows is shown on the alert, and whoever is to be told is noted in the outbox.
"""

from snippets_tests.workspace.services.alerts.evaluation import evaluate, find

__all__ = ["evaluate", "find"]
