"""The simulator: scenarios of several steps, crowds, and trouble that stays."""

import argparse
import json

import pytest

import scaletg
from scaletg_contrib.simulator import ActionError, Clock, Simulator, trigger
from scaletg_contrib.simulator.rooms.scenarios import SCENARIOS

#: For each scenario, the kinds of update and of message that the bot gets in it.
MADE = {
    "payment": {"pre_checkout_query"},
    "refund": {"successful_payment", "refunded_payment"},
    "subscription": {"successful_payment", "subscription"},
    "join": {"chat_member", "new_chat_members"},
    "join_request": {"chat_join_request"},
    "migration": {"migrate_to_chat_id", "migrate_from_chat_id"},
    "boost": {"chat_boost", "boost_added"},
    "business": {"business_connection", "business_message"},
    "channel": {"channel_post"},
}


class World:
    """A simulator with a bot that gets everything, and Ada."""

    def __init__(self):
        self.sim = Simulator(clock=Clock(1_780_000_000), seed=7)
        kinds = [*scaletg.schema.kinds]
        self.bot = self.sim.add_bot("100:abc", username="the_bot", privacy=False, allowed_updates=kinds)
        self.ada = self.sim.add_user("Ada", id=42)

    def seen(self):
        updates = [one.update for one in self.bot.pending]
        return {key for update in updates for key in (*update, *update.get("message", {}))}

    def send(self, **parameters):
        return self.sim.call(self.bot, "sendMessage", {"chat_id": 42, "text": "x", **parameters})


@pytest.fixture
def world():
    return World()


###############################################################################
# Scenarios ###################################################################
###############################################################################


def test_each_scenario_is_described_here():
    assert set(MADE) == set(SCENARIOS)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_scenario_makes_what_telegram_sends_then(world, scenario):
    made = world.sim.trigger(world.ada, scenario)
    assert MADE[scenario] <= world.seen()
    assert made
    assert json.dumps(made)
    world.sim.trigger(world.ada, scenario)  # it can be played again


def test_a_payment_goes_on_with_the_answer_of_the_bot(world):
    query = world.sim.trigger(world.ada, "payment")["query_id"]
    answer = {"pre_checkout_query_id": query, "ok": True}
    assert world.sim.call(world.bot, "answerPreCheckoutQuery", answer)["ok"]
    assert "successful_payment" in world.seen()
    charge = world.sim.trigger(world.ada, "refund")["telegram_payment_charge_id"]
    assert world.sim.world.payments[charge]["refunded"]
    assert len(world.sim.world.payments) == 1


def test_an_unknown_scenario_is_said(world):
    with pytest.raises(ActionError, match="did you mean 'payment'"):
        world.sim.trigger(world.ada, "paymnt")


def test_the_command_plays_a_scenario(capsys):
    parser = argparse.ArgumentParser()
    trigger.add_arguments(parser)
    sim = Simulator(seed=7)
    sim.add_bot("100:abc", username="the_bot")
    server = sim.serve()
    try:
        options = vars(parser.parse_args(["join", "--url", server.url]))
        options.pop("command")(**options)
        assert "chat_id" in json.loads(capsys.readouterr().out)
        with pytest.raises(scaletg.ConfigError, match="there is no user 'Zoe'"):
            trigger.trigger("join", server.url, "Zoe", None, None)
    finally:
        sim.stop()
    with pytest.raises(scaletg.ConfigError, match="no simulator answers"):
        trigger.trigger("join", server.url, None, None, None)


###############################################################################
# Crowds ######################################################################
###############################################################################


def said(seed, mood):
    world = World()
    chat = world.sim.create_group(world.ada, "Team", bot=True)
    counts = world.sim.crowd(world.ada, chat, mood=mood, people=5, messages=40, seed=seed)
    return counts, [(one.sender, one.raw.get("text")) for one in chat.messages.values()]


@pytest.mark.parametrize("mood", ["talk", "spam", "flood", "joins"])
def test_a_crowd_does_the_same_with_the_same_seed(mood):
    assert said(1, mood) == said(1, mood)
    assert said(1, mood)[1] != said(2, mood)[1]


def test_moods_differ():
    assert any("spam.example" in (text or "") for _, text in said(1, "spam")[1])
    assert not any("spam.example" in (text or "") for _, text in said(1, "talk")[1])
    writers = [sender for sender, text in said(1, "flood")[1] if text]
    assert writers.count(max(set(writers), key=writers.count)) > 25
    assert said(1, "joins")[0]["left"] > 10


def test_a_crowd_follows_a_script_and_the_rules_of_the_group(world):
    chat = world.sim.create_group(world.ada, "Team", bot=True)
    counts = world.sim.crowd(world.ada, chat, script=[("Eve", "Buy!"), ("Tim", "No")])
    assert [one.raw["text"] for one in chat.messages.values() if "text" in one.raw] == ["Buy!", "No"]
    assert counts == {"joined": 2, "left": 0, "wrote": 2, "refused": 0}
    chat.permissions = []
    assert world.sim.crowd(world.ada, chat, people=1, messages=3)["refused"] == 3


@pytest.mark.parametrize(
    "options", [{"people": 0}, {"people": 1001}, {"messages": 10_001}, {"mood": "party"}, {"script": [["x"]]}]
)
def test_a_crowd_has_limits(world, options):
    chat = world.sim.create_group(world.ada, "Team")
    with pytest.raises(ActionError):
        world.sim.crowd(world.ada, chat, **options)


###############################################################################
# Trouble #####################################################################
###############################################################################


def test_trouble_stays_until_it_is_deleted(world):
    world.sim.start(world.ada)
    number = world.sim.make_trouble("403", times=0)["id"]
    assert [world.send()["ok"] for _ in range(5)] == [False] * 5
    assert world.sim.end_trouble(number) == 1
    assert world.send()["ok"]
    with pytest.raises(ActionError, match=f"there is no trouble {number}"):
        world.sim.end_trouble(number)


def test_trouble_has_a_probability_and_a_seed(world):
    world.sim.start(world.ada)

    def outcomes(seed):
        world.sim.end_trouble()
        world.sim.make_trouble("500", times=0, probability=0.3, seed=seed)
        return [world.send()["ok"] for _ in range(50)]

    first = outcomes(7)
    assert 5 < first.count(False) < 30
    assert outcomes(7) == first
    assert outcomes(8) != first


def test_trouble_is_for_one_chat(world):
    world.sim.start(world.ada)
    chat = world.sim.create_group(world.ada, "Team", bot=True)
    world.sim.make_trouble("400", times=0, chat=chat.id)
    assert world.send()["ok"]
    assert not world.send(chat_id=chat.id)["ok"]


@pytest.mark.parametrize("options", [{"times": -1}, {"probability": 0.0}, {"probability": 1.5}])
def test_trouble_that_cannot_happen_is_refused(world, options):
    with pytest.raises(ActionError, match="times is 0"):
        world.sim.make_trouble("500", **options)
