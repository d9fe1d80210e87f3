"""Jobs in the playground, without a browser: what is to be done, doing it now, and its way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import scaletg
from scaletg_contrib.broadcast import Broadcast
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.payments import Payments
from scaletg_contrib.playground import Playground
from scaletg_contrib.playground.broadcasts import change_broadcast, list_broadcasts
from scaletg_contrib.playground.jobs import delete_job, list_jobs, run_job
from scaletg_contrib.playground.sales import list_payments, refund_payment
from scaletg_contrib.simulator import ActionError


@pytest.fixture
def play() -> Iterator[Playground]:
    bot = scaletg.Bot(username="tea_bot")
    bot.load(Jobs("memory:", watch_seconds=None))

    @bot.app("/remind <seconds:int> <text>")
    def remind(jobs: Any, seconds: int, text: str) -> str:
        jobs.later(seconds, "reminder", text=text)
        return "I will."

    @bot.app("reminder", on="job")
    def reminder(job: Any) -> Any:
        if job.data.text == "bad":
            raise ValueError("bad")
        return job.data.text

    made = Playground(bot)
    yield made
    made.stop()


def say(play: Playground, text: str) -> None:
    play.send(next(iter(play.world.users.values())), text)
    while play.deliver_next():
        pass


def traces(play: Playground) -> list[Any]:
    return [event for event in play.world.events if event["type"] == "trace" and event["update_id"] < 0]


def test_a_job_that_is_done_now_shows_its_way_and_what_it_sent(play: Playground) -> None:
    say(play, "/remind 600 tea")
    (job,) = list_jobs(play.bot)
    assert (job["name"], job["data"], job["is_paused"]) == ("reminder", {"text": "tea"}, False)
    update_id = run_job(play.bot, job["id"])["update_id"]
    assert -(2**53) < update_id < 0
    (trace,) = traces(play)
    assert (trace["update_id"], trace["app"]) == (update_id, "reminder")
    jobs = [event["update"]["job"]["name"] for event in play.world.events if event["type"] == "job"]
    assert jobs == ["reminder"]
    calls = [event for event in play.world.events if event["type"] == "call" and event["update_id"] == update_id]
    assert [call["parameters"]["text"] for call in calls] == ["tea"]
    assert list_jobs(play.bot) == []


def test_a_job_that_fails_is_shown_and_stays(play: Playground) -> None:
    say(play, "/remind 600 bad")
    (job,) = list_jobs(play.bot)
    run_job(play.bot, job["id"])
    (trace,) = traces(play)
    assert trace["error"]["type"] == "ValueError"
    assert trace["retry_after"] == 5
    assert [one["id"] for one in list_jobs(play.bot)] == [job["id"]]


def test_a_job_is_deleted(play: Playground) -> None:
    say(play, "/remind 600 tea")
    (job,) = list_jobs(play.bot)
    delete_job(play.bot, job["id"])
    assert list_jobs(play.bot) == []
    for function in (delete_job, run_job):
        with pytest.raises(ActionError, match="not there any more"):
            function(play.bot, job["id"])


def test_the_state_of_a_playground_with_jobs_is_saved_and_loaded(play: Playground, tmp_path: Any) -> None:
    say(play, "/remind 600 tea")
    run_job(play.bot, list_jobs(play.bot)[0]["id"])
    play.save_state(tmp_path / "state")
    again = Playground(play.bot)
    again.load_state(tmp_path / "state")
    assert [event["type"] for event in again.world.events if event["type"] == "job"] == ["job"]
    again.stop()


# Broadcasts and payments, whose work jobs do


@pytest.fixture
def shop() -> Iterator[Playground]:
    bot = scaletg.Bot(username="tea_bot", store="memory:")
    bot.load(Jobs(watch_seconds=None))
    news, payments = Broadcast(), Payments()

    @bot.app("/news <text:rest>")
    def send_news(broadcast: Any, text: str) -> str:
        return f"On its way: {broadcast.start(text, with_status=False)}"

    @bot.app("/tea")
    def tea(message: Any) -> Any:
        return message.answer_invoice(
            "Tea", "A cup", payload="tea", currency="XTR", prices=[{"label": "x", "amount": 5}]
        )

    @payments.check("tea")
    def check() -> None:
        pass

    @payments.paid("tea")
    def deliver() -> str:
        return "Here is your tea."

    bot.load(news)
    bot.load(payments)
    made = Playground(bot)
    yield made
    made.stop()


def work(play: Playground) -> None:
    play.bot.jobs.run_due()
    while play.deliver_next():
        pass


def test_a_broadcast_shows_how_far_it_is_and_can_wait_go_on_and_end(shop: Playground) -> None:
    say(shop, "/news first")
    (one,) = list_broadcasts(shop.bot)
    assert (one["state"], one["is_over"], one["done"]) == ("waiting", False, 0)
    change_broadcast(shop.bot, one["id"], "pause")
    work(shop)
    assert [one["state"] for one in list_broadcasts(shop.bot)] == ["paused"]
    with pytest.raises(ActionError, match="is over, or that is done already"):
        change_broadcast(shop.bot, one["id"], "pause")
    change_broadcast(shop.bot, one["id"], "resume")
    work(shop)
    (one,) = list_broadcasts(shop.bot)
    assert (one["state"], one["done"], one["total"], one["sent"]) == ("done", 1, 1, 1)
    assert one["ended"] >= one["started"]
    say(shop, "/news second")
    newest = list_broadcasts(shop.bot)[0]
    change_broadcast(shop.bot, newest["id"], "cancel")
    assert [one["state"] for one in list_broadcasts(shop.bot)] == ["cancelled", "done"]
    with pytest.raises(ActionError, match="it can pause, resume, cancel"):
        change_broadcast(shop.bot, newest["id"], "delete")


def test_a_payment_shows_whether_it_was_delivered_and_can_be_paid_back(shop: Playground) -> None:
    say(shop, "/tea")
    person = next(iter(shop.world.users.values()))
    shop.pay(person, message_id=2)  # the invoice
    while shop.deliver_next():
        pass
    (one,) = list_payments(shop.bot)
    assert (one["payload"], one["amount"], one["state"]) == ("tea", 5, "delivered")
    refund_payment(shop.bot, one["charge_id"])
    assert [one["state"] for one in list_payments(shop.bot)] == ["to be refunded"]
    work(shop)
    (one,) = list_payments(shop.bot)
    assert (one["state"], one["refunded"] >= one["paid"]) == ("refunded", True)
    with pytest.raises(ActionError, match="not there any more"):
        refund_payment(shop.bot, "nothing")


def test_a_bot_without_broadcasts_and_payments_shows_none(play: Playground) -> None:
    assert list_broadcasts(play.bot) == []
    assert list_payments(play.bot) == []
