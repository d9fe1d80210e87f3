"""One suite for all engines of queues, with real servers: see `ENGINE_KINDS` in engines.py."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from backends import spawn
from engines import (
    ENGINE_KINDS,
    Again,
    Dead,
    Delivery,
    Done,
    Worker,
    come_again_in_process,
    engine_url,
    entry,
    notes,
    process,
    wait_for,
    work_in_process,
)

import scaletg
from scaletg_contrib.queues import SHORT_SECONDS, Engine, Full, Verdict, crew, nats_worker, open_queue, sql_worker

#: The longest time until another worker begins what a killed one had; 0.3 s on a quiet machine, and here some are busy.
FAIL_OVER_SECONDS = 5.0


@pytest.fixture(params=ENGINE_KINDS)
def url(request: pytest.FixtureRequest) -> str:
    return engine_url(request.param, request)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = open_queue(url)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("amqp://host", "unknown kind of queue"),
        ("sqlite:///u.db?max_depth=0", "max_depth=0 must be a number above 0"),
        ("sqlite:///u.db?max_depth=many", "max_depth=many must be"),
        ("sqlite:///u.db?name=Big%20one", "queue name 'Big one'"),
    ],
)
def test_a_wrong_url_is_refused_in_a_sentence(url: str, text: str) -> None:
    with pytest.raises(scaletg.ConfigError, match=text):
        open_queue(url)


def test_a_wrong_url_is_shown_without_its_password() -> None:
    with pytest.raises(scaletg.ConfigError) as refused:
        open_queue("amqp://me:secret@host")
    assert "secret" not in str(refused.value)


# Taking in ###################################################################


def test_an_update_comes_back_as_it_was_taken_in(engine: Engine) -> None:
    body = b'{"update_id": 5, "text": "\xc3\xa9 \x00 \\ud83d"}'
    assert engine.enqueue(entry(5, key=-100123456789, bot=7_000_000_001, body=body)) is True
    with Worker(engine) as worker:
        wait_for(lambda: worker.given)
    (delivery,) = worker.given
    assert delivery.entry == (7_000_000_001, 5, -100123456789, body)
    assert (delivery.failures, delivery.deaths) == (0, 0)
    assert delivery.waited >= 0


def test_an_update_is_taken_in_once(engine: Engine) -> None:
    assert [engine.enqueue(entry(1)), engine.enqueue(entry(1)), engine.enqueue(entry(1, bot=8))] == [True, False, True]
    assert engine.status().depth == 2


def test_an_update_that_is_finished_is_still_known(engine: Engine) -> None:
    engine.enqueue(entry(1))
    with Worker(engine) as worker:
        wait_for(lambda: engine.status().depth == 0)
        assert engine.enqueue(entry(1)) is False
        assert engine.enqueue(entry(1), again=True) is True
        wait_for(lambda: engine.status().depth == 0)
    assert worker.ids == [1, 1]


def test_a_full_queue_refuses_what_is_new(url: str) -> None:
    engine = open_queue(url, max_depth=3)
    for update_id in range(3):
        engine.enqueue(entry(update_id))
    with pytest.raises(Full) as refused:
        engine.enqueue(entry(3))
    assert refused.value.seconds > 0
    with Worker(engine):
        wait_for(lambda: engine.status().depth == 0)
        wait_for(lambda: _takes(engine, 3), "room in the queue")
    engine.close()


def _takes(engine: Engine, update_id: int) -> bool:
    try:
        return engine.enqueue(entry(update_id))
    except Full:
        return False


def test_threads_take_in_side_by_side(engine: Engine) -> None:
    def take_in(start: int) -> None:
        for update_id in range(start, start + 50):
            engine.enqueue(entry(update_id % 300, key=update_id % 7))

    threads = [threading.Thread(target=take_in, args=(start,)) for start in range(0, 400, 50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert engine.status().depth == 300


# Working #####################################################################


def test_a_chat_is_in_order_and_has_one_update_in_hand(engine: Engine) -> None:
    in_hand: dict[int, int] = defaultdict(int)
    most: dict[int, int] = defaultdict(int)
    lock = threading.Lock()

    def handle(delivery: Delivery) -> Verdict:
        key = delivery.entry.key
        with lock:
            in_hand[key] += 1
            most[key] = max(most[key], in_hand[key])
        time.sleep(0.001)
        with lock:
            in_hand[key] -= 1
        return Done()

    for update_id in range(200):
        engine.enqueue(entry(update_id, key=update_id % 5))
    one, other = Worker(engine), Worker(engine)
    one.verdict = other.verdict = handle
    other.given = one.given
    with one, other:
        wait_for(lambda: engine.status().depth == 0)
    assert set(most.values()) == {1}
    for key in range(5):
        ids = [update_id for update_id in one.ids if update_id % 5 == key]
        assert ids == sorted(ids)
    assert len(one.ids) == 200


def test_a_slow_chat_does_not_hold_up_another(engine: Engine) -> None:
    release = threading.Event()

    def handle(delivery: Delivery) -> Verdict:
        if delivery.entry.key == 1:
            release.wait(60)
        return Done()

    worker = Worker(engine)
    worker.verdict = handle
    with worker:
        engine.enqueue(entry(1, key=1))
        wait_for(lambda: worker.given)
        for update_id in range(2, 12):
            engine.enqueue(entry(update_id, key=update_id))
        wait_for(lambda: engine.status().depth == 1)
        release.set()


@pytest.mark.parametrize("seconds", [SHORT_SECONDS / 4, SHORT_SECONDS * 2])
def test_what_is_to_come_again_stays_before_its_successors(engine: Engine, seconds: float) -> None:
    times: list[tuple[int, float]] = []

    def handle(delivery: Delivery) -> Verdict:
        times.append((delivery.entry.update_id, time.monotonic()))
        if len([1 for update_id, _ in times if update_id == 1]) < 2:
            return Again(seconds)
        return Done()

    worker = Worker(engine)
    worker.verdict = handle
    engine.enqueue(entry(1))
    engine.enqueue(entry(2))
    with worker:
        wait_for(lambda: engine.status().depth == 0)
    assert [update_id for update_id, _ in times] == [1, 1, 2]
    assert times[1][1] - times[0][1] >= seconds * 0.95
    assert [delivery.failures for delivery in worker.given] == [0, 0, 0]
    assert [delivery.deaths for delivery in worker.given] == [0, 0, 0]


def test_a_parked_chat_holds_up_nobody(engine: Engine) -> None:
    def handle(delivery: Delivery) -> Verdict:
        return Again(30) if delivery.entry.key == 1 else Done()

    worker = Worker(engine, threads=1)
    worker.verdict = handle
    engine.enqueue(entry(1, key=1))
    with worker:
        wait_for(lambda: worker.given)
        for update_id in range(2, 300):
            engine.enqueue(entry(update_id, key=update_id))
        wait_for(lambda: engine.status().depth == 1)
    assert worker.ids.count(1) == 1


def test_exceptions_are_counted(engine: Engine) -> None:
    worker = Worker(engine)
    worker.verdict = lambda delivery: Again(0.01, failed=True) if delivery.failures < 2 else Dead("it fails")
    engine.enqueue(entry(1))
    engine.enqueue(entry(2, key=2))
    with worker:
        wait_for(lambda: engine.status().depth == 0)
    letters = list(engine.dead())
    assert sorted(letter.entry.update_id for letter in letters) == [1, 2]
    assert {letter.failures for letter in letters} == {2}


def test_a_worker_takes_only_updates_of_its_bots(engine: Engine) -> None:
    for bot in (1, 2, 3):
        engine.enqueue(entry(bot, bot=bot))
    with Worker(engine, bots={1, 3}) as worker:
        wait_for(lambda: engine.status().by_bot == {2: 1})
    assert sorted(worker.ids) == [1, 3]
    with Worker(engine) as other:
        wait_for(lambda: engine.status().depth == 0)
    assert other.ids == [2]


def test_a_worker_finishes_what_it_has_begun_and_leaves_the_rest(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "SLOW_SECONDS", 600)  # a slow thread gets no substitute, however busy the machine is
    release = threading.Event()
    worker = Worker(engine, threads=2)
    worker.verdict = lambda delivery: release.wait(60) and Done()  # type: ignore[assignment,return-value]
    for update_id in range(10):
        engine.enqueue(entry(update_id, key=update_id))
    worker.start()
    wait_for(lambda: len(worker.given) == 2)
    worker.ask_to_stop()
    with Worker(engine) as other:
        wait_for(lambda: len(other.given) == 8)
        assert engine.status().depth == 2
        release.set()
        worker.stop()
    assert len(worker.given) == 2
    assert engine.status().depth == 0
    assert {delivery.deaths for delivery in other.given} == {0}


def test_an_app_that_hangs_loses_its_chat(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (sql_worker, nats_worker):
        monkeypatch.setattr(module, "HOLD_SECONDS", 0.3)
    release = threading.Event()
    worker = Worker(engine, threads=2)
    worker.verdict = lambda delivery: Done() if delivery.deaths else release.wait(60) and Again(0)  # type: ignore[assignment,return-value]
    engine.enqueue(entry(1))
    with worker:
        wait_for(lambda: engine.status().depth == 0)
        release.set()
    assert [one.deaths for one in worker.given] == [0, 1]
    assert engine.status().depth == 0  # the verdict of the first is not believed


def test_the_status_counts(engine: Engine) -> None:
    assert engine.status()[1:7] == (0, 0.0, 0, 0, 0, 0)
    for update_id in range(4):
        engine.enqueue(entry(update_id, key=update_id, bot=1 + update_id % 2))
    status = engine.status()
    assert (status.depth, status.taken_in, status.finished) == (4, 4, 0)
    assert status.by_bot == {1: 2, 2: 2}
    assert status.oldest_seconds >= 0
    worker = Worker(engine, threads=3)
    worker.verdict = lambda delivery: Dead("no") if delivery.entry.update_id == 3 else Done()
    with worker:
        wait_for(lambda: engine.status().depth == 0)
        (shown,) = wait_for(lambda: [one for one in engine.status().workers if one.finished == 4])
        assert (shown.threads, shown.redelivered) == (3, 0)
    status = engine.status()
    assert (status.taken_in, status.finished, status.dead, status.redelivered) == (4, 4, 1, 0)


def test_an_engine_is_ready(engine: Engine) -> None:
    assert engine.is_ready() is True


# Dead letters ################################################################


def test_a_dead_letter_runs_again_behind_its_chat(engine: Engine) -> None:
    verdicts: list[Verdict] = [Dead("no"), Done(), Done()]
    worker = Worker(engine, threads=1)
    worker.verdict = lambda delivery: verdicts.pop(0)
    engine.enqueue(entry(1))
    with worker:
        (letter,) = wait_for(lambda: list(engine.dead()))
    assert letter.entry == entry(1)
    assert letter.reason == "no"
    assert abs(letter.time - time.time()) < 60
    assert [one.id for one in engine.dead(7)] == [letter.id]
    assert list(engine.dead(8)) == []
    engine.enqueue(entry(2))
    assert engine.enqueue(entry(1)) is False
    assert engine.put_back(letter.id) is True
    assert engine.put_back(letter.id) is False
    assert list(engine.dead()) == []
    with Worker(engine) as other:
        wait_for(lambda: engine.status().depth == 0)
    assert other.ids == [2, 1]
    assert {(one.failures, one.deaths) for one in other.given} == {(0, 0)}


def test_a_dead_letter_can_be_deleted(engine: Engine) -> None:
    worker = Worker(engine)
    worker.verdict = lambda delivery: Dead("no")
    engine.enqueue(entry(1))
    with worker:
        (letter,) = wait_for(lambda: list(engine.dead()))
    assert engine.purge(letter.id) is True
    assert engine.purge(letter.id) is False
    assert list(engine.dead()) == []
    assert engine.status().dead == 0


def test_there_may_be_many_dead_letters(engine: Engine) -> None:
    worker = Worker(engine)
    worker.verdict = lambda delivery: Dead(f"number {delivery.entry.update_id}")
    for update_id in range(250):
        engine.enqueue(entry(update_id, key=update_id % 3))
    with worker:
        wait_for(lambda: engine.status().depth == 0)
    letters = list(engine.dead())
    assert len({letter.id for letter in letters}) == len(letters) == 250
    assert all(letter.reason == f"number {letter.entry.update_id}" for letter in letters)


# Processes that die ##########################################################


def test_another_worker_goes_on_where_one_was_killed(engine: Engine, url: str, tmp_path: Path) -> None:
    path = tmp_path / "notes"
    for update_id in range(1, 6):
        engine.enqueue(entry(update_id))
    with process(work_in_process, url, str(path), 600) as slow:
        wait_for(lambda: notes(path))
        with process(work_in_process, url, str(path), 0.0):
            wait_for(lambda: len(engine.status().workers) == 2)
            os.kill(slow.pid, signal.SIGKILL)
            killed = time.monotonic_ns()
            wait_for(lambda: engine.status().depth == 0)
    begun = [(int(line[4]), int(line[5])) for line in notes(path) if line[2] == "begin"]
    assert begun == [(1, 0), (1, 1), (2, 0), (3, 0), (4, 0), (5, 0)]
    took = (int(notes(path)[1][0]) - killed) / 1e9
    print(f"another worker began {took:.3f} s after the kill")
    assert took < FAIL_OVER_SECONDS


def test_what_kills_its_worker_is_counted(engine: Engine, url: str, tmp_path: Path) -> None:
    path = tmp_path / "notes"
    for update_id in (1, 2, 3):
        engine.enqueue(entry(update_id))
    for _ in range(2):
        with process(work_in_process, url, str(path), 0.0, 2, 2) as worker:
            worker.join(60)
            assert worker.exitcode == -signal.SIGKILL
    with process(work_in_process, url, str(path), 0.0, 2, 2):
        wait_for(lambda: engine.status().depth == 0)
    begun = [(int(line[4]), int(line[5])) for line in notes(path) if line[2] == "begin"]
    assert begun == [(1, 0), (2, 0), (2, 1), (2, 2), (3, 0)]
    (letter,) = engine.dead()
    assert (letter.entry.update_id, letter.reason, letter.deaths) == (2, "it kills", 2)


def test_what_comes_again_is_nobodys_death(engine: Engine, url: str, tmp_path: Path) -> None:
    """It did so for as long as its store was away, and what it has counted must not give it up later."""
    path = tmp_path / "notes"
    engine.enqueue(entry(1))
    for times in (0, 8):
        with process(come_again_in_process, url, str(path), times) as worker:
            worker.join(60)
            assert worker.exitcode == -signal.SIGKILL
    with Worker(engine) as other:
        wait_for(lambda: engine.status().depth == 0)
    assert [int(line[5]) for line in notes(path)] == [0] + 9 * [1]
    assert [delivery.deaths for delivery in other.given] == [2]


def test_processes_share_a_queue(engine: Engine, url: str, tmp_path: Path) -> None:
    path = tmp_path / "notes"
    takers = [spawn.Process(target=_take_in, args=(url, start)) for start in (0, 100, 100)]
    for taker in takers:
        taker.start()
    with process(work_in_process, url, str(path), 0.0), process(work_in_process, url, str(path), 0.0):
        for taker in takers:
            taker.join(60)
            assert taker.exitcode == 0
        wait_for(lambda: engine.status().depth == 0)
    begun = [line for line in notes(path) if line[2] == "begin"]
    assert sorted(int(line[4]) for line in begun) == list(range(200))
    _check_order(begun)


def _take_in(url: str, start: int) -> None:
    engine = open_queue(url)
    for update_id in range(start, start + 100):
        engine.enqueue(entry(update_id, key=start + update_id % 10))


def _check_order(lines: list[Any]) -> None:
    last: dict[str, int] = {}
    for _, _, _, key, update_id, _ in lines:
        assert last.get(key, -1) < int(update_id)
        last[key] = int(update_id)
