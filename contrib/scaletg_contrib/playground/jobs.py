"""The jobs of the bot on the page: what is to be done, and doing it now.

Part of `scaletg_contrib.playground`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import scaletg
from scaletg_contrib.feature import owners_of_processors
from scaletg_contrib.jobs import Jobs
from scaletg_contrib.simulator import ActionError, Data

__all__ = ["delete_job", "jobs_of", "list_jobs", "run_job", "show_jobs"]


def jobs_of(bot: scaletg.Bot) -> list[Jobs]:
    """Return the objects that do the bot's jobs: its own, and those of features with a store of their own."""
    return owners_of_processors(bot, Jobs)


def show_jobs(bot: scaletg.Bot, complete: Callable[..., Any]) -> None:
    """Let *complete* do the jobs from now on, which shows their way."""
    for jobs in jobs_of(bot):
        jobs.complete = complete


def list_jobs(bot: scaletg.Bot) -> list[Data]:
    """Return what is to be done, the first one first."""
    found: list[Data] = []
    for jobs in jobs_of(bot):
        for job in jobs.of(bot).all():
            found.append({**job._asdict(), "due": job.due.timestamp()})
    return sorted(found, key=operator.itemgetter("due"))


def run_job(bot: scaletg.Bot, id: str) -> Data:
    """Do a job now, and return the id of its update."""
    for jobs in jobs_of(bot):
        outcome = jobs.of(bot).run(id)
        if outcome is not None:
            return {"update_id": outcome.update_id}
    raise ActionError("this job is not there any more, or is being done")


def delete_job(bot: scaletg.Bot, id: str) -> None:
    """Take a job away."""
    for jobs in jobs_of(bot):
        if jobs.of(bot).cancel(id):
            return
    raise ActionError("this job is not there any more")
