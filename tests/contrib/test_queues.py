"""One suite for all engines of queues, with real servers: see `ENGINE_KINDS` in engines.py."""

from __future__ import annotations

import pytest

import scaletg
from scaletg_contrib.queues import open_queue


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("amqp://host", "unknown kind of queue"),
        ("sqlite:///u.db?max_depth=0", "max_depth=0 must be a number above 0"),
        ("sqlite:///u.db?max_depth=many", "max_depth=many must be"),
        ("sqlite:///u.db?name=Big%20one", "queue name 'Big one'"),
    ],
)
def test_a_wrong_url_is_refused_in_a_sentence(url: str, text: str) -> None:
    with pytest.raises(scaletg.ConfigError, match=text):
        open_queue(url)


def test_a_wrong_url_is_shown_without_its_password() -> None:
    with pytest.raises(scaletg.ConfigError) as refused:
        open_queue("amqp://me:secret@host")
    assert "secret" not in str(refused.value)
