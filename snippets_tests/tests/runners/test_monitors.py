"""Monitors of tables by both APIs, with their metrics computed on the lakehouse."""

from __future__ import annotations

from snippets_tests.tests.runners.conftest import Check, failure

TABLE = """
    ```sql
    CREATE TABLE main.default.sales AS
    SELECT TIMESTAMP'2026-01-14 08:00' AS at, shop, amount FROM VALUES ('north', 10), ('south', 20) AS t(shop, amount)
    ```
    """
BY_ID = """
    ```python
    from databricks.sdk import WorkspaceClient
    from databricks.sdk.errors import InvalidParameterValue, NotFound, ResourceAlreadyExists
    from databricks.sdk.service import dataquality as dq

    w = WorkspaceClient()
    table, schema = w.tables.get("main.default.sales"), w.schemas.get("main.default")
    day = dq.AggregationGranularity.AGGREGATION_GRANULARITY_1_DAY
    series = dq.TimeSeriesConfig(timestamp_column="at", granularities=[day])
    config = dq.DataProfilingConfig(output_schema_id=schema.schema_id, assets_dir="/Shared/m", time_series=series)
    monitor = dq.Monitor(object_type="table", object_id=table.table_id, data_profiling_config=config)
    print(w.data_quality.create_monitor(monitor).data_profiling_config.status.value)
    kept = w.data_quality.get_monitor("table", table.table_id).data_profiling_config
    print(kept.status.value, kept.monitor_version, kept.profile_metrics_table_name)
    assert kept.time_series.granularities == [day]
    begun = w.data_quality.create_refresh("table", table.table_id, dq.Refresh("table", table.table_id))
    print(begun.state.value)
    for each in w.data_quality.list_refresh("table", table.table_id):
        print(each.state.value, each.trigger.value, each.end_time_ms > each.start_time_ms)
    try:
        w.data_quality.create_monitor(monitor)
    except ResourceAlreadyExists as error:
        print(error)
    config.slicing_exprs = ["no_column > 1"]
    changed = w.data_quality.update_monitor("table", table.table_id, monitor, "data_profiling_config.slicing_exprs")
    print(changed.data_profiling_config.monitor_version)
    begun = w.data_quality.create_refresh("table", table.table_id, dq.Refresh("table", table.table_id))
    ended = w.data_quality.get_refresh("table", table.table_id, begun.refresh_id)
    print(ended.state.value, ended.message[:35])
    series.timestamp_column = "shop"
    for mask in ("data_profiling_config.time_series", "data_profiling_config.assets_dir"):
        try:
            w.data_quality.update_monitor("table", table.table_id, monitor, mask)
        except InvalidParameterValue as error:
            print(error)
    daily = dq.CronSchedule(quartz_cron_expression="0 0 8 * * ?", timezone_id="UTC")
    config.schedule, config.slicing_exprs = daily, []
    w.data_quality.update_monitor(
        "table", table.table_id, monitor, "data_profiling_config.schedule,data_profiling_config.slicing_exprs"
    )
    print(w.api_client.do("POST", "/lakeproof/clock", body={"seconds": 2 * 86400})["fired"])
    latest = next(iter(w.data_quality.list_refresh("table", table.table_id)))
    print(latest.state.value, latest.trigger.value)
    daily.quartz_cron_expression = "every day"
    try:
        w.data_quality.update_monitor("table", table.table_id, monitor, "data_profiling_config.schedule")
    except InvalidParameterValue as error:
        print(error)
    w.data_quality.delete_monitor("table", table.table_id)
    try:
        w.data_quality.get_monitor("table", table.table_id)
    except NotFound as error:
        print(str(error)[:36])
    ```

    ```output
    DATA_PROFILING_STATUS_PENDING
    DATA_PROFILING_STATUS_ACTIVE 0 main.default.sales_profile_metrics
    MONITOR_REFRESH_STATE_PENDING
    MONITOR_REFRESH_STATE_SUCCESS MONITOR_REFRESH_TRIGGER_MANUAL True
    MONITOR_REFRESH_STATE_SUCCESS MONITOR_REFRESH_TRIGGER_MANUAL True
    Table 'main.default.sales' already has a monitor.
    1
    MONITOR_REFRESH_STATE_FAILED [UNRESOLVED_COLUMN.WITH_SUGGESTION]
    Column 'shop' (timestamp_column) must be a TIMESTAMP or a DATE.
    Field data_profiling_config.assets_dir cannot be updated.
    2
    MONITOR_REFRESH_STATE_SUCCESS MONITOR_REFRESH_TRIGGER_SCHEDULE
    Invalid quartz cron expression 'every day': it has 6 or 7 fields.
    Cannot find Monitor with ID: /metast
    ```
    """
