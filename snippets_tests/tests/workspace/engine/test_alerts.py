"""Alerts of all forms, evaluated by schedules and by jobs; and the clock that makes them due."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import InvalidParameterValue, PermissionDenied
from databricks.sdk.service import jobs, sql

from snippets_tests.workspace import Tenant
from snippets_tests.workspace.services.alerts.conditions import Condition, ConditionError, Operand, state

ADA = "ada@example.com"
DAILY = sql.CronSchedule(quartz_cron_schedule="0 0 7 * * ?", timezone_id="UTC")


def move(w: WorkspaceClient, seconds: int) -> dict[str, Any]:
    return dict(w.api_client.do("POST", "/lakeproof/clock", body={"seconds": seconds}))  # type: ignore[arg-type]


def outbox(w: WorkspaceClient) -> list[str]:
    found: Any = w.api_client.do("GET", "/lakeproof/outbox")
    return [message["subject"] for message in found["messages"]]


def warehouse(w: WorkspaceClient) -> str:
    return next(iter(w.warehouses.list())).id or ""


def alert(w: WorkspaceClient, query: str, **more: Any) -> sql.AlertV2:
    notification = sql.AlertV2Notification(subscriptions=[sql.AlertV2Subscription(user_email=ADA)], **more)
    evaluation = sql.AlertV2Evaluation(
        source=sql.AlertV2OperandColumn(name="late"),
        comparison_operator=sql.ComparisonOperator.GREATER_THAN,
        threshold=sql.AlertV2Operand(value=sql.AlertV2OperandValue(double_value=5)),
        notification=notification,
    )
    wanted = sql.AlertV2(
        display_name="late", query_text=query, warehouse_id=warehouse(w), evaluation=evaluation, schedule=DAILY
    )
    return w.alerts_v2.create_alert(wanted)


def test_a_schedule_evaluates_an_alert_and_tells_once(w: WorkspaceClient) -> None:
    made = alert(w, "SELECT 7 AS late")
    assert made.evaluation.state is None
    assert move(w, 86400)["fired"] == 1
    found = w.alerts_v2.get_alert(made.id or "").evaluation
    assert (found.state, found.last_evaluated_at) == (
        sql.AlertEvaluationState.TRIGGERED,
        "2026-01-16T07:00:05Z",
    )  # once its warehouse was up
    assert move(w, 2 * 86400)["fired"] == 2
    assert outbox(w) == ["Alert late: TRIGGERED"]


def test_it_tells_again_and_when_all_is_well_if_asked_to(w: WorkspaceClient) -> None:
    made = alert(w, "SELECT 7 AS late", retrigger_seconds=1, notify_on_ok=True)
    move(w, 2 * 86400)
    made.query_text = "SELECT 3 AS late"
    w.alerts_v2.update_alert(made.id or "", made, update_mask="query_text")
    move(w, 86400)
    assert outbox(w) == ["Alert late: TRIGGERED"] * 2 + ["Alert late: OK"]


def test_a_query_that_fails_is_an_error(w: WorkspaceClient) -> None:
    made = alert(w, "SELECT * FROM nowhere")
    move(w, 86400)
    assert w.alerts_v2.get_alert(made.id or "").evaluation.state is sql.AlertEvaluationState.ERROR
    assert outbox(w) == []


def test_what_is_paused_or_in_the_trash_is_not_evaluated(w: WorkspaceClient) -> None:
    made = alert(w, "SELECT 7 AS late")
    made.schedule.pause_status = sql.SchedulePauseStatus.PAUSED
    w.alerts_v2.update_alert(made.id or "", made, update_mask="schedule")
    w.alerts_v2.trash_alert(alert(w, "SELECT 7 AS late").id or "")
    assert move(w, 86400)["fired"] == 0


def test_a_wrong_schedule_is_refused(w: WorkspaceClient) -> None:
    made = alert(w, "SELECT 7 AS late")
    made.schedule.quartz_cron_schedule = "0 7 * * *"
    with pytest.raises(InvalidParameterValue, match="Invalid quartz cron expression"):
        w.alerts_v2.update_alert(made.id or "", made, update_mask="schedule")
    with pytest.raises(InvalidParameterValue, match="Invalid time zone"):
        w.jobs.create(schedule=jobs.CronSchedule(quartz_cron_expression="0 0 7 * * ?", timezone_id="Mars"))


def test_a_job_evaluates_an_alert_of_any_form(w: WorkspaceClient) -> None:
    newest = alert(w, "SELECT 7 AS late")
    query = w.queries.create(
        query=sql.CreateQueryRequestQuery(display_name="q", query_text="SELECT 2 AS late", warehouse_id=warehouse(w))
    )
    operand = sql.AlertConditionOperand(column=sql.AlertOperandColumn(name="late"))
    threshold = sql.AlertConditionThreshold(value=sql.AlertOperandValue(double_value=5))
    condition = sql.AlertCondition(op=sql.AlertOperator.GREATER_THAN, operand=operand, threshold=threshold)
    middle = w.alerts.create(
        alert=sql.CreateAlertRequestAlert(display_name="m", query_id=query.id, condition=condition)
    )
    oldest = w.alerts_legacy.create("o", sql.AlertOptions(column="late", op="<", value="5"), query.id or "")
    tasks = [
        jobs.SubmitTask(task_key="newest", alert_task=jobs.AlertTask(alert_id=newest.id, warehouse_id=warehouse(w))),
        *(
            jobs.SubmitTask(
                task_key=key,
                sql_task=jobs.SqlTask(
                    warehouse_id=warehouse(w),
                    alert=jobs.SqlTaskAlert(
                        alert_id=found or "", subscriptions=[jobs.SqlTaskSubscription(user_name="bob@example.com")]
                    ),
                ),
            )
            for key, found in (("middle", middle.id), ("oldest", oldest.id))
        ),
    ]
    run = w.jobs.submit_and_wait(run_name="alerts", tasks=tasks)
    outputs = {each.task_key: w.jobs.get_run_output(each.run_id or 0) for each in run.tasks or []}
    first, second, third = outputs["newest"].alert_output, outputs["middle"].sql_output, outputs["oldest"].sql_output
    assert first is not None and first.alert_state is jobs.AlertEvaluationState.TRIGGERED
    assert second is not None and second.alert_output is not None
    assert second.alert_output.alert_state is jobs.SqlAlertState.OK
    assert third is not None and third.alert_output is not None
    assert third.alert_output.alert_state is jobs.SqlAlertState.TRIGGERED
    assert w.alerts.get(middle.id or "").state is sql.AlertState.OK
    assert w.alerts_legacy.get(oldest.id or "").state is sql.LegacyAlertState.TRIGGERED
    assert sorted(outbox(w)) == ["Alert late: TRIGGERED", "Alert o: TRIGGERED"]


def test_a_scheduled_job_runs_when_the_clock_gets_there(w: WorkspaceClient, tenant: Tenant) -> None:
    query = w.queries.create(
        query=sql.CreateQueryRequestQuery(display_name="q", query_text="SELECT 1", warehouse_id=warehouse(w))
    )
    task = jobs.Task(
        task_key="t",
        sql_task=jobs.SqlTask(warehouse_id=warehouse(w), query=jobs.SqlTaskQuery(query_id=query.id or "")),
    )
    schedule = jobs.CronSchedule(quartz_cron_expression="0 0 7 * * ?", timezone_id="UTC")
    job = w.jobs.create(name="daily", tasks=[task], schedule=schedule).job_id or 0
    hours = jobs.PeriodicTriggerConfiguration(interval=12, unit=jobs.PeriodicTriggerConfigurationTimeUnit.HOURS)
    other = w.jobs.create(name="often", tasks=[task], trigger=jobs.TriggerSettings(periodic=hours)).job_id or 0
    assert move(w, 2 * 86400 - 3600)["fired"] == 2 + 3
    runs = list(w.jobs.list_runs(job_id=job))
    assert [run.trigger for run in runs] == [jobs.TriggerType.PERIODIC] * 2
    assert [run.start_time for run in runs] == [1768633200000, 1768546800000]
    assert len(list(w.jobs.list_runs(job_id=other))) == 3


def test_only_admins_move_the_clock(w: WorkspaceClient, client_of: Callable[..., WorkspaceClient]) -> None:
    with pytest.raises(PermissionDenied):
        move(client_of("bob@example.com"), 60)
    with pytest.raises(InvalidParameterValue):
        move(w, -1)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition(Operand("n"), "GREATER_THAN", 5), "OK"),
        (Condition(Operand("n", "MAX"), "GREATER_THAN", 5), "TRIGGERED"),
        (Condition(Operand("n", "SUM"), "EQUAL", "12"), "TRIGGERED"),
        (Condition(Operand("n", "COUNT"), "EQUAL", 3), "TRIGGERED"),
        (Condition(Operand("n", "COUNT_DISTINCT"), "EQUAL", 2), "TRIGGERED"),
        (Condition(Operand("n", "AVG"), "LESS_THAN_OR_EQUAL", 4), "TRIGGERED"),
        (Condition(Operand("n", "STDDEV"), "LESS_THAN", 1), "OK"),
        (Condition(Operand("n"), "LESS_THAN", Operand("n", "MAX")), "TRIGGERED"),
        (Condition(Operand("s"), "EQUAL", "a"), "TRIGGERED"),
        (Condition(Operand("s"), "NOT_EQUAL", "a"), "OK"),
        (Condition(Operand("z"), "IS_NULL", None), "TRIGGERED"),
        (Condition(Operand("z"), "IS_NOT_NULL", None), "OK"),
        (Condition(Operand("z"), "GREATER_THAN", 1), "OK"),
        (Condition(Operand("b"), "EQUAL", True), "TRIGGERED"),
    ],
)
def test_a_condition(condition: Condition, expected: str) -> None:
    rows = [["2", "a", None, "true"], ["2", "b", None, "false"], ["8", "c", None, "true"]]
    assert state(condition, ["n", "s", "z", "b"], rows) == expected


def test_an_empty_result_is_what_the_alert_says() -> None:
    assert state(Condition(Operand("n"), "EQUAL", 1, "TRIGGERED"), ["n"], []) == "TRIGGERED"


def test_a_condition_on_nothing_is_an_error() -> None:
    with pytest.raises(ConditionError, match="The column m is not in"):
        state(Condition(Operand("m"), "EQUAL", 1), ["n"], [["1"]])
    with pytest.raises(ConditionError, match="'a' is not a number"):
        state(Condition(Operand("n"), "GREATER_THAN", 1), ["n"], [["a"]])
