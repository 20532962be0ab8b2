"""The calls of the store as Prometheus counts them: read where they are counted, at the moment of the answer."""

from collections.abc import Callable, Iterable, Sequence

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from profile_service.api.telemetry.histograms import buckets
from profile_service.domain.telemetry.durations import added_up
from profile_service.domain.telemetry.store_calls import StoreCalls


class StoreMetrics(Collector):
    """`calls`: of each store of the application, of which there are two while it is open."""

    def __init__(self, calls: Callable[[], Sequence[StoreCalls]]) -> None:
        self._calls = calls

    def collect(self) -> Iterable[Metric]:
        calls = self._calls()
        reads = sum(each.statements for each in calls)
        yield CounterMetricFamily("profile_store_statements", "Reading statements sent to the store.", value=reads)
        yield from _by_kind(calls)
        waits = HistogramMetricFamily(
            "profile_store_write_lock_wait_seconds", "How long writers waited for their turn."
        )
        waits.add_metric([], *buckets(added_up(each.lock_waits for each in calls)))
        yield waits
        in_use = sum(each.connections_in_use for each in calls)
        yield GaugeMetricFamily("profile_store_connections_in_use", "Calls that hold a connection.", value=in_use)
        most = sum(each.most_connections for each in calls)
        yield GaugeMetricFamily("profile_store_connections_limit", "Connections that there may be.", value=most)


def _by_kind(calls: Sequence[StoreCalls]) -> Iterable[Metric]:
    seconds = HistogramMetricFamily("profile_store_call_seconds", "How long calls of the store took.", labels=["kind"])
    retries = CounterMetricFamily("profile_store_retries", "Calls that were tried again.", labels=["kind"])
    errors = CounterMetricFamily("profile_store_errors", "Calls that failed, by code.", labels=["kind", "code"])
    for kind in ("read", "write"):
        meters = [each.by_kind[kind] for each in calls]
        seconds.add_metric([kind], *buckets(added_up(meter.durations for meter in meters)))
        retries.add_metric([kind], sum(meter.retries for meter in meters))
        for code in sorted({code for meter in meters for code in meter.errors}):
            errors.add_metric([kind, code], sum(meter.errors[code] for meter in meters))
    yield from (seconds, retries, errors)
