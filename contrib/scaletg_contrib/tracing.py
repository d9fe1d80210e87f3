"""Write down what a bot does as traces of OpenTelemetry: a span for each update, and one for each call in it.

    bot.load(Tracing())

The span of an update is named after its kind and its app, `message start`, and has the attributes
`telegram.update_id`, `telegram.kind`, `telegram.app`, `telegram.duplicate` and `telegram.retry_after`; it ends when the
reply has left. Spans of calls are named after their methods and have `telegram.method`, `telegram.error_code` and the
seconds of a 429, `telegram.retry_after`. Neither has texts, names or ids of people, unless an
exception names them. A span that is current when the
update comes, such as that of a web server, is the parent. Where spans go is up to the OpenTelemetry SDK.

Nothing is stored. Needs the API of OpenTelemetry: `pip install 'scaletg[tracing]'`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from typing import Any

import scaletg
from scaletg_contrib.transports import wrap_transport

try:
    from opentelemetry import trace
except ImportError as missing:
    raise scaletg.ConfigError("OpenTelemetry is missing. Install it with: pip install 'scaletg[tracing]'") from missing

__all__ = ["Tracing"]


class Tracing:
    """Makes spans of the updates and calls of the bots that load it.

    *provider*: of OpenTelemetry's tracers; by default that of the process.
    """

    def __init__(self, provider: Any = None) -> None:
        self._tracer = trace.get_tracer("scaletg", scaletg.__version__, tracer_provider=provider)
        self._open: dict[int, tuple[Any, contextlib.ExitStack]] = {}  # by the identity of the outcome

    def setup(self, bot: Any) -> None:
        """Trace the calls and the updates of a bot; `bot.load` calls it."""
        bot.add_watch(self.end_span)
        self._trace_calls_of(bot)

    def _trace_calls_of(self, bot: Any) -> None:
        wrap_transport(bot, TracedCalls, lambda inner: TracedCalls(inner, self._tracer))

    @scaletg.module("tracing_calls", scope="bot", autouse=True)
    def trace_calls(self, bot: Any) -> None:
        """Trace the calls of this bot, too."""
        self._trace_calls_of(bot)

    @scaletg.module("tracing_span", autouse=True, order=scaletg.Order.RECORDS)
    def begin_span(self, outcome: Any) -> Any:
        """Begin the span of an update, and give it; an update that is processed again at once goes on in it."""
        if id(outcome) not in self._open:
            stack = contextlib.ExitStack()
            span = stack.enter_context(self._tracer.start_as_current_span(outcome.kind, kind=trace.SpanKind.CONSUMER))
            self._open[id(outcome)] = span, stack
        return self._open[id(outcome)][0]

    def end_span(self, outcome: Any) -> None:
        """End the span of an update whose reply has left, or whose turn is over."""
        span, stack = self._open.pop(id(outcome), (None, None))
        if span is None or stack is None:
            self._note_without_apps(outcome)
            return
        self._describe(span, outcome)
        stack.close()

    def _note_without_apps(self, outcome: Any) -> None:
        """Make the span of an update for which no module was asked: a duplicate, or one that somebody else handles."""
        kind = outcome.update.kind or "update"
        with self._tracer.start_as_current_span(kind, kind=trace.SpanKind.CONSUMER) as span:
            self._describe(span, outcome)

    def _describe(self, span: Any, outcome: Any) -> None:
        if outcome.app:
            span.update_name(f"{outcome.kind} {outcome.app}")
            span.set_attribute("telegram.app", outcome.app)
        span.set_attribute("telegram.kind", outcome.kind)
        span.set_attribute("telegram.duplicate", outcome.duplicate)
        if outcome.update_id is not None:
            span.set_attribute("telegram.update_id", outcome.update_id)
        if outcome.retry_after is not None:
            span.set_attribute("telegram.retry_after", outcome.retry_after)
        error = outcome.error or outcome.delivery_error
        if error is not None:
            span.record_exception(error)
            span.set_status(trace.StatusCode.ERROR, f"{type(error).__name__}: {error}")


class TracedCalls:
    """A transport around another one, which makes a span of each attempt of a call."""

    def __init__(self, inner: Any, tracer: Any) -> None:
        self.inner, self._tracer = inner, tracer

    def call(self, name: str, parameters: dict[str, Any], files: dict[str, Any], /) -> Mapping[str, Any]:
        """Return Telegram's answer."""
        with self._tracer.start_as_current_span(name, kind=trace.SpanKind.CLIENT) as span:
            span.set_attribute("telegram.method", name)
            answer: Mapping[str, Any] = self.inner.call(name, parameters, files)
            if not answer.get("ok"):
                self._describe_refusal(span, answer)
            return answer

    def _describe_refusal(self, span: Any, answer: Mapping[str, Any]) -> None:
        span.set_attribute("telegram.error_code", int(answer.get("error_code") or 0))
        parameters = answer.get("parameters")
        if isinstance(parameters, Mapping) and "retry_after" in parameters:
            span.set_attribute("telegram.retry_after", parameters["retry_after"])
        span.set_status(trace.StatusCode.ERROR, str(answer.get("description") or ""))

    def download(self, path: str, /) -> bytes | Iterable[bytes]:
        """Return the content of a file."""
        content: bytes | Iterable[bytes] = self.inner.download(path)
        return content

    def sleep(self, seconds: float, /) -> None:
        """Wait before a call is repeated."""
        self.inner.sleep(seconds)
