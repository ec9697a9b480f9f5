"""Presets, modes, and the identity under which a bundle's jobs run."""

from __future__ import annotations

import pytest

from snippets_tests.tests.workspace.cli.conftest import Shell, Write, resolved

TAGGED = """
    bundle: {name: shop}
    presets: {name_prefix: "team ", tags: {cost: shop}, trigger_pause_status: PAUSED, jobs_max_concurrent_runs: 3}
    resources:
      jobs: {etl: {name: etl, tags: {cost: own}, schedule: {quartz_cron_expression: 0 0 6 * * ?, timezone_id: UTC}}}
      pipelines: {flow: {name: flow, continuous: true}}
      clusters: {c: {cluster_name: c, spark_version: "15.4", num_workers: 1}}
      experiments: {e: {name: /Shared/e}}
      sql_warehouses: {w: {name: w, tags: {custom_tags: [{key: a, value: b}]}}}
      schemas: {raw: {catalog_name: main, name: raw}}
    targets: {dev: {default: true}, test: {mode: development, presets: {name_prefix: "ada "}}}
    """


def test_presets_reach_every_kind_in_its_form(databricks: Shell, write: Write) -> None:
    write("databricks.yml", TAGGED)
    found = resolved(databricks)["resources"]
    assert found["jobs"]["etl"]["name"] == "team etl"
    assert found["jobs"]["etl"]["tags"] == {"cost": "own"}
    assert found["jobs"]["etl"]["max_concurrent_runs"] == 3
    assert found["jobs"]["etl"]["schedule"]["pause_status"] == "PAUSED"
    assert found["pipelines"]["flow"]["tags"] == {"cost": "shop"}
    assert found["pipelines"]["flow"]["continuous"] is False
    assert "development" not in found["pipelines"]["flow"]
    assert found["clusters"]["c"]["custom_tags"] == {"cost": "shop"}
    assert found["experiments"]["e"]["tags"] == [{"key": "cost", "value": "shop"}]
    assert found["experiments"]["e"]["name"] == "/Shared/team e"
    assert found["sql_warehouses"]["w"]["tags"]["custom_tags"] == [
        {"key": "a", "value": "b"},
        {"key": "cost", "value": "shop"},
    ]
    assert found["schemas"]["raw"]["name"] == "team_raw"
    own = resolved(databricks, "-t test")["resources"]
    assert own["jobs"]["etl"]["name"] == "ada etl"
    assert own["pipelines"]["flow"]["development"] is True


@pytest.mark.parametrize(
    ("target", "old", "new", "says"),
    [
        ("dev", "PAUSED", "HALTED", "Invalid value for trigger_pause_status, should be PAUSED or UNPAUSED"),
        (
            "test",
            "PAUSED",
            "UNPAUSED",
            "target with 'mode: development' cannot set trigger pause status to UNPAUSED by default",
        ),
        ("test", '"ada "', '"bob "', "prefix should contain the current username"),
    ],
)
def test_presets_that_a_mode_forbids(
    databricks: Shell, write: Write, target: str, old: str, new: str, says: str
) -> None:
    write("databricks.yml", TAGGED.replace(old, new))
    assert databricks.error(f"bundle deploy -t {target}").startswith(f"Error: {says}")


RUNS = """
    bundle: {name: shop}
    run_as: {service_principal_name: robot}
    resources:
      jobs: {etl: {name: etl}, own: {name: own, run_as: {user_name: bob@example.com}}}
      pipelines: {flow: {name: flow}}
    """


def test_jobs_and_pipelines_run_as_the_bundle_says(databricks: Shell, write: Write) -> None:
    write("databricks.yml", RUNS)
    found = resolved(databricks)["resources"]
    assert found["jobs"]["etl"]["run_as"] == {"service_principal_name": "robot"}
    assert found["jobs"]["own"]["run_as"] == {"user_name": "bob@example.com"}
    assert found["pipelines"]["flow"]["run_as"] == {"service_principal_name": "robot"}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{service_principal_name: robot}", "{}", "run_as section must specify exactly one non-empty identity"),
        ("robot}", "r, user_name: u}", "run_as section cannot specify both user_name and service_principal_name\n  in"),
        (
            "pipelines: {flow: {name: flow}}",
            "apps: {front: {name: front}}",
            "apps do not support a setting a run_as user that is different from the owner.\n"
            "Current identity: ada@example.com. Run as identity: robot.\nSee https://",
        ),
    ],
)
def test_an_identity_that_cannot_be(databricks: Shell, write: Write, old: str, new: str, says: str) -> None:
    write("databricks.yml", RUNS.replace(old, new))
    assert databricks.error("bundle deploy").startswith(f"Error: {says}")


def test_an_app_may_run_as_its_owner(databricks: Shell, write: Write) -> None:
    apps = "apps: {front: {name: front, source_code_path: .}}"
    own = RUNS.replace("service_principal_name: robot", "user_name: ada@example.com")
    write("databricks.yml", own.replace("pipelines: {flow: {name: flow}}", apps))
    assert "run_as" not in resolved(databricks)["resources"]["apps"]["front"]
