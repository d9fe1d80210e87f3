"""Numbers and spans of what a bot does: `scaletg_contrib.metrics` and `scaletg_contrib.tracing`."""

from __future__ import annotations

import socket
import subprocess
import sys
import urllib.request
from wsgiref.util import setup_testing_defaults

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import CollectorRegistry
from servers import free_port
from session_workers import message

import scaletg
from programs import clean_environ
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.limits import Pace
from scaletg_contrib.metrics import CountedCalls, Metrics
from scaletg_contrib.queues import Unavailable
from scaletg_contrib.testkit import Telegram
from scaletg_contrib.tracing import TracedCalls, Tracing


class Answers:
    """A Telegram that gives the answers of a test, or raises them, and then takes everything."""

    def __init__(self, *answers):
        self.answers = list(answers)

    def call(self, name, parameters, files):
        answer = self.answers.pop(0) if self.answers else {"ok": True, "result": True}
        if isinstance(answer, Exception):
            raise answer
        return answer

    def download(self, path):
        return b"content"

    def sleep(self, seconds):
        pass


FLOOD = {"ok": False, "error_code": 429, "description": "Too Many", "parameters": {"retry_after": 3}}


def make_bot(thing, *answers, **options):
    bot = scaletg.Bot("7:token", username="test_bot", seen=scaletg.SeenUpdates(), **options)
    bot.load(thing)
    innermost(bot.api.transport).inner = Answers(*answers)

    @bot.app("/start")
    def start(message):
        return "Hello"

    @bot.app("/fail")
    def fail(message):
        raise ValueError("no")

    @bot.app("/again")
    def again(message):
        raise scaletg.Retry(5)

    @bot.app("/twice")
    def twice(message):
        yield "One"
        return "Two"

    return bot


def innermost(transport):
    """Return the last transport that wraps another one."""
    while hasattr(transport.inner, "inner"):
        transport = transport.inner
    return transport


# Metrics


@pytest.fixture
def metrics():
    return Metrics(registry=CollectorRegistry())


def values(metrics, name):
    """Return the values of a metric by their labels."""
    found = {}
    for family in metrics.registry.collect():
        for sample in family.samples:
            if sample.name == name:
                found[tuple(sample.labels.values())] = sample.value
    return found


def test_updates_are_counted_by_what_came_of_them(metrics):
    bot = make_bot(metrics)
    for number, text in enumerate(["/start", "/start", "/fail", "hm", "/again"]):
        bot.process(message(number + 1, text))
    bot.process(message(1, "/start"))
    bot.process({"update_id": 9, "poll": {"id": "1"}})
    assert values(metrics, "scaletg_updates_total") == {
        ("message", "start", "answered"): 2,
        ("message", "", "failed"): 1,
        ("message", "", "passed"): 1,
        ("message", "", "repeated"): 1,
        ("message", "", "duplicate"): 1,
        ("poll", "", "passed"): 1,
    }


def test_the_time_of_an_update_reaches_until_its_reply_has_left(metrics, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("scaletg_contrib.metrics.time.perf_counter", lambda: now[0])
    bot = make_bot(metrics)
    answers = innermost(bot.api.transport).inner
    answers.call = lambda *_: now.__setitem__(0, now[0] + 2) or {"ok": True, "result": True}
    bot.complete(message(1, "/start"))
    assert values(metrics, "scaletg_update_seconds_sum") == {("message",): 2}
    assert values(metrics, "scaletg_update_seconds_count") == {("message",): 1}
    assert values(metrics, "scaletg_call_seconds_sum") == {("sendMessage",): 2}
    assert metrics._started == {}


def test_an_update_that_is_run_again_at_once_counts_once(metrics):
    bot = make_bot(metrics)
    rounds = []

    @bot.app("/race")
    def race(message):
        rounds.append(1)
        if len(rounds) < 4:
            raise scaletg.Retry(0)
        return "Done"

    bot.process(message(1, "/race"))
    assert values(metrics, "scaletg_updates_total") == {("message", "race", "answered"): 1}
    assert values(metrics, "scaletg_update_seconds_count") == {("message",): 1}


def test_calls_are_counted_by_their_answers(metrics):
    error = scaletg.NetworkError("away", method="setMyName", parameters={}, sent=True)
    bot = make_bot(metrics, FLOOD, {"ok": True, "result": True}, {"ok": False, "error_code": 403}, error)
    bot.api.send_message(5, "x")
    with pytest.raises(scaletg.Forbidden):
        bot.api.send_message(5, "x")
    with pytest.raises(scaletg.NetworkError):
        bot.api.call("setMyName", name="x")
    assert values(metrics, "scaletg_calls_total") == {
        ("sendMessage", "429"): 1,
        ("sendMessage", "200"): 1,
        ("sendMessage", "403"): 1,
        ("setMyName", "error"): 1,
    }


def test_jobs_are_counted_with_how_late_they_were(metrics):
    bot = scaletg.Bot()
    bot.load(Jobs())
    bot.load(metrics)

    @bot.app("/remind")
    def remind(message, jobs):
        jobs.later(60, "reminder")
        return "I will."

    bot.app("reminder", on="job")(lambda job: "Tea!")
    with Telegram(bot) as telegram:
        ada = telegram.private("Ada")
        ada.send("/remind")
        telegram.advance(minutes=2)
        assert ada.last.text == "Tea!"
    assert values(metrics, "scaletg_updates_total")["job", "<lambda>", "answered"] == 1
    assert values(metrics, "scaletg_job_late_seconds_count") == {(): 1}


def test_the_page_is_a_wsgi_application(metrics):
    bot = make_bot(metrics)
    bot.process(message(1, "/start"))
    environ: dict[str, object] = {}
    setup_testing_defaults(environ)
    page = b"".join(metrics.wsgi(environ, lambda *_: None)).decode()
    assert 'scaletg_updates_total{app="start",kind="message",result="answered"} 1.0' in page


def test_the_page_is_served_for_as_long_as_the_bot_runs():
    port = free_port()
    metrics = Metrics(port=port, registry=CollectorRegistry())
    bot = make_bot(metrics)
    bot.start()
    bot.process(message(1, "/start"))
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as page:
        assert b'scaletg_updates_total{app="start"' in page.read()
    bot.close()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60)


