"""The metrics of all workers of a server: each tells the others what it counted, and whoever is asked adds it up."""

from collections.abc import Iterable

from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from profile_service.service.workers.metric_sums import Labels, Samples, samples_of, samples_text, sums
from profile_service.service.workers.worker_board import Topic, WorkerSeat

_SUFFIXES = {"counter": {"_total"}, "histogram": {"_bucket", "_sum", "_count"}, "gauge": {""}}
_OF_ALL = (
    "profile_build_info",
    "profile_change_sequence",
    "profile_disk_",
    "profile_load_",
    "profile_review_",
    "profile_sessions",
    "profile_store_up",
    "process_max_fds",
    "process_start_time_seconds",
)
"""Beginnings of the names of what is the same whichever worker tells it."""
_OLDEST = ("profile_audit_sync_age_seconds", "profile_stream_lag_seconds")
"""Ages, of which the greatest counts."""


class WorkerSums(Collector):
    """`families`: of this worker, of whom `seat` is."""

    def __init__(self, families: Iterable[Metric], seat: WorkerSeat) -> None:
        self._families = list(families)
        self._seat = seat

    def tell(self) -> None:
        """Tell the other workers what this one counted."""
        self._seat.tell(Topic.METRICS, samples_text(_samples(self._families)))

    def collect(self) -> Iterable[Metric]:
        own, others = _samples(self._families), [samples_of(text) for text in self._seat.heard(Topic.METRICS)]
        total = sums([own, *others])
        for family in self._families:
            if family.name.startswith(_OF_ALL):
                yield family
                continue
            whole = Metric(family.name, family.documentation, family.type)
            for (name, labels), value in sorted(total.items(), key=_order):
                if name.startswith(family.name) and name.removeprefix(family.name) in _SUFFIXES[family.type]:
                    oldest = max(samples.get((name, labels), 0.0) for samples in (own, *others))
                    whole.add_sample(name, dict(labels), oldest if name in _OLDEST else value)
            yield whole


def _samples(families: Iterable[Metric]) -> Samples:
    """But when each was created, which cannot be summed."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
        if not sample.name.endswith("_created") and not family.name.startswith(_OF_ALL)
    }


def _order(item: tuple[tuple[str, Labels], float]) -> tuple[Labels, str, float]:
    """The buckets of a histogram by their bounds."""
    (name, labels), _ = item
    bound = dict(labels).get("le", "inf")
    return tuple(label for label in labels if label[0] != "le"), name, float(bound)
