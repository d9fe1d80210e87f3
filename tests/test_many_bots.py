"""One registry for tokens that are found at run time: `scaletg.host(bot, tokens=lookup)`."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any
from wsgiref.util import setup_testing_defaults

import bottle
import pytest

import samples
import scaletg
from talking import Recorder

TOKENS = {7: "7:AAseven", 8: "8:AAeight"}


def post(app: Any, path: str, body: bytes = b"", secret: str | None = None, method: str = "POST") -> tuple[int, bytes]:
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": io.BytesIO(body)}
    environ |= {"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": "application/json"}
    if secret is not None:
        environ["HTTP_X_TELEGRAM_BOT_API_SECRET_TOKEN"] = secret
    setup_testing_defaults(environ)
    status: list[str] = []
    content = b"".join(app(environ, lambda line, headers, error=None: status.append(line)))
    return int(status[0].split()[0]), content


class Hosting:
    """A bot of which many are made, and the application that serves them."""

    def __init__(self, most_bots: int = 10_000, **options: Any) -> None:
        self.bot = scaletg.Bot(**options)
        self.tokens = dict(TOKENS)
        self.asked: list[int] = []
        self.closed: list[int | None] = []

        @self.bot.module("number", scope="bot", autouse=True)
        def number(bot: Any) -> Iterator[int | None]:
            yield bot.id
            self.closed.append(bot.id)

        @self.bot.app(on="message")
        def who(bot: Any, number: int) -> str:
            return f"{bot.id} {number}"

        self.app = scaletg.host(self.bot, tokens=self.look_up, most_bots=most_bots)

    def look_up(self, bot_id: int) -> str | None:
        self.asked.append(bot_id)
        return self.tokens.get(bot_id)

    def one(self, bot_id: int) -> scaletg.Bot:
        found = self.app.bot(bot_id)
        assert found is not None
        return found

    def say(self, bot: scaletg.Bot, update_id: int = 1, app: Any = None) -> tuple[int, bytes]:
        """Let Telegram deliver an update to a bot."""
        body = json.dumps({**samples.update(), "update_id": update_id}).encode()
        return post(app or self.app, bot.webhook_path, body, bot.secret_token)


def text_of(answer: tuple[int, bytes]) -> str:
    assert answer[0] == 200, answer
    return str(json.loads(answer[1])["text"])


def test_each_token_is_a_bot_of_its_own() -> None:
    hosting = Hosting()
    seven, eight = hosting.one(7), hosting.one(8)

    assert [text_of(hosting.say(bot)) for bot in (seven, eight)] == ["7 7", "8 8"]
    assert seven.registry is eight.registry is hosting.bot.registry
    assert (seven.id, seven.token, seven.secret_token) != (eight.id, eight.token, eight.secret_token)
    assert post(hosting.app, seven.webhook_path, b"{}", eight.secret_token)[0] == 403


def test_token_is_looked_up_once_and_is_in_no_address() -> None:
    hosting = Hosting()
    path = hosting.one(7).webhook_path

    for update_id in (1, 2):
        hosting.say(hosting.one(7), update_id)

    assert hosting.asked == [7]
    assert path.startswith("/telegram/7/")
    assert "AAseven" not in path


def test_bot_that_nobody_has_used_since_the_start_is_found_by_its_path() -> None:
    path, secret = Hosting().one(7).webhook_path, Hosting().one(7).secret_token
    hosting = Hosting()

    assert post(hosting.app, path, json.dumps(samples.update()).encode(), secret)[0] == 200
    assert hosting.asked == [7]


def test_bot_without_a_token_and_a_wrong_mark_get_the_same_answer() -> None:
    hosting = Hosting()
    right = hosting.one(7).webhook_path

    wrong = post(hosting.app, right[:-1] + ("0" if right[-1] != "0" else "1"), b"{}")
    nobody = post(hosting.app, right.replace("/7/", "/9/"), b"{}")

    assert wrong == nobody == (404, b'{"error": "there is no such bot"}')


def test_no_bot_is_made_for_a_wrong_mark() -> None:
    hosting = Hosting()

    assert post(hosting.app, f"/telegram/7/{'a' * 32}", b"{}")[0] == 404

    hosting.one(8)
    assert hosting.asked == [7, 8]
    assert hosting.closed == []


def test_marks_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    hosting, compared = Hosting(), []
    monkeypatch.setattr("hmac.compare_digest", lambda one, other: compared.append(other) or False)

    for bot_id in (7, 9):
        assert post(hosting.app, f"/telegram/{bot_id}/{'a' * 32}", b"{}")[0] == 404

    assert compared == ["a" * 32] * 2  # once for each, whether there is such a bot or not


@pytest.mark.parametrize(
    "path", ["/telegram/7", "/telegram/07/" + "a" * 32, "/telegram/x/" + "a" * 32, "/telegram/7/A"]
)
def test_other_addresses_are_not_looked_up(path: str) -> None:
    hosting = Hosting()

    assert post(hosting.app, path, b"{}")[0] == 404
    assert hosting.asked == []


def test_other_methods_are_refused() -> None:
    hosting = Hosting()
    assert post(hosting.app, hosting.one(7).webhook_path, method="GET")[0] == 405


def test_replaced_token_is_found_and_the_old_one_has_an_end() -> None:
    hosting = Hosting()
    old = hosting.one(7)
    hosting.tokens[7] = "7:AAnew"
    new = hosting.bot.with_token("7:AAnew")
    path = old.webhook_path[:-32] + new.webhook_path[-32:]

    answer = post(hosting.app, path, json.dumps(samples.update()).encode(), new.secret_token)

    assert text_of(answer) == "7 7"
    assert hosting.one(7).token == "7:AAnew"
    assert hosting.say(old) == (404, b'{"error": "there is no such bot"}')
    assert hosting.closed == [7]


def test_dropped_bot_is_looked_up_again() -> None:
    hosting = Hosting()
    seven = hosting.one(7)
    del hosting.tokens[7]
    assert hosting.say(seven)[0] == 200

    hosting.app.drop(7)

    assert hosting.say(seven)[0] == 404
    assert hosting.app.bot(7) is None
    assert hosting.closed == [7]
    hosting.app.drop(7)  # it is gone


def test_tokens_may_be_a_dictionary() -> None:
    bot = scaletg.Bot()
    bot.app(on="message")(lambda bot: str(bot.id))
    app = scaletg.host(bot, tokens=TOKENS)
    eight = app.bot(8)
    assert eight is not None
    assert app.bot(9) is None
    answer = post(app, eight.webhook_path, json.dumps(samples.update()).encode(), eight.secret_token)
    assert text_of(answer) == "8"


def test_webhook_is_set_with_the_path_and_the_secret_of_each() -> None:
    hosting = Hosting()
    seven = hosting.one(7)
    seven.api.transport = recorder = Recorder()

    address = seven.set_webhook("https://example.com")

    assert address == "https://example.com" + seven.webhook_path
    assert recorder.calls[0][1]["secret_token"] == seven.secret_token


def test_look_up_that_fails_lets_telegram_deliver_again(caplog: pytest.LogCaptureFixture) -> None:
    def look_up(bot_id: int) -> str | None:
        raise ConnectionError("the database is away")

    bot = scaletg.Bot()
    bot.app(on="message")(lambda: "Hi")

    assert post(scaletg.host(bot, tokens=look_up), f"/telegram/7/{'a' * 32}", b"{}")[0] == 503
    assert "the token of bot 7 could not be looked up" in caplog.text


def test_token_of_another_bot_is_a_mistake() -> None:
    bot = scaletg.Bot()
    bot.app(on="message")(lambda: "Hi")

    with pytest.raises(scaletg.ConfigError, match="returned the token of bot 8 for bot 7"):
        scaletg.host(bot, tokens={7: TOKENS[8]}).bot(7)


@pytest.mark.parametrize(("most", "closed"), [(2, [7]), (3, [])])
def test_bots_that_were_not_used_for_the_longest_time_are_closed(most: int, closed: list[int]) -> None:
    hosting = Hosting(most_bots=most)
    hosting.tokens[9] = "9:AAnine"

    for bot_id in (7, 8, 9):
        hosting.say(hosting.one(bot_id))

    assert hosting.closed == closed
    assert text_of(hosting.say(hosting.one(7), 2)) == "7 7"


def test_bot_that_was_used_stays() -> None:
    hosting = Hosting(most_bots=2)
    hosting.tokens[9] = "9:AAnine"

    for update_id, bot_id in enumerate((7, 8, 7, 9)):
        hosting.say(hosting.one(bot_id), update_id)

    assert hosting.closed == [8]


def test_bot_that_is_busy_is_closed_when_it_has_answered() -> None:
    hosting = Hosting(most_bots=1)
    working, go_on = threading.Event(), threading.Event()
    answers: list[tuple[int, bytes]] = []

    bot = scaletg.Bot()

    @bot.module("life", scope="bot", autouse=True)
    def life(bot: Any) -> Iterator[int | None]:
        yield bot.id
        hosting.closed.append(bot.id)

    @bot.app(on="message")
    def work(bot: Any) -> str:
        if bot.id == 7:
            working.set()
            assert go_on.wait(30)
        return "done"

    app = scaletg.host(bot, tokens=TOKENS, most_bots=1)
    seven, eight = app.bot(7), app.bot(8)
    assert seven is not None
    assert eight is not None
    hosting.closed.clear()
    thread = threading.Thread(target=lambda: answers.append(hosting.say(seven, app=app)))
    thread.start()
    assert working.wait(30)
    hosting.say(eight, app=app)  # there is one place only, and 7 keeps it while it works
    app.drop(7)
    assert 7 not in hosting.closed
    go_on.set()
    thread.join(30)

    assert text_of(answers[0]) == "done"
    assert 7 in hosting.closed


def test_bots_of_two_threads_are_one_bot() -> None:
    hosting = Hosting()
    barrier = threading.Barrier(8)
    found: list[Any] = []

    def get() -> None:
        barrier.wait()
        found.append(hosting.app.bot(7))

    threads = [threading.Thread(target=get) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(found)) == 1


def test_bots_share_the_store_and_keep_their_records_apart() -> None:
    bot = scaletg.Bot(store="memory:")

    @bot.app(on="message")
    def count(message: Any, bot: Any) -> str:
        return str(bot.store.change(f"{bot.id}/count", lambda number: number + 1, default=0))

    app = scaletg.host(bot, tokens=TOKENS)
    seven, eight = app.bot(7), app.bot(8)
    assert seven is not None
    assert eight is not None
    hosting = Hosting()

    said = [text_of(hosting.say(one, number, app)) for number, one in enumerate((seven, eight, seven))]

    assert said == ["1", "1", "2"]
    assert seven.store is eight.store is bot.store


def test_bot_with_another_store_opens_it() -> None:
    bot = scaletg.Bot(store="memory:")
    other = bot.with_token("7:a")
    other.store = "memory:other"
    assert other.store is not bot.store


def test_bots_share_their_connections_and_closing_one_leaves_them() -> None:
    bot = scaletg.Bot("1:a")
    other = bot.with_token("7:a")
    connections = bot.api._network._own_connections()

    other.close()

    assert other.api._network._own_connections() is connections is bot.api._network._own_connections()
    bot.close()
    assert bot.api._network._own_connections() is not connections


def test_first_bot_is_served_itself_if_it_has_a_token() -> None:
    bot, manager = scaletg.Bot("1:one"), scaletg.Bot("2:two")
    bot.app(on="message")(lambda bot: str(bot.id))
    manager.app(on="message")(lambda bot: f"manager {bot.id}")
    app, hosting = scaletg.host(bot, manager, tokens=TOKENS), Hosting()
    seven = app.bot(7)
    assert seven is not None

    assert [text_of(hosting.say(one, app=app)) for one in (bot, manager, seven)] == ["1", "manager 2", "7"]


def test_health_is_that_of_the_registry() -> None:
    assert post(Hosting().app, "/health", method="GET")[0] == 200
    assert post(scaletg.host(scaletg.Bot(), tokens=TOKENS), "/health", method="GET")[0] == 503
    hosting = Hosting(store="memory:")
    hosting.bot.add_ready_check("warehouse", lambda: False)
    assert post(hosting.app, "/ready", method="GET")[0] == 503


def test_application_can_be_mounted_in_another_one() -> None:
    hosting, site = Hosting(), bottle.Bottle()
    site.mount("/bots/", hosting.app)
    seven = hosting.one(7)

    body = json.dumps(samples.update()).encode()
    assert text_of(post(site, "/bots" + seven.webhook_path, body, seven.secret_token)) == "7 7"
    assert post(site, f"/bots/telegram/7/{'a' * 32}", body)[0] == 404


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda: scaletg.host(tokens=TOKENS), "needs a bot whose apps serve the tokens"),
        (lambda: scaletg.host(scaletg.Bot(), tokens=TOKENS, most_bots=0), "must be 1 or more"),
    ],
)
def test_mistakes_are_found_at_once(make: Callable[[], Any], fault: str) -> None:
    with pytest.raises(scaletg.ConfigError, match=fault):
        make()


def test_application_without_tokens_finds_no_bots() -> None:
    bot = scaletg.Bot("1:a")
    bot.app(on="message")(lambda: "Hi")
    app = scaletg.host(bot)

    assert app.bot(7) is None
    app.drop(7)
    assert post(app, f"/telegram/7/{'a' * 32}", b"{}")[0] == 404
    app.start()
