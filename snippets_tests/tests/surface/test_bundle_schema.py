"""The JSON schema of bundles: what it lets pass, what it refuses, and that it says what the tables say."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from snippets_tests.surface import bundles, load
from snippets_tests.surface.bundle_schema import SECTIONS, bundle_schema

SCHEMA = bundle_schema(load())
BUNDLE = """
    bundle: {name: shop}
    include: [resources/*.yml]
    variables:
      size: {default: 1}
      cluster: {type: complex, default: {spark_version: 15.4}}
      warehouse: {lookup: {warehouse: Starter}}
    targets:
      dev: {mode: development, default: true, variables: {size: 2}}
      prod:
    resources:
      jobs:
        etl:
          name: etl
          max_concurrent_runs: ${var.size}
          permissions: [{level: CAN_VIEW, group_name: users}]
          tasks:
            - task_key: each
              for_each_task:
                inputs: '[1]'
                task: {task_key: one, notebook_task: {notebook_path: ../src/one.py}}
      schemas: {raw: {catalog_name: main, name: raw, grants: [{principal: users, privileges: [SELECT]}]}}
      dashboards: {sales: {display_name: Sales, warehouse_id: w, file_path: src/sales.lvdash.json}}
    """


def faults(text: str) -> list[str]:
    value: Any = yaml.safe_load(text)
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(value)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_a_bundle_with_everything_passes() -> None:
    assert faults(BUNDLE) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: shop", "nme: shop"),
        ("include:", "inclde:"),
        ("mode: development", "mode: test"),
        ("default: true,", "default: yes please,"),
        ("max_concurrent_runs: ${var.size}", "max_concurrent_runs: many"),
        ("name: etl", "nmae: etl"),
        ("task_key: each", "task_ky: each"),
        ("task_key: one, ", ""),
        ("jobs:", "jbos:"),
        ("privileges:", "privilege:"),
        ("catalog_name: main, ", ""),
    ],
)
def test_what_is_wrong_does_not(old: str, new: str) -> None:
    assert old in BUNDLE
    assert faults(BUNDLE.replace(old, new)) != []


def test_the_schema_has_the_keys_of_the_tables_and_no_others() -> None:
    assert SCHEMA["properties"].keys() == bundles.TOP
    assert SCHEMA["$defs"]["resources"]["properties"].keys() == bundles.RESOURCES.keys()
    for name, (known, _) in SECTIONS.items():
        assert SCHEMA["$defs"][name]["properties"].keys() == known
    assert SCHEMA["$defs"]["target"]["anyOf"][0]["properties"].keys() == bundles.TARGET
