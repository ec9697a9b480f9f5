"""The relations of an information_schema and their columns, in Databricks' order.

From the SQL language manual (language-manual/information-schema/), where each relation has a page; the columns that a
workspace shows beyond those pages (`storage_path`, `collation_*`, `is_materialized` …) are at their places. Names are
in lower case, as Databricks keeps them.
"""

from __future__ import annotations

from snippets_tests.lakehouse.securables import Column

NAME = "information_schema"

_NUMBERS = (
    "character_maximum_length character_octet_length numeric_precision numeric_precision_radix numeric_scale "
    "datetime_precision interval_type interval_precision maximum_cardinality"
)
_COLLATION = "collation_catalog collation_schema collation_name"
_TIMES = "created created_by last_altered last_altered_by"
_PRIVILEGE = "privilege_type is_grantable inherited_from"
_CONSTRAINT = "constraint_catalog constraint_schema constraint_name"
_TABLE = "table_catalog table_schema table_name"
_ROUTINE = "specific_catalog specific_schema specific_name"

_RELATIONS = {
    "catalog_privileges": f"grantor grantee catalog_name {_PRIVILEGE}",
    "catalog_tags": "catalog_name tag_name tag_value",
    "catalogs": f"catalog_name catalog_owner comment {_TIMES}",
    "check_constraints": f"{_CONSTRAINT} check_clause sql_path comment",
    "column_masks": f"{_TABLE} column_name mask_name using_columns",
    "column_tags": "catalog_name schema_name table_name column_name tag_name tag_value",
    "columns": (
        f"{_TABLE} column_name ordinal_position column_default is_nullable full_data_type data_type {_NUMBERS} "
        "is_identity identity_generation identity_start identity_increment identity_maximum identity_minimum "
        "identity_cycle is_generated generation_expression is_system_time_period_start is_system_time_period_end "
        f"system_time_period_timestamp_generation is_updatable partition_index comment {_COLLATION}"
    ),
    "constraint_column_usage": f"{_TABLE} column_name {_CONSTRAINT}",
    "constraint_table_usage": f"{_TABLE} {_CONSTRAINT}",
    "information_schema_catalog_name": "catalog_name",
    "key_column_usage": f"{_CONSTRAINT} {_TABLE} column_name ordinal_position position_in_unique_constraint",
    "metastore_privileges": f"grantor grantee metastore_id {_PRIVILEGE}",
    "metastores": (
        "metastore_id metastore_name metastore_owner storage_root storage_root_credential_id "
        "storage_root_credential_name delta_sharing_scope delta_sharing_recipient_token_lifetime "
        f"delta_sharing_organization_name privilege_model_version cloud region global_metastore_id {_TIMES}"
    ),
    "parameters": (
        f"{_ROUTINE} ordinal_position parameter_mode is_result as_locator parameter_name data_type full_data_type "
        f"{_NUMBERS} parameter_default comment {_COLLATION}"
    ),
    "referential_constraints": (
        f"{_CONSTRAINT} unique_constraint_catalog unique_constraint_schema unique_constraint_name match_option "
        "update_rule delete_rule"
    ),
    "routine_columns": f"{_ROUTINE} column_name ordinal_position data_type full_data_type {_NUMBERS} comment",
    "routine_privileges": f"grantor grantee {_ROUTINE} routine_catalog routine_schema routine_name {_PRIVILEGE}",
    "routines": (
        f"{_ROUTINE} routine_catalog routine_schema routine_name routine_owner routine_type data_type full_data_type "
        f"{_NUMBERS} routine_body routine_definition external_name external_language parameter_style is_deterministic "
        f"sql_data_access is_null_call security_type sql_path comment {_TIMES} {_COLLATION}"
    ),
    "row_filters": f"{_TABLE} filter_name target_columns",
    "schema_privileges": f"grantor grantee catalog_name schema_name {_PRIVILEGE}",
    "schema_tags": "catalog_name schema_name tag_name tag_value",
    "schemata": f"catalog_name schema_name schema_owner comment {_TIMES} url custom_max_retention_hours",
    "table_constraints": f"{_CONSTRAINT} {_TABLE} constraint_type is_deferrable initially_deferred enforced",
    "table_privileges": f"grantor grantee {_TABLE} {_PRIVILEGE}",
    "table_tags": "catalog_name schema_name table_name tag_name tag_value",
    "tables": (
        f"{_TABLE} table_type is_insertable_into commit_action table_owner comment {_TIMES} data_source_format "
        "storage_sub_directory storage_path"
    ),
    "views": f"{_TABLE} view_definition check_option is_updatable is_insertable_into sql_path is_materialized",
    "volume_privileges": f"grantor grantee volume_catalog volume_schema volume_name {_PRIVILEGE}",
    "volume_tags": "catalog_name schema_name volume_name tag_name tag_value",
    "volumes": f"volume_catalog volume_schema volume_name volume_type volume_owner comment storage_location {_TIMES}",
}

_TYPES = {
    **dict.fromkeys(["created", "last_altered"], "timestamp"),
    **dict.fromkeys(
        [
            "ordinal_position",
            "position_in_unique_constraint",
            "character_maximum_length",
            "numeric_precision",
            "numeric_precision_radix",
            "numeric_scale",
            "datetime_precision",
            "interval_precision",
            "maximum_cardinality",
            "partition_index",
            "custom_max_retention_hours",
        ],
        "int",
    ),
    "delta_sharing_recipient_token_lifetime": "bigint",
}


def columns(relation: str) -> tuple[Column, ...]:
    """The columns of a relation.

    Raises:
        KeyError: An information_schema has no such relation.
    """
    return tuple(Column(name, _TYPES.get(name, "string")) for name in _RELATIONS[relation].split())


def names() -> list[str]:
    """All relations, by name."""
    return sorted(_RELATIONS)


def known(relation: str) -> bool:
    """Tell whether an information_schema has such a relation."""
    return relation in _RELATIONS
