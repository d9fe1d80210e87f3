"""Broadcasts: who gets what, what came of it, and that one goes on where it was, on every kind of store."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from session_workers import message

import scaletg
from scaletg_contrib.broadcast import Broadcast, Report
from scaletg_contrib.broadcast.contents import check_parameters, choose_language
from scaletg_contrib.broadcast.recipients import PAGE, read_ids
from scaletg_contrib.broadcast.reports import read_report
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.stores import Store
from talking import Recorder


class Killed(KeyboardInterrupt):
    """Stands for a process that ends in the middle of a call."""


class Line(Recorder):
    """Answers like Telegram; some chats are refused, some calls fail once, and one may end the process."""

    def __init__(self, clock: Any) -> None:
        super().__init__()
        self.clock = clock
        self.answers: dict[Any, list[Any]] = {}
        self.got: list[Any] = []

    def call(self, name: str, parameters: dict[str, Any], files: dict[str, Any]) -> Any:
        self.clock.now += 0.05
        chat = parameters.get("chat_id")
        answers = self.answers.get(chat, [])
        if answers and not name.startswith("edit"):
            answer = answers.pop(0)
            if isinstance(answer, Killed):
                self.got.append(chat)
                raise answer
            if isinstance(answer, BaseException):
                raise answer
            return answer
        if name != "getMe" and not name.startswith("edit"):
            self.got.append(chat)
        return super().call(name, parameters, files)

    def sleep(self, seconds: float) -> None:
        self.clock.now += seconds


def refusal(code: int, description: str, **parameters: Any) -> dict[str, Any]:
    return {"ok": False, "error_code": code, "description": description, "parameters": parameters}


class World:
    """A bot that has met people and sends broadcasts."""

    def __init__(self, store: Store, **options: Any) -> None:
        self.store = store
        self.bot = scaletg.Bot("1000000001:test", username="test_bot", retry_budget=0)
        self.bot.store, self.bot.seen = store, scaletg.SeenUpdates()
        self.line = self.bot.api.transport = Line(store.clock)
        self.jobs, self.news = Jobs(watch_seconds=None, lease=5), Broadcast(**options)
        self.bot.load(self.jobs)
        self.bot.load(self.news)
        self.count = 0

    def meet(self, *users: int, chat: int | None = None, **fields: Any) -> None:
        for user in users:
            self.count += 1
            update = message(self.count, "hello", user=user, chat=chat)
            update["message"]["from"] |= fields
            self.bot.complete(update)

    def run(self, seconds: float = 1.0) -> None:
        """Let time pass, and do what is due."""
        self.store.clock.now += seconds  # type: ignore[attr-defined]  # a clock of the tests
        self.jobs.run_due(self.bot)

    def report(self, broadcast_id: str) -> Report:
        report = self.news.report(broadcast_id)
        assert report is not None
        return report


def test_everybody_gets_it_once(each_store: Store) -> None:
    world = World(each_store)
    world.meet(7, 8, 9)
    number = world.news.start("Hello")
    assert (world.report(number).state, world.line.got) == ("waiting", [])
    world.run()
    assert sorted(world.line.got) == [7, 8, 9]
    report = world.report(number)
    assert (report.state, report.sent, report.total, report.is_over) == ("done", 3, 3, True)
    assert str(report) == "done: 3 sent, 3 of 3 done"
    world.run(100)
    assert len(world.line.got) == 3
    assert [one.id for one in world.news.reports()] == [number]


def test_who_cannot_be_reached_is_noted_and_left_out_the_next_time(each_store: Store) -> None:
    world = World(each_store)
    world.meet(7, 8, 9)
    world.line.answers[8] = [refusal(403, "Forbidden: bot was blocked by the user")]
    world.line.answers[9] = [refusal(400, "Bad Request: chat not found")]
    number = world.news.start("Hello")
    world.run()
    report = world.report(number)
    assert (report.sent, report.blocked, report.failed) == (1, 1, 1)
    assert report.reasons == {"Bad Request: chat not found": 1}
    assert str(report) == "done: 1 sent, 3 of 3 done, 1 blocked, 1 failed"
    assert world.news.dry_run("Hello again") == {"sendMessage": 2}


def test_a_group_with_a_new_id_gets_it_and_is_followed(memory: Store) -> None:
    world = World(memory)
    world.meet(7, chat=-5)
    world.line.answers[-5] = [refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1005)]
    number = world.news.start("Hello", to="chats")
    world.run()
    report = world.report(number)
    assert (report.sent, report.moved, world.line.got) == (1, 1, [-1005])
    assert [chat.id for chat in world.news.people_of(world.bot).chats()] == [-1005]


def test_groups_that_become_supergroups_meanwhile_get_it_once(memory: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their records get another place in the order: that of one that has it comes later, of one that waits before."""
    monkeypatch.setattr("scaletg_contrib.people.PAGE", 1)
    world = World(memory)
    for chat in (-300, -400, -500):
        world.meet(7, chat=chat)
    send = world.line.call

    def call(name: str, parameters: dict[str, Any], files: dict[str, Any]) -> Any:
        if parameters.get("chat_id") == -400:
            for old, new in ((-300, -4500), (-500, -1005)):
                follow(world, old, new)
                answer = refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=new)
                world.line.answers[old] = [answer] * 9
        return send(name, parameters, files)

    monkeypatch.setattr(world.line, "call", call)
    number = world.news.start("Hello", to="chats")
    world.run()
    assert sorted(world.line.got) == [-1005, -400, -300]
    report = world.report(number)
    assert (report.state, report.sent, report.total) == ("done", 3, 3)


