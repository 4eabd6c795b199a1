"""APScheduler alone, with its memory store: `python -m bench.due_scheduler STORED DUE`.

A trigger for each job, as it has to be; nothing is dropped for being late. It prints, as JSON, how long after their
moment the last of those that were due started, and its memory.
"""

import asyncio
import json
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvloop
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bench import due_rules

started: list[float] = []


async def note(_: int) -> None:
    started.append(time.time())


async def main(stored: int, due: int) -> None:
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"misfire_grace_time": None})
    scheduler.start(paused=True)
    far, began = datetime.now(UTC) + timedelta(hours=6), time.time()
    for number in range(due, stored):
        scheduler.add_job(note, trigger(number, far + timedelta(minutes=number % 60)), (number,))
    takes_s = (time.time() - began) / (stored - due) * due
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=round(5 + 4 * takes_s))
    for number in range(due):
        scheduler.add_job(note, trigger(number, at), (number,), next_run_time=at)
    assert time.time() < at.timestamp(), "they were stored too late to be on time"
    scheduler.resume()
    while len(started) < due:  # noqa: ASYNC110 - the jobs are to do nothing but start
        await asyncio.sleep(0.05)
    print(json.dumps({"last_s": max(started) - at.timestamp(), "rss_mb": rss_mb()}))
    scheduler.shutdown(wait=False)


def trigger(number: int, at: datetime) -> CronTrigger:
    rule = due_rules.rule(number, at)
    days = ",".join(map(str, rule.weekdays)) or None
    there = rule.at
    return CronTrigger(day_of_week=days, hour=there.hour, minute=there.minute, second=there.second, timezone=rule.zone)


def rss_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2])))
