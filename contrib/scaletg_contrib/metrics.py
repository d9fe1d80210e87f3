"""Count what a bot does, for Prometheus: updates, how long they take, calls, refusals and jobs.

    metrics = Metrics(port=9100)                    # http://127.0.0.1:9100/metrics
    bot.load(metrics)

    application = metrics.wsgi                      # the same page, to be mounted in a web server of your own

`scaletg_updates_total` (kind, app, result: answered, passed, failed, repeated or duplicate), `scaletg_update_seconds`
(kind), `scaletg_calls_total` (method, code: 200, Telegram's error code, or error), `scaletg_call_seconds` (method) and
`scaletg_job_late_seconds`. For a bot with a queue also `scaletg_queue_waiting`, `scaletg_queue_oldest_seconds` and
`scaletg_queue_dead`, which are read when somebody looks.

Nothing is stored. With several processes set PROMETHEUS_MULTIPROC_DIR, as the docs of prometheus-client say; the page
then shows the sums. Needs prometheus-client: `pip install 'scaletg[metrics]'`.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import scaletg
from scaletg_contrib.transports import wrap_transport

try:
    import prometheus_client
    from prometheus_client import multiprocess
    from prometheus_client.core import GaugeMetricFamily
except ImportError as missing:
    raise scaletg.ConfigError(
        "prometheus-client is missing. Install it with: pip install 'scaletg[metrics]'"
    ) from missing

__all__ = ["Metrics"]

SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)  # the buckets of times
LATE = (0.5, 1, 2, 5, 10, 30, 60, 300, 3600, 86_400)

log = logging.getLogger("scaletg.metrics")


class Metrics:
    """Counts what the bots do that load it.

    *port*: serve the page there, on *address*, from the start of the bot; None: do not. *prefix*: of all names.
    *registry*: of prometheus-client, for example its `REGISTRY`, if the page is to show numbers of your own as well; by
    default one for this object, with what prometheus-client tells about the process.
    """

    def __init__(
        self, *, port: int | None = None, address: str = "127.0.0.1", prefix: str = "scaletg", registry: Any = None
    ) -> None:
        self.port, self.address = port, address
        self.registry = _new_registry() if registry is None else registry
        self._started: dict[int, float] = {}  # by the identity of the outcome
        self._serving = threading.Lock()  # held while the page is served
        make: dict[str, Any] = {"registry": self.registry}
        counter, histogram = prometheus_client.Counter, prometheus_client.Histogram
        self.updates = counter(f"{prefix}_updates", "Updates", ["kind", "app", "result"], **make)
        self.update_seconds = histogram(
            f"{prefix}_update_seconds", "Time to process an update", ["kind"], buckets=SECONDS, **make
        )
        self.calls = counter(f"{prefix}_calls", "Attempts to call the Bot API", ["method", "code"], **make)
        self.call_seconds = histogram(f"{prefix}_call_seconds", "Time of a call", ["method"], buckets=SECONDS, **make)
        self._queues = QueueCollector(prefix)
        self.registry.register(self._queues)
        self.job_late = histogram(f"{prefix}_job_late_seconds", "How late jobs began", buckets=LATE, **make)

    def setup(self, bot: Any) -> None:
        """Count the calls of a bot, and the outcomes of its updates; `bot.load` calls it."""
        bot.add_watch(self.count_outcome)
        self._queues.bots.add(bot)
        self._count_calls_of(bot)

    def _count_calls_of(self, bot: Any) -> None:
        wrap_transport(bot, CountedCalls, lambda inner: CountedCalls(inner, self))

    @scaletg.module("metrics_server", scope="bot", autouse=True)
    def serve(self, bot: Any) -> Iterator[None]:
        """Count the calls of this bot, too, and serve the page for as long as it runs."""
        self._count_calls_of(bot)
        stop = self._start_server()
        yield
        if stop is not None:
            stop()

    def _start_server(self) -> Callable[[], None] | None:
        """Serve the page, unless another bot or process does it already; return what ends that."""
        if self.port is None or not self._serving.acquire(blocking=False):
            return None
        try:
            server, thread = prometheus_client.start_http_server(self.port, self.address, self._collector())
        except OSError as error:
            self._serving.release()
            log.warning(
                "the page of Metrics(port=%d) is not served here: %s. For several processes mount metrics.wsgi",
                self.port,
                error,
            )
            return None

        def stop() -> None:
            server.shutdown()
            server.server_close()
            thread.join()
            self._serving.release()

        return stop

    @scaletg.module("metrics_clock", autouse=True, order=scaletg.Order.RECORDS)
    def start_clock(self, outcome: Any) -> None:
        """Remember when an update began."""
        self._started.setdefault(id(outcome), time.perf_counter())
        if outcome.kind == "job":
            self.job_late.observe(max(0.0, time.time() - outcome.update.job.due.timestamp()))

    def count_outcome(self, outcome: Any) -> None:
        """Count an update whose reply has left, or whose turn is over."""
        started = self._started.pop(id(outcome), None)
        kind = outcome.kind or "unknown"
        self.updates.labels(kind, outcome.app or "", result_of(outcome)).inc()
        if started is not None:
            self.update_seconds.labels(kind).observe(time.perf_counter() - started)

    def count_call(self, method: str, code: str, seconds: float) -> None:
        """Count an attempt of a call."""
        self.calls.labels(method, code).inc()
        self.call_seconds.labels(method).observe(seconds)

    @property
    def wsgi(self) -> Any:
        """Return a WSGI application that shows the page; let nobody see it who should not."""
        return prometheus_client.make_wsgi_app(self._collector())

    def _collector(self) -> Any:
        """Return what the page shows: of this process, or of all that share a folder."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return self.registry
        together = prometheus_client.CollectorRegistry()
        multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # it has no types
        together.register(self._queues)
        return together