def follow(world: World, old: int, new: int) -> None:
    """Let the bot hear that a group has become a supergroup."""
    world.count += 1
    update = message(world.count, "", chat=old)
    update["message"]["migrate_to_chat_id"] = new
    world.bot.complete(update)


def test_a_list_with_both_ids_of_a_group_reaches_it_once(memory: Store) -> None:
    world = World(memory)
    world.line.answers[-5] = [refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1005)]
    number = world.news.start("Hello", to=[-5, 7, -1005])
    world.run()
    assert world.line.got == [-1005, 7]
    assert world.report(number).sent == 2


@pytest.mark.parametrize("at", [1, 2, 3])
def test_the_status_message_follows_a_group_to_its_new_id(memory: Store, at: int) -> None:
    """Whether it is to be sent, edited in between, or at the end."""
    world = World(memory)
    world.meet(*range(100, 300))
    shown: list[tuple[str, Any]] = []
    send = world.line.call

    def call(name: str, parameters: dict[str, Any], files: dict[str, Any]) -> Any:
        if parameters.get("chat_id") in (-5, -1005):
            shown.append((name, parameters["chat_id"]))
            if parameters["chat_id"] == -5 and (len(shown) >= at if at < 3 else "done\n" in parameters["text"]):
                return refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1005)
        return send(name, parameters, files)

    world.line.call = call  # type: ignore[method-assign]  # for this test
    number = world.news.start("Hello", status_chat=-5)
    world.run()
    assert world.report(number).sent == 200
    first = shown.index(("sendMessage", -1005))
    assert {chat for _, chat in shown[first:]} == {-1005}
    assert shown.count(("sendMessage", -1005)) == 1


def test_what_telegram_puts_off_is_sent_later_and_nobody_is_left_out(each_store: Store) -> None:
    world = World(each_store)
    world.meet(7, 8)
    world.line.answers[7] = [
        refusal(429, "Too Many Requests: retry after 9", retry_after=9),
        refusal(502, "Bad Gateway"),
    ]
    number = world.news.start("Hello")
    world.run()
    assert sorted(world.line.got) == [7, 8]
    assert world.report(number).sent == 2


def test_telegram_out_of_reach_lets_it_go_on_there_later(memory: Store) -> None:
    world = World(memory)
    world.meet(7, 8, 9)
    away = scaletg.NetworkError("refused")
    away.sent = False
    world.line.answers[8] = [away] * 7
    number = world.news.start("Hello")
    world.run()
    assert (world.line.got, world.report(number).state) == ([7], "running")
    world.run(61)
    assert (world.line.got, world.report(number).repeated) == ([7, 8, 9], 0)


def test_what_may_have_arrived_is_not_sent_again(memory: Store) -> None:
    world = World(memory)
    world.meet(7, 8)
    lost = scaletg.NetworkError("closed")
    lost.sent, lost.method = True, "sendMessage"
    world.line.answers[7] = [lost]
    number = world.news.start("Hello")
    world.run()
    assert (world.line.got, world.report(number).unsure) == ([8], 1)