BY_NAME = """
    ```python
    from databricks.sdk import WorkspaceClient
    from databricks.sdk.service import catalog

    w = WorkspaceClient()
    name = "main.default.sales"
    series = catalog.MonitorTimeSeries(timestamp_col="at", granularities=["1 day", "2 weeks"])
    metric = catalog.MonitorMetric(
        "spread", "max({{input_column}}) - min({{input_column}})", ["amount"], "double",
        catalog.MonitorMetricType.CUSTOM_METRIC_TYPE_AGGREGATE,
    )
    made = w.quality_monitors.create(
        name, output_schema_name="main.default", assets_dir="/Shared/m", time_series=series, custom_metrics=[metric]
    )
    print(made.status.value, made.time_series.granularities, made.custom_metrics[0].type.value)
    run = w.quality_monitors.run_refresh(name)
    print(run.state.value, w.quality_monitors.get_refresh(name, run.refresh_id).state.value)
    print(len(w.quality_monitors.list_refreshes(name).refreshes), w.quality_monitors.get(name).status.value)
    changed = w.quality_monitors.update(name, "main.default", snapshot=catalog.MonitorSnapshot())
    print(changed.monitor_version, changed.time_series, changed.snapshot is not None)
    w.quality_monitors.delete(name)
    ```

    ```output
    MONITOR_STATUS_PENDING ['1 day', '2 weeks'] CUSTOM_METRIC_TYPE_AGGREGATE
    PENDING SUCCESS
    2 MONITOR_STATUS_ACTIVE
    1 None True
    ```

    ```sql
    SELECT granularity, spread FROM main.default.sales_profile_metrics WHERE column_name = 'amount' ORDER BY 1
    ```

    ```output
    +-----------+------+
    |granularity|spread|
    +-----------+------+
    |1 day      |10.0  |
    |2 weeks    |10.0  |
    +-----------+------+
    ```
    """


def test_a_monitor_by_its_table_s_id(check: Check) -> None:
    assert [outcome.message for outcome in check(TABLE + BY_ID) if not outcome.passed] == []


def test_a_monitor_by_its_table_s_name(check: Check) -> None:
    assert [outcome.message for outcome in check(TABLE + BY_NAME) if not outcome.passed] == []


def test_anomalies_of_a_schema(check: Check) -> None:
    found = check(
        """
        ```python
        from databricks.sdk import WorkspaceClient
        from databricks.sdk.service import dataquality as dq

        w = WorkspaceClient()
        schema = w.schemas.get("main.default")
        monitor = dq.Monitor("schema", schema.schema_id, anomaly_detection_config=dq.AnomalyDetectionConfig())
        print(w.data_quality.create_monitor(monitor).object_type)
        monitor.anomaly_detection_config.excluded_table_full_names = ["main.default.x"]
        w.data_quality.update_monitor("schema", schema.schema_id, monitor, "anomaly_detection_config")
        print(w.data_quality.get_monitor("schema", schema.schema_id).anomaly_detection_config.excluded_table_full_names)
        w.data_quality.delete_monitor("schema", schema.schema_id)
        list(w.data_quality.list_monitor())
        ```
        """
    )
    assert "has not implemented it" in failure(found)[1]
