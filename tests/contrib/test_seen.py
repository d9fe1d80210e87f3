"""What remembers updates: one contract for memory and for all kinds of store, then what only stores do."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import store_workers
from backends import ALL_KINDS, Clock, run_processes, spawn, unique, url_of
from engines import wait_for

import scaletg
from scaletg import Claim, Kept
from scaletg_contrib.stores import SeenUpdates, Store, StoreDown, base, open_store

REPLIES = [{"method": "sendMessage", "text": "hé"}, {"method": "sendMessage", "text": "two"}]
ONE, OTHER, OTHER_BOT = "1/100", "1/101", "2/100"


@pytest.fixture(params=["no store", *ALL_KINDS])
def workers(request: pytest.FixtureRequest) -> Iterator[tuple[Any, Any]]:
    """Two workers that remember the same updates; in memory they are one."""
    if request.param == "no store":
        seen = scaletg.SeenUpdates()
        yield seen, seen
        return
    store = open_store(url_of(request.param, request), name=unique())
    one, two = SeenUpdates(store), SeenUpdates(store)
    yield one, two
    one.close()
    two.close()
    store.close()


NewSeen = Callable[..., SeenUpdates]


@pytest.fixture
def new_seen(store: Store) -> Iterator[NewSeen]:
    """Make objects that are closed after the test and before its store, because it leaves claims behind."""
    made: list[SeenUpdates] = []

    def make(store: Store, **options: Any) -> SeenUpdates:
        made.append(SeenUpdates(store, **options))
        return made[-1]

    yield make
    for seen in made:
        seen.close()


@pytest.fixture
def store(url: str, clock: Clock) -> Iterator[Store]:
    opened = open_store(url, name=unique(), clock=clock)
    yield opened
    opened.close()


def claimed(seen: Any, key: str = ONE, takeover: bool = False) -> Claim:
    claim = seen.claim(key, takeover)
    assert type(claim) is Claim
    return claim


def counts(claim: Claim) -> tuple[int, int]:
    return claim.failures, claim.deaths


# The contract ################################################################


def test_a_first_claim_counts_nothing_and_has_no_replies(workers: Any) -> None:
    claim = claimed(workers[0])
    assert (claim.key, counts(claim), claim.replies, claim.sent) == (ONE, (0, 0), None, 0)


def test_nobody_else_gets_an_update_while_it_is_processed(workers: Any) -> None:
    claimed(workers[0])
    assert [seen.claim(ONE) for seen in workers] == [scaletg.RUNNING] * 2
    claimed(workers[1], OTHER)
    claimed(workers[1], OTHER_BOT)


@pytest.mark.parametrize("replies", [None, [], REPLIES])
def test_a_finished_update_keeps_its_replies(workers: Any, replies: Any) -> None:
    claim = claimed(workers[0])
    workers[0].done(claim, replies)
    assert [seen.claim(ONE) for seen in workers] == [Kept(replies)] * 2


def test_replies_that_were_made_are_given_to_the_next_delivery(workers: Any) -> None:
    claim = claimed(workers[0])
    assert workers[0].made(claim, REPLIES, hold=False) is True
    again = claimed(workers[1])
    assert again.fence > 1
    assert (again.replies, again.sent, counts(again)) == (REPLIES, 0, (0, 0))


def test_replies_are_not_given_away_while_they_leave(workers: Any) -> None:
    one, two = workers
    claim = claimed(one)
    assert one.made(claim, REPLIES, hold=True) is True
    assert one.sent(claim, 1) is True
    assert two.claim(ONE) is scaletg.RUNNING
    one.release(claim, 5)
    again = claimed(two)
    assert (again.replies, again.sent) == (REPLIES, 1)
    two.sent(again, 2)
    two.done(again, REPLIES)
    assert one.claim(ONE) == Kept(REPLIES)


def test_replies_with_files_are_not_kept_and_hold_the_claim(workers: Any) -> None:
    one, two = workers
    claim = claimed(one)
    assert one.made(claim, None, hold=True) is True
    assert two.claim(ONE) is scaletg.RUNNING
    assert claimed(two, takeover=True).replies is None


def test_exceptions_deaths_and_waiting_are_counted_apart(workers: Any) -> None:
    one, two = workers
    one.failed(claimed(one))
    two.release(claimed(two), 60)
    one.failed(claimed(one), died=True)
    two.failed(claimed(two))
    assert counts(claimed(one)) == (2, 1)
    assert counts(claimed(two, takeover=True)) == (2, 2)


def test_whoever_lost_an_update_cannot_keep_replies_or_finish_it(workers: Any) -> None:
    one, two = workers
    late = claimed(one)
    claim = claimed(two, takeover=True)
    assert claim.fence > late.fence
    assert counts(claim) == (0, 1)
    assert one.made(late, [{"text": "late"}], hold=True) is False
    assert one.sent(late, 1) is False
    assert one.claim(ONE) is scaletg.RUNNING
    assert two.made(claim, REPLIES, hold=True) is True
    two.done(claim, REPLIES)
    assert one.claim(ONE) == Kept(REPLIES)


def test_a_forgotten_update_runs_again(workers: Any) -> None:
    one, two = workers
    one.failed(claimed(one))
    one.done(claimed(one), [])
    two.forget(ONE)
    two.forget(OTHER)
    assert counts(claimed(one)) == (0, 0)


def test_of_many_threads_one_gets_an_update(workers: Any) -> None:
    start, won = threading.Barrier(8), []

    def claim(seen: Any) -> None:
        start.wait(30)
        won.append(type(seen.claim(ONE)) is Claim)

    threads = [threading.Thread(target=claim, args=(workers[number % 2],)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(won) == [False] * 7 + [True]


# Stores ######################################################################


def test_a_claim_that_is_not_renewed_runs_out_and_counts_as_a_death(
    new_seen: NewSeen, store: Store, clock: Clock
) -> None:
    one, two = new_seen(store, seconds=60), new_seen(store, seconds=60)
    late = claimed(one)
    clock.now += 59.9
    assert two.claim(ONE) is scaletg.RUNNING
    clock.now += 0.2
    assert counts(claimed(two)) == (0, 1)
    assert one.made(late, [], hold=False) is False


def test_a_late_worker_changes_nothing(
    new_seen: NewSeen, store: Store, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    one, two = new_seen(store, seconds=60), new_seen(store, seconds=60)
    late = [claimed(one, key) for key in ("1/1", "1/2", "1/3", "1/4")]
    clock.now += 61
    claims = [claimed(two, claim.key) for claim in late]
    one.done(late[0], [])
    one.failed(late[1])
    one.release(late[2], 0)
    assert one.sent(late[3], 1) is False
    for key in ("1/1", "1/2", "1/3"):
        assert f"update {key}: it" in caplog.text
    for key in ("1/1", "1/2", "1/3", "1/4"):
        assert two.claim(key) is scaletg.RUNNING
    for claim in claims:
        two.done(claim, REPLIES)
        assert one.claim(claim.key) == Kept(REPLIES)


def test_replies_are_kept_for_a_day(new_seen: NewSeen, store: Store, clock: Clock) -> None:
    seen = new_seen(store)
    seen.done(claimed(seen), REPLIES)
    clock.now += 24 * 3600 - 1
    assert seen.claim(ONE) == Kept(REPLIES)
    clock.now += 2
    assert claimed(seen).replies is None


def test_a_long_update_keeps_its_claim(new_seen: NewSeen, url: str) -> None:
    """The thread renews it, so its fence grows; and it renews it no more when the update is finished."""
    store = open_store(url, name=unique(), timeout=30)
    seen = new_seen(store, seconds=0.4)
    claim = claimed(seen)
    wait_for_renewals(claim)
    assert seen.made(claim, REPLIES, hold=False) is True
    last = claim.fence
    wait_for_renewals(claimed(seen, OTHER))
    assert claim.fence == last
    assert counts(claimed(seen)) == (0, 0)
    seen.close()
    store.close()


def wait_for_renewals(claim: Claim) -> None:
    fences = {claim.fence}
    wait_until(lambda: fences.add(claim.fence) or len(fences) > 3)


def wait_until(condition: Callable[[], object]) -> None:
    give_up = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def test_two_namespaces_and_two_bots_do_not_meet(new_seen: NewSeen, store: Store) -> None:
    claimed(new_seen(store))
    claimed(new_seen(store, namespace="jobs"))
    claimed(new_seen(store), OTHER_BOT)
    assert [record.key for record in store.scan()] == ["1/seen/jobs/100", "1/seen/updates/100", "2/seen/updates/100"]


@pytest.mark.parametrize("hold", [True, False])
def test_replies_that_no_record_can_hold_are_logged(
    new_seen: NewSeen, store: Store, hold: bool, caplog: pytest.LogCaptureFixture
) -> None:
    seen = new_seen(store)
    claim = claimed(seen)
    assert seen.made(claim, [{"text": "x" * base.VALUE_BYTES}], hold=hold) is True
    assert "update 1/100: its replies cannot be kept for a further delivery" in caplog.text
    assert seen.claim(ONE) == (scaletg.RUNNING if hold else Kept([]))
    seen.done(claim, [{"text": "x" * base.VALUE_BYTES}])
    assert seen.claim(ONE) == Kept([])


def test_a_store_that_is_down_stops_claims_and_is_logged_afterwards(
    new_seen: NewSeen, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store("memory:")
    seen = new_seen(store)
    claim = claimed(seen)

    def down(*values: object) -> Any:
        raise StoreDown("store memory: gone", 5)

    monkeypatch.setattr(store, "_swap", down)
    for use in (lambda: seen.claim(OTHER), lambda: seen.made(claim, REPLIES, hold=True)):
        with pytest.raises(scaletg.Retry):
            use()
    for end in (lambda: seen.sent(claim, 1), lambda: seen.done(claim, REPLIES), lambda: seen.release(claim, 0)):
        caplog.clear()
        end()
        assert "update 1/100: " in caplog.text and "could not be stored: store memory: gone" in caplog.text


def test_a_bot_answers_503_while_its_store_is_down_and_repeats_the_reply_later(tmp_path: Path) -> None:
    message = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "hello"}
    calls: list[str] = []
    opened: list[Store] = []

    def answer(message: Any) -> str:
        calls.append(message.text)
        return f"answer {len(calls)}"

    def bot(folder: Path) -> scaletg.Bot:
        opened.append(open_store(f"sqlite:///{folder}/bot.db"))
        made = scaletg.Bot(seen=SeenUpdates(opened[-1]))
        made.app(answer)
        return made

    folder = tmp_path / "later"
    assert bot(folder).process({"update_id": 1, "message": message}).retry_after == base.RETRY_SECONDS
    assert calls == []
    folder.mkdir()
    first = bot(folder).process({"update_id": 1, "message": message})
    again = bot(folder).process({"update_id": 1, "message": message})
    assert (first.duplicate, again.duplicate, calls) == (False, True, ["hello"])
    assert first.reply.text == again.reply.text == "answer 1"
    for store in opened:
        store.close()


@pytest.mark.parametrize("is_delivered", [False, True])
def test_a_claim_lasts_as_long_as_an_outcome_whose_files_no_store_keeps(
    new_seen: NewSeen, url: str, is_delivered: bool
) -> None:
    store = open_store(url, name=unique(), timeout=30)
    seen = new_seen(store, seconds=0.4)
    bot = scaletg.Bot("1:token", seen=seen)
    bot.api.transport = Accepting()
    bot.app("/file")(lambda message: message.answer_document(b"content"))
    update = {"update_id": 100, "message": {"message_id": 1, "date": 0, "chat": {"id": 1}, "text": "/file"}}
    outcome = bot.process(update)
    assert outcome._claim is not None
    wait_for_renewals(outcome._claim)
    assert bot.process(update).retry_after == 1
    if is_delivered:
        bot.deliver(outcome)
        assert seen.claim(ONE) == Kept([])
    else:
        del outcome
        wait_until(lambda: isinstance(seen.claim(ONE), Claim))
    seen.close()
    store.close()


class Accepting:
    """A transport with which every call succeeds."""

    def call(self, name: str, parameters: dict[str, Any], files: Any) -> dict[str, Any]:
        return {"ok": True, "result": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}}

    def download(self, path: str) -> bytes:
        raise FileNotFoundError(path)

    def sleep(self, seconds: float) -> None:
        raise AssertionError("nobody waits")


def test_a_claim_that_was_written_without_an_answer_is_free_when_the_store_answers(
    store: Store, new_seen: NewSeen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise it would be that of a living process, and the update would wait for the end of the lease."""
    one, two = new_seen(store), new_seen(store)
    swap, is_away = store._swap, threading.Event()

    def lose_the_answer(*values: Any) -> bool:
        is_done = swap(*values)
        if is_done and is_away.is_set():
            raise StoreDown("the connection was lost", 5)
        return is_done

    monkeypatch.setattr(store, "_swap", lose_the_answer)
    is_away.set()
    with pytest.raises(StoreDown):
        one.claim(ONE)
    assert two.claim(ONE) is scaletg.RUNNING
    is_away.clear()
    monkeypatch.setattr(store, "_swap", swap)
    claim = wait_for(lambda: [found for found in [two.claim(ONE)] if found is not scaletg.RUNNING])[0]
    assert counts(claim) == (0, 0)
    two.done(claim, None)
    assert one.claim(ONE) == Kept(None)


