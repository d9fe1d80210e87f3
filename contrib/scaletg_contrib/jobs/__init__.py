"""Do things later. A job is an update that the bot sends to itself, so it has its session, gates and trace.

    bot.load(Jobs())

    @bot.app("/remind <minutes:int> <text:rest>")
    def remind(message, jobs, minutes, text):
        jobs.later(60 * minutes, "reminder", text=text)
        return "I will."

    @bot.app("reminder", on="job")
    def reminder(job):
        return job.data.text

Stored, in the store of the bot: one record for each job, `<bot id>/jobs/jobs/job/<chat>/<person>/<label>`, with its
name, chat, person and data, and an entry of an index in the order of time. A job that an update makes is stored when
the session of the update is saved, and not at all if the update fails; an update that is processed twice makes it once.
With several processes each job is done by one of them: its record is its claim. If that process is killed, another
process on the same machine (Linux) does the job at once, a process on another machine after `lease` seconds.
`book` knows the records, `claims` a job in hand, `running` the clock, `schedule` cron lines; `plugin` ties them to a
bot.
"""

from __future__ import annotations

from scaletg_contrib.jobs.asking import BotJobs, PlannedJob, UpdateJobs
from scaletg_contrib.jobs.plugin import Jobs

__all__ = ["BotJobs", "Jobs", "PlannedJob", "UpdateJobs"]
