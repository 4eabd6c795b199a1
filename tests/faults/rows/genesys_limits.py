"""Genesys's side: 429, for one person or for all."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from bot.changes.outcome import End
from tests.faults.bench import Seen, row
from tests.faults.every_kind import EveryKind, counted
from tests.faults.genesys_side import SOON_S, GenesysSide
from tests.faults.slack_side import linked, so
from tests.stage.stage import Stage

SUBJECT = "Genesys's side"


@row(
    SUBJECT,
    injected="429 for one person's calls, Retry-After 3",
    expected="waits as long; reads “asking” within 3 s; somebody else's answer comes first",
)
async def a_limit_for_one(stage: Stage) -> Seen:
    genesys, ana, bo = GenesysSide(stage), await linked(stage), await linked(stage, 1)
    mine, theirs = (f"/api/v2/users/{who.who.genesys_user}/superiors" for who in (ana, bo))
    await genesys.fault(mine, do="status", status=429, headers={"Retry-After": "3"}, times=1)
    waiting = asyncio.create_task(genesys.hears(ana, "/gc manager"))
    await so(lambda: _asked(genesys, mine, 1))
    other = await genesys.hears(bo, "/gc manager")
    heard = await waiting
    lines = await genesys.requests("GET", "/superiors")
    assert [line["path"] for line in lines] == [mine, theirs, mine], "the others waited too"
    assert "Carla Moretti" in other.text
    assert "Bo Lindqvist" in heard.text
    assert heard.last_s >= 3, "it was asked again too early"
    assert heard.first_s < SOON_S
    return Seen(f"first word after {heard.first_s:.1f} s, answer after {heard.last_s:.1f} s, the other's before")


@row(
    SUBJECT,
    injected="429 for all calls at once, without Retry-After",
    expected="each waits some 3 s, not all alike, and is answered",
)
async def a_limit_for_all(stage: Stage) -> Seen:
    genesys = GenesysSide(stage)
    people = [await linked(stage, index) for index in range(3)]
    await genesys.fault("/api/v2/users/*/superiors", do="status", status=429, times=3)
    heard = await asyncio.gather(*(genesys.hears(who, "/gc manager") for who in people))
    took = sorted(one.last_s for one in heard)
    lines = await genesys.requests("GET", "/superiors")
    assert [line["status"] for line in lines] == [429] * 3 + [200] * 3
    assert len({line["time"] for line in lines[3:]}) == 3, "they came back all at the same moment"
    assert all(one.first_s < SOON_S for one in heard)
    return Seen(f"answers after {', '.join(f'{one:.1f}' for one in took)} s", lost=3 - len(took))


@row(
    SUBJECT, injected="429 with a date as Retry-After", expected="waits until then, by Genesys's own clock", quick=False
)
async def a_limit_until_a_date(stage: Stage) -> Seen:
    genesys, ana = GenesysSide(stage), await linked(stage)
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)
    path = "/api/v2/users/*/superiors"
    await genesys.fault(path, do="status", status=429, headers={"Retry-After": until}, times=1)
    heard = await genesys.hears(ana, "/gc manager")
    assert "Bo Lindqvist" in heard.text
    assert 1.5 < heard.last_s < 6, heard.last_s
    return Seen(f"answer after {heard.last_s:.1f} s")


@row(SUBJECT, injected="429 for a look-up, Retry-After 60", expected="said at once; one call")
async def a_long_limit_for_a_look_up(stage: Stage) -> Seen:
    genesys, ana = GenesysSide(stage), await linked(stage)
    await genesys.fault("/api/v2/users/*/superiors", do="status", status=429, headers={"Retry-After": "60"})
    heard = await genesys.hears(ana, "/gc manager")
    calls = len(await genesys.requests("GET", "/superiors"))
    assert heard.last_s < SOON_S
    assert "wait 60 seconds" in heard.text
    assert "Nothing was changed" in heard.text
    return Seen(f"{calls} call, answer after {heard.last_s:.1f} s", doubled=calls - 1)


@row(
    SUBJECT, injected="429 without an end, Retry-After 0", expected="no busy loop: a few calls within 10 s", quick=False
)
async def a_limit_of_no_time(stage: Stage) -> Seen:
    genesys, ana = GenesysSide(stage), await linked(stage)
    await genesys.fault("/api/v2/users/*/superiors", do="status", status=429, headers={"Retry-After": "0"})
    heard = await genesys.hears(ana, "/gc manager")
    calls = len(await genesys.requests("GET", "/superiors"))
    assert "Genesys asks us to wait" in heard.text
    assert 2 <= calls <= 6, calls
    return Seen(f"{calls} calls in {heard.last_s:.1f} s")


@row(
    SUBJECT,
    injected="429 for each kind of write, Retry-After 60",
    expected="“waiting, I keep your request”; done once after the minute",
)
async def a_minute_for_each_kind(stage: Stage) -> Seen:
    every = EveryKind(stage)
    trials = await every.begin()
    await every.fault(trials, do="status", status=429, headers={"Retry-After": "60"}, times=1)
    ended = await every.ask(trials)
    assert {one.outcome.end for one in ended} == {End.WAITING}, [str(one) for one in ended]
    assert all("I keep your request" in one.text for one in ended)
    early = counted(await every.swept(ended, seconds=30), 0)
    assert not early.doubled, "it did not wait as long as it was told"
    later = await every.swept(ended, seconds=40)
    assert {one.outcome.end for one in later} == {End.DONE}, [str(one) for one in later]
    return counted(later, 1)


async def _asked(genesys: GenesysSide, path: str, times: int) -> bool:
    return len(await genesys.requests("GET", path)) >= times
