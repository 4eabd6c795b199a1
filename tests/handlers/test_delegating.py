"""Naming a delegate: who is told what, in whose zone, and whom it can't be."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot.identity.delegation_news import Notice
from bot.identity.delegations import News
from bot.identity.slack_people import SlackId
from bot.store.tables import delegations, links
from handlers.delegating import notice_lines
from tests.handlers.test_leaving import changed, until
from tests.stage.stage import Person, Stage

NOBODY = "You have named nobody to decide in your place."


async def dms(stage: Stage, person: Person) -> list[str]:
    """The direct messages that somebody got although they asked for nothing."""
    await until(lambda: all_told(stage))
    posts = [call for call in await stage.ledger("slack") if call.get("method") == "chat.postMessage" and call["ok"]]
    return [call["args"]["text"] for call in posts if call["args"]["channel"] == person.who.slack_user]


async def all_told(stage: Stage) -> bool:
    """The bot's own sweep may be at it, too."""
    await stage.app.delegation_news.once()
    async with stage.app.database.read() as tx:
        return not (await tx.execute(select(delegations).where(delegations.c.notice_at.is_not(None)))).all()


async def count(stage: Stage) -> int:
    async with stage.app.database.read() as tx:
        return len((await tx.execute(select(delegations))).all())


async def test_a_lead_names_somebody_until_friday_sees_it_replaces_it_and_takes_it_back(
    stage: Stage, ana: Person, bo: Person
):
    await bo.links()
    carla = stage.person(2)
    await carla.links()
    first = len(await dms(stage, ana)), len(await dms(stage, carla))
    assert NOBODY in (await bo.says("/gc delegate")).text
    said = await bo.says(f"/gc delegate {ana.mention} until friday")
    assert said.text.startswith(
        "*Until Fri 27 Nov 00:00 requests for you go to Ana Ruiz* (ana.ruiz@example.com) first."
    )
    assert "Until Fri 27 Nov 00:00 requests for you go to Ana Ruiz" in (await bo.says("/gc delegate")).text
    [told] = (await dms(stage, ana))[first[0] :]
    assert told.startswith("*Until Fri 27 Nov 00:00 requests for Bo Lindqvist come to you.*")
    assert "Until Fri 27 Nov 00:00 requests for *Bo Lindqvist* come to you" in (await ana.says("/gc delegate")).text

    said = await bo.says("/gc delegate carla.moretti@example.com for 3 days")
    assert "*Until Sat 28 Nov 12:00 requests for you go to Carla Moretti*" in said.text
    assert "This replaces *Ana Ruiz*, until Fri 27 Nov 00:00." in said.text
    assert (await dms(stage, ana))[-1].startswith("*Requests for Bo Lindqvist no longer come to you.*")
    assert len((await dms(stage, carla))[first[1] :]) == 1
    held = await stage.app.desk.delegations.of([bo.who.genesys_user, ana.who.genesys_user])
    assert {lead: one.delegate_id for lead, one in held.items()} == {bo.who.genesys_user: carla.who.genesys_user}

    async with stage.app.database.begin() as tx:
        await tx.execute(update(delegations).values(id="another"))
    assert "That one is over already. Nothing was changed." in (await bo.clicks("Take it back")).text
    assert await count(stage) == 1
    back = await bo.clicks("Take it back")
    assert "It was Carla Moretti (carla.moretti@example.com), until Sat 28 Nov 12:00" in back.text
    assert "it was to last until" in (await dms(stage, carla))[-1]
    assert NOBODY in (await bo.says("/gc delegate off")).text
    assert await count(stage) == 0


async def test_whom_a_request_could_not_reach_can_not_be_named(stage: Stage, ana: Person, bo: Person):
    async def refused(words: str, because: str) -> None:
        said = await ana.says(f"/gc delegate {words}")
        assert because in said.text
        assert "Nothing was changed." in said.text

    await refused(f"{ana.mention} until friday", "You can't name yourself")
    await refused(
        f"{bo.mention} until friday", "isn't linked to OnQueue, so no request can reach them: ask them to type"
    )
    await refused(f"{bo.mention} until yesterday", "yesterday")
    await refused(f"{bo.mention} until 2026-11-25T11:00+01:00", "already past")
    await refused(f"{bo.mention} for 91 days", "90 days are the most: until Tue 23 Feb 2027 12:00 at the latest.")
    await refused(bo.mention, "Until when? Type `/gc delegate @ana until friday`")
    await refused("until friday", "Something is missing")
    await refused(f"{bo.mention}, {ana.mention} until friday", "I don't know what to do with")
    await refused("off please", "I don't know what to do with")
    await bo.links()
    async with stage.app.database.begin() as tx:
        others = links.c.genesys_user == bo.who.genesys_user
        await tx.execute(update(links).where(others).values(team_id="TELSEWHERE"))
    await refused(f"{bo.who.email} until friday", "is in another workspace")
    async with stage.app.database.begin() as tx:
        here = {"team_id": "T0SANDBOX", "state": "asleep", "asleep_why": "sign_in_ended"}
        await tx.execute(update(links).where(others).values(here))
    await refused(f"{bo.who.email} until friday", "has to sign in to Genesys again: ask them to type `/gc link`.")
    await changed(stage, bo, is_restricted=True)
    stage.later(minutes=6)
    await refused(f"{bo.mention} until friday", "That person can't decide for you: OnQueue doesn't serve guests")
    await refused(f"{bo.who.email} until friday", "(bo.lindqvist@example.com) can't decide for you: OnQueue doesn't")
    assert await count(stage) == 0


async def test_who_leaves_is_a_delegate_no_more_and_the_lead_reads_so(stage: Stage, ana: Person, bo: Person):
    await bo.links()
    await bo.says(f"/gc delegate {ana.mention} until friday")
    await ana.says("/gc unlink")
    await stage.app.delegation_news.once()
    told = (await dms(stage, bo))[-1]
    assert told.startswith("*Requests for you come to you again.*")
    assert "*Ana Ruiz* can't any more" in told
    assert await count(stage) == 0


SENTENCES = {
    News.NAMED: "*Until tomorrow, Thu 26 Nov 19:00 requests for Lena come to you.*",
    News.TAKEN_BACK: "*Requests for Lena no longer come to you.* They took it back",
    News.LEAD_LEFT: "*Requests for Lena no longer come to you.* Their link",
    News.DELEGATE_LEFT: "*Requests for you come to you again.* *Lena* can't any more",
}


@pytest.mark.parametrize("news", News)
def test_each_message_says_who_and_what_first_and_the_time_on_its_readers_wall(news: News):
    until = datetime(2026, 11, 27, tzinfo=UTC)
    notice = Notice(SlackId("T1", "U1"), news, "Lena", until)
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    lines = notice_lines(notice, zone=ZoneInfo("America/New_York"), now=now, command="/gc")
    assert " ".join(line.text for line in lines).startswith(SENTENCES[news])


def test_somebody_who_was_forgotten_has_no_name_in_it():
    notice = Notice(SlackId("T1", "U1"), News.DELEGATE_LEFT, "", datetime(2026, 11, 27, tzinfo=UTC))
    lines = notice_lines(notice, zone=ZoneInfo("UTC"), now=notice.until, command="/gc")
    assert lines[1].text.startswith("Whom you had named can't any more")
