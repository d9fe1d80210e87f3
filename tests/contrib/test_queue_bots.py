"""Bots whose updates go through a queue: the webhook, the worker, jobs, and what is given up."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from engines import PATIENCE, wait_for

import samples
import scaletg
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.queues import (
    SHORT_SECONDS,
    Again,
    Dead,
    Delivery,
    Done,
    Entry,
    Queue,
    UpdateHandler,
    open_queue,
    queue_of,
    worker,
)
from talking import Recorder, make_bot

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/updates.db"


def text(number: int, words: str = "hello", chat: int = 7) -> dict[str, Any]:
    return {"update_id": number, "message": samples.message(words, {"id": chat, "type": "private"})}


def deliver(bot: scaletg.Bot, *updates: dict[str, Any]) -> list[int]:
    return [bot.handle(json.dumps(update), JSON)[0] for update in updates]


def sent(bot: scaletg.Bot) -> list[str]:
    transport: Recorder = bot.api.transport  # type: ignore[assignment]  # make_bot has set it
    return transport.texts


def queued_bot(url: str, **options: Any) -> scaletg.Bot:
    return make_bot(queue=url, secret_token="", **options)


class working:
    """A worker of bots for the time of a block."""

    def __init__(self, *bots: scaletg.Bot, threads: int = 4) -> None:
        self._bots, self._threads, self._stop = {bot.id or 0: bot for bot in bots}, threads, threading.Event()

    def __enter__(self) -> None:
        queue = queue_of(next(iter(self._bots.values())))
        self._thread = threading.Thread(
            target=queue.work, args=(self._bots,), kwargs={"threads": self._threads, "stop": self._stop}
        )
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


def drained(bot: scaletg.Bot) -> None:
    wait_for(lambda: queue_of(bot).engine.status().depth == 0, "the end of the queue")


def test_the_webhook_answers_and_a_worker_replies(url: str) -> None:
    bot = queued_bot(url)
    bot.app(lambda message: f"You said {message.text}")
    assert bot.handle(json.dumps(text(1, "hi")), JSON) == (200, JSON, b"")
    assert deliver(bot, text(1, "hi"), text(2, "ho")) == [200, 200]
    assert sent(bot) == []
    with working(bot):
        drained(bot)
    assert sent(bot) == ["You said hi", "You said ho"]


def test_loading_a_queue_is_the_same_as_the_option(url: str) -> None:
    bot = make_bot(secret_token="")
    bot.load(Queue(url))
    bot.app(lambda message: "yes")
    assert deliver(bot, text(1)) == [200]
    assert queue_of(bot).engine.status().depth == 1
    with pytest.raises(scaletg.RegistrationError, match="it cannot have"):
        bot.load(Queue(url))


def test_the_environment_names_the_queue(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCALETG_QUEUE", url)
    assert queue_of(make_bot()).engine.url == url


def test_a_bot_without_a_queue_says_how_to_get_one() -> None:
    with pytest.raises(scaletg.ConfigError, match=r"set queue=.*SCALETG_QUEUE"):
        queue_of(make_bot())


def test_apps_can_look_at_the_queue(url: str) -> None:
    bot = queued_bot(url)

    @bot.app("/depth")
    def depth(message: Any, queue: Queue) -> str:
        return str(queue.engine.status().depth)

    deliver(bot, text(1, "/depth"))
    with working(bot):
        drained(bot)
    assert sent(bot) == ["1"]


def test_a_full_queue_is_503(url: str) -> None:
    bot = queued_bot(f"{url}?max_depth=2")
    bot.app(lambda message: "yes")
    assert deliver(bot, text(1), text(2), text(3)) == [200, 200, 503]
    assert int(bot.handle(json.dumps(text(3)), JSON)[1]["Retry-After"]) > 0
    with working(bot):
        drained(bot)
        wait_for(lambda: deliver(bot, text(3)) == [200])
        drained(bot)
    assert len(sent(bot)) == 3


def test_a_queue_that_is_away_is_503_and_not_ready(url: str, tmp_path: Path) -> None:
    bot = make_bot(secret_token="")
    bot.load(Queue(open_queue(url, timeout=0.1)))
    bot.app(lambda message: "yes")
    assert deliver(bot, text(1)) == [200]
    assert bot._failed_checks() == []
    other = sqlite3.connect(tmp_path / "updates.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert deliver(bot, text(2)) == [503]
    assert bot._failed_checks() == ["queue"]
    other.close()
    assert deliver(bot, text(2)) == [200]


def test_bots_share_a_queue(url: str) -> None:
    one = queued_bot(url)
    other = make_bot("77:AAExampleTokenOfNobody", queue=url, secret_token="")
    one.app(lambda message: "one")
    other.app(lambda message: "other")
    deliver(one, text(1))
    deliver(other, text(1))
    with working(one):
        wait_for(lambda: sent(one))
    assert queue_of(one).engine.status().by_bot == {77: 1}
    with working(one, other):
        drained(one)
    assert (sent(one), sent(other)) == (["one"], ["other"])


# What fails ##################################################################


@pytest.fixture(params=["memory", "store"])
def options(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    """Return the options of bots that share a store, or that have none."""
    return {"store": f"sqlite:///{tmp_path}/bot.db"} if request.param == "store" else {}


def test_an_update_that_fails_is_a_dead_letter_of_the_queue(url: str, options: dict[str, Any]) -> None:
    bot = queued_bot(url, **options)

    @bot.app
    def fail(message: Any) -> str:
        if message.text == "bad":
            raise ValueError("no")
        return message.text  # type: ignore[no-any-return]

    deliver(bot, text(1, "bad"), text(2, "good"))
    with working(bot):
        drained(bot)
    (letter,) = queue_of(bot).engine.dead()
    assert (letter.entry.update_id, letter.reason) == (1, "ValueError: no")
    assert sent(bot) == ["good"]
    if options:
        assert list(bot.store.keys(f"{bot.id}/dead/")) == []


def test_attempts_are_counted_across_workers(url: str, options: dict[str, Any]) -> None:
    """Without a store only the engine can count them."""
    attempts = []
    for _ in range(3):
        bot = queued_bot(url, on_error="retry", max_attempts=3, **options)

        @bot.app
        def fail(message: Any) -> None:
            attempts.append(message.text)
            raise ValueError("no")

        deliver(bot, text(1))
        count = len(attempts)
        with working(bot):
            wait_for(lambda count=count: len(attempts) > count)  # type: ignore[misc]
        with sqlite3.connect(url.removeprefix("sqlite:///")) as db:
            db.execute("UPDATE scaletg_chats SET ready = 0")  # the pause is over
        db.close()
    assert len(attempts) == 3
    (letter,) = queue_of(bot).engine.dead()
    assert letter.failures == 2  # and the third is the end


def test_retry_is_not_counted_and_holds_up_nobody(url: str) -> None:
    bot = queued_bot(url)
    asked: list[str] = []

    @bot.app
    def wait(message: Any) -> str:
        if message.text == "later" and len(asked) < 5:
            asked.append(message.text)
            raise scaletg.Retry(0.05 if len(asked) < 5 else 30)
        return message.text  # type: ignore[no-any-return]

    deliver(
        bot, text(1, "later"), text(2, "behind"), *(text(number, "other", chat=100 + number) for number in range(3, 30))
    )
    with working(bot, threads=1):
        wait_for(lambda: len(sent(bot)) == 27)
        wait_for(lambda: len(asked) == 5)
    assert set(sent(bot)) == {"other"}
    assert queue_of(bot).engine.status().depth == 2


def handler(bot: scaletg.Bot) -> Any:
    return UpdateHandler({bot.id: bot}.get).handle  # type: ignore[arg-type]


def delivery(bot: scaletg.Bot, update: dict[str, Any], **counts: int) -> Delivery:
    return Delivery(Entry(bot.id or 0, update["update_id"], 7, json.dumps(update).encode()), **counts)


@pytest.mark.parametrize("deaths, is_dead", [(4, False), (5, True)])
def test_what_kills_processes_is_given_up(deaths: int, is_dead: bool) -> None:
    bot = make_bot()
    called = []
    bot.app(lambda message: called.append(1) or "yes")  # type: ignore[func-returns-value]
    verdict = handler(bot)(delivery(bot, text(1), deaths=deaths))
    assert isinstance(verdict, Dead if is_dead else Done)
    assert len(called) == (not is_dead)


def test_what_is_given_up_is_forgotten_by_the_store_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    bot = make_bot(store=f"sqlite:///{tmp_path}/bot.db")
    bot.app(lambda message: "yes")
    assert isinstance(handler(bot)(delivery(bot, text(1), deaths=5)), Dead)
    assert list(bot.store.scan()) == []
    assert [record.getMessage() for record in caplog.records if record.name == "scaletg.stores"] == []
    bot.store.close()


def test_what_has_killed_twice_runs_alone() -> None:
    bot = make_bot()
    running, most, started = [0], {"bad": 0, "good": 0}, threading.Barrier(2)

    @bot.app
    def count(message: Any) -> None:
        running[0] += 1
        most[message.text] = max(most[message.text], running[0])
        if message.text == "good":
            started.wait(60)
        time.sleep(0.02)
        running[0] -= 1

    handle = handler(bot)
    threads = [
        threading.Thread(target=handle, args=(delivery(bot, text(number, "good", chat=number)),)) for number in (1, 2)
    ]
    for thread in threads:
        thread.start()
    handle(delivery(bot, text(3, "bad", chat=3), deaths=2))
    for thread in threads:
        thread.join()
    assert most["bad"] == 1


def test_the_claim_of_a_dead_worker_is_taken_over(tmp_path: Path) -> None:
    """The engine knows that it is dead, also on another machine, where its lease would have to run out."""
    bot = make_bot(store=f"sqlite:///{tmp_path}/bot.db")
    bot.app(lambda message: "yes")
    held = bot.seen.claim(f"{bot.id}/1")
    assert isinstance(handler(bot)(delivery(bot, text(1))), Done)
    assert sent(bot) == ["yes"]
    assert bot.seen.made(held, [{"method": "sendMessage"}], False) is False
    bot.store.close()


def test_a_claim_that_an_outage_has_left_behind_is_no_death(tmp_path: Path) -> None:
    """The store was away when the claim was to be released, again and again."""
    bot = make_bot(store=f"sqlite:///{tmp_path}/bot.db", max_deaths=2)
    bot.app(lambda message: "yes")
    for _ in range(5):
        bot.seen.claim(f"{bot.id}/1", True)
    assert isinstance(handler(bot)(delivery(bot, text(1), deaths=1)), Done)
    assert sent(bot) == ["yes"]
    bot.store.close()


def test_the_reply_of_another_app_leaves_before_the_burial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "MISTAKE_SECONDS", 0.01)
    bot = make_bot(retry_budget=0)
    bot.app(lambda message: "yes")

    @bot.app
    def fail(message: Any) -> None:
        raise ValueError("no")

    refused: list[str] = []

    class Away(Recorder):
        def call(self, name: str, parameters: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
            if name == "sendMessage" and not refused:
                refused.append(name)
                return {"ok": False, "error_code": 502, "description": "Bad Gateway"}
            return super().call(name, parameters, files)

    bot.api.transport = Away()
    assert handler(bot)(delivery(bot, text(1))) == Dead("ValueError: no")
    assert (refused, sent(bot)) == (["sendMessage"], ["yes"])


def test_an_update_of_an_unknown_bot_stays(caplog: pytest.LogCaptureFixture) -> None:
    bot = make_bot()
    verdict = UpdateHandler(lambda bot_id: None).handle(delivery(bot, text(1)))
    assert isinstance(verdict, Again)
    assert not verdict.failed
    assert "which this worker does not have" in caplog.text


@pytest.mark.parametrize("failures, kind", [(1, Again), (2, Dead)])
def test_what_cannot_be_processed_at_all_is_given_up(failures: int, kind: type) -> None:
    bot = make_bot()
    bot.app(lambda message: "yes")
    entry = Entry(bot.id or 0, 1, 1, b"{")
    assert isinstance(handler(bot)(Delivery(entry, failures=failures)), kind)


# Jobs ########################################################################


def test_a_due_job_goes_through_the_queue_behind_its_chat(url: str, tmp_path: Path) -> None:
    bot = queued_bot(url, store=f"sqlite:///{tmp_path}/bot.db")
    bot.load(Jobs(watch_seconds=0.05))
    seen: list[str] = []
    release = threading.Event()

    @bot.app("plan", on="message")
    def plan(message: Any, jobs: Any) -> str:
        jobs.later(0, "ring", text="now")
        return "planned"

    @bot.app("slow", on="message")
    def slow(message: Any) -> str:
        assert release.wait(PATIENCE)
        seen.append("slow")
        return "slow"

    @bot.app("ring", on="job")
    def ring(job: Any) -> str:
        seen.append("job")
        return f"ring {job.data.text}"

    with bot, working(bot):
        deliver(bot, text(1, "plan"))
        deliver(bot, text(2, "slow"))
        wait_for(lambda: queue_of(bot).engine.status().depth == 2, "the job in the queue")
        time.sleep(0.2)
        assert seen == []
        release.set()
        wait_for(lambda: "ring now" in sent(bot))
        drained(bot)
    assert seen == ["slow", "job"]
    assert bot.jobs.all() == []
    bot.store.close()


def test_a_job_is_done_once_by_several_clocks(url: str, tmp_path: Path) -> None:
    bots = [queued_bot(url, store=f"sqlite:///{tmp_path}/bot.db") for _ in range(3)]
    done: list[int] = []
    for bot in bots:
        bot.load(Jobs(watch_seconds=0.02))

        @bot.app("ring", on="job")
        def ring(job: Any) -> None:
            done.append(job.data.number)

    bots[0].registry  # it loads the jobs
    for number in range(20):
        bots[0].jobs.later(0.1, "ring", chat=number % 3 + 1, number=number)
    with bots[0], bots[1], bots[2], working(bots[0]), working(bots[1]):
        wait_for(lambda: len(done) == 20)
        wait_for(lambda: bots[0].jobs.all() == [])
        drained(bots[0])
    assert sorted(done) == list(range(20))
    for bot in bots:
        bot.store.close()


def test_a_long_job_lets_its_chat_go_on_and_stops_at_the_end(url: str, tmp_path: Path) -> None:
    bot = queued_bot(url, store=f"sqlite:///{tmp_path}/bot.db", stop_seconds=PATIENCE)
    bot.load(Jobs(watch_seconds=0.02))
    steps: list[int] = []

    @bot.app("long", on="job")
    def work(job: Any) -> str:
        for step in range(job.data.get("step", 0), 10_000):
            job.keep(step=step)
            steps.append(step)
            time.sleep(0.005)
        return "done"

    bot.app(lambda message: "meanwhile")
    with bot:
        queue_of(bot).start(bot, 2)
        bot.jobs.later(0, "long", chat=7)
        wait_for(lambda: steps)
        deliver(bot, text(1))
        wait_for(lambda: sent(bot) == ["meanwhile"])
    assert queue_of(bot).engine.status().depth == 0
    count = len(steps)
    (record,) = [one for one in bot.store.scan(f"{bot.id}/jobs/") if isinstance(one.value, dict)]
    assert (record.value["state"], record.value["deaths"]) == ("waiting", 0)
    time.sleep(0.05)
    assert len(steps) == count
    bot.store.close()


def test_one_worker_is_for_several_bots(url: str) -> None:
    one = queued_bot(url)
    other = make_bot("77:AAExampleTokenOfNobody", queue=url, secret_token="")
    one.app(lambda message: "one")
    other.app(lambda message: "other")
    queue_of(other)
    queue = queue_of(one)
    queue.start_for([one, other], 2)
    deliver(one, text(1))
    deliver(other, text(1))
    wait_for(lambda: sent(one) and sent(other))
    assert queue.is_working
    one.close()
    other.close()
    assert queue.engine.status().workers == []


def test_a_worker_finds_bots_whose_tokens_are_looked_up(url: str) -> None:
    origin = make_bot(None, queue=url)
    origin.app(lambda message: f"for {message.text}")
    application = scaletg.host(origin, tokens={77: "77:AAExampleTokenOfNobody"})
    assert application.has_tokens
    assert not scaletg.host(origin).has_tokens
    found = application.bot(77)
    found.api.transport = Recorder()
    found.secret_token = ""
    deliver(found, text(1))
    queue = queue_of(origin)
    queue.start_for([origin], 2, application.bot)
    wait_for(lambda: sent(found) == ["for hello"])
    origin.close()


def test_what_is_given_up_is_forgotten_so_that_it_runs_again(url: str, options: dict[str, Any]) -> None:
    """Also if the worker dies before the engine has the dead letter; in a worker without a store, too."""
    bot = queued_bot(url, **options)
    mended: list[bool] = []

    @bot.app
    def fail(message: Any) -> str:
        if not mended:
            raise ValueError("no")
        return "yes"

    handle = handler(bot)
    assert handle(delivery(bot, text(5))) == handle(delivery(bot, text(5), deaths=1)) == Dead("ValueError: no")
    deliver(bot, text(1))
    queue = queue_of(bot)
    with working(bot):
        (letter,) = wait_for(lambda: list(queue.engine.dead()))
        mended.append(True)
        assert queue.put_back(bot, letter)
        wait_for(lambda: sent(bot) == ["yes"])
        drained(bot)
    assert list(queue.engine.dead()) == []


def test_a_store_that_is_away_parks_no_chat() -> None:
    """The update comes again soon, in its place: an outage is no reason to let a chat wait for five seconds."""

    class Away(scaletg.SeenUpdates):
        def claim(self, key: str, takeover: bool = False) -> Any:
            raise scaletg.Retry(5)

    bot = scaletg.Bot("1000000001:test", username="test_bot", seen=Away())
    entry = Entry(bot.id or 0, 1, 7, b'{"update_id": 1, "poll": {"id": "1"}}')
    verdict = handler(bot)(Delivery(entry))
    assert isinstance(verdict, Again) and verdict.seconds < SHORT_SECONDS and not verdict.failed