def test_a_claim_that_was_not_written_takes_nothing_from_others(
    store: Store, clock: Clock, new_seen: NewSeen, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, swap = new_seen(store), store._swap
    given_back = threading.Event()

    def refuse(*values: Any) -> bool:
        raise StoreDown("no connection", 5)

    def give_back(key: str, until: float) -> None:
        SeenUpdates._give_back(one, key, until)
        given_back.set()

    monkeypatch.setattr(one, "_give_back", give_back)
    monkeypatch.setattr(store, "_swap", refuse)
    with pytest.raises(StoreDown):
        one.claim(ONE)
    monkeypatch.setattr(store, "_swap", swap)
    clock.now += 0.001
    claim = claimed(one)
    assert given_back.wait(60)
    assert one.claim(ONE) is scaletg.RUNNING
    assert one.made(claim, REPLIES, hold=False) is True


@pytest.mark.parametrize("end, counted", [("release", (0, 0)), ("failed", (1, 0)), ("done", None)])
def test_the_end_of_a_claim_is_written_when_the_store_answers(
    store: Store, new_seen: NewSeen, monkeypatch: pytest.MonkeyPatch, end: str, counted: tuple[int, int] | None
) -> None:
    one, two, swap = new_seen(store), new_seen(store), store._swap
    claim = claimed(one)

    def refuse(*values: Any) -> bool:
        raise StoreDown("no connection", 5)

    monkeypatch.setattr(store, "_swap", refuse)
    values: dict[str, tuple[Any, ...]] = {"release": (claim, 5), "failed": (claim,), "done": (claim, REPLIES)}
    getattr(one, end)(*values[end])
    monkeypatch.setattr(store, "_swap", swap)
    found = wait_for(lambda: [found for found in [two.claim(ONE)] if found is not scaletg.RUNNING])[0]
    assert (found if counted is None else counts(found)) == (counted or Kept(REPLIES))


def test_what_cannot_be_written_later_holds_up_nothing_else(
    store: Store, new_seen: NewSeen, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    one, two, swap = new_seen(store), new_seen(store), store._swap
    claims = [claimed(one), claimed(one, OTHER)]

    def refuse(*values: Any) -> bool:
        raise StoreDown("no connection", 5)

    def save(claim: Claim) -> None:
        if claim is claims[0]:
            raise RuntimeError("no")
        SeenUpdates._save_unless_taken(one, claim)

    monkeypatch.setattr(one, "_save_unless_taken", save)
    monkeypatch.setattr(store, "_swap", refuse)
    for claim in claims:
        one.release(claim, 5)
    monkeypatch.setattr(store, "_swap", swap)
    wait_for(lambda: two.claim(OTHER) is not scaletg.RUNNING)
    assert "what the store missed when it was away could not be written" in caplog.text


# Processes ###################################################################


def test_several_processes_claim_every_update_once(shared_url: str) -> None:
    keys, won = [f"1/{number}" for number in range(100, 140)], spawn.Queue()
    run_processes(store_workers.claim_all, shared_url, unique(), keys, spawn.Barrier(4), won)
    assert sorted(won.get(timeout=10) for _ in keys) == keys
    assert won.empty()


def die_with_claim(url: str, name: str, seconds: float, *, is_elsewhere: bool) -> None:
    process = spawn.Process(target=store_workers.claim_and_die, args=(url, name, ONE, seconds, is_elsewhere))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL


def test_the_claim_of_a_killed_process_of_this_machine_is_free_at_once(new_seen: NewSeen, shared_url: str) -> None:
    name = unique()
    die_with_claim(shared_url, name, 3600.0, is_elsewhere=False)
    store = open_store(shared_url, name=name)
    seen = new_seen(store)
    claim = claimed(seen)
    assert counts(claim) == (0, 1)
    seen.done(claim, [])
    store.close()


def test_a_process_that_stands_still_keeps_its_claim_until_it_is_killed(new_seen: NewSeen, tmp_path: Path) -> None:
    url, ready = f"sqlite:///{tmp_path}/bot.db", spawn.Event()
    process = spawn.Process(target=store_workers.claim_and_wait, args=(url, "updates", ONE, ready))
    process.start()
    assert process.pid is not None and ready.wait(60)
    store = open_store(url, name="updates")
    seen = new_seen(store)
    os.kill(process.pid, signal.SIGSTOP)
    assert seen.claim(ONE) is scaletg.RUNNING
    os.kill(process.pid, signal.SIGKILL)
    wait_until(lambda: isinstance(seen.claim(ONE), Claim))  # also while nobody has asked for its exit code
    process.join(60)
    store.close()


def test_the_claim_of_a_killed_process_of_another_machine_runs_out(new_seen: NewSeen, shared_url: str) -> None:
    name = unique()
    die_with_claim(shared_url, name, 2.0, is_elsewhere=True)
    store = open_store(shared_url, name=name)
    seen = new_seen(store)
    got: list[Any] = []
    wait_until(lambda: got.append(seen.claim(ONE)) or got[-1] is not scaletg.RUNNING)
    assert counts(got[-1]) == (0, 1)
    seen.done(got[-1], [])
    store.close()


def test_a_url_is_enough() -> None:
    seen = SeenUpdates("memory:")
    claimed(seen)
    assert seen.claim(ONE) is scaletg.RUNNING
    assert seen.store.url == "memory:"
