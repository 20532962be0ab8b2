"""The answers that are kept, as Prometheus counts them."""

from collections.abc import Iterable

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from profile_service.api.answers.answer_cache import AnswerCache


class AnswerMetrics(Collector):
    """How often an answer was given again, and what is kept for it."""

    def __init__(self, cache: AnswerCache) -> None:
        self._cache = cache

    def collect(self) -> Iterable[Metric]:
        about = "Answers about one customer that were given again, for nothing had changed."
        yield CounterMetricFamily("profile_answers_given_again", about, value=self._cache.hits)
        yield GaugeMetricFamily("profile_answers_kept", "Questions whose answers are kept.", value=len(self._cache))
        yield GaugeMetricFamily("profile_answers_kept_bytes", "Bytes that these take.", value=self._cache.bytes)
