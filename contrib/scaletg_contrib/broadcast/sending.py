"""Write to one recipient, and say what came of it. This file knows neither jobs nor stores."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, NamedTuple

import scaletg

__all__ = ["Result", "send_to"]

log = logging.getLogger("scaletg.broadcast")

SERVER_SECONDS = 5  # before a call is repeated that failed at Telegram
ATTEMPTS = 5  # of one recipient: after that the broadcast stops for a time, and goes on there
STOP_SECONDS = 60  # for which it stops then


class Result(NamedTuple):
    """The result for one recipient: a word of `COUNTS`, the reason for a refusal, and the new id of a group."""

    word: str
    reason: str = ""
    new_chat_id: int | None = None


def send_to(call: Callable[[int | str], Any], chat_id: int | str, sleep: Callable[[float], Any]) -> Result:
    """Send by *call*, which takes the chat; wait and repeat what Telegram has not executed.

    Raises `scaletg.Retry` if Telegram cannot be reached for a longer time: nobody is left out because of that.
    """
    new_chat_id = None
    for _ in range(ATTEMPTS):
        try:
            call(chat_id if new_chat_id is None else new_chat_id)
        except scaletg.ChatMigrated as error:
            new_chat_id = error.new_chat_id
        except scaletg.TooManyRequests as error:
            sleep(error.retry_after)
        except scaletg.Unauthorized:
            raise
        except scaletg.Forbidden as error:
            return Result("blocked", error.description)
        except scaletg.ApiError as error:
            if not error.repeatable:
                return Result("failed", error.description)
            sleep(SERVER_SECONDS)
        except scaletg.NetworkError as error:
            if not error.repeatable:
                return Result("unsure", "the connection broke after the request was sent")
            sleep(SERVER_SECONDS)
        else:
            return Result("sent", "", new_chat_id)
    log.warning("Telegram refuses the calls of a broadcast or cannot be reached: it continues in %d s", STOP_SECONDS)
    raise scaletg.Retry(STOP_SECONDS)
