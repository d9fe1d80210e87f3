"""Albums: their messages reach an app once, in order, whichever processes get them; on every kind of store."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from backends import SHARED, Clock, run_processes, served, unique
from session_workers import message

import scaletg
from scaletg_contrib.albums import Albums
from scaletg_contrib.conversations import Conversations, ask
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.sessions import Sessions
from scaletg_contrib.stores import Store, open_store
from scaletg_contrib.testkit import Telegram
from talking import Recorder


def photo(number: int, group: str = "9", **fields: Any) -> dict[str, Any]:
    size = {"file_id": f"file {number}", "file_unique_id": str(number), "width": 1, "height": 1}
    return message(number, "", media_group_id=group, photo=[size], **fields)


class World:
    """A bot that counts albums, and what it said."""

    def __init__(self, store: Store, **options: Any) -> None:
        self.bot = scaletg.Bot("1000000001:test", username="test_bot", retry_budget=0)
        self.bot.store, self.bot.seen = store, scaletg.SeenUpdates()
        self.line = self.bot.api.transport = Recorder()
        self.jobs, self.albums = Jobs(watch_seconds=None), Albums(**options)
        self.clock: Any = store.clock
        self.failing = False

        @self.albums.app
        def take(album: list[Any], user: Any) -> str:
            if self.failing:
                raise OSError("not now")
            return " ".join(part.photo[-1].file_id for part in album) + f" of {user.first_name}"

        @self.bot.app(on="message:photo")
        def single(message: Any) -> str:
            return "one photo"

        self.bot.load(self.jobs)
        self.bot.load(self.albums)

    def get(self, *updates: dict[str, Any]) -> None:
        for update in updates:
            self.bot.complete(update)

    def after(self, seconds: float) -> list[str]:
        self.clock.now += seconds
        before = len(self.line.texts)
        self.jobs.run_due(self.bot)
        return self.line.texts[before:]


def test_an_album_reaches_an_app_once_and_in_order(each_store: Store) -> None:
    world = World(each_store)
    world.get(photo(12), photo(10), photo(11))
    assert world.line.texts == []
    assert world.after(0.5) == []
    assert world.after(1) == ["file 10 file 11 file 12 of Ada"]
    assert world.after(100) == []


def test_a_single_photo_is_none_of_its_business(memory: Store) -> None:
    world = World(memory)
    update = photo(12)
    del update["message"]["media_group_id"]
    world.get(update)
    assert world.line.texts == ["one photo"]


def test_albums_of_one_time_are_kept_apart(each_store: Store) -> None:
    world = World(each_store)
    world.get(photo(10, "a"), photo(20, "b"), photo(11, "a"), photo(21, "b", user=2))
    assert sorted(world.after(2)) == ["file 10 file 11 of Ada", "file 20 of Ada", "file 21 of Ada"]


def test_a_message_that_is_delivered_twice_counts_once(each_store: Store) -> None:
    world = World(each_store)
    world.get(photo(10), photo(11))
    world.bot.seen = scaletg.SeenUpdates()  # a process that has forgotten them
    world.get(photo(10), photo(11))
    assert world.after(2) == ["file 10 file 11 of Ada"]


def test_a_message_that_comes_late_is_an_album_of_its_own(each_store: Store) -> None:
    world = World(each_store)
    world.get(photo(10), photo(11))
    assert world.after(2) == ["file 10 file 11 of Ada"]
    world.get(photo(12))
    assert world.after(2) == ["file 12 of Ada"]


def test_a_job_of_an_album_that_is_gone_calls_nobody(memory: Store) -> None:
    world = World(memory)
    world.get(photo(10), photo(11))
    world.albums.forget(1)
    assert world.after(2) == []
    assert world.bot.jobs.all() == []


def test_a_job_that_comes_after_a_day_says_what_is_gone(memory: Store, caplog: pytest.LogCaptureFixture) -> None:
    world = World(memory)
    world.get(photo(10), photo(11))
    assert world.after(86_401) == []
    assert "the messages of the album 9 in chat 1 are gone" in caplog.text


def test_an_app_that_fails_gets_the_whole_album_again(each_store: Store) -> None:
    world = World(each_store)
    world.failing = True
    world.get(photo(10), photo(11))
    assert world.after(2) == []
    world.failing = False
    assert world.after(6) == ["file 10 file 11 of Ada"]


def test_a_kill_before_the_reply_was_kept_does_not_lose_the_album(
    memory: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(memory)
    world.get(photo(10), photo(11))
    change = memory.change

    def change_and_die(key: str, *values: Any, **options: Any) -> Any:
        result = change(key, *values, **options)
        if "/albums/" in key:
            raise KeyboardInterrupt  # stands for a process that ends here
        return result

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(memory, "change", change_and_die)
        world.after(2)
    assert world.after(3600) == ["file 10 file 11 of Ada"]
    assert world.after(3600) == []


def test_albums_without_an_app_are_refused(memory: Store) -> None:
    bot = scaletg.Bot("1000000001:test", username="test_bot")
    with pytest.raises(scaletg.RegistrationError, match=r"write @albums\.app above a function"):
        bot.load(Albums())


def test_an_album_of_a_group_that_becomes_a_supergroup_is_not_lost(memory: Store) -> None:
    world = World(memory)
    world.get(photo(10, chat=-5), photo(11, chat=-5))
    world.get(message(12, "", chat=-5, migrate_to_chat_id=-1005))
    assert world.after(2) == ["file 10 file 11 of Ada"]


def test_forget_deletes_the_messages_of_a_person(memory: Store) -> None:
    world = World(memory)
    world.get(photo(10), photo(20, "b", user=2))
    assert world.albums.forget(2) == 1
    assert world.after(2) == ["file 10 of Ada"]


def test_an_album_answers_a_question_and_is_no_album_then(memory: Store) -> None:
    world = World(memory)
    talks = Conversations()

    @talks.conversation("/send")
    def send() -> Iterator[Any]:
        picture = yield ask("Your picture?", on="photo")
        return picture.photo[-1].file_id  # type: ignore[misc]  # a generator may return something

    world.bot.load(talks)
    world.get(message(1, "/send"), photo(10), photo(11))
    assert world.line.texts == ["Your picture?", "file 10"]
    assert world.after(2) == []


def test_conditions_and_sessions_work_as_in_any_app(memory: Store) -> None:
    bot, albums = scaletg.Bot(store="memory:"), Albums()

    @albums.app(when=lambda album: len(album) > 1)
    def take(album: list[Any], session: Any) -> str:
        session["count"] = session.get("count", 0) + len(album)
        return f"{session['count']} so far"

    @albums.app(fallback=True)
    def too_few(album: list[Any]) -> str:
        return "Send more than one."

    bot.load(Sessions())
    bot.load(albums)
    with Telegram(bot) as telegram:
        ada = telegram.private("Ada")
        ada.send_album({}, {})
        telegram.advance(seconds=2)
        assert ada.last.text == "2 so far"
        ada.send_album({}, {}, {"caption": "Three"})
        telegram.advance(seconds=2)
        assert ada.last.text == "5 so far"


def test_an_app_that_comes_too_late_is_refused() -> None:
    albums = Albums()
    albums.app(lambda album: "")
    scaletg.Bot().load(albums)
    with pytest.raises(scaletg.RegistrationError, match="comes after bot.load"):
        albums.app(lambda album: "")


@pytest.mark.parametrize("seconds", [0, -1, 61, True, "1"])
def test_a_wrong_time_is_refused(seconds: Any) -> None:
    with pytest.raises(scaletg.ConfigError, match="seconds above 0"):
        Albums(seconds=seconds)


# Several processes


def get_part(url: str, name: str, numbers: Any) -> None:
    """Get some of the messages in this process."""
    world = World(open_store(url, name=name, timeout=30))
    world.get(*(photo(number) for number in numbers.get()))


@pytest.mark.parametrize("kind", SHARED)
def test_four_processes_get_the_parts_of_one_album(kind: str, tmp_path: Path) -> None:
    from backends import spawn

    with served(kind, tmp_path) as url:
        name, numbers = unique(), spawn.Queue()
        for first in range(10, 14):
            numbers.put([first, first + 4])
        run_processes(get_part, url, name, numbers)
        clock = Clock()
        with contextlib.closing(open_store(url, name=name, timeout=30, clock=clock)) as store:
            world = World(store)
            (job,) = world.bot.jobs.all()
            clock.now = job.due.timestamp() + 1
            said = world.after(0)
        assert said == [" ".join(f"file {number}" for number in range(10, 18)) + " of Ada"]
