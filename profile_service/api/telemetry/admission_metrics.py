"""The queues of operations as Prometheus counts them."""

from collections.abc import Iterable

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from profile_service.api.gateway.admission import Admission
from profile_service.api.gateway.connections import GuardedProtocol
from profile_service.api.telemetry.histograms import buckets


class AdmissionMetrics(Collector):
    """Queues of `cheap` and `dear` questions and of `changes`."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission

    def collect(self) -> Iterable[Metric]:
        waiting = GaugeMetricFamily("profile_queue_waiting", "Operations that wait for their turn.", labels=["queue"])
        busy = GaugeMetricFamily("profile_queue_under_way", "Operations that are answered now.", labels=["queue"])
        waits = HistogramMetricFamily("profile_queue_wait_seconds", "How long operations waited.", labels=["queue"])
        for name, queue in self._admission.queues.items():
            waiting.add_metric([name], queue.waiting)
            busy.add_metric([name], queue.under_way)
            waits.add_metric([name], *buckets(queue.waits))
        about = "Operations that cost more than was left of their caller's allowance."
        refusals = CounterMetricFamily("profile_allowance_refusals", about, value=self._admission.allowance_refusals)
        yield from (waiting, busy, waits, refusals)
        about = "Requests turned away unread, for too much was asked."
        yield CounterMetricFamily("profile_http_requests_turned_away", about, value=GuardedProtocol.turned_away)
