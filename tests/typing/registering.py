"""What type checkers know of a bot: decorators keep the type of what they take. Checked, not run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, assert_type

import scaletg

bot = scaletg.Bot(dispatch="first", defaults={"parse_mode": "HTML"}, timeout=3)


@bot.app
def plain(message: scaletg.Message) -> str:
    return "x"


@bot.app("/add <first:int> <second:int>", on=("message", "channel_post"), order=1)
def with_a_rule(first: int, second: int = 0) -> str:
    return str(first + second)


def is_named(user: scaletg.User) -> bool:
    return user.username is not None


@bot.app(scaletg.Rule("vote:<choice>", on="callback_query"), when=is_named, name="vote")
def with_a_rule_object(callback_query: scaletg.CallbackQuery, choice: str) -> scaletg.AnswerCallbackQuery:
    return callback_query.answer(choice)


@bot.app("/start", scaletg.Rule("/help"), like=with_a_rule, order=scaletg.Order.GATES + 1)
def like_another(**values: Any) -> None: ...


@bot.app("/ban <who>", menu="admins")
def ban(who: str) -> None:
    "Ban somebody."


@bot.app("/secret", menu=False)
def secret() -> str:
    return "You found me."


@bot.module(order=-1, last=True, scope="update")
def connection() -> Iterator[int]:
    yield 1


@bot.module("settings", scope="bot", autouse=True)
def load_settings(bot: scaletg.Bot) -> dict[str, int]:
    return {}


@bot.error
def every_error(error: Exception) -> None: ...


@bot.error(ValueError, KeyError)
def some_errors(error: Exception, app: str) -> str:
    return app


class Feature:
    @scaletg.module(autouse=True)
    def session(self, chat: scaletg.Chat) -> dict[str, Any]:
        return {}

    @scaletg.app("/feature <name>")
    def feature(self, session: dict[str, Any], name: str = "") -> str:
        return name

    @scaletg.error
    def failed(self, error: Exception) -> None: ...


def functions_stay_what_they_are(message: scaletg.Message) -> None:
    exactly: Callable[[scaletg.Message], str] = plain
    assert_type(exactly(message), str)
    assert_type(plain(message), str)
    assert_type(with_a_rule(1, second=2), str)
    assert_type(connection(), Iterator[int])
    assert_type(load_settings(bot), dict[str, int])
    assert_type(every_error(ValueError()), None)
    assert_type(some_errors(ValueError(), "app"), str)
    assert_type(Feature().feature({}, name="x"), str)
    assert_type(Feature().session(message.chat), dict[str, Any])


def the_bot(update: scaletg.Update, data: dict[str, Any]) -> None:
    bot.load(Feature())
    bot.load("apps.weather", when=is_named)
    bot.load("apps", when=[is_named])
    outcome = bot.process(update, trace=True)
    assert_type(outcome, scaletg.Outcome)
    assert_type(bot.process(data).app, str | None)
    assert_type(outcome.trace, scaletg.Trace | None)
    assert_type(bot.handle(b"{}", {"Content-Type": "application/json"}), tuple[int, dict[str, str], bytes])
    assert_type(bot.username, str)
    assert_type(bot.webhook_path, str)
    assert_type(bot.secret_token, str | None)
    assert_type(bot.allowed_updates, list[str])
    assert_type(bot.commands, dict[str, dict[str, str]])
    assert_type(bot.push_commands(), dict[str, dict[str, str]])
    assert_type(bot.deep_link("x"), str)
    assert_type(bot.id, int | None)
    for processor in bot.registry:
        assert_type(processor.name, str)
        assert_type(processor.place, str)
        assert_type(processor.owner, Any)
    assert_type(bot.registry.apps[0].rules, tuple[str, ...])
    signed = bot.check_init_data("query", max_age_seconds=60)
    assert_type(signed.auth_date, int)
    assert_type(signed.start_param, Any)


def stores(seen: scaletg.SeenUpdates) -> None:
    scaletg.Bot(seen=seen, on_error="retry", dead_letter=lambda update, error: None)
    raise scaletg.Stop(scaletg.SendMessage(1, "x"))


if __name__ == "__main__":
    bot.run(port=8080)
