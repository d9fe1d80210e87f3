"""The webhook and what remembers its updates, in any order of deliveries, failures, deaths and takeovers."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import samples
import scaletg
from scaletg_contrib.stores import SeenUpdates, open_store
from talking import make_bot

STATES = scaletg._UPDATE_STATES
PAGE = Path(__file__).resolve().parents[1] / "docs" / "exactly_once.md"
MOST_FAILURES, MOST_DEATHS, LEASE = 3, 2, 30.0
PARTS = {"text": 1, "list": 3, "blank": 0, "nothing": 0}
UPDATES = [samples.update(text=f"/{kind}", update_id=900 + number) for number, kind in enumerate(PARTS)]


def test_the_page_shows_the_table_of_the_code():
    rows = re.findall(r"^\| ([a-z]+) \| (.*) \| (.*) \| (.*) \|$", PAGE.read_text(), re.MULTILINE)
    shown = [(name, meaning, tuple(following.split(", ")), gets) for name, meaning, following, gets in rows]
    assert shown == [(name, *state) for name, state in STATES.items()]


def test_every_state_can_be_reached_and_leads_somewhere():
    reached = {following for state in STATES.values() for following in state.leads_to}
    assert reached == set(STATES) and all(state.leads_to for state in STATES.values())


class Webhook(RuleBasedStateMachine):
    """What Telegram, the apps and the processes may do; the machine knows in which state each update must be."""

    kind = "memory"

    def __init__(self):
        super().__init__()
        self.now = 1_800_000_000.0
        self.store = open_store("memory:", clock=lambda: self.now) if self.kind == "store" else None
        self.seen = SeenUpdates(self.store, seconds=LEASE) if self.store else scaletg.SeenUpdates()
        self.buried: list[Any] = []
        self.bot = make_bot(
            seen=self.seen,
            secret_token="",
            on_error="retry",
            max_attempts=MOST_FAILURES,
            max_deaths=MOST_DEATHS,
            dead_letter=lambda update, error: self.buried.append(update.update_id),
        )
        self.bot.app(lambda message: self.run_app(message))
        self.states = {}  # update_id -> its state, once it was delivered
        self.failures: Counter[Any] = Counter()
        self.deaths: Counter[Any] = Counter()
        self.runs: Counter[Any] = Counter()
        self.bodies = {}
        self.expected_calls = 0
        self.expected_buried = []
        self.does = "answers"

    def teardown(self):
        if self.store:
            self.seen.close()
        super().teardown()

    # What happens

    def run_app(self, message):
        update_id = self.at_work
        self.runs[update_id] += 1
        if self.does == "fails":
            raise ValueError("the app fails")
        if self.does == "raises Retry":
            raise scaletg.Retry(5)
        kind = message.text[1:]
        replies = [f"{update_id}: {part}" for part in range(PARTS[kind])]
        return {"text": replies[0] if replies else "", "list": replies, "blank": ""}.get(kind)

    def post(self, update):
        """Deliver an update; return the status and the body of the answer."""
        self.at_work = update["update_id"]
        status, _, body = self.bot.handle(json.dumps(update), {"Content-Type": "application/json"})
        return status, body

    def change(self, update_id, state):
        before = self.states.get(update_id, "claimed")
        assert state in STATES[before].leads_to or before == state == "claimed"
        self.states[update_id] = state

    def expect_end(self, update, *, by_calls=False):
        """Note what must come of an update that is processed now; return the status that its delivery gets."""
        update_id = update["update_id"]
        if self.states.get(update_id) in ("failed", "released"):
            self.change(update_id, "claimed")
        if self.deaths[update_id] >= MOST_DEATHS:
            return self.give_up(update_id)
        if self.does == "fails":
            self.failures[update_id] += 1
            if self.failures[update_id] >= MOST_FAILURES:
                return self.give_up(update_id)
            self.change(update_id, "failed")
            return 503
        if self.does == "raises Retry":
            self.change(update_id, "released")
            return 503
        parts = PARTS[update["message"]["text"][1:]]
        self.expected_calls += parts if by_calls else max(0, parts - 1)
        self.change(update_id, "made" if parts and not by_calls else "done")
        return 200

    def give_up(self, update_id):
        self.expected_buried.append(update_id)
        self.change(update_id, "done")
        return 200

    @rule(update=st.sampled_from(UPDATES), does=st.sampled_from(["answers", "answers", "fails", "raises Retry"]))
    def deliver(self, update, does):
        update_id, self.does = update["update_id"], does
        state, runs = self.states.get(update_id), self.runs[update_id]
        status, body = self.post(update)
        if state == "claimed":
            assert (status, self.runs[update_id]) == (503, runs)
        elif state in ("made", "done"):
            assert (status, body, self.runs[update_id]) == (200, self.bodies.get(update_id, b""), runs)
        else:
            assert status == self.expect_end(update)
            assert self.runs[update_id] == runs + (self.deaths[update_id] < MOST_DEATHS)
            if self.states[update_id] == "made":
                self.bodies[update_id] = body
                assert json.loads(body)["text"].startswith(f"{update_id}: ")

    @rule(update=st.sampled_from(UPDATES))
    def deliver_twice(self, update):
        self.deliver(update, "answers")
        self.deliver(update, "answers")

    @rule(update=st.sampled_from(UPDATES), times=st.integers(1, MOST_FAILURES))
    def fail_often(self, update, times):
        for _ in range(times):
            self.deliver(update, "fails")

    @precondition(lambda self: self.store is not None)
    @rule(update=st.sampled_from(UPDATES), times=st.integers(1, MOST_DEATHS))
    def die_often(self, update, times):
        for _ in range(times):
            self.die(update)
            self.claims_run_out()

    @rule(update=st.sampled_from(UPDATES))
    def die(self, update):
        """Let a process claim the update, and end before anything is kept."""
        update_id = update["update_id"]
        if self.states.get(update_id) in ("claimed", "made", "done"):
            return
        process = SeenUpdates(self.store, seconds=LEASE) if self.store else self.seen
        assert process.claim(self.key(update_id)).replies is None
        if self.store:
            process.close()  # it renews the claim no more
        self.change(update_id, "claimed")

    @precondition(lambda self: "claimed" in self.states.values())
    @rule(data=st.data(), does=st.sampled_from(["answers", "fails", "raises Retry"]))
    def take_over(self, data, does):
        """Let somebody complete an update who knows that its process is dead."""
        held = [update for update in UPDATES if self.states.get(update["update_id"]) == "claimed"]
        update = data.draw(st.sampled_from(held))
        self.at_work, self.does = update["update_id"], does
        self.deaths[self.at_work] += 1
        outcome = self.bot.complete(update, takeover=True)
        assert (outcome.retry_after is not None) == (self.expect_end(update, by_calls=True) == 503)

    @precondition(lambda self: self.store is not None)
    @rule()
    def claims_run_out(self):
        self.now += LEASE + 1
        for update_id, state in self.states.items():
            if state == "claimed":
                self.deaths[update_id] += 1
                self.states[update_id] = "released"  # as far as a further delivery can tell

    @rule(update=st.sampled_from(UPDATES))
    def complete(self, update):
        """Let what a webhook has made be sent by calls, as a worker does that gets the update again."""
        update_id, self.does = update["update_id"], "answers"
        if self.states.get(update_id) not in ("made", "done"):
            return
        self.at_work = update_id
        outcome = self.bot.complete(update)
        assert (outcome.retry_after, outcome.duplicate) == (None, True)
        if self.states[update_id] == "made":
            self.expected_calls += 1
            self.change(update_id, "done")
            self.bodies.pop(update_id)

    def key(self, update_id):
        return f"{self.bot.id}/{update_id}"

    # What always holds

    @invariant()
    def nothing_is_called_twice(self):
        assert len(self.bot.api.transport.calls) == self.expected_calls
        texts = self.bot.api.transport.texts
        assert len(texts) == len(set(texts))

    @invariant()
    def what_is_given_up_is_buried_once(self):
        assert self.buried == self.expected_buried


class StoredWebhook(Webhook):
    kind = "store"


@pytest.mark.parametrize("machine", [Webhook, StoredWebhook])
def test_deliveries_failures_and_deaths_in_any_order(machine):
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(machine, settings=settings(max_examples=60, stateful_step_count=40, deadline=None))
