"""What the core knows of jobs, the updates that a bot sends to itself; `scaletg_contrib.jobs` makes them."""

from __future__ import annotations

import json
import threading
from typing import Any, ClassVar

import pytest

import scaletg
from talking import Recorder


@pytest.fixture
def bot() -> scaletg.Bot:
    return scaletg.Bot("1:test", username="test_bot")


def job(name: str = "remind", **fields: Any) -> dict[str, Any]:
    ada = {"id": 7, "is_bot": False, "first_name": "Ada"}
    own = {"id": "1", "name": name, "due": 1767225600, "chat": {"id": 7, "type": "private"}, "user": ada, "data": {}}
    return {"update_id": -5, "job": {**own, **fields}}


def test_a_job_is_matched_with_its_name_as_data_are(bot: scaletg.Bot) -> None:
    @bot.app("poll:<number:int>", on="job")
    def poll(job: Any, number: int, user: Any) -> str:
        return f"{user.first_name} {number + 1} {job.due:%Y}"

    assert bot.process(job("poll:4")).reply.text == "Ada 5 2026"
    assert bot.process(job("Poll:4") | {"update_id": -6}).reply is None
    assert bot.process(job(" poll:4") | {"update_id": -7}).reply is None


def test_data_are_read_in_two_ways(bot: scaletg.Bot) -> None:
    read = scaletg.Update.from_dict(job(data={"text": "tea", "get": 1, "place": {"id": 3}}), bot).job.data
    assert read.text == read["text"] == "tea"
    assert read.place.id == read["place"]["id"] == 3
    assert dict(read) == {**read} == {"text": "tea", "get": 1, "place": {"id": 3}}
    assert (read["get"], read.get("none", 5), "text" in read, len(read)) == (1, 5, True, 3)
    with pytest.raises(AttributeError):
        _ = read.none
    with pytest.raises(KeyError):
        read["none"]


@pytest.mark.parametrize("options", [{}, {"fallback": True}, {"on": ":chat"}, {"when": lambda chat: True}])
def test_an_app_that_does_not_name_jobs_gets_none(bot: scaletg.Bot, options: dict[str, Any]) -> None:
    bot.app(**options)(lambda update: "no")
    bot.app(on=["message", "job"])(lambda update: "yes")
    assert bot.process(job()).reply.text == "yes"
    assert "job" not in bot.allowed_updates


def test_a_gate_stands_before_jobs(bot: scaletg.Bot) -> None:
    @bot.module(autouse=True)
    def gate(user: Any) -> None:
        raise scaletg.Stop

    bot.app(on="job")(lambda job: "no")
    assert bot.process(job()).reply is None


@pytest.mark.parametrize("event", [job()["job"], {}, None, "x"])
def test_the_webhook_refuses_jobs(bot: scaletg.Bot, event: Any) -> None:
    bot.app(on="job")(lambda job: "no")
    body = json.dumps({"update_id": 5, "job": event}).encode()
    headers = {"X-Telegram-Bot-Api-Secret-Token": bot.secret_token or "", "Content-Type": "application/json"}
    status, _, answer = bot.handle(body, headers)
    assert status == 400
    assert b"job" in answer


def test_a_job_in_a_topic_is_answered_there(bot: scaletg.Bot) -> None:
    bot.app(on="job")(lambda job: "here")
    place = {"message_thread_id": 9, "is_topic_message": True, "business_connection_id": "b"}
    assert bot.process(job(**place)).reply.to_dict() == {
        "method": "sendMessage", "chat_id": 7, "message_thread_id": 9, "business_connection_id": "b", "text": "here",
    }  # fmt: skip


class OneClaim(scaletg.SeenUpdates):
    """Remembers one update, and gives its claim pauses."""

    def __init__(self, *pauses: float) -> None:
        super().__init__()
        self.pauses = pauses

    def claim(self, key: str, takeover: bool = False) -> Any:
        found = super().claim(key, takeover)
        if isinstance(found, scaletg.Claim):
            found.pauses = self.pauses
        return found


def test_what_remembers_one_update_decides_how_often_it_comes_again(bot: scaletg.Bot) -> None:
    letters: list[Any] = []
    bot.dead_letter = lambda update, error: letters.append(str(error))
    bot.app(on="job")(lambda job: 1 / 0)
    seen = OneClaim(5, 25)
    outcomes = [bot.complete(job(), seen=seen) for _ in range(3)]
    assert [outcome.retry_after for outcome in outcomes] == [5, 25, None]
    assert [outcome.given_up for outcome in outcomes] == [False, False, True]
    assert letters == ["division by zero"]
    assert bot.complete(job(), seen=seen).duplicate
    assert not bot.complete(job()).duplicate  # the bot itself has not seen it