@pytest.mark.parametrize("threads", [1, 4])
def test_after_a_kill_it_goes_on_and_few_get_it_twice(each_store: Store, threads: int) -> None:
    world = World(each_store, threads=threads)
    people = range(10, 30)
    world.meet(*people)
    for user in (12, 20, 27):
        world.line.answers[user] = [Killed()]
    number = world.news.start("Hello")
    for _ in range(3):
        with contextlib.suppress(Killed):
            world.run(6)
    world.run(6)
    world.run(6)
    report = world.report(number)
    assert (report.state, report.done) == ("done", 20)
    assert set(world.line.got) == set(people)
    assert len(world.line.got) - 20 <= report.repeated <= 3 * threads
    assert report.repeated > 0


def test_a_process_that_ends_stops_cleanly_and_nobody_gets_it_twice(
    memory: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(memory)
    world.meet(*range(10, 20))
    stopping = [False]
    monkeypatch.setattr(type(world.bot), "is_stopping", property(lambda bot: stopping[0]))
    call = world.line.call

    def call_and_stop(name: str, parameters: dict[str, Any], files: dict[str, Any]) -> Any:
        stopping[0] = len(world.line.got) == 4
        return call(name, parameters, files)

    world.line.call = call_and_stop  # type: ignore[method-assign]
    number = world.news.start("Hello")
    world.run()
    assert len(world.line.got) == 5
    stopping[0] = False
    world.line.call = call  # type: ignore[method-assign]
    world.run(5)
    assert sorted(world.line.got) == list(range(10, 20))
    assert world.report(number).repeated == 0


def test_pause_resume_and_cancel(each_store: Store) -> None:
    world = World(each_store)
    world.meet(7, 8, 9)
    number = world.news.start("Hello")
    assert world.news.pause(number)
    assert not world.news.pause(number)
    world.run()
    assert (world.line.got, world.report(number).state) == ([], "paused")
    assert world.news.resume(number)
    world.line.answers[8] = [refusal(429, "Too Many Requests: retry after 1", retry_after=1)]
    sleep = world.line.sleep
    world.line.sleep = lambda seconds: (world.news.pause(number), sleep(seconds))[1]  # type: ignore[method-assign]
    world.run()
    assert world.report(number).state == "paused"
    assert 9 not in world.line.got or world.line.got == [7, 8, 9]
    world.line.sleep = sleep  # type: ignore[method-assign]
    before = list(world.line.got)
    assert world.news.cancel(number)
    assert not world.news.cancel(number)
    world.run(10)
    assert world.line.got == before
    report = world.report(number)
    assert (report.state, report.sent) == ("cancelled", len(before))


def test_languages_functions_and_recipients_of_the_author(memory: Store) -> None:
    world = World(memory)
    news = world.news

    @news.content
    def monday(person: Any) -> Any:
        if person.id == 9:
            return None
        if person.id == 10:
            raise ValueError("no text")
        return f"Dear {person.user.first_name}"

    @news.recipients
    def germans(person: Any) -> bool:
        return bool(person.language_code == "de")

    @news.recipients
    def customers(after: int | None) -> Iterator[int]:
        yield from (one for one in (3, 5, 7) if after is None or one > after)

    world.meet(7, language_code="de")
    world.meet(8, language_code="pt-BR")
    world.meet(9, 10, language_code="fr")
    world.news.start({"de": "Hallo", "pt": "Olá", "en": "Hello"})
    world.run()
    assert sorted(world.line.texts) == ["Hallo", "Hello", "Hello", "Olá"]
    del world.line.calls[:]
    number = world.news.start(monday)
    world.run()
    assert world.line.texts == ["Dear Ada", "Dear Ada"]
    assert world.report(number).reasons == {"ValueError: no text": 1}
    del world.line.got[:]
    world.news.start("Hallo", to=germans)
    world.news.start("Hello", to=customers)
    world.run()
    assert sorted(world.line.got) == [3, 5, 7, 7]
    assert news.dry_run("Hello", to=customers) == {"sendMessage": 3}


def test_a_list_over_several_pages_is_sent_in_its_order(memory: Store, tmp_path: Path) -> None:
    world = World(memory)
    file = tmp_path / "ids.txt"
    file.write_text("# ours\n" + "\n".join(map(str, range(1, PAGE + 6))) + "\n3\n\n@channel # also\n")
    number = world.news.start("Hello", to=file)
    assert world.report(number).total == PAGE + 6
    world.run()
    assert world.line.got == [*range(1, PAGE + 6), "@channel"]
    assert not list(memory.keys(world.news.key(world.bot, "to")))


def test_any_method_is_sent_to_each_chat(memory: Store) -> None:
    world = World(memory)

    @world.bot.app("/photo")
    def photo(message: Any, broadcast: Any) -> str:
        broadcast.start(message.reply_photo("file_id", caption="Nice"), with_status=False)
        return "ok"

    world.meet(7)
    world.bot.complete(message(50, "/photo", user=8))
    world.run()
    sent = [parameters for name, parameters in world.line.calls if name == "sendPhoto"]
    assert sorted(one["chat_id"] for one in sent) == [7, 8]
    assert all("reply_parameters" not in one for one in sent)


def test_an_update_that_fails_or_comes_twice_starts_no_second_broadcast(memory: Store) -> None:
    world = World(memory)
    failing = [True]

    @world.bot.app("/news")
    def news(message: Any, broadcast: Any) -> str:
        broadcast.start("Hello", with_status=False)
        if failing:
            raise ValueError("after all not")
        return "ok"

    world.meet(7)
    world.bot.complete(message(50, "/news"))
    world.run()
    assert 7 not in world.line.got
    failing.clear()
    for _ in range(2):
        world.bot.seen = scaletg.SeenUpdates()  # a process that has forgotten the update
        world.bot.complete(message(51, "/news"))
    world.run()
    assert world.line.got.count(7) == 1
    world.bot.seen = scaletg.SeenUpdates()
    world.bot.complete(message(51, "/news"))  # after the end
    world.run()
    assert world.line.got.count(7) == 1
    assert [report.sent for report in world.news.reports() if report.state == "done"] == [2]


def test_languages_can_be_written_as_translations_write_them(memory: Store) -> None:
    world = World(memory)
    world.meet(7, language_code="pt-br")
    world.news.start({"en": "Hello", "pt_BR": "Oi"})
    world.run()
    assert world.line.texts == ["Oi"]


def test_a_broadcast_of_an_update_that_failed_has_no_report(memory: Store) -> None:
    world, numbers = World(memory), []

    @world.bot.app("/news")
    def news(message: Any, broadcast: Any) -> str:
        numbers.append(broadcast.start("Hello", with_status=False))
        raise ValueError("after all not")

    world.meet(7)
    world.bot.complete(message(50, "/news"))
    world.run()
    assert world.news.report(numbers[0]) is None
    assert world.news.reports() == []


def test_the_status_message_shows_how_far_it_is_and_has_buttons(memory: Store) -> None:
    world = World(memory)

    @world.bot.app("/news")
    def news(message: Any, broadcast: Any) -> str:
        broadcast.start("Hello")
        return "ok"

    world.meet(*range(100, 300))
    world.bot.complete(message(500, "/news", user=1))
    world.run()
    shown = [parameters for _, parameters in world.line.calls if "reply_markup" in parameters]
    first, last = shown[0], shown[-1]
    assert first["chat_id"] == 1
    assert "running\n0 of 201 done" in first["text"]
    assert "done\n201 of 201 done, 201 sent" in last["text"]
    assert [button["text"] for button in first["reply_markup"]["inline_keyboard"][0]] == ["Pause", "Cancel"]
    assert last["reply_markup"] == {"inline_keyboard": []}
    assert 2 < len(shown) < 20


def press(update_id: int, data: str, user: int) -> dict[str, Any]:
    query = {
        "id": str(update_id), "chat_instance": "1", "data": data,
        "from": {"id": user, "is_bot": False, "first_name": "Ada"}, "message": message(1, "x", user=user)["message"],
    }  # fmt: skip
    return {"update_id": update_id, "callback_query": query}


def test_only_who_has_started_it_can_use_the_buttons(memory: Store) -> None:
    world = World(memory)
    world.meet(7)
    number = world.news.start("Hello", status_chat=1, owner=1)
    world.bot.complete(press(90, f"scaletg:broadcast:cancel:{number}", user=2))
    assert world.report(number).state == "waiting"
    world.bot.complete(press(91, f"scaletg:broadcast:pause:{number}", user=1))
    assert world.report(number).state == "paused"
    world.bot.complete(press(92, f"scaletg:broadcast:resume:{number}", user=1))
    world.bot.complete(press(93, f"scaletg:broadcast:cancel:{number}", user=1))
    assert world.report(number).state == "cancelled"
    count = len(world.line.calls)
    world.bot.complete(press(94, f"scaletg:broadcast:pause:{number}", user=2))  # forged: it is over
    world.bot.complete(press(95, "scaletg:broadcast:pause:none", user=2))
    assert [name for name, _ in world.line.calls[count:]] == ["answerCallbackQuery", "answerCallbackQuery"]
    world.run()
    assert world.line.texts == []


@pytest.mark.parametrize(("content", "hint"), [
    ("x", None), ("", "is empty"), (" ", "is empty"), (5, "give a string"), ({}, "is empty"),
    ({5: "x"}, "for a language"),
    ({"method": "sendMess"}, "unknown"),
    ({"method": "getMe"}, "not sent to a chat"), ({"method": "sendPhoto", "photo": b"x"}, "give its file_id"),
    (print, "write @broadcast.content"),
])  # fmt: skip
def test_what_cannot_be_sent_is_refused_at_the_start(memory: Store, content: Any, hint: str | None) -> None:
    world = World(memory)
    if hint is None:
        world.news.start(content)
        return
    with pytest.raises((TypeError, ValueError, scaletg.ConfigError), match=hint):
        world.news.start(content)


@pytest.mark.parametrize("to", ["everybody", 5, ["x"], [True], [0], print])
def test_recipients_that_nobody_can_be_are_refused(memory: Store, to: Any) -> None:
    with pytest.raises(scaletg.ConfigError):
        World(memory).news.start("Hello", to=to)


def test_a_query_has_one_of_two_forms(memory: Store) -> None:
    with pytest.raises(scaletg.RegistrationError, match=r"have the parameters \['who'\]"):
        World(memory).news.recipients(lambda who: True)


def test_ids_of_a_file_are_told_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "ids.txt"
    file.write_text("1\ntwo\n")
    with pytest.raises(scaletg.ConfigError, match=r"ids.txt:2: 'two' is not the id of a chat"):
        list(read_ids(file))
    with pytest.raises(scaletg.ConfigError, match="cannot be read"):
        list(read_ids(tmp_path / "nothing.txt"))
    assert list(read_ids(["7", 7, -5, " @name "])) == [7, -5, "@name"]


@pytest.mark.parametrize(("wanted", "text"), [("pt-BR", "b"), ("pt-PT", "p"), ("de", "e"), (None, "e"), ("PT_br", "b")])
def test_the_nearest_language_is_chosen(wanted: str | None, text: str) -> None:
    languages = {code: check_parameters(word) for code, word in (("pt", "p"), ("pt-br", "b"), ("en", "e"))}
    assert choose_language(languages, wanted)["text"] == text


def test_without_english_the_first_language_is_chosen() -> None:
    assert choose_language({"ru": {"text": "r"}, "de": {"text": "d"}}, "fr") == {"text": "r"}


@pytest.mark.parametrize("threads", [0, 101, True, "4"])
def test_a_wrong_number_of_threads_is_refused(threads: Any) -> None:
    with pytest.raises(scaletg.ConfigError, match="whole number from 1 to 100"):
        Broadcast(threads=threads)


def test_code_that_lost_a_function_says_which_one_to_keep(memory: Store, caplog: pytest.LogCaptureFixture) -> None:
    world = World(memory)
    world.meet(7)

    @world.news.recipients
    def friends(person: Any) -> bool:
        return True

    world.news.start("Hello", to=friends)
    later = World(memory)
    later.run()
    assert "recipients 'friends', which this code does not have" in caplog.text
    assert later.line.got == []


@pytest.mark.parametrize("state", ["waiting", "running", "paused", "done", "cancelled", "given up"])
def test_the_state_of_a_broadcast_is_in_the_language_of_the_owner(state: str) -> None:
    german = Broadcast("memory:", texts=lambda key, user: f"<{key}>" if key == state else None)
    report = read_report("b1", state, {"started": 0}, {})
    assert german.status_of(report)["text"].splitlines()[0] == f"Broadcast b1, <{state}>"
    assert Broadcast("memory:").status_of(report)["text"].splitlines()[0] == f"Broadcast b1, {state}"
