"""Catalogs, owners and grants, without Spark."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from snippets_tests.lakehouse.metastore import Metastore, MetastoreError
from snippets_tests.lakehouse.securables import Column, TableFacts
from snippets_tests.tests.lakehouse.tenants import ADA, BOB, metastore


class People:
    """Ada is the admin, Bob an engineer; nobody else is there."""

    def exists(self, principal: str) -> bool:
        return principal in (ADA, BOB, "engineers")

    def groups_of(self, principal: str) -> Iterable[str]:
        return ["engineers"] if principal == BOB else []

    def is_admin(self, principal: str) -> bool:
        return principal == ADA


@pytest.fixture
def store() -> Metastore:
    made = metastore(People())
    made.create_catalog("dev")
    made.create_schema("dev", "raw")
    made.create_volume("dev", "raw", "files")
    made.create_table(TableFacts("dev.raw.events", columns=(Column("id", "int"),)))
    return made


def refusal(act: Callable[[], object]) -> tuple[str, int, str]:
    with pytest.raises(MetastoreError) as caught:
        act()
    return caught.value.error_code, caught.value.status, caught.value.message


def test_a_fresh_metastore_has_main_samples_and_system() -> None:
    fresh = metastore()
    assert [catalog.name for catalog in fresh.list_catalogs()] == ["main", "samples", "system"]
    assert [schema.name for schema in fresh.list_schemas("main")] == ["default", "information_schema"]
    assert "nyctaxi" in [schema.name for schema in fresh.list_schemas("samples")]
    trips = fresh.get_table("samples.nyctaxi.trips")
    assert ("fare_amount", "double") in [(column.name, column.type) for column in trips.columns]
    assert "decimal(18,2)" in {column.type for column in fresh.get_table("samples.tpch.lineitem").columns}


def test_the_same_steps_give_the_same_ids_and_times() -> None:
    assert metastore().list_catalogs() == metastore().list_catalogs()


def test_names_are_kept_in_lower_case(store: Metastore) -> None:
    assert store.create_schema("DEV", "Gold").full_name == "dev.gold"
    assert store.get_schema("Dev.GOLD").name == "gold"


@pytest.mark.parametrize("name", ["", "a b", "a.b", "a/b", "x" * 256])
def test_a_bad_name_is_refused(store: Metastore, name: str) -> None:
    assert refusal(lambda: store.create_schema("dev", name))[0] == "INVALID_PARAMETER_VALUE"


def test_what_is_missing_is_named_at_the_first_part_that_is_missing(store: Metastore) -> None:
    assert refusal(lambda: store.get_table("no.raw.t")) == (
        "CATALOG_DOES_NOT_EXIST", 404, "Catalog 'no' does not exist.",
    )  # fmt: skip
    assert refusal(lambda: store.get_table("dev.no.t"))[2] == "Schema 'dev.no' does not exist."
    assert refusal(lambda: store.get_table("dev.raw.no"))[0] == "TABLE_DOES_NOT_EXIST"
    assert refusal(lambda: store.get_table("raw.events"))[0] == "INVALID_PARAMETER_VALUE"


def test_what_exists_cannot_be_created_again(store: Metastore) -> None:
    assert refusal(lambda: store.create_catalog("dev"))[:2] == ("CATALOG_ALREADY_EXISTS", 400)
    assert refusal(lambda: store.create_schema("dev", "raw"))[2] == "Schema 'raw' already exists"
    assert refusal(lambda: store.create_volume("dev", "raw", "files"))[0] == "VOLUME_ALREADY_EXISTS"


def test_a_full_container_is_dropped_only_by_force(store: Metastore) -> None:
    error = refusal(lambda: store.delete("SCHEMA", "dev.raw"))
    assert error[2] == "Schema 'dev.raw' is not empty. The schema has 1 tables(s), 0 functions(s), 1 volumes(s)"
    store.delete("CATALOG", "dev", force=True)
    assert refusal(lambda: store.get_volume("dev.raw.files"))[0] == "CATALOG_DOES_NOT_EXIST"
    store.create_catalog("dev")
    assert [schema.name for schema in store.list_schemas("dev")] == ["default", "information_schema"]


def test_a_privilege_on_a_catalog_holds_for_what_is_in_it(store: Metastore) -> None:
    store.grant(BOB, ["USE CATALOG", "use_schema", "SELECT"], "CATALOG", "dev")
    store.require(BOB, "SELECT", "TABLE", "dev.raw.events")
    assert refusal(lambda: store.require(BOB, "MODIFY", "TABLE", "dev.raw.events")) == (
        "PERMISSION_DENIED", 403, "User does not have MODIFY on Table 'dev.raw.events'.",
    )  # fmt: skip


def test_a_table_needs_use_of_its_containers_too(store: Metastore) -> None:
    store.grant(BOB, ["SELECT"], "TABLE", "dev.raw.events")
    denied = lambda: refusal(lambda: store.require(BOB, "SELECT", "TABLE", "dev.raw.events"))[2]  # noqa: E731
    assert denied() == "User does not have USE CATALOG on Catalog 'dev'."
    store.grant(BOB, ["USE CATALOG"], "CATALOG", "dev")
    assert denied() == "User does not have USE SCHEMA on Schema 'dev.raw'."
    store.grant(BOB, ["USE SCHEMA"], "SCHEMA", "dev.raw")
    store.require(BOB, "SELECT", "TABLE", "dev.raw.events")


def test_a_group_passes_its_privileges_on(store: Metastore) -> None:
    store.grant("engineers", ["ALL PRIVILEGES"], "CATALOG", "dev")
    store.require(BOB, "MODIFY", "TABLE", "dev.raw.events")
    store.require(BOB, "READ_VOLUME", "VOLUME", "dev.raw.files")
    assert (
        refusal(lambda: store.grant("engineers", ["SELECT"], "CATALOG", "dev", principal=BOB))[0] == "PERMISSION_DENIED"
    )


def test_all_privileges_does_not_hold_manage_and_is_revoked_by_its_own_name(store: Metastore) -> None:
    store.grant(BOB, ["ALL_PRIVILEGES", "SELECT"], "TABLE", "dev.raw.events")
    assert not store.grants.manages(BOB, "TABLE", "dev.raw.events")
    store.revoke(BOB, ["ALL_PRIVILEGES"], "TABLE", "dev.raw.events")
    assert [grant.privilege for grant in store.grants.direct("TABLE", "dev.raw.events")] == ["SELECT"]


def test_manage_allows_to_grant_and_drop_but_not_to_read(store: Metastore) -> None:
    store.grant(BOB, ["MANAGE", "USE CATALOG", "USE SCHEMA"], "CATALOG", "dev")
    assert refusal(lambda: store.require(BOB, "SELECT", "TABLE", "dev.raw.events"))[0] == "PERMISSION_DENIED"
    store.grant(BOB, ["SELECT"], "TABLE", "dev.raw.events", principal=BOB)
    store.require(BOB, "SELECT", "TABLE", "dev.raw.events")
    store.delete("TABLE", "dev.raw.events", principal=BOB)


def test_effective_grants_say_where_they_come_from(store: Metastore) -> None:
    store.grant(BOB, ["SELECT"], "SCHEMA", "dev.raw")
    store.grant(BOB, ["USE CATALOG"], "CATALOG", "dev")
    found = [
        (grant.privilege, grant.kind, grant.full_name) for grant in store.grants.effective("TABLE", "dev.raw.events")
    ]
    assert found == [("SELECT", "SCHEMA", "dev.raw"), ("USE_CATALOG", "CATALOG", "dev")]


@pytest.mark.parametrize(
    ("privilege", "kind", "name"),
    [
        ("READ VOLUME", "TABLE", "dev.raw.events"),
        ("SELECT", "VOLUME", "dev.raw.files"),
        ("CREATE SCHEMA", "SCHEMA", "dev.raw"),
        ("USE CATALOG", "SCHEMA", "dev.raw"),
        ("SELECT", "METASTORE", "metastore"),
        ("FLY", "CATALOG", "dev"),
    ],
)
def test_a_privilege_that_does_not_apply_is_refused(store: Metastore, privilege: str, kind: str, name: str) -> None:
    assert refusal(lambda: store.grant(BOB, [privilege], kind, name))[0] == "INVALID_PARAMETER_VALUE"


def test_a_grant_to_nobody_is_refused(store: Metastore) -> None:
    assert refusal(lambda: store.grant("carl", ["SELECT"], "CATALOG", "dev")) == (
        "PRINCIPAL_DOES_NOT_EXIST", 404, "Could not find principal with name carl",
    )  # fmt: skip


def test_only_who_may_sees_a_catalog(store: Metastore) -> None:
    assert [catalog.name for catalog in store.list_catalogs(BOB)] == ["samples", "system"]
    store.grant("engineers", ["BROWSE"], "CATALOG", "dev")
    assert [catalog.name for catalog in store.list_catalogs(BOB)] == ["dev", "samples", "system"]


def test_creating_needs_the_privilege_and_makes_the_owner(store: Metastore) -> None:
    assert (
        refusal(lambda: store.create_catalog("bobs", principal=BOB))[2]
        == "User does not have CREATE CATALOG on Metastore."
    )
    store.grant(BOB, ["CREATE CATALOG"], "METASTORE", "")
    made = store.create_catalog("bobs", principal=BOB)
    assert (made.owner, made.created_by) == (BOB, BOB)
    store.create_schema("bobs", "own", principal=BOB)
    assert store.get_schema("bobs.own").owner == BOB


def test_an_owner_may_pass_ownership_on_and_loses_it_then(store: Metastore) -> None:
    store.update("TABLE", "dev.raw.events", owner=BOB)
    store.update("TABLE", "dev.raw.events", principal=BOB, owner=ADA, comment="given back")
    assert store.get_table("dev.raw.events").comment == "given back"
    assert (
        refusal(lambda: store.update("TABLE", "dev.raw.events", principal=BOB, comment="x"))[0] == "PERMISSION_DENIED"
    )


def test_an_unknown_field_cannot_be_updated(store: Metastore) -> None:
    assert refusal(lambda: store.update("CATALOG", "dev", colour="red"))[0] == "INVALID_PARAMETER_VALUE"


def test_a_renamed_volume_keeps_its_grants(store: Metastore) -> None:
    store.grant(BOB, ["READ VOLUME"], "VOLUME", "dev.raw.files")
    store.update("VOLUME", "dev.raw.files", name="papers")
    assert [grant.privilege for grant in store.grants.direct("VOLUME", "dev.raw.papers")] == ["READ_VOLUME"]
    assert refusal(lambda: store.get_volume("dev.raw.files"))[0] == "VOLUME_DOES_NOT_EXIST"


def test_what_lives_elsewhere_can_be_noted_and_granted(store: Metastore) -> None:
    store.note("CONNECTION", "postgres", principal=BOB)
    store.grant("engineers", ["USE CONNECTION"], "CONNECTION", "postgres", principal=BOB)
    store.require(BOB, "USE_CONNECTION", "CONNECTION", "postgres")
