"""Delegations as rows: which hold, what ends them, and who is told what."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update

from bot.clock import MovableClock
from bot.genesys.client import Genesys
from bot.identity.actors import Actor
from bot.identity.delegation_entries import Namer
from bot.identity.delegation_news import LEASE, DelegationNews, Notice
from bot.identity.delegations import Delegations
from bot.identity.links import Link, Me
from bot.identity.slack_people import SlackId
from bot.slack.sender import Unsent
from bot.store import tables
from bot.store.engine import Database

NOW = datetime(2026, 11, 25, 11, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass
class Office:
    """Lena, Max and Tom are linked. `told` is what was sent, and `fails` how often Slack takes nothing."""

    database: Database
    clock: MovableClock
    told: list[str] = field(default_factory=list)
    fails: int = 0

    @property
    def rows(self) -> Delegations:
        return Delegations(self.database, self.clock)

    async def link(self, name: str, link_id: str = "") -> None:
        values = {
            "id": link_id or f"link-{name}", "team_id": "T1", "slack_user": f"U-{name}", "workspace": "T1",
            "org_id": "org", "genesys_user": f"id-{name}", "email": f"{name}@example.com", "name": name,
            "state": "live", "linked_at": NOW, "access_token_sealed": b"", "expires_at": NOW, "generation": 1,
        }  # fmt: skip
        async with self.database.begin() as tx:
            await tx.execute(insert(tables.links).values(values))

    async def unlink(self, name: str) -> None:
        async with self.database.begin() as tx:
            await tx.execute(tables.links.delete().where(tables.links.c.name == name))

    async def sleeps(self, name: str, why: str) -> None:
        async with self.database.begin() as tx:
            asleep = {"state": "asleep", "asleep_why": why}
            await tx.execute(update(tables.links).where(tables.links.c.name == name).values(asleep))

    async def names(self, lead: str, delegate: str, until: datetime = FRIDAY) -> str:
        """Answers whom that replaces."""
        link = await self.link_of(delegate)
        before = await self.rows.name(self.namer(lead), link, until)
        return before.delegate.name if before else "nobody"

    async def takes_back(self, lead: str) -> str:
        ended = await self.rows.take_back(self.namer(lead))
        return ended.delegate.name if ended else "nobody"

    async def link_of(self, name: str) -> Link:
        link = await self.rows.link_of(f"id-{name}")
        assert link
        return link

    def namer(self, name: str) -> Namer:
        me = Me(f"id-{name}", name, f"{name}@example.com")
        genesys = Genesys.__new__(Genesys)
        actor = Actor(SlackId("T1", f"U-{name}"), me, ZoneInfo("UTC"), genesys, f"link-{name}")
        return Namer(actor, "request", "D1")

    async def audited(self) -> list[str]:
        """Who is whose delegate, or why no more, in the order in which it was recorded."""
        async with self.database.read() as tx:
            entries = (await tx.execute(select(tables.audit).order_by(tables.audit.c.id))).all()
        names = [(one.genesys_user[3:], one.detail["delegate"][3:], one.detail.get("why", one.step)) for one in entries]
        return [" ".join(one) for one in names]

    async def holding(self) -> dict[str, str]:
        found = await self.rows.of(["id-Lena", "id-Max", "id-Tom"])
        return {one.lead.name: one.delegate.name for one in found.values()}

    async def sweep(self, times: int = 1) -> list[str]:
        """What is told by several processes at once; answers all that was told until now."""
        await asyncio.gather(*(DelegationNews(self.database, self.clock, self.tell).once() for _ in range(times)))
        return self.told

    async def tell(self, notice: Notice) -> None:
        await asyncio.sleep(0)
        if self.fails:
            self.fails -= 1
            raise Unsent("write: status 500")
        self.told.append(f"{notice.to.user_id}: {notice.news} {notice.other}")

    async def stored(self) -> list[Any]:
        async with self.database.read() as tx:
            return list((await tx.execute(select(tables.delegations))).all())


@pytest.fixture
async def office(database: Database) -> Office:
    clock = MovableClock(NOW)
    clock.run_at(0)
    office = Office(database, clock)
    for name in ("Lena", "Max", "Tom"):
        await office.link(name)
    return office


async def test_one_holds_until_its_moment_and_leaves_nothing_behind(office: Office):
    assert await office.names("Lena", "Max") == "nobody"
    assert await office.holding() == {"Lena": "Max"}
    assert [one.lead.name for one in await office.rows.to("id-Max")] == ["Lena"]
    assert await office.sweep(times=3) == ["U-Max: named Lena"]
    office.clock.to(FRIDAY - timedelta(seconds=1))
    assert await office.holding() == {"Lena": "Max"}
    office.clock.to(FRIDAY)
    assert (await office.holding(), await office.rows.to("id-Max"), await office.takes_back("Lena")) == (
        {},
        [],
        "nobody",
    )
    assert await office.sweep(times=3) == ["U-Max: named Lena"]
    assert await office.stored() == []
    assert await office.audited() == ["Lena Max delegated", "Lena Max time"]


async def test_a_newer_one_replaces_it_and_who_was_named_before_is_told(office: Office):
    await office.names("Lena", "Max")
    await office.sweep()
    assert await office.names("Lena", "Tom") == "Max"
    assert await office.holding() == {"Lena": "Tom"}
    assert sorted(await office.sweep()) == ["U-Max: named Lena", "U-Max: taken_back Lena", "U-Tom: named Lena"]
    assert await office.names("Lena", "Tom", FRIDAY + DAY) == "Tom"
    assert (await office.sweep())[3:] == ["U-Tom: named Lena"], "the same person reads the new moment alone"
    assert await office.takes_back("Lena") == "Tom"
    assert (await office.sweep())[4:] == ["U-Tom: taken_back Lena"]
    assert (await office.holding(), await office.stored(), await office.takes_back("Lena")) == ({}, [], "nobody")
    assert await office.audited() == [
        "Lena Max delegated",
        "Lena Max replaced",
        "Lena Tom delegated",
        "Lena Tom replaced",
        "Lena Tom delegated",
        "Lena Tom taken_back",
    ]


async def test_the_audit_knows_who_named_whom_from_where_and_until_when(office: Office):
    await office.names("Lena", "Max")
    await office.takes_back("Lena")
    await office.names("Lena", "Tom")
    office.clock.to(FRIDAY)
    await office.names("Lena", "Max", FRIDAY + DAY)
    async with office.database.read() as tx:
        entries = (await tx.execute(select(tables.audit).order_by(tables.audit.c.id))).all()
    named, back, _, over, _ = entries
    for entry in (named, back):
        assert (entry.by_user, entry.slack_user, entry.workspace, entry.channel) == ("id-Lena", "U-Lena", "T1", "D1")
        assert (entry.kind, entry.change_id, entry.genesys_user) == ("delegation", "", "id-Lena")
    assert named.detail == {"delegate": "id-Max", "until": "2026-11-27T00:00:00+00:00"}
    assert over.detail["why"] == "time", "its moment had come before somebody else was named"
    assert (over.by_user, over.slack_user, over.channel) == (None, "", None)


async def test_who_names_somebody_and_takes_it_back_at_once_bothers_nobody(office: Office):
    await office.names("Lena", "Max")
    assert await office.takes_back("Lena") == "Max"
    assert await office.sweep() == []


async def test_who_may_have_been_told_just_now_is_told_that_it_is_over(office: Office):
    await office.names("Lena", "Max")
    office.fails = 1  # the message may have arrived, although no answer came
    await office.sweep()
    await office.takes_back("Lena")
    assert await office.sweep() == ["U-Max: taken_back Lena"]


async def test_of_two_at_once_one_holds(office: Office):
    await asyncio.gather(*(office.names("Lena", name) for name in ("Max", "Tom", "Max", "Tom")))
    assert len(await office.holding()) == 1
    assert sum(row.current_of is not None for row in await office.stored()) == 1
    over = [entry for entry in await office.audited() if entry.endswith("replaced")]
    assert len(over) == 3, "each of the others ended once"


@pytest.mark.parametrize(("leaver", "news"), [("Max", "U-Lena: delegate_left Max"), ("Lena", "U-Max: lead_left Lena")])
@pytest.mark.parametrize("how", ["unlinks", "is restricted"])
async def test_it_ends_at_once_when_one_of_them_leaves_and_the_other_is_told(
    office: Office, leaver: str, news: str, how: str
):
    await office.names("Lena", "Max")
    await office.names("Tom", "Lena")
    await office.sweep()
    office.told.clear()
    await (office.unlink(leaver) if how == "unlinks" else office.sleeps(leaver, "restricted"))
    assert "Lena" not in await office.holding()
    if how == "unlinks":
        await office.link(leaver, "another-link")
    assert "Lena" not in await office.holding(), "who comes back was not named"
    for _ in range(3):
        await office.sweep(times=2)
    assert news in office.told
    assert len(office.told) == len(set(office.told)), "each once"
    assert (await office.audited()).count("Lena Max left") == 1


async def test_when_both_leave_or_the_delegate_never_knew_nobody_is_told(office: Office):
    await office.names("Lena", "Max")
    await office.unlink("Lena")
    assert await office.sweep() == []
    await office.names("Tom", "Max")
    await office.sweep()
    await office.unlink("Tom")
    await office.unlink("Max")
    assert (await office.sweep(), await office.stored()) == (["U-Max: named Tom"], [])


async def test_a_sign_in_that_ends_in_a_holiday_ends_no_delegation(office: Office):
    await office.names("Lena", "Max")
    await office.sleeps("Lena", "sign_in_ended")
    assert await office.holding() == {"Lena": "Max"}


async def test_what_slack_does_not_take_is_told_a_minute_later(office: Office):
    await office.names("Lena", "Max")
    office.fails = 1
    assert await office.sweep(times=2) == []
    office.clock.by(LEASE)
    assert await office.sweep(times=2) == ["U-Max: named Lena"]
