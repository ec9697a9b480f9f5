"""What is wrong around a bundle's resources, and for which release of the command it is."""

from __future__ import annotations

import pytest

from snippets_tests.tests.workspace.cli.conftest import Shell, Write

WRONG = """
    bundle:
      name: shop
    permissions:
      - level: CAN_VIEW
        group_name: users
    resources:
      jobs:
        etl:
          name: etl
      schemas:
        raw:
          catalog_name: main
          name: raw
          grants:
            - principal: users
              privileges: [USE_SCHEMA]
    """


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("        raw:", "        etl:",
         "multiple resources or scripts have been defined with the same key: etl\n  at resources.jobs.etl\n"
         "     resources.schemas.etl\n  in databricks.yml:8:5\n     databricks.yml:11:5"),
        ("        etl:\n          name: etl", "        etl:",
         "job etl is not defined\n  at resources.jobs.etl\n  in databricks.yml:8:9"),
        ("- principal: users\n              privileges", "- privileges",
         "grant principal is required\n  at resources.schemas.raw.grants[0]\n  in databricks.yml:15:11"),
        ("CAN_VIEW", "CAN_FLY", "invalid permission: CAN_FLY, allowed values are CAN_MANAGE, CAN_VIEW, CAN_RUN\n  at"),
        ("        group_name: users", "        group: users",
         "unknown field: group\n  at permissions[0].group\n  in databricks.yml:5:12"),
        ("        group_name: users", "        group_name: users\n        user_name: bob",
         "a permission names exactly one of group_name, service_principal_name, user_name\n  at permissions[0]"),
        ("- level: CAN_VIEW\n        group_name", "- group_name", "permission level is required\n  at permissions[0]"),
        ("      name: shop", "      name: shop\n      databricks_cli_version: '>= 99'",
         "Databricks CLI version constraint not satisfied. Required: >= 99, current: 1.13.0\n"),
        ("      name: shop", "      name: shop\n      databricks_cli_version: soon",
         'invalid version constraint "soon" specified\n'),
        ("    resources:", "    variables: {a: {type: list, default: 1}}\n    resources:",
         'invalid value "list" for enum field. Valid values are [complex]\n  at variables.a.type\n'),
        ("    resources:", "    artifacts: {w: {type: whl, dynamic_version: true}}\n    resources:",
         "dynamic_version is not emulated by this stand-in\n"),
        ("    resources:", "    sync: {paths: [nowhere]}\n    resources:", "path nowhere does not exist\n"),
    ],
)  # fmt: skip
def test_what_is_wrong_around_resources_is_refused(
    databricks: Shell, write: Write, old: str, new: str, says: str
) -> None:
    assert old in WRONG
    write("databricks.yml", WRONG.replace(old, new))
    said = databricks("bundle deploy").stderr.decode()
    assert said.partition("Error: ")[2].startswith(says), said


def test_right_version_constraints_pass(databricks: Shell, write: Write) -> None:
    for constraint in (">= 0.218", "1.*", "1.13.0", ">= 1.0.0, < 2"):
        write(
            "databricks.yml", WRONG.replace("name: shop", f"name: shop\n      databricks_cli_version: '{constraint}'")
        )
        assert databricks.out("bundle validate").endswith("Validation OK!\n")
