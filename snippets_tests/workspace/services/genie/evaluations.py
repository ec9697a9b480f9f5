"""Evaluations of a space: its benchmark questions are asked, and the answers' rows compared with the right SQL's.

An answer with the same rows is GOOD, one with others BAD; a benchmark without SQL, or one that is answered by asking
back, is for a person to judge. Databricks' judge, a model, is not here.
"""

from __future__ import annotations

from typing import Any

from snippets_tests.workspace.errors import BadRequest, InvalidParameterValue, ResourceDoesNotExist
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.services import statement_execution
from snippets_tests.workspace.services.genie import answers, records
from snippets_tests.workspace.store import Resource
from snippets_tests.workspace.wire import Response

RUNS = "genie evaluation runs"
PAGE = 20
COUNTED = {"num_correct": "GOOD", "num_needs_review": "NEEDS_REVIEW"}


@operation("genie.genie_create_eval_run")
def genie_create_eval_run(call: Call, space_id: str, benchmark_question_ids: list[str] | None = None) -> Resource:
    """Take in an evaluation of some or all benchmark questions; it runs when it is looked at."""
    space = records.space(call, space_id)
    known = {each.id: each for each in records.benchmarks(space)}
    for identity in benchmark_question_ids or ():
        if identity not in known:
            raise InvalidParameterValue(f"Space {space_id} has no benchmark question {identity}.")
    chosen = [known[each] for each in benchmark_question_ids or known]
    if not chosen:
        raise BadRequest(f"Space {space_id} has no benchmark questions.")
    now = call.tenant.clock.millis()
    run: Resource = {
        "eval_run_id": call.tenant.ids.hex(32, "genie evaluation"),
        "eval_run_status": "NOT_STARTED",
        "num_questions": len(chosen),
        "num_done": 0,
        "num_correct": 0,
        "num_needs_review": 0,
        "run_by_user": int(call.principal.id),
        "created_timestamp": now,
        "last_updated_timestamp": now,
        "_space": space_id,
        "_results": {},
        "_waiting": chosen,
    }
    call.tenant.store[RUNS][run["eval_run_id"]] = run
    return records.shown(run)


@operation("genie.genie_get_eval_run")
def genie_get_eval_run(call: Call, space_id: str, eval_run_id: str) -> Resource:
    """One evaluation, done by now."""
    return records.shown(_run(call, space_id, eval_run_id))


@operation("genie.genie_list_eval_runs")
def genie_list_eval_runs(
    call: Call, space_id: str, page_size: int = PAGE, page_token: str | None = None
) -> dict[str, Any]:
    """The evaluations of a space, the latest first."""
    records.space(call, space_id)
    found = [_run(call, space_id, each["eval_run_id"]) for each in call.tenant.store[RUNS].where(_space=space_id)]
    runs, token = page([records.shown(each) for each in found[::-1]], page_token, page_size)
    return {"eval_runs": runs} | ({"next_page_token": token} if token else {})


@operation("genie.genie_list_eval_results")
def genie_list_eval_results(
    call: Call, space_id: str, eval_run_id: str, page_size: int = PAGE, page_token: str | None = None
) -> dict[str, Any]:
    """The questions of an evaluation."""
    found = _run(call, space_id, eval_run_id)["_results"].values()
    listed = [{name: each[name] for name in LISTED if each.get(name) is not None} for each in found]
    results, token = page(listed, page_token, page_size)
    return {"eval_results": results} | ({"next_page_token": token} if token else {})


LISTED = ("result_id", "space_id", "benchmark_question_id", "benchmark_answer", "question", "status", "created_by_user")


@operation("genie.genie_get_eval_result_details")
def genie_get_eval_result_details(call: Call, space_id: str, eval_run_id: str, result_id: str) -> Response:
    """How one question was answered, and what was held against it."""
    run = _run(call, space_id, eval_run_id)
    found = run["_results"].get(result_id)
    if found is None:
        raise ResourceDoesNotExist(f"Result {result_id} does not exist in evaluation {eval_run_id}.")
    details = {
        "result_id": result_id,
        "space_id": space_id,
        "benchmark_question_id": found["benchmark_question_id"],
        "assessment": found["_assessment"],
        "manual_assessment": False,
        "eval_run_status": "DONE",
        "actual_response": _responses(call, found["_actual"], found["_text"]),
        "expected_response": _responses(call, found["_expected"], None),
    }
    # Past the check of answers: among rows there may be nulls, which the SDK's type does not have.
    return Response.json({name: value for name, value in details.items() if value != []})


def _run(call: Call, space_id: str, eval_run_id: str) -> Resource:
    space = records.space(call, space_id)
    missing = ResourceDoesNotExist(f"Evaluation {eval_run_id} does not exist in space {space_id}.")
    run = call.tenant.store[RUNS].require(eval_run_id, missing)
    if run["_space"] != space_id:
        raise missing
    waiting, run["_waiting"] = run["_waiting"], []
    for benchmark in waiting:
        result = _judged(call, space, benchmark)
        run["_results"][result["result_id"]] = result
        run["num_done"] += 1
        for field, assessment in COUNTED.items():
            run[field] += result["_assessment"] == assessment
    if waiting:
        run |= {"eval_run_status": "DONE", "last_updated_timestamp": call.tenant.clock.millis()}
    return run


def _judged(call: Call, space: Resource, benchmark: records.Example) -> Resource:
    example = answers.known(space, benchmark.question)
    actual = _ran(call, space, example.sql, example.parameters) if example else None
    expected = _ran(call, space, benchmark.sql, []) if benchmark.sql else None
    assessment = "NEEDS_REVIEW"
    if actual is not None and expected is not None:
        assessment = "GOOD" if _rows(actual) is not None and _rows(actual) == _rows(expected) else "BAD"
    return {
        "result_id": call.tenant.ids.hex(32, "genie evaluation result"),
        "space_id": space["space_id"],
        "benchmark_question_id": benchmark.id,
        "benchmark_answer": benchmark.sql or None,
        "question": benchmark.question,
        "status": "DONE",
        "created_by_user": int(call.principal.id),
        "_assessment": assessment,
        "_actual": actual and actual["statement_id"],
        "_expected": expected and expected["statement_id"],
        "_text": None if example else answers.NO_EXAMPLE,
    }


def _ran(call: Call, space: Resource, sql: str, parameters: list[dict[str, Any]]) -> Resource:
    statement = statement_execution.take(call, sql, space["warehouse_id"], parameters)
    statement_execution.run(call, statement)
    return statement


def _rows(statement: Resource) -> list[str] | None:
    """The rows, whatever their order, or None where the statement failed."""
    if statement["state"] != "SUCCEEDED":
        return None
    return sorted(str(row) for chunk in statement["chunks"] for row in chunk)


def _responses(call: Call, statement_id: str | None, text: str | None) -> list[dict[str, Any]]:
    if statement_id is None:
        return [{"response_type": "TEXT", "response": text}] if text else []
    statement = call.tenant.store["statements"][statement_id]
    result = statement_execution.shown(call, statement)
    return [{"response_type": "SQL", "response": statement["statement"], "sql_execution_result": result}]
