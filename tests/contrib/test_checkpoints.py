"""Going back to an earlier state: of the chats, and of the bot's stores."""

import pytest

import scaletg
from scaletg_contrib.sessions import Sessions
from scaletg_contrib.simulator import ActionError, Simulator
from scaletg_contrib.simulator.checkpoints import MOST, Checkpoints, without_undone
from scaletg_contrib.stores.snapshots import MOST_RECORDS, Snapshot
from scaletg_contrib.testkit import Telegram


@pytest.fixture
def sim():
    simulator = Simulator(seed=1)
    simulator.add_bot("1:abc", username="a_bot")
    simulator.add_user("Ada")
    return simulator


def texts(sim):
    return [message.raw.get("text") for chat in sim.world.chats.values() for message in chat.messages.values()]


def test_the_world_is_as_it_was_before_a_message(sim):
    checkpoints = Checkpoints(sim.world)
    sim.start("Ada")
    checkpoints.take()
    chat = next(iter(sim.world.chats.values()))
    sim.send("Ada", "two")
    sent = sim.world.last_event
    sim.edit("Ada", "changed")
    checkpoints.go_back(sent - 1)
    assert texts(sim) == ["/start"]
    assert next(iter(sim.world.chats.values())) is chat
    assert sim.send("Ada", "three").id == 2
    assert [event["message"]["text"] for event in without_undone(sim.world.events) if event["type"] == "message"] == [
        "/start",
        "three",
    ]


def test_what_belongs_to_the_connection_of_a_bot_stays(sim):
    bot = sim.world.bots[1]
    checkpoints = Checkpoints(sim.world)
    before = checkpoints.take()
    sim.call(bot, "setWebhook", {"url": "http://127.0.0.1:9/"})
    sim.start("Ada")
    number = bot.next_update_id
    checkpoints.go_back(before + 1)
    assert bot.webhook["url"] == "http://127.0.0.1:9/"
    assert bot.next_update_id == number
    assert bot.pending == []


def test_files_come_back_without_being_copied(sim):
    checkpoints = Checkpoints(sim.world)
    sim.send_file("Ada", "photo")
    point = checkpoints.take()
    files = dict(sim.world.files)
    sim.delete("Ada", 1)
    checkpoints.go_back(point + 1)
    message = next(iter(sim.world.chats.values())).messages[1]
    assert not message.is_deleted
    assert sim.world.files == files


def test_only_the_last_states_are_kept(sim):
    checkpoints = Checkpoints(sim.world)
    points = []
    for number in range(MOST + 1):
        sim.world.log("note", number=number)
        points.append(checkpoints.take())
    with pytest.raises(ActionError, match="too long ago"):
        checkpoints.go_back(points[0] + 1)
    checkpoints.go_back(points[1] + 1)


def test_records_come_back_and_newer_ones_go(each_store):
    each_store.put("kept", 1)
    each_store.put("changed", {"a": 1}, ttl=1000)
    each_store.put("deleted", 3)
    snapshot = Snapshot([each_store])
    each_store.put("changed", {"a": 2})
    each_store.delete("deleted")
    each_store.put("new", 4)
    assert snapshot.restore() == 3
    assert {record.key: record.value for record in each_store.scan()} == {"kept": 1, "changed": {"a": 1}, "deleted": 3}
    assert each_store.get("changed").expires is not None


@pytest.mark.parametrize("count, is_restored", [(MOST_RECORDS, True), (MOST_RECORDS + 1, False)])
def test_a_large_store_is_left_as_it_is(memory, count, is_restored):
    for number in range(count):
        memory.put(f"{number}", number)
    snapshot = Snapshot([memory])
    memory.put("new", 1)
    snapshot.restore()
    assert (memory.get("new") is None) == is_restored


def test_the_test_kit_goes_back_with_the_sessions_of_the_bot():
    bot = scaletg.Bot()
    bot.load(Sessions())

    @bot.app("/count")
    def count(session):
        session["count"] = session.get("count", 0) + 1
        return str(session["count"])

    with Telegram(bot) as telegram:
        ada = telegram.private("Ada")
        ada.send("/count")
        point = telegram.checkpoint()
        for number in ("2", "3"):
            ada.send("/count")
            assert ada.last.text == number
        telegram.go_back(point)
        ada.send("/count")
        assert ada.last.text == "2"
        assert len(telegram.outcomes) == 2
