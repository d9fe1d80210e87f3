"""Jobs: what happens later. A job is an update that the bot sends itself, so it has its session, its gates, its trace.

    bot.load(Jobs())

    @bot.app("/remind <minutes:int> <text:rest>")
    def remind(message, jobs, minutes, text):
        jobs.later(60 * minutes, "reminder", text=text)
        return "I will."

    @bot.app("reminder", on="job")
    def reminder(job):
        return job.data.text

Stored, in the store of the bot: one record for each job, `<bot id>/jobs/jobs/job/<chat>/<person>/<label>`, with its
name, chat, person and data, and an entry of an index in the order of time. What an update asks for is kept when its
session is saved, and never if it failed; made twice by one update, it is one job. With several processes each job is
done by one of them: its record is its claim. If that process is killed, another of the same machine
(Linux) does it at once, one of another machine after `lease` seconds.
`book` knows the records, `claims` a job in hand, `running` the clock, `schedule` cron lines; `plugin` ties them to a
bot.
"""

from __future__ import annotations

from scaletg_contrib.jobs.asking import BotJobs, PlannedJob, UpdateJobs
from scaletg_contrib.jobs.plugin import Jobs

__all__ = ["BotJobs", "Jobs", "PlannedJob", "UpdateJobs"]
