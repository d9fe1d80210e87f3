"""What takes updates in for workers, at the webhook; test_polling.py has the other door."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import samples
import scaletg
from talking import Intake, make_bot

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def intake() -> Intake:
    return Intake()


@pytest.fixture
def bot(intake: Intake) -> scaletg.Bot:
    bot = make_bot(secret_token="")
    bot.set_intake(intake)

    @bot.app
    def answer(message: Any) -> str:
        return "now"

    return bot


def numbered(number: int) -> dict[str, Any]:
    return {**samples.update(message=samples.message("hello")), "update_id": number}


def test_the_webhook_answers_when_the_update_is_kept(bot: scaletg.Bot, intake: Intake) -> None:
    body = json.dumps(numbered(5), indent=1).encode()
    assert bot.handle(body, JSON) == (200, JSON, b"")
    assert intake.taken == [(numbered(5), body)]


def test_what_is_not_kept_stays_with_telegram(bot: scaletg.Bot, intake: Intake) -> None:
    intake.refusals = [scaletg.Retry(7)]
    status, headers, _ = bot.handle(json.dumps(numbered(5)), JSON)
    assert (status, headers["Retry-After"], intake.taken) == (503, "7", [])
    assert bot.handle(json.dumps(numbered(5)), JSON)[0] == 200
    assert intake.ids == [5]


def test_an_intake_that_fails_is_logged(bot: scaletg.Bot, intake: Intake, caplog: pytest.LogCaptureFixture) -> None:
    intake.refusals = [OSError("no disk")]
    assert bot.handle(json.dumps(numbered(5)), JSON)[0] == 503
    assert "no disk" in caplog.text


def test_what_telegram_would_not_send_is_not_kept(bot: scaletg.Bot, intake: Intake) -> None:
    for body in (b"{", b"[]", json.dumps({"update_id": 1, "job": {"name": "x"}}).encode()):
        assert bot.handle(body, JSON)[0] == 400
    assert intake.taken == []


def test_a_bot_of_another_token_has_the_same_intake(bot: scaletg.Bot, intake: Intake) -> None:
    other = bot.with_token("9:AAExampleTokenOfNobody")
    other.secret_token = ""
    assert other.handle(json.dumps(numbered(6)), JSON)[0] == 200
    assert intake.ids == [6]


def test_a_bot_has_one_intake(bot: scaletg.Bot, intake: Intake) -> None:
    bot.set_intake(intake)
    with pytest.raises(scaletg.RegistrationError, match="it cannot have"):
        bot.set_intake(Intake())
    assert bot.intake is intake


def test_a_bot_without_an_intake_takes_nothing_in() -> None:
    bot = make_bot()
    assert bot.intake is None
    with pytest.raises(scaletg.ConfigError, match="set the option queue"):
        bot.take_in(numbered(1))


def test_an_update_is_recorded_where_it_is_kept(bot: scaletg.Bot, intake: Intake, tmp_path: Path) -> None:
    bot.record = tmp_path / "updates"
    intake.refusals = [scaletg.Retry(1)]
    bot.handle(json.dumps(numbered(5)), JSON)
    bot.handle(json.dumps(numbered(5)), JSON)
    bot.complete(numbered(5))  # as a worker does
    bot.take_in({"update_id": -1, "job": {}})
    assert [json.loads(line) for line in (tmp_path / "updates").read_text().splitlines()] == [numbered(5)]


def test_closing_a_bot_ends_its_worker(bot: scaletg.Bot, intake: Intake) -> None:
    with bot:
        assert intake.events == []
    assert intake.events == ["stop"]


def test_a_given_up_update_is_kept_by_whoever_says_so(tmp_path: Path) -> None:
    bot = make_bot(store=f"sqlite:///{tmp_path}/bot.db")

    @bot.app
    def fail(message: Any) -> None:
        raise ValueError("no")

    errors: list[Exception] = []

    class Keeps(scaletg.SeenUpdates):
        def keep_dead(self, error: Exception) -> None:
            errors.append(error)

    bot.complete(numbered(1), seen=Keeps())
    assert list(map(str, errors)) == ["no"]
    assert list(bot.store.keys(f"{bot.id}/dead/")) == []
    bot.complete(numbered(2))
    assert len(list(bot.store.keys(f"{bot.id}/dead/"))) == 1
    bot.store.close()
