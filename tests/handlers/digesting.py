"""Digests on the stage: set up as people do it, and posted with a pace that waits for nobody."""

import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.cli.sandbox import Sides
from bot.dispatch.due import Due
from bot.identity.slack_people import SlackId
from bot.sandbox.slack.channels import Channel
from bot.sandbox.slack.messages import Message
from bot.schedules.contents import DigestContent
from bot.schedules.fired import Fired
from bot.schedules.noticing import Noticing
from bot.schedules.rules import Calendar, read_rule
from bot.schedules.schedule import Firing, Schedule
from bot.slack.installation import OneInstallation
from bot.slack.sender import Sender
from bot.slack.session import slack_session
from handlers.digest_post import stillness_teller
from tests.stage.pacing import Quick
from tests.stage.stage import Person, Said, Stage

FLOOR = "C0FLOOR"
TEAM = "T0SANDBOX"


@dataclass
class Desk:
    """A lead at the channel #floor."""

    stage: Stage
    lead: Person
    sender: Sender
    earlier: set[str] = field(default_factory=set)  #: times of messages of another test

    async def set_up(self, channel: str = FLOOR, **answers: Any) -> Said:
        """Through the form, with the mouse alone."""
        await self.lead.says("/gc digest new", channel)
        await self.lead.does(click="Set up a digest…", channel=channel)
        return await self.lead.does(submit=answers)

    async def made(self, channel: str | None = FLOOR, **content: Any) -> Schedule:
        """The same, by the shortest way: a digest of the lead's own reports."""
        who = self.lead.who
        actor = await self.stage.app.desk.identity.actor(SlackId(TEAM, who.slack_user))
        name = "floor" if channel else ""
        given = {"lead_id": who.genesys_user, "lead_name": who.name, "channel_name": name, **content}
        rule = read_rule("weekdays 23:00", now=self.now, zone=actor.zone)
        assert isinstance(rule, Calendar)
        return await self.stage.app.desk.schedules.add(
            actor, rule, DigestContent.model_validate(given), channel=channel, zone=actor.zone
        )

    async def fires(self, schedule: Schedule, *, late: timedelta = timedelta(0), firing: Firing | None = None) -> Fired:
        """As the clock does it."""
        actor = await self.stage.app.desk.identity.actor(schedule.slack)
        firing = firing or Firing(schedule, self.now - late)
        due = Due(self.stage.app.desk, self.sender, actor, (firing,), self.now)
        (fired,) = await self.stage.app.router.jobs["digest"](due)
        return fired

    async def again(self, schedule: Schedule) -> Schedule | None:
        return await self.stage.app.desk.schedules.find(schedule.id)

    def posted(self, channel: str = FLOOR) -> list[Message]:
        """What the clock has said there in this test, threads included."""
        seen = self.stage.sides.emulator.workspace.conversations.visible(channel, self.lead.who.slack_user)
        return [message for message in seen if message.metadata and message.ts not in self.earlier]

    @property
    def noticing(self) -> Noticing:
        """The sweep that tells channels, with this pace."""
        return Noticing(self.stage.app.database, self.stage.sides.clock, stillness_teller(self.sender, "/gc"))

    @property
    def now(self) -> Any:
        return self.stage.sides.clock.now()


class Sitting:
    """A desk for test after test: each finds the floor and the channels as they were at first."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._users = copy.deepcopy(self._sides.simulator.floor.users)
        self._members = set(self._channel.members)

    async def anew(self) -> Desk:
        self._sides.simulator.floor.users = copy.deepcopy(self._users)
        self._channel.is_archived = self._channel.is_ext_shared = False
        self._channel.members = set(self._members)
        for url in (self.desk.stage.genesys_url, self.desk.stage.slack_url):
            (await self.desk.stage.http.delete(f"{url}/sandbox/faults")).raise_for_status()
        user, workspace = self.desk.lead.who.slack_user, self._sides.emulator.workspace
        for channel in (FLOOR, workspace.members[user].dm):
            self.desk.earlier |= {message.ts for message in workspace.conversations.visible(channel, user)}
        return self.desk

    @property
    def _sides(self) -> Sides:
        return self.desk.stage.sides

    @property
    def _channel(self) -> Channel:
        return self._sides.emulator.workspace.channels[FLOOR]


@asynccontextmanager
async def desk(stage: Stage, lead: Person) -> AsyncIterator[Desk]:
    await lead.links()
    async with slack_session() as session:
        url = f"{stage.slack_url}/api/"
        client = AsyncWebClient(token=stage.sides.emulator.bot_token, base_url=url, session=session)
        yield Desk(stage, lead, Sender(client, OneInstallation(client), Quick()))
