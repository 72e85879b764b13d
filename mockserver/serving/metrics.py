"""The numbers of a server as Prometheus reads them; knows no route.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
Needs the package `prometheus-client`, which is imported late.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

from mockserver.errors import MockServerError

from .tally import BOUNDS, Histogram, Tally

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric

_SECOND = 1_000_000


class NotInstalledError(MockServerError):
    """A package is missing that is needed for this alone."""


def exposition(tally: Tally) -> str:
    """The metrics of a server and of its process. Raises NotInstalledError.

    Their registry is made anew each time: several servers in one process never meet.
    """
    try:
        from prometheus_client import (
            CollectorRegistry,
            GCCollector,
            PlatformCollector,
            ProcessCollector,
        )
    except ImportError:
        said = "metrics need the package prometheus-client: pip install 'mockserver[metrics]'"
        raise NotInstalledError(said) from None
    registry = CollectorRegistry()
    registry.register(_Families(tally))
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    return _text(registry)


def summed(texts: Iterable[str]) -> str:
    """The metrics of several processes as those of one server: each number is their sum.

    Of what is the same everywhere, it is the largest; of the start time, the smallest.
    """
    from prometheus_client import CollectorRegistry

    registry = CollectorRegistry()
    registry.register(_Sums(list(texts)))
    return _text(registry)


def _text(registry: CollectorRegistry) -> str:
    from prometheus_client import generate_latest

    return generate_latest(registry).decode()


class _Families:
    """A collector of prometheus_client, asked once for what a tally has."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import (
            CounterMetricFamily,
            GaugeMetricFamily,
            HistogramMetricFamily,
        )

        tally = self._tally
        requests = CounterMetricFamily(
            "mockserver_requests",
            "Exchanges that are over, by the scenario that answered and by how they ended.",
            labels=("scenario", "outcome"),
        )
        for (scenario, result), count in sorted(tally.ended.items()):
            requests.add_metric((scenario, result.value), count)
        yield requests
        yield GaugeMetricFamily(
            "mockserver_open_streams", "Exchanges that are not over.", value=len(tally.open)
        )
        yield CounterMetricFamily(
            "mockserver_sent_bytes", "Bytes sent, heads included.", value=tally.sent_so_far
        )
        for name, about, seen in (
            ("lateness", "Planned moments: how late they were.", tally.lateness),
            ("stream_lateness", "Exchanges that are over: their largest lateness.", tally.latest),
            ("loop_lag", "How late the event loop was, while metrics are asked for.", tally.lag),
        ):
            yield HistogramMetricFamily(
                f"mockserver_{name}_seconds",
                about,
                buckets=_buckets(seen),
                sum_value=seen.total / _SECOND,
            )


def _buckets(seen: Histogram) -> list[tuple[str, float]]:
    bounds = [*(repr(one / _SECOND) for one in BOUNDS), "+Inf"]
    return list(zip(bounds, accumulate(seen.counts), strict=True))


class _Sums:
    """A collector of prometheus_client, asked once for the sums of what other processes said."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.metrics_core import Metric
        from prometheus_client.parser import text_string_to_metric_families

        families: dict[str, Metric] = {}
        found: dict[str, dict[tuple[str, tuple[tuple[str, str], ...]], list[float]]] = {}
        for text in self._texts:
            for one in text_string_to_metric_families(text):
                families.setdefault(one.name, Metric(one.name, one.documentation, one.type))
                values = found.setdefault(one.name, {})
                for sample in one.samples:
                    key = sample.name, tuple(sample.labels.items())
                    values.setdefault(key, []).append(sample.value)
        for name, family in families.items():
            for (sample_name, labels), each in found[name].items():
                family.add_sample(sample_name, dict(labels), _OTHERWISE.get(name, sum)(each))
            yield family


_OTHERWISE = {
    "process_start_time_seconds": min,
    "process_max_fds": max,
    "python_info": max,
}
"""What is made of the numbers of several processes, where that is not their sum."""