def test_of_several_bots_one_serves_the_page(caplog):
    port = free_port()
    bot = make_bot(Metrics(port=port, registry=CollectorRegistry()))
    other = bot.with_token("8:token")
    for one in (bot, other):
        one.start()
        one.process(message(1, "/start"))
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as page:
        assert b'app="start",kind="message",result="answered"} 2.0' in page.read()
    for one in (bot, other):
        one.close()
    assert caplog.text == ""


def test_a_second_process_does_not_serve_the_page_and_goes_on(caplog):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bot = make_bot(Metrics(port=taken.getsockname()[1], registry=CollectorRegistry()))
        bot.start()
        assert bot.process(message(1, "/start")).reply.text == "Hello"
        bot.close()
    assert caplog.text.count("is not served here") == 1
    assert "mount metrics.wsgi" in caplog.text


def test_without_a_registry_the_page_has_the_memory_of_the_process_and_two_can_be_made():
    for _ in range(2):
        assert Metrics().registry.get_sample_value("process_resident_memory_bytes") > 1e6


def test_its_numbers_can_be_among_those_of_the_author():
    registry = CollectorRegistry()
    Metrics(registry=registry)
    Metrics(registry=registry, prefix="shop")
    names = {family.name for family in registry.collect()}
    assert {"scaletg_updates", "shop_updates"} <= names


def test_several_processes_show_their_sums(tmp_path):
    """Each process writes its numbers into a shared folder, and any of them shows the sums."""
    code = """
from wsgiref.util import setup_testing_defaults
import scaletg
from scaletg_contrib.metrics import Metrics
bot = scaletg.Bot("7:token", username="test_bot", seen=scaletg.SeenUpdates())
metrics = Metrics()
bot.load(metrics)
bot.app(lambda message: "Hello")
message = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}}
for number in range(3):
    bot.process({"update_id": number + 1, "message": message})
environ = {}
setup_testing_defaults(environ)
print(b"".join(metrics.wsgi(environ, lambda *_: None)).decode())
"""
    for total in ("3.0", "6.0"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=clean_environ(PROMETHEUS_MULTIPROC_DIR=str(tmp_path)),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert f'scaletg_updates_total{{app="<lambda>",kind="message",result="answered"}} {total}' in done.stdout, done


def test_it_goes_together_with_what_else_wraps_the_calls(metrics):
    bot = scaletg.Bot("7:token", username="test_bot", store="memory:")
    network = bot.api.transport
    for thing in (metrics, Pace(), Tracing(TracerProvider())):
        bot.load(thing)
    bot.start()
    chain, kinds = bot.api.transport, []
    while chain is not network:
        kinds.append(type(chain).__name__)
        chain = chain.inner
    assert kinds == ["TracedCalls", "SharedFloods", "CountedCalls"]


@pytest.mark.parametrize("kind", [CountedCalls, TracedCalls])
def test_another_token_is_watched_as_well(metrics, kind):
    bot = make_bot(metrics if kind is CountedCalls else Tracing(TracerProvider()))
    other = bot.with_token("8:token")
    other.process(message(1, "hm"))
    assert isinstance(other.api.transport, kind)
    assert innermost(other.api.transport).download is not None


@pytest.mark.parametrize(
    ("module", "package", "extra"),
    [("metrics", "prometheus_client", "metrics"), ("tracing", "opentelemetry", "tracing")],
)
def test_without_its_package_the_error_says_how_to_install_it(module, package, extra):
    code = f"import sys; sys.modules[{package!r}] = None; import scaletg_contrib.{module}"
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean_environ(), capture_output=True, text=True, timeout=120, check=False
    )
    assert f"pip install 'scaletg[{extra}]'" in done.stderr


def test_downloads_and_pauses_go_through(metrics):
    for thing in (metrics, Tracing(TracerProvider())):
        bot = make_bot(thing)
        assert bot.api.transport.download("a") == b"content"
        assert bot.api.transport.sleep(1) is None


# Tracing