def test_replies_that_have_not_left_are_kept_by_what_remembers_the_update(bot: scaletg.Bot) -> None:
    fault = scaletg.NetworkError("no network", sent=False, method="sendMessage", parameters={})
    calls: list[str] = []

    class Line(Recorder):
        def call(self, name: str, parameters: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
            calls.append(parameters["text"])
            if calls == ["one", "two"]:
                raise fault
            return super().call(name, parameters, files)

    bot.api.transport = Line()
    bot.retry_budget = 0
    runs: list[int] = []
    bot.app(on="job")(lambda job: runs.append(1) or ["one", "two"])
    seen = OneClaim()
    assert bot.complete(job(), seen=seen).retry_after == 5
    assert bot.complete(job(), seen=seen).retry_after is None
    assert (calls, len(runs)) == (["one", "two", "two"], 1)


def test_work_runs_in_the_order_of_its_chat_while_the_bot_polls(bot: scaletg.Bot) -> None:
    done: list[str] = []
    may_end, has_left = threading.Event(), threading.Event()

    def message(update_id: int, text: str) -> dict[str, Any]:
        chat = {"id": 7, "type": "private"}
        return {"update_id": update_id, "message": {"message_id": 1, "date": 1, "chat": chat, "text": text}}

    class Line(Recorder):
        batches: ClassVar = [[message(1, "first"), message(2, "second")], [message(3, "third")]]

        def call(self, name: str, parameters: dict[str, Any], files: dict[str, Any]) -> dict[str, Any]:
            if name != "getUpdates":
                return super().call(name, parameters, files)
            if len(self.batches) == 1 and not has_left.wait(0.01):
                return {"ok": True, "result": []}
            return {"ok": True, "result": self.batches.pop(0) if self.batches else []}

        def sleep(self, seconds: float) -> None:
            has_left.wait(0.01)

    def work(leave: Any) -> None:
        done.append("work")
        leave()
        has_left.set()
        assert may_end.wait(30)
        done.append("end of work")
        bot.stop()

    @bot.app
    def take(message: Any) -> str:
        done.append(message.text)
        if message.text == "first":
            assert bot.in_turn(7, work)
        if message.text == "third":
            may_end.set()
        return ""

    bot.api.transport = Line()
    bot.run(reload=False, threads=2, poll_seconds=0)
    assert done == ["first", "second", "work", "third", "end of work"]
    assert not bot.in_turn(7, work)


def test_what_is_required_is_loaded_unless_somebody_has_loaded_it(bot: scaletg.Bot) -> None:
    class Clock:
        @scaletg.module
        def clock(self) -> str:
            return "ours"

    other = scaletg.Bot()
    for one in (bot, other):
        one.require("clock", Clock)
        one.require("clock", lambda: pytest.fail("the second one is not asked"))
        one.app("/time")(lambda message, clock: clock)
    other.module("clock")(lambda: "own")
    message = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "/time"}
    assert bot.process({"update_id": 1, "message": message}).reply.text == "ours"
    assert other.process({"update_id": 1, "message": message}).reply.text == "own"


def test_what_is_required_must_have_that_module(bot: scaletg.Bot) -> None:
    bot.require("clock", lambda: scaletg.module("watch")(lambda: 1))
    with pytest.raises(scaletg.RegistrationError, match="no module 'clock'"):
        _ = bot.registry


def test_a_bot_without_jobs_says_how_to_get_them(bot: scaletg.Bot) -> None:
    with pytest.raises(scaletg.ConfigError, match=r"bot\.load\(Jobs\(\)\)"):
        _ = bot.jobs
    kept = scaletg.Update.from_dict(job(), bot).job
    kept.keep(after=3)
    assert kept.data.after == 3


def test_a_bot_that_is_closed_is_stopping_until_it_starts_again(bot: scaletg.Bot) -> None:
    bot.app(lambda message: None)
    assert not bot.is_stopping
    bot.close()
    assert bot.is_stopping
    with bot:
        assert not bot.is_stopping


def test_log_lines_name_a_job(bot: scaletg.Bot, caplog: pytest.LogCaptureFixture) -> None:
    bot.app(on="job")(lambda job: 1 / 0)
    bot.process(job())
    assert "failed on update -5 (the job 'remind'): ZeroDivisionError" in caplog.text
