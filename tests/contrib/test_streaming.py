"""Texts that are shown while they are made: what the chat shows, in which pace, and what is left to send."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

import pytest

import scaletg
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.limits import Pace, SharedFloods
from scaletg_contrib.simulator import Simulator, Transport
from scaletg_contrib.stores import Store, open_store
from scaletg_contrib.streaming import Streams, stream
from scaletg_contrib.streaming.pacing import pace_of
from scaletg_contrib.testkit import Conversation, Telegram

Chunks = Iterable[str | None]


class Model:
    """A bot that answers every text with what a function gives, and people who talk to it."""

    def __init__(self, streams: Streams | None = None, *, strict: bool = True, **options: Any) -> None:
        self.bot = scaletg.Bot(**options)
        if streams is not None:
            self.bot.load(streams)
        self.answer: Callable[[], Chunks] = list
        self.streamed: list[Any] = []
        self.options: dict[str, Any] = {}

        @self.bot.app(on=["message:text", "guest_message"])
        def ask(update: Any) -> Any:
            self.streamed.append(update.message_any.stream(self.answer(), **self.options))
            return self.streamed[-1]

        self.telegram = Telegram(self.bot, strict=strict)
        self.ada = self.telegram.private("Ada")

    def sleep(self, seconds: float) -> None:
        """Let the clock of the test go on."""
        self.bot.api.transport.sleep(seconds)

    def slowly(self, *chunks: str, seconds: float = 1.0) -> Iterator[str]:
        for chunk in chunks:
            yield chunk
            self.sleep(seconds)

    def ask(self, chunks: Callable[[], Chunks], chat: Conversation | None = None) -> list[tuple[str, Any]]:
        """Ask the bot, and return what it called: the methods and their texts."""
        self.answer = chunks
        before = len(self.telegram.calls)
        (chat or self.ada).send("?")
        calls = self.telegram.calls[before:]
        return [(call["method"], call["parameters"].get("text")) for call in calls]


def drafts(*texts: str | None) -> list[tuple[str, str | None]]:
    return [("sendMessageDraft", text) for text in texts]


def test_text_is_shown_as_drafts_and_ends_as_a_message() -> None:
    model = Model()

    calls = model.ask(lambda: model.slowly("**Hel", "lo**", " world"))

    assert calls == [*drafts(None, "Hel", "Hello", "Hello world"), ("sendMessage", "Hello world")]
    assert [entity.type for entity in model.ada.last.entities or []] == ["bold"]
    assert model.ada.draft is None
    assert model.streamed[0].text == "**Hello** world"


def test_draft_is_there_while_the_text_is_made() -> None:
    model = Model()
    seen = []

    def chunks() -> Iterator[str]:
        seen.append(model.ada.draft)
        model.sleep(1)
        yield "one"
        seen.append(model.ada.draft)

    model.ask(chunks)

    assert seen == ["", "one"]


def test_text_that_comes_at_once_is_one_draft_and_one_message() -> None:
    model = Model()

    assert model.ask(lambda: ["a", "b", "c"]) == [*drafts(None, "a"), ("sendMessage", "abc")]


def test_chunks_that_come_quickly_are_shown_in_the_pace_of_the_chat() -> None:
    model = Model()

    calls = model.ask(lambda: model.slowly(*"abcdefghij", seconds=0.1))

    assert calls == [*drafts(None, "a", "abcdefghi"), ("sendMessage", "abcdefghij")]


def test_empty_chunks_are_left_out() -> None:
    model = Model()

    assert model.ask(lambda: ["a", None, "", "b"])[-1] == ("sendMessage", "ab")


@pytest.mark.parametrize("chunks", [[], [""], ["  \n"]])
def test_model_that_writes_nothing_sends_nothing(chunks: list[str]) -> None:
    model = Model()

    assert model.ask(lambda: chunks) == drafts(None)
    assert not model.streamed[0]


def test_chunk_that_is_not_a_string_says_how_to_get_one() -> None:
    model = Model(strict=False)

    model.ask(lambda: ["a", object()])  # type: ignore[list-item]  # the mistake

    assert "(chunk.text for chunk in answer)" in str(model.telegram.last_outcome.error)


def test_plain_text_stays_as_it_is() -> None:
    model = Model(defaults={"parse_mode": "HTML"})
    model.options = {"markdown": False}

    assert model.ask(lambda: ["**a** <b"])[-1] == ("sendMessage", "**a** <b")


def test_options_belong_to_the_last_message_or_the_first() -> None:
    model = Model()
    keyboard = {"inline_keyboard": [[{"text": "Again", "callback_data": "again"}]]}
    model.options = {"reply_markup": keyboard, "disable_notification": True, "reply_parameters": {"message_id": 1}}

    model.ask(lambda: ["word " * 1000])

    first, last = (call["parameters"] for call in model.telegram.calls if call["method"] == "sendMessage")
    assert ("reply_markup" in first, "reply_markup" in last) == (False, True)
    assert ("reply_parameters" in first, "reply_parameters" in last) == (True, False)
    assert first["disable_notification"] is last["disable_notification"] is True


###############################################################################
# Long texts ##################################################################
###############################################################################


def test_long_text_becomes_several_messages_and_no_draft_is_too_long() -> None:
    model = Model()
    words = [f"word{number:04} " for number in range(1200)]

    calls = model.ask(lambda: model.slowly(*words, seconds=0.05))

    sent = [text or "" for method, text in calls if method == "sendMessage"]
    assert len(sent) == 3
    assert " ".join(sent) == "".join(words).strip()
    assert all(len(text or "") <= 4096 for _, text in calls)
    newest = [text for method, text in calls if method == "sendMessageDraft"][-1]
    assert newest is not None
    assert sent[2].startswith(newest)


def test_block_of_code_continues_in_the_next_message() -> None:
    model = Model()

    model.ask(lambda: ["```py\n", *(f"line {number}\n" for number in range(900)), "```\ndone"])

    shown = [message for message in model.ada.messages if message.from_user.is_bot]
    assert len(shown) > 1
    firsts = [(message.entities or [])[0] for message in shown]
    assert all(entity.type == "pre" and entity.language == "py" for entity in firsts)


def test_message_that_was_sent_and_changed_later_is_edited() -> None:
    """The end of a text can change its beginning: here the address of a link comes last."""
    model = Model()
    text = "[a][1] " + "word " * 1000

    calls = model.ask(lambda: model.slowly(text, "\n\n[1]: http://x.org"))

    assert [method for method, _ in calls][-3:] == ["editMessageText", "sendMessageDraft", "sendMessage"]
    first = next(message for message in model.ada.messages if message.from_user.is_bot)
    assert [entity.url for entity in first.entities or ()] == ["http://x.org/"]


###############################################################################
# Rich messages ###############################################################
###############################################################################


def rich_calls(model: Model, chunks: Callable[[], Chunks], chat: Conversation | None = None) -> list[str]:
    model.options = {"rich": True, "link_preview_options": {"is_disabled": True}}
    return [method for method, _ in model.ask(chunks, chat)]


def test_rich_text_is_shown_as_rich_drafts_and_ends_as_a_rich_message() -> None:
    model = Model()

    calls = rich_calls(model, lambda: model.slowly("# Tea", "\n\n|a|b|\n|-|-|\n|1|2|"))

    assert calls == ["sendMessageDraft", *["sendRichMessageDraft"] * 2, "sendRichMessage"]
    assert [block.type for block in model.ada.last.rich_message.blocks] == ["heading", "table"]
    assert model.ada.snapshot().endswith("bot: (rich message Tea\n     a | b\n     1 | 2)")


def test_rich_draft_is_there_while_the_text_is_made() -> None:
    model, seen = Model(), []

    def chunks() -> Iterator[str]:
        yield "# *Tea*\n\n1. green\n\n> good"
        seen.append(model.ada.draft)

    rich_calls(model, chunks)

    assert seen == ["Tea\ngreen\ngood"]


def test_group_sees_a_rich_message_that_is_edited() -> None:
    model = Model()
    group = model.telegram.group("Team", "Ada", admin=True)

    calls = rich_calls(model, lambda: model.slowly("# Tea\n\n", *"abcdefg"), group)

    assert calls == ["sendRichMessage", "editMessageText", "editMessageText"]
    assert group.last.rich_message.blocks[1].text == "abcdefg"


def test_guest_gets_a_rich_message() -> None:
    model = GuestModel()
    model.options = {"rich": True}

    assert model.call(lambda: model.slowly(*"abcdefg")) == ["answerGuestQuery", "editMessageText", "editMessageText"]
    assert model.group.last.rich_message.blocks[0].text == "abcdefg"


def test_text_beyond_the_limits_of_a_rich_message_becomes_ordinary_ones() -> None:
    model = Model()

    calls = rich_calls(model, lambda: ["- item\n" * 300])

    assert calls[-1] == "sendMessage"
    assert model.ada.last.text.startswith("• item\n• item")


def test_rich_text_of_a_model_that_writes_nothing_sends_nothing() -> None:
    model = Model()
    assert rich_calls(model, lambda: [" "]) == ["sendMessageDraft"]


###############################################################################
# Groups, channels, business chats ############################################
###############################################################################


def test_group_sees_a_message_that_is_edited() -> None:
    model = Model()
    group = model.telegram.group("Team", "Ada", admin=True)

    calls = model.ask(lambda: model.slowly(*"abcdefgh"), group)

    assert calls == [("sendMessage", "ab"), ("editMessageText", "abcdef"), ("editMessageText", "abcdefgh")]


def test_group_gets_one_message_if_the_text_is_there_within_a_second() -> None:
    model = Model()
    group = model.telegram.group("Team", "Ada", admin=True)

    assert model.ask(lambda: ["a", "b"], group) == [("sendMessage", "ab")]


def test_nothing_is_left_to_send_if_the_message_is_complete() -> None:
    model = Model()
    group = model.telegram.group("Team", "Ada", admin=True)

    def chunks() -> Iterator[str]:
        model.sleep(2)
        yield "all"

    assert model.ask(chunks, group) == [("sendMessage", "all")]
    assert model.streamed[0] == []


def test_group_never_gets_more_than_telegram_allows() -> None:
    """A text of five minutes, with the limits of a group: 20 messages and edits in a minute."""
    model = Model()
    model.telegram.sim.flood_limits = True
    group = model.telegram.group("Team", "Ada", admin=True)

    calls = model.ask(lambda: model.slowly(*["word "] * 600, seconds=0.5), group)

    assert len(calls) > 80
    assert all(call["answer"]["ok"] for call in model.telegram.calls)


def test_two_texts_in_one_chat_share_its_pace() -> None:
    model = Model()
    group = model.telegram.group("Team", "Ada", admin=True)

    def both() -> Iterator[str]:
        yield "outer "
        model.sleep(2)
        yield "text "
        stream(model.bot, group.id, model.slowly("inner ", "text ", "goes ", "on", seconds=2)).send()
        yield "end"

    model.telegram.sim.flood_limits = True
    model.ask(both, group)

    times = [event["time"] for event in model.telegram.calls if event["method"] != "getMe"]
    assert len(times) == 4  # of each text a first message and its end; only the ends do not wait
    assert all(later - earlier >= 3 for earlier, later in pairwise(times[:3]))


def test_message_that_somebody_deletes_is_written_again_at_the_end() -> None:
    model = Model()
    group = model.telegram.group("Team", "Ada", admin=True)

    def chunks() -> Iterator[str]:
        yield from model.slowly("a", "b", "c")
        group.do("delete", group.last.message_id, chat=group.chat)
        yield from model.slowly("d", "e", "f", "g")

    calls = model.ask(chunks, group)

    assert calls[-1] == ("sendMessage", "abcdefg")


def test_topic_gets_its_text() -> None:
    model = Model()
    group = model.telegram.group("Forum", "Ada", admin=True, is_forum=True)
    topic = model.bot.api.create_forum_topic(group.id, "Tea").message_thread_id
    model.answer = lambda: ["a"]

    group.send("?", topic=topic)

    assert group.last.message_thread_id == topic


def test_business_chat_is_edited_in_the_name_of_its_owner() -> None:
    model = Model()
    model.answer = lambda: model.slowly("a", "b", "c", "d")
    message = {
        "message_id": 5,
        "date": 1,
        "chat": {"id": 77, "type": "private", "first_name": "Bob"},
        "from": {"id": 77, "is_bot": False, "first_name": "Bob"},
        "business_connection_id": "b1",
        "text": "?",
    }
    recorded = []

    class Recorder:
        inner = model.bot.api.transport

        def call(self, name: str, parameters: dict[str, Any], files: Any) -> dict[str, Any]:
            recorded.append((name, parameters))
            chat = {"id": 77, "type": "private"}
            return {"ok": True, "result": {"message_id": 6, "date": 1, "chat": chat}}

        def download(self, path: str) -> bytes:
            raise FileNotFoundError(path)

        def sleep(self, seconds: float) -> None:
            self.inner.sleep(seconds)

    model.bot.api.transport = Recorder()
    outcome = model.bot.process({"update_id": 1, "business_message": message})
    model.bot.process({"update_id": 2, "message": {**message, "text": "again"}})

    assert outcome.error is None
    assert {name for name, _ in recorded} == {"sendMessage", "editMessageText"}
    assert all(parameters["business_connection_id"] == "b1" for _, parameters in recorded)


def test_job_writes_into_its_chat_as_an_answer_does() -> None:
    bot = scaletg.Bot()
    bot.load(Jobs())

    @bot.app("news", on="job")
    def news(chat: Any) -> Any:
        return chat.stream(["nothing ", "new"])

    with Telegram(bot) as telegram:
        ada = telegram.private("Ada")
        telegram.sim.start(ada.user)
        bot.jobs.later(0, "news", chat=ada.id, user=ada.id)
        telegram.advance(1)

        assert ada.last.text == "nothing new"
        assert "sendMessageDraft" in {call["method"] for call in telegram.calls}


def test_text_that_takes_long_to_read_leaves_time_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model()

    def split(limit: int, text: str, is_unfinished: bool) -> Any:
        if is_unfinished and text:
            model.sleep(0.5)
        return [(text, [])] if text else []

    monkeypatch.setattr("scaletg_contrib.streaming.plugin._split_markdown", split)
    began = model.telegram.sim.world.clock.time()

    calls = model.ask(lambda: model.slowly(*"abcdefghijkl"))

    assert len(calls) - 2 <= (model.telegram.sim.world.clock.time() - began) / 5 + 1


###############################################################################
# Refusals and errors #########################################################
###############################################################################


def test_refused_draft_is_not_repeated_before_its_time() -> None:
    model = Model()

    def chunks() -> Iterator[str]:
        yield from model.slowly("a", "b")
        model.telegram.trouble("429", "sendMessageDraft", seconds=7)
        yield from model.slowly(*"cdefghijkl")

    calls = model.ask(chunks)

    # The refused one and the next one are 7 seconds apart, and from then on the pace is 1.6 seconds.
    assert calls == [*drafts(None, "a", "ab", "abc", "abcdefghij", "abcdefghijkl"), ("sendMessage", "abcdefghijkl")]
    assert [call["answer"]["ok"] for call in model.telegram.calls[-7:]] == [True] * 3 + [False] + [True] * 3


def test_pace_of_a_chat_slows_down_with_each_refusal_and_is_bounded() -> None:
    bot = scaletg.Bot()
    pace = pace_of(bot, 1, 0.8)

    assert pace_of(bot, 1, 0.8) is pace
    for _ in range(9):
        pace.note_refusal(100.0, 5)
    assert (pace.next_at, pace.seconds) == (105.0, 10.0)


def test_text_goes_on_where_all_processes_know_of_a_refusal() -> None:
    model = Model()
    pace = Pace(open_store("memory:"))
    model.bot.load(pace)
    inner = model.bot.api.transport
    model.bot.api.transport = SharedFloods(inner, pace.of(model.bot).floods, lambda: None)
    pace.store.clock = lambda: inner.time()
    pace.of(model.bot).floods.note_refused(model.ada.id, 6)

    calls = model.ask(lambda: model.slowly(*"abcdefgh"))

    assert len(calls) == 2
    assert calls[-1] == ("sendMessage", "abcdefgh")


def test_chat_in_which_drafts_are_refused_gets_the_message() -> None:
    model = Model()
    model.telegram.trouble("400", "sendMessageDraft", description="TEXTDRAFT_PEER_INVALID")

    assert model.ask(lambda: model.slowly("a", "b")) == [*drafts(None), ("sendMessage", "ab")]


def test_network_that_is_away_for_a_while_is_tried_again() -> None:
    model = Model()
    model.telegram.trouble("500", "sendMessageDraft", times=3)

    calls = model.ask(lambda: model.slowly(*"abcdefghijklmno"))

    assert calls[-1] == ("sendMessage", "abcdefghijklmno")
    assert any(call["answer"]["ok"] for call in model.telegram.calls if call["method"] == "sendMessageDraft")


def test_person_who_blocks_the_bot_ends_the_text() -> None:
    model = Model(strict=False)
    was_closed = []

    def chunks() -> Iterator[str]:
        try:
            yield from model.slowly("a", "b")
            model.telegram.sim.block(model.ada.user)
            yield from model.slowly(*"cdefgh")
        finally:
            was_closed.append(True)

    model.ask(chunks)

    assert any(isinstance(outcome.error, scaletg.Forbidden) for _, outcome in model.telegram.outcomes)
    assert was_closed == [True]
    assert model.streamed == []


def test_model_that_fails_leaves_what_it_has_written() -> None:
    model = Model(strict=False)

    @model.bot.error
    def sorry() -> str:
        return "That did not work."

    def chunks() -> Iterator[str]:
        yield from model.slowly("half ", "a ")
        raise ConnectionError("the model is away")

    calls = model.ask(chunks)

    assert calls[-2:] == [("sendMessage", "half a"), ("sendMessage", "That did not work.")]


def test_update_that_is_put_off_sends_nothing_of_its_text() -> None:
    model = Model(strict=False)

    def chunks() -> Iterator[str]:
        yield "half "
        raise scaletg.Retry(60)

    assert model.ask(chunks) == drafts(None, "half")


def test_model_that_fails_at_once_leaves_nothing() -> None:
    model = Model(strict=False)

    def chunks() -> Iterator[str]:
        raise ConnectionError("the model is away")
        yield ""

    assert model.ask(chunks) == drafts(None)


###############################################################################
# Stop ########################################################################
###############################################################################


def test_person_stops_the_text() -> None:
    model = Model(streams=Streams())
    was_closed = []

    def chunks() -> Iterator[str]:
        try:
            yield from model.slowly("one ", "two ")
            model.ada.stop()
            yield "three "
            raise AssertionError("nobody asks for more")
        finally:
            was_closed.append(True)

    calls = model.ask(chunks)

    assert calls[-1] == ("sendMessage", "one two")
    assert model.streamed[0].is_stopped
    assert was_closed == [True]
    assert "(Ada stops the text)" in model.ada.snapshot()


def test_next_text_is_not_stopped_by_an_earlier_press() -> None:
    model = Model(streams=Streams())

    def chunks() -> Iterator[str]:
        yield "one"
        model.ada.stop()

    model.ask(chunks)

    assert model.ask(lambda: model.slowly("a", "b"))[-1] == ("sendMessage", "ab")
    assert not model.streamed[1].is_stopped


def test_stop_is_offered_only_if_somebody_takes_it() -> None:
    without, with_streams = Model(), Model(streams=Streams())

    without.ask(lambda: ["a"])
    with_streams.ask(lambda: ["a"])

    assert "can_stop" not in without.telegram.calls[-2]["parameters"]
    assert with_streams.telegram.calls[-2]["parameters"]["can_stop"] is True
    assert "stopped_message_generation" in with_streams.bot.allowed_updates


def test_press_that_another_process_gets_stops_the_text(any_store: Store) -> None:
    model, other = Model(streams=Streams(any_store)), scaletg.Bot()
    other.id = model.telegram.account.id
    other.load(Streams(any_store))

    def chunks() -> Iterator[str]:
        yield from model.slowly("one ", "two ")
        draft_id = model.telegram.calls[-1]["parameters"]["draft_id"]
        stopped = {"chat": {"id": model.ada.id, "type": "private"}, "draft_id": draft_id}
        other.process({"update_id": 1, "stopped_message_generation": stopped})
        yield from model.slowly("three ", "four ")

    model.ask(chunks)

    assert model.streamed[0].is_stopped
    assert model.streamed[0].text == "one two three "


def test_press_without_a_store_and_without_a_text_is_nothing() -> None:
    bot = scaletg.Bot()
    bot.load(Streams())
    stopped = {"chat": {"id": 7, "type": "private"}, "draft_id": 3}

    outcome = bot.process({"update_id": 1, "stopped_message_generation": stopped})

    assert (outcome.error, outcome.reply) == (None, "")


def test_forgotten_person_leaves_no_press() -> None:
    store = open_store("memory:")
    bot, streams = scaletg.Bot(), Streams(store)
    bot.load(streams)
    for chat_id in (7, 77):
        stopped = {"chat": {"id": chat_id, "type": "private"}, "draft_id": 3}
        bot.process({"update_id": chat_id, "stopped_message_generation": stopped})

    assert streams.forget(7) == 1
    assert [key.split("/")[3] for key in store.keys("")] == ["77"]
    assert streams.move(1, 2) == 0


def test_stop_does_not_wait_for_the_answer_of_its_chat() -> None:
    """With polling the updates of a chat wait for each other; a press of Stop would come too late."""
    chat = {"id": 7, "type": "private"}
    message = {"message_id": 1, "date": 1, "chat": chat, "text": "?"}

    assert scaletg.Update.from_dict({"update_id": 1, "message": message}).key == 7
    stop = {"update_id": 2, "stopped_message_generation": {"chat": chat, "draft_id": 3}}
    assert scaletg.Update.from_dict(stop).key != 7


###############################################################################
# Guests ######################################################################
###############################################################################


class GuestModel(Model):
    """The same, for a bot that is called in a group of which it is not a member."""

    def __init__(self) -> None:
        super().__init__()
        self.group = self.telegram.group("Strangers", "Ada", bot=False)

    def call(self, chunks: Callable[[], Chunks]) -> list[str]:
        """Call the guest, and return the methods that it called."""
        self.answer = chunks
        before = len(self.telegram.calls)
        self.group.call_guest("@test_bot what is tea?")
        return [call["method"] for call in self.telegram.calls[before:]]


def test_guest_is_answered_with_the_first_words_and_the_answer_grows() -> None:
    model = GuestModel()

    calls = model.call(lambda: model.slowly("Tea ", "is ", "made ", "of ", "*leaves*", "."))

    assert calls == ["answerGuestQuery", "editMessageText"]
    assert model.group.last.text == "Tea is made of leaves."
    assert model.group.last.guest_bot_caller_user.first_name == "Ada"


def test_guest_whose_answer_is_there_at_once_gets_it_as_one_call() -> None:
    model = GuestModel()
    model.options = {"reply_markup": {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}}

    assert model.call(lambda: ["Leaves."]) == ["answerGuestQuery"]
    assert model.group.buttons == [["More"]]


def test_guest_gets_one_message_however_long_the_text_is() -> None:
    model = GuestModel()

    calls = model.call(lambda: model.slowly(*["word "] * 1200, seconds=0.01))

    assert calls == ["answerGuestQuery", "editMessageText", "editMessageText", "editMessageText", "editMessageText"]
    assert model.group.last.text.endswith("word\n…")
    assert len(model.group.last.text) <= 4096


def test_guest_of_a_model_that_writes_nothing_gets_nothing() -> None:
    model = GuestModel()
    assert model.call(list) == []


def test_guest_gets_options_with_every_edit() -> None:
    model = GuestModel()
    model.options = {"link_preview_options": {"is_disabled": True}}

    model.call(lambda: model.slowly("see ", "http://x.org ", "or ", "not", " or"))

    assert all("link_preview_options" in str(call["parameters"]) for call in model.telegram.calls[-2:])


###############################################################################
# Repeated updates, and where time does not stand still #######################
###############################################################################


def test_update_that_comes_again_while_its_text_is_made_changes_nothing() -> None:
    model = Model()
    model.ada.start()
    chat = {"id": model.ada.id, "type": "private"}
    update = {"update_id": 1, "message": {"message_id": 5, "date": 1, "chat": chat, "text": "?"}}
    again = []

    def chunks() -> Iterator[str]:
        yield "one "
        again.append(model.bot.process(update))
        yield "two"

    model.answer = chunks
    outcome = model.bot.process(update)

    assert outcome.reply.text == "one two"
    assert again[0].retry_after == 1
    assert model.bot.process(update).reply.text == "one two"
    assert [one.text for one in model.streamed] == ["", "one two"]  # the first one is of /start


def test_repeated_answer_continues_the_same_draft() -> None:
    model = Model()
    message = {"message_id": 5, "date": 1, "chat": {"id": model.ada.id, "type": "private"}, "text": "?"}
    model.ada.start()
    model.answer = lambda: ["a"]

    for update_id in (1, 2):
        model.bot.process({"update_id": update_id, "message": message})

    ids = [one["parameters"]["draft_id"] for one in model.telegram.calls if one["method"] == "sendMessageDraft"]
    assert ids[-1] == ids[-2] == 500


class RealTime:
    """A bot in front of a simulated Telegram whose clock goes, which notes when a call of a kind has come."""

    def __init__(self) -> None:
        self.sim = Simulator(seed=1)
        self.bot = scaletg.Bot("1000000001:test")
        self.ada = self.sim.add_user("Ada")
        self.account = self.sim.add_bot("1000000001:test")
        self.sim.start(self.ada)
        self.came = {name: threading.Event() for name in ("word", "tail")}
        inner = Transport(self.sim, self.account)
        self.inner = inner
        self.bot.api.transport = self
        self.bot.load(Streams())

    def call(self, name: str, parameters: dict[str, Any], files: Any) -> Any:
        answer = self.inner.call(name, parameters, files)
        for word, event in self.came.items():
            if word in str(parameters.get("text")):
                event.set()
        return answer

    def download(self, path: str) -> bytes:
        return self.inner.download(path)

    def sleep(self, seconds: float) -> None:
        self.inner.sleep(seconds)


def test_what_has_come_is_shown_while_the_model_thinks() -> None:
    world = RealTime()

    def chunks() -> Iterator[str]:
        yield "word "
        assert world.came["word"].wait(30)
        yield "tail"
        assert world.came["tail"].wait(30)  # nothing comes any more, and it is shown all the same

    left = stream(world.bot, world.ada.id, chunks())

    assert [method.text for method in left] == ["word tail"]
    left.send()
    assert left == []
    assert not [thread for thread in threading.enumerate() if thread.name == "scaletg-stream"]


def test_fault_in_the_thread_that_shows_is_raised_in_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    world = RealTime()
    failed = threading.Event()

    def fail(*_: Any) -> Any:
        failed.set()
        raise ZeroDivisionError

    monkeypatch.setattr(world, "inner", type("Broken", (), {"call": fail})())

    def chunks() -> Iterator[str]:
        yield "word"
        assert failed.wait(30)
        while True:
            yield "more"

    with pytest.raises(ZeroDivisionError):
        stream(world.bot, world.ada.id, chunks())