@pytest.fixture
def spans():
    """Return what takes the spans, with the provider of their tracers."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    exporter.provider = provider
    return exporter


def shown(spans):
    """Return the spans, in the order of their beginnings: name, name of the parent, attributes."""
    finished = sorted(spans.get_finished_spans(), key=lambda span: span.start_time)
    names = {span.context.span_id: span.name for span in finished}
    return [(span.name, names.get(span.parent.span_id) if span.parent else None) for span in finished]


def test_an_update_is_a_span_and_its_calls_are_in_it(spans):
    bot = make_bot(Tracing(spans.provider))
    bot.complete(message(1, "/twice"))
    assert shown(spans) == [
        ("message twice", None),
        ("sendMessage", "message twice"),
        ("sendMessage", "message twice"),
    ]
    span = spans.get_finished_spans()[-1]
    assert dict(span.attributes) == {
        "telegram.app": "twice",
        "telegram.kind": "message",
        "telegram.duplicate": False,
        "telegram.update_id": 1,
    }
    assert trace.get_current_span() is trace.INVALID_SPAN


def test_what_an_app_does_is_in_the_span_of_its_update(spans):
    bot = make_bot(Tracing(spans.provider))

    @bot.app("/work")
    def work(message):
        with trace.get_tracer("mine", tracer_provider=spans.provider).start_as_current_span("work"):
            return "Done"

    bot.process(message(1, "/work"))
    assert shown(spans) == [("message work", None), ("work", "message work")]


def test_an_update_of_a_traced_web_server_is_in_its_span(spans):
    bot = make_bot(Tracing(spans.provider))
    with trace.get_tracer("server", tracer_provider=spans.provider).start_as_current_span("POST /"):
        bot.process(message(1, "/start"))
    assert shown(spans) == [("POST /", None), ("message start", "POST /")]


def test_a_failure_is_an_error_of_the_span(spans):
    bot = make_bot(Tracing(spans.provider))
    bot.process(message(1, "/fail"))
    (span,) = spans.get_finished_spans()
    assert span.status.status_code is trace.StatusCode.ERROR
    assert span.status.description == "ValueError: no"
    assert span.events[0].attributes["exception.type"] == "ValueError"


def test_what_comes_again_and_duplicates_are_spans_of_their_own(spans):
    bot = make_bot(Tracing(spans.provider))
    bot.process(message(1, "/again"))
    bot.process(message(2, "/start"))
    bot.process(message(2, "/start"))
    attributes = [dict(span.attributes) for span in spans.get_finished_spans()]
    assert attributes[0]["telegram.retry_after"] == 5
    assert [one["telegram.duplicate"] for one in attributes] == [False, False, True]
    assert {one["telegram.kind"] for one in attributes} == {"message"}


def test_an_update_that_is_run_again_at_once_is_one_span(spans):
    bot = make_bot(Tracing(spans.provider))
    rounds = []

    @bot.app("/race")
    def race(message):
        rounds.append(1)
        if len(rounds) < 4:
            raise scaletg.Retry(0)
        return "Done"

    bot.process(message(1, "/race"))
    assert shown(spans) == [("message race", None)]


def test_a_refusal_of_telegram_is_an_error_of_the_call(spans):
    bot = make_bot(Tracing(spans.provider), FLOOD)
    bot.api.send_message(5, "x")
    refused, taken = spans.get_finished_spans()
    assert dict(refused.attributes) == {
        "telegram.method": "sendMessage",
        "telegram.error_code": 429,
        "telegram.retry_after": 3,
    }
    assert refused.status.status_code is trace.StatusCode.ERROR
    assert taken.status.status_code is trace.StatusCode.UNSET


def test_no_span_has_what_people_say_or_who_they_are(spans):
    bot = make_bot(Tracing(spans.provider))
    bot.complete(message(1, "/start secret", user=123456789))
    text = " ".join(span.to_json() for span in spans.get_finished_spans())
    assert "sendMessage" in text
    for secret in ("secret", "123456789", "Ada", "token", "Hello"):
        assert secret not in text


def test_the_page_shows_the_queue_of_a_bot(tmp_path):
    metrics = Metrics(registry=CollectorRegistry())
    bot = make_bot(metrics, queue=f"sqlite:///{tmp_path}/u.db")
    assert metrics.registry.get_sample_value("scaletg_queue_waiting") is None
    bot.take_in(message(1, "/start"))
    value = metrics.registry.get_sample_value
    assert value("scaletg_queue_waiting") == 1
    assert value("scaletg_queue_oldest_seconds") >= 0
    assert value("scaletg_queue_dead") == 0


def test_a_queue_that_is_away_hides_no_other_number(tmp_path, caplog):
    class Away:
        url = "away:"

        def enqueue(self, entry):
            raise NotImplementedError

        work = is_ready = enqueue

        def status(self):
            raise Unavailable("the queue is away")

    metrics = Metrics(registry=CollectorRegistry())
    bot = make_bot(metrics, queue=Away())
    bot.registry  # it loads the queue
    assert metrics.registry.get_sample_value("scaletg_queue_waiting") is None
    assert "the queue is away" in caplog.text
