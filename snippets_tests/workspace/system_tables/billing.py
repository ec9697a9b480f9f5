"""system.billing: a sample of usage and of list prices, and the page's own job runs, metered at the sample's rates.

The sample is three jobs and a warehouse of two teams in the two weeks before the tenant's clock starts. Prices are
made up, near to what Databricks publishes for AWS; they are for trying queries, not for estimates.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from snippets_tests.lakehouse.system_tables.facts import Row
from snippets_tests.workspace.clock import START
from snippets_tests.workspace.services.jobs.records import Run, TaskRun, all_runs
from snippets_tests.workspace.system_tables.values import row_id, texts
from snippets_tests.workspace.tenant import Tenant

DAYS = 14
SERVERLESS_JOBS = "PREMIUM_JOBS_SERVERLESS_COMPUTE_US_WEST_OREGON"
CLASSIC_JOBS = "PREMIUM_JOBS_COMPUTE"
SERVERLESS_SQL = "PREMIUM_SERVERLESS_SQL_COMPUTE_US_WEST_OREGON"
# SKU: dollars a DBU.
PRICES = {
    "PREMIUM_ALL_PURPOSE_COMPUTE": "0.55",
    CLASSIC_JOBS: "0.15",
    SERVERLESS_JOBS: "0.35",
    "PREMIUM_SQL_PRO_COMPUTE_US_WEST_OREGON": "0.55",
    SERVERLESS_SQL: "0.70",
}
# DBUs an hour of a run: on serverless compute, and for each machine of a cluster.
DBUS_AN_HOUR = {SERVERLESS_JOBS: Decimal(4), CLASSIC_JOBS: Decimal(1)}


class Sample(NamedTuple):
    """Something that uses the same every day: its id, name, SKU, product, tags, DBUs, the hour at which it runs."""

    key: str
    name: str
    sku: str
    product: str
    tags: dict[str, str]
    dbus: str
    hour: int


SAMPLES = (
    Sample("1001", "orders-hourly", CLASSIC_JOBS, "JOBS", {"team": "sales"}, "12.5", 2),
    Sample("1002", "churn-features", SERVERLESS_JOBS, "JOBS", {"team": "ml"}, "6.25", 3),
    Sample("1003", "archive", CLASSIC_JOBS, "JOBS", {}, "2", 4),
    Sample("a1b2c3d4e5f60718", "reporting", SERVERLESS_SQL, "SQL", {"team": "sales"}, "9", 9),
)


def list_prices(tenant: Tenant, principal: str) -> Iterator[Row]:
    """What a DBU costs by SKU; one price changed in the middle of the sample."""
    change = START.replace(hour=0) - timedelta(days=DAYS // 2)
    begin = datetime(2025, 1, 1, tzinfo=UTC)
    for sku, price in PRICES.items():
        if sku == SERVERLESS_JOBS:
            yield _price(sku, "0.45", begin, change)
        yield _price(sku, price, change if sku == SERVERLESS_JOBS else begin, None)


def usage(tenant: Tenant, principal: str) -> Iterator[Row]:
    """The sample, then the runs of the tenant's own jobs."""
    midnight = START.replace(hour=0)
    for day in range(DAYS, 0, -1):
        for sample in SAMPLES:
            start = midnight - timedelta(days=day) + timedelta(hours=sample.hour)
            yield _sampled(tenant, sample, start)
    for run in list(all_runs(tenant)):
        for task in run.tasks:
            for one in (*task.previous, task, *task.iterations):
                yield from _metered(tenant, run, one)


def _sampled(tenant: Tenant, sample: Sample, start: datetime) -> dict[str, Any]:
    job = sample.product == "JOBS"
    names = {"job_id": sample.key, "job_name": sample.name} if job else {"warehouse_id": sample.key}
    return _record(tenant, sample.sku, start, start + timedelta(hours=1), Decimal(sample.dbus)) | {
        "record_id": row_id(tenant, "usage", sample.key, start),
        "custom_tags": sample.tags,
        "usage_metadata": names,
        "identity_metadata": {"run_as": f"{sample.name}@example.com"} if job else {"owned_by": tenant.user},
        "billing_origin_product": sample.product,
    }


def _metered(tenant: Tenant, run: Run, task: TaskRun) -> Iterator[Row]:
    """A task's time, at the rate of its compute; what runs on a warehouse is the warehouse's usage."""
    from snippets_tests.workspace.services.jobs.settings import WITHOUT_COMPUTE, kind_of

    if task.verdict is None or task.ended <= task.started or kind_of(task.spec) in WITHOUT_COMPUTE:
        return
    shared = {each["job_cluster_key"]: each["new_cluster"] for each in run.settings.get("job_clusters", [])}
    spec = task.spec.get("new_cluster") or shared.get(task.spec.get("job_cluster_key", "")) or {}
    sku = CLASSIC_JOBS if task.cluster else SERVERLESS_JOBS
    machines = 1 + int(spec.get("num_workers", 0)) if task.cluster else 1
    hours = Decimal(task.ended - task.started) / 3_600_000
    start, end = (datetime.fromtimestamp(each / 1000, UTC) for each in (task.started, task.ended))
    names = {"job_id": str(run.job_id), "job_run_id": str(run.run_id), "job_name": run.settings.get("name", run.name)}
    names |= {"cluster_id": task.cluster["cluster_id"]} if task.cluster else {}
    yield _record(tenant, sku, start, end, (hours * machines * DBUS_AN_HOUR[sku]).quantize(Decimal("0.000001"))) | {
        "record_id": row_id(tenant, "usage", task.run_id),
        "custom_tags": texts(run.settings.get("tags")),
        "usage_metadata": names,
        "identity_metadata": {"run_as": run.run_as},
        "billing_origin_product": "JOBS",
    }


def _record(tenant: Tenant, sku: str, start: datetime, end: datetime, quantity: Decimal) -> dict[str, Any]:
    return {
        "sku_name": sku,
        "cloud": "AWS",
        "usage_start_time": start,
        "usage_end_time": end,
        "usage_date": start.date(),
        "usage_unit": "DBU",
        "usage_quantity": quantity,
        "record_type": "ORIGINAL",
        "ingestion_date": start.date(),
        "product_features": {"is_serverless": "SERVERLESS" in sku},
        "usage_type": "COMPUTE_TIME",
    }


def _price(sku: str, price: str, start: datetime, end: datetime | None) -> dict[str, Any]:
    amount = Decimal(price)
    return {
        "sku_name": sku,
        "cloud": "AWS",
        "currency_code": "USD",
        "usage_unit": "DBU",
        "price_start_time": start,
        "price_end_time": end,
        "pricing": {"default": amount, "promotional": {}, "effective_list": {"default": amount}},
    }
