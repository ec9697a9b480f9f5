"""Services of a few operations each: what they keep, what they refuse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import (
    BadRequest,
    DatabricksError,
    InvalidParameterValue,
    NotFound,
    PermissionDenied,
)
from databricks.sdk.service import (
    agentkit,
    apps,
    catalog,
    dashboards,
    database,
    marketplace,
    sharing,
    sql,
)

from snippets_tests.workspace import Tenant

ClientOf = Callable[..., WorkspaceClient]


def test_a_dashboard_is_published_as_it_was(w: WorkspaceClient) -> None:
    warehouse = w.warehouses.create(name="wh", cluster_size="2X-Small", max_num_clusters=1).result().id
    draft = w.lakeview.create(dashboards.Dashboard(display_name="Sales", serialized_dashboard="{}"))
    identity = draft.dashboard_id or ""
    with pytest.raises(BadRequest, match="A warehouse is needed"):
        w.lakeview.publish(identity)
    w.lakeview.publish(identity, warehouse_id=warehouse, embed_credentials=True)
    w.lakeview.update(identity, dashboards.Dashboard(display_name="Sales 2"))
    assert w.lakeview.get_published(identity).display_name == "Sales"
    reverted = w.lakeview.revert(identity).dashboard
    assert reverted and reverted.display_name == "Sales"
    w.lakeview.unpublish(identity)
    with pytest.raises(NotFound, match="is not published"):
        w.lakeview.get_published(identity)


def test_a_catalog_is_bound_to_workspaces(w: WorkspaceClient, client_of: ClientOf) -> None:
    binding = catalog.WorkspaceBinding(
        workspace_id=7, binding_type=catalog.WorkspaceBindingBindingType.BINDING_TYPE_READ_ONLY
    )
    w.workspace_bindings.update_bindings("catalog", "main", add=[binding])
    assert list(w.workspace_bindings.get_bindings("catalog", "main")) == [binding]
    with pytest.raises(PermissionDenied):
        client_of("bob@example.com").workspace_bindings.update("main", assign_workspaces=[8])
    with pytest.raises(InvalidParameterValue, match="not bound to workspace 9"):
        w.workspace_bindings.update("main", unassign_workspaces=[9])


def test_a_system_schema_is_switched_on_and_off(w: WorkspaceClient) -> None:
    metastore = w.metastores.summary().metastore_id or ""
    w.system_schemas.enable(metastore, "access")
    states = {each.schema: each.state for each in w.system_schemas.list(metastore)}
    assert (states["access"], states["query"]) == ("ENABLE_COMPLETED", "AVAILABLE")
    w.system_schemas.disable(metastore, "access")
    with pytest.raises(NotFound, match=r"system\.nope"):
        w.system_schemas.enable(metastore, "nope")


def test_storage_is_not_handed_out(w: WorkspaceClient) -> None:
    with pytest.raises(PermissionDenied, match="External data access is not enabled"):
        w.temporary_table_credentials.generate_temporary_table_credentials(
            operation=catalog.TableOperation.READ, table_id="id"
        )
    with pytest.raises(DatabricksError, match="No external location holds"):
        w.temporary_path_credentials.generate_temporary_path_credentials("s3://x", catalog.PathOperation.PATH_READ)


def test_a_share_is_read_by_whom_it_is_given_to(w: WorkspaceClient) -> None:
    w.shares.create(name="sales")
    w.recipients.create(name="acme", authentication_type=sharing.AuthenticationType.TOKEN)
    w.shares.update_permissions("sales", changes=[sharing.PermissionsChange(principal="acme", add=["SELECT"])])
    held = w.shares.share_permissions("sales").privilege_assignments or []
    assert [(each.principal, each.privileges) for each in held] == [("acme", [sharing.Privilege.SELECT])]
    assert [each.share_name for each in w.recipients.share_permissions("acme").permissions_out or []] == ["sales"]
    with pytest.raises(NotFound, match="Recipient 'nobody' does not exist"):
        w.shares.update_permissions("sales", changes=[sharing.PermissionsChange(principal="nobody", add=["SELECT"])])


def test_an_activation_link_gives_a_token_once(w: WorkspaceClient) -> None:
    w.recipients.create(name="acme", authentication_type=sharing.AuthenticationType.TOKEN)
    rotated = w.recipients.rotate_token("acme", 0)
    link = (rotated.tokens or [])[-1].activation_url or ""
    activation = link.partition("?")[2]
    assert w.recipient_activation.retrieve_token(activation).bearer_token
    assert w.recipients.get("acme").activated
    with pytest.raises(NotFound, match="was used already"):
        w.recipient_activation.retrieve_token(activation)


def test_an_app_is_deployed_from_a_folder(w: WorkspaceClient, tenant: Tenant) -> None:
    w.apps.create_and_wait(apps.App(name="hello"))
    with pytest.raises(NotFound, match="doesn't exist"):
        w.apps.deploy("hello", apps.AppDeployment(source_code_path="/Workspace/Users/ada@example.com/none"))
    w.workspace.mkdirs("/Users/ada@example.com/hello")
    deployment = apps.AppDeployment(source_code_path="/Workspace/Users/ada@example.com/hello")
    done = w.apps.deploy_and_wait("hello", deployment)
    assert done.status and done.status.state == apps.AppDeploymentState.SUCCEEDED
    found = w.apps.get("hello")
    assert found.url == f"https://hello-{tenant.workspace_id}.aws.databricksapps.com"
    assert found.active_deployment and found.active_deployment.deployment_id == done.deployment_id


def test_a_database_instance_gives_credentials(w: WorkspaceClient) -> None:
    made = w.database.create_database_instance_and_wait(database.DatabaseInstance(name="pg", capacity="CU_1"))
    assert w.database.generate_database_credential(instance_names=["pg"]).expiration_time == "2026-01-15T10:00:02Z"
    assert w.database.find_database_instance_by_uid(uid=made.uid).name == "pg"
    with pytest.raises(NotFound, match="Database instance 'none' does not exist"):
        w.database.generate_database_credential(instance_names=["none"])


def test_consumers_see_what_providers_published(w: WorkspaceClient) -> None:
    summary = marketplace.ListingSummary("Weather", marketplace.ListingType.STANDARD)
    identity = w.provider_listings.create(marketplace.Listing(summary)).listing_id or ""
    assert list(w.consumer_listings.list()) == []
    summary.status = marketplace.ListingStatus.PUBLISHED
    w.provider_listings.update(identity, marketplace.Listing(summary))
    assert [each.summary.name for each in w.consumer_listings.list()] == ["Weather"]


def test_the_older_queries_are_the_newer_ones(w: WorkspaceClient) -> None:
    warehouse = w.warehouses.create(name="wh", cluster_size="2X-Small", max_num_clusters=1).result().id
    (source,) = [each for each in w.data_sources.list() if each.warehouse_id == warehouse]
    made = w.queries_legacy.create(name="q", query="SELECT 1", data_source_id=source.id)
    assert w.queries.get(made.id or "").query_text == "SELECT 1"
    alert = w.alerts_legacy.create("high", sql.AlertOptions(column="x", op=">", value="1"), made.id or "")
    assert alert.query and alert.query.id == made.id
    w.queries_legacy.delete(made.id or "")
    assert list(w.queries_legacy.list()) == []
    w.queries_legacy.restore(made.id or "")
    assert [each.name for each in w.queries_legacy.list()] == ["q"]


def test_a_sessions_items_come_and_go_at_its_end(w: WorkspaceClient) -> None:
    store = w.agent_kit.create_session_store(agentkit.SessionStore(), session_store_id="chat")
    session = w.agent_kit.create_session(store.name or "", agentkit.Session(actor_id="ada")).name or ""
    w.agent_kit.append_session_items(session, [agentkit.SessionItem(data={"n": n}) for n in (1, 2)])
    popped = w.agent_kit.pop_session_item(session).item
    assert popped and popped.data == {"n": 2}
    assert [item.data for item in w.agent_kit.list_session_items(session)] == [{"n": 1}]


def test_the_configuration_of_warehouses_is_its_admins(w: WorkspaceClient, client_of: ClientOf) -> None:
    pairs = [sql.EndpointConfPair("spark.x", "1")]
    w.warehouses.set_workspace_warehouse_config(data_access_config=pairs)
    assert w.warehouses.get_workspace_warehouse_config().data_access_config == pairs
    with pytest.raises(PermissionDenied, match="Only workspace admins"):
        client_of("bob@example.com").warehouses.get_workspace_warehouse_config()


def test_an_account_admin_manages_metastores_from_a_workspace(w: WorkspaceClient, client_of: ClientOf) -> None:
    made = w.metastores.create("eu", region="eu-west-1")
    own = w.metastores.current()
    assert w.metastores.get(made.metastore_id or "").region == "eu-west-1"
    assert [each.metastore_id for each in w.metastores.list()] == [own and own.metastore_id, made.metastore_id]
    carol = client_of("carol@example.com", "admins")
    assert [each.metastore_id for each in carol.metastores.list()] == [own and own.metastore_id]
    with pytest.raises(NotFound):
        carol.metastores.get(made.metastore_id or "")
    w.metastores.delete(made.metastore_id or "")
    with pytest.raises(PermissionDenied, match="Only account admins"):
        client_of("bob@example.com", "admins").metastores.create("eu")


def test_a_listing_is_offered_in_an_exchange_once(w: WorkspaceClient) -> None:
    exchange = w.provider_exchanges.create(marketplace.Exchange("partners")).exchange_id or ""
    summary = marketplace.ListingSummary("Weather", marketplace.ListingType.STANDARD)
    listing = w.provider_listings.create(marketplace.Listing(summary)).listing_id or ""
    made = w.provider_exchanges.add_listing_to_exchange(listing, exchange).exchange_for_listing
    assert made and (made.listing_name, made.exchange_name) == ("Weather", "partners")
    with pytest.raises(DatabricksError, match="already is in exchange"):
        w.provider_exchanges.add_listing_to_exchange(listing, exchange)
    w.provider_exchanges.delete_listing_from_exchange(made.id or "")
    assert list(w.provider_exchanges.list_listings_for_exchange(exchange)) == []


def test_a_request_for_data_is_answered(w: WorkspaceClient) -> None:
    summary = marketplace.ListingSummary("Weather", marketplace.ListingType.STANDARD)
    listing = w.provider_listings.create(marketplace.Listing(summary)).listing_id or ""
    terms = marketplace.ConsumerTerms("1")
    made = w.consumer_personalization_requests.create(listing, "forecasts", terms).id or ""
    denied = marketplace.PersonalizationRequestStatus.DENIED
    w.provider_personalization_requests.update(listing, made, denied, reason="sold out")
    (found,) = w.consumer_personalization_requests.get(listing).personalization_requests or []
    assert (found.status, found.status_message) == (denied, "sold out")


def test_the_older_permissions_are_those_of_the_query(w: WorkspaceClient, client_of: ClientOf) -> None:
    bob = client_of("bob@example.com")
    query = w.queries.create(query=sql.CreateQueryRequestQuery(display_name="q", query_text="SELECT 1")).id or ""
    with pytest.raises(PermissionDenied):
        bob.queries.get(query)
    entry = sql.AccessControl(user_name="bob@example.com", permission_level=sql.PermissionLevel.CAN_VIEW)
    held = w.dbsql_permissions.set(sql.ObjectTypePlural.QUERIES, query, access_control_list=[entry])
    assert entry in (held.access_control_list or [])
    assert bob.queries.get(query).display_name == "q"
    bars = sql.CreateVisualizationRequestVisualization(display_name="bars", query_id=query)
    w.query_visualizations.create(visualization=bars)
    assert [each.display_name for each in w.queries.list_visualizations(query)] == ["bars"]


def test_declared_lineage_is_found_from_both_ends(w: WorkspaceClient) -> None:
    table = catalog.ExternalLineageObject(table=catalog.ExternalLineageTable(name="main.default.orders"))
    path = catalog.ExternalLineageObject(path=catalog.ExternalLineagePath(url="s3://raw/orders"))
    w.external_lineage.create_external_lineage_relationship(catalog.CreateRequestExternalLineage(path, table))
    (up,) = w.external_lineage.list_external_lineage_relationships(table, catalog.LineageDirection.UPSTREAM)
    assert up.file_info and up.file_info.path == "s3://raw/orders"
    with pytest.raises(DatabricksError, match="already exists"):
        w.external_lineage.create_external_lineage_relationship(catalog.CreateRequestExternalLineage(path, table))


def test_a_monitor_needs_its_table(w: WorkspaceClient) -> None:
    with pytest.raises(DatabricksError, match=r"main\.default\.none"):
        w.quality_monitors.create("main.default.none", "main.default", "/Shared", snapshot=catalog.MonitorSnapshot())
