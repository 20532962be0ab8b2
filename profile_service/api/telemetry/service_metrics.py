"""The service as Prometheus sees it: what is in its store, its audit, its open pages, its disk and its process."""

import platform
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from profile_service import __version__
from profile_service.api.telemetry.histograms import buckets
from profile_service.api.telemetry.loop_lag import LoopLag
from profile_service.service.audit.trail import AuditTrail
from profile_service.service.operations.store_figures import StoreFigures

_STATES = ("running", "finished", "undoing", "undone")
_OUTCOMES = ("loaded", "changed", "unchanged", "rejected")


@dataclass(frozen=True, slots=True)
class ServiceParts:
    """What the figures are asked of. `audit`: None where nothing is kept; `streams`: how many pages are open that are
    told of changes; `seconds_behind`: how old what they were told is; `engine`: empty while no store is open."""

    is_up: Callable[[], bool]
    engine: Callable[[], str]
    audit: Callable[[], AuditTrail | None]
    streams: Callable[[], int]
    seconds_behind: Callable[[], float]
    data_dir: Path


class ServiceMetrics(Collector):
    """`figures`: those of the store as they were last read; None where it did not answer."""

    def __init__(self, parts: ServiceParts) -> None:
        self._parts = parts
        self.lag = LoopLag()
        self.figures: StoreFigures | None = None

    def collect(self) -> Iterable[Metric]:
        parts = self._parts
        build = GaugeMetricFamily("profile_build_info", "1, of this version.", labels=["version", "python", "engine"])
        build.add_metric([__version__, platform.python_version(), parts.engine() or "none"], 1)
        yield build
        yield _gauge("profile_store_up", "1 where the store answered a moment ago.", int(parts.is_up()))
        yield _gauge("profile_streams_open", "Open pages that are told of changes.", parts.streams())
        yield _gauge("profile_stream_lag_seconds", "Age of what open pages were told.", parts.seconds_behind())
        lag = HistogramMetricFamily("profile_event_loop_lag_seconds", "How late the event loop comes to what is due.")
        lag.add_metric([], *buckets(self.lag.lags))
        yield lag
        yield from _disk(parts.data_dir)
        if trail := parts.audit():
            yield from _audit(trail)
        if self.figures:
            yield from _loads(self.figures)
            yield from _counts(self.figures)


def _disk(data_dir: Path) -> Iterable[Metric]:
    try:
        usage = shutil.disk_usage(data_dir)
    except OSError:
        return
    yield _gauge("profile_disk_free_bytes", "Room on the disk of the data folder.", usage.free)
    yield _gauge("profile_disk_size_bytes", "Size of the disk of the data folder.", usage.total)


def _audit(trail: AuditTrail) -> Iterable[Metric]:
    yield CounterMetricFamily("profile_audit_entries", "Entries written to the audit.", value=trail.written)
    yield CounterMetricFamily("profile_audit_failures", "Times that it could not be written.", value=trail.failures)
    age = time.monotonic() - trail.synced_at
    yield _gauge("profile_audit_sync_age_seconds", "Since when its lines may not be on the disk.", age)


def _loads(figures: StoreFigures) -> Iterable[Metric]:
    runs = GaugeMetricFamily("profile_load_runs", "Load runs by state.", labels=["state"])
    by_state = dict.fromkeys(_STATES, 0) | {each.state: each.runs for each in figures.runs}
    by_state["running"] -= figures.stopped
    for state, count in {**by_state, "stopped": figures.stopped}.items():
        runs.add_metric([state], count)
    rows = CounterMetricFamily("profile_load_rows", "Rows of all loads, by outcome.", labels=["outcome"])
    for outcome in _OUTCOMES:
        rows.add_metric([outcome], sum(getattr(each, outcome) for each in figures.runs))
    batches = sum(each.batches for each in figures.runs)
    left = sum(each.left for each in figures.runs if each.state == "running")
    yield from (runs, rows)
    yield CounterMetricFamily("profile_load_batches", "Batches of all loads.", value=batches)
    yield _gauge("profile_load_rows_left", "Rows of running loads that are not read yet.", left)


def _counts(figures: StoreFigures) -> Iterable[Metric]:
    review = figures.review
    yield _gauge("profile_review_waiting", "Cases that wait for a decision, a thousand at most.", review.waiting)
    age = (datetime.now(UTC) - datetime.fromisoformat(review.oldest)).total_seconds() if review.oldest else 0
    yield _gauge("profile_review_oldest_age_seconds", "How long the oldest case waits.", age)
    yield _gauge("profile_change_sequence", "Number of the latest change.", figures.last_seq)
    yield _gauge("profile_sessions", "Logins that have not expired.", figures.sessions)


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=value)
