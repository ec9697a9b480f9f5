"""As whom a bundle's jobs and pipelines run: the bundle's `run_as`, where a resource does not say it itself.

Source: https://docs.databricks.com/aws/en/dev-tools/bundles/run-as
"""

from __future__ import annotations

from snippets_tests.workspace.cli.bundle.config import BundleError, Config

IDENTITIES = ("user_name", "service_principal_name")
RUNNING = ("jobs", "pipelines")
OWNED = ("apps", "model_serving_endpoints")
"""Kinds that always run as their owner."""

LEARN = "See https://docs.databricks.com/dev-tools/bundles/run-as.html to learn more about the run_as property."


def apply(config: Config) -> None:
    """Put the identity into the resources.

    Raises:
        BundleError: for none, for two, and for resources that cannot run as another than their owner.
    """
    if "run_as" not in config.value:
        return
    given = {name: value for name, value in config.mapping("run_as").items() if name in IDENTITIES and value}
    place = config.place(("run_as",))
    if len(given) > 1:
        raise BundleError("run_as section cannot specify both user_name and service_principal_name", place=place)
    if not given:
        message = "run_as section must specify exactly one non-empty identity: user_name or service_principal_name"
        raise BundleError(message, place=place)
    (identity,) = given.values()
    user = config.get("workspace", "current_user", "userName")
    for group, key, body in config.resources():
        if group in OWNED and identity != user:
            raise BundleError(
                f"{group} do not support a setting a run_as user that is different from the owner.\n"
                f"Current identity: {user}. Run as identity: {identity}.\n{LEARN}",
                place=config.place(("resources", group, key)),
            )
        if group in RUNNING:
            body.setdefault("run_as", dict(given))