class QueueCollector:
    """Reads the state of the queues of *bots* when the page is looked at."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self.bots: weakref.WeakSet[Any] = weakref.WeakSet()

    def collect(self) -> Iterator[Any]:
        """Yield the gauges; a queue that cannot be reached has none."""
        engines = {bot.intake.engine.url: bot.intake.engine for bot in self.bots if hasattr(bot.intake, "engine")}
        found = []
        for engine in engines.values():
            try:
                found.append(engine.status())
            except scaletg.Retry as error:
                log.warning("%s", error)
        if not found:
            return
        for name, help_text, value in (
            ("waiting", "Updates in the queue that are not finished", sum(status.depth for status in found)),
            ("oldest_seconds", "Age of the oldest of them", max(status.oldest_seconds for status in found)),
            ("dead", "Updates that were given up", sum(status.dead for status in found)),
        ):
            yield GaugeMetricFamily(f"{self._prefix}_queue_{name}", help_text, value=value)


def _new_registry() -> Any:
    """Return a registry with the memory and the time of the process, and its garbage collector."""
    registry = prometheus_client.CollectorRegistry()
    for collector in (
        prometheus_client.ProcessCollector, prometheus_client.PlatformCollector, prometheus_client.GCCollector
    ):  # fmt: skip
        collector(registry=registry)
    return registry


def result_of(outcome: Any) -> str:
    """Return in one word what came of an update."""
    if outcome.duplicate:
        return "duplicate"
    if outcome.retry_after is not None:
        return "repeated"
    if outcome.error is not None or outcome.delivery_error is not None:
        return "failed"
    return "passed" if outcome.reply is None else "answered"


class CountedCalls:
    """A transport around another one, which counts its calls."""

    def __init__(self, inner: Any, metrics: Metrics) -> None:
        self.inner, self._metrics = inner, metrics

    def call(self, name: str, parameters: dict[str, Any], files: dict[str, Any], /) -> Mapping[str, Any]:
        """Return Telegram's answer."""
        started, code = time.perf_counter(), "error"
        try:
            answer: Mapping[str, Any] = self.inner.call(name, parameters, files)
            code = "200" if answer.get("ok") else str(answer.get("error_code"))
            return answer
        finally:
            self._metrics.count_call(name, code, time.perf_counter() - started)

    def download(self, path: str, /) -> bytes | Iterable[bytes]:
        """Return the content of a file."""
        content: bytes | Iterable[bytes] = self.inner.download(path)
        return content

    def sleep(self, seconds: float, /) -> None:
        """Wait before a call is repeated."""
        self.inner.sleep(seconds)
