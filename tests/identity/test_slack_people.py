"""Who a Slack user is: asked at Slack, remembered for five minutes, refused where the bot serves nobody."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import MovableClock
from bot.errors import NotServed, SlackUnavailable, Unserved
from bot.identity.slack_people import SlackId, SlackPeople
from bot.sandbox.faults import Do, Fault
from bot.sandbox.slack import Emulator
from bot.sandbox.slack.members import DEACTIVATED, GUEST, SINGLE_CHANNEL_GUEST, STRANGER
from bot.sandbox.slack.wire import BOT_USER
from bot.slack.installation import OneInstallation
from tests.identity.world import ANA, BO, MANIFEST, PEOPLE, START, TEAM, Ports, slack_of


@dataclass
class SlackSide:
    """The emulator alone: no database knows who a Slack user is."""

    emulator: Emulator
    clock: MovableClock

    def people(self, **limits: int) -> SlackPeople:
        client = AsyncWebClient(self.emulator.bot_token, base_url=f"{self.emulator.base_url}/api/")
        return SlackPeople(OneInstallation(client), clock=self.clock, default_zone=ZoneInfo("UTC"), **limits)

    def wait(self, **span: float) -> None:
        self.clock.by(timedelta(**span))


@pytest.fixture
async def world(ports: Ports) -> AsyncIterator[SlackSide]:
    clock = MovableClock(START)
    clock.run_at(0)
    emulator = Emulator(clock=clock, manifest=MANIFEST, base_url=ports.slack.url, bot_url="http://127.0.0.1:9")
    ports.slack.app = emulator.app
    yield SlackSide(emulator, clock)
    await emulator.aclose()


@pytest.fixture
def people(world: SlackSide) -> SlackPeople:
    return world.people()


def questions(world: SlackSide) -> int:
    return sum(entry.get("method") == "users.info" for entry in world.emulator.workspace.ledger.entries)


def slack_says(world: SlackSide, **user: Any) -> None:
    """Slack answers users.info with this user, whom the emulator does not have."""
    body = json.dumps({"ok": True, "user": {"id": ANA.slack_user, "team_id": TEAM} | user})
    world.emulator.faults.add(Fault(path="/api/users.info", do=Do.STATUS, status=200, body=body))


async def test_a_person_has_the_name_email_and_zone_that_slack_tells(people: SlackPeople) -> None:
    person = await people.person(slack_of(ANA))
    assert (person.name, person.email, person.email_confirmed) == (ANA.name, ANA.email, True)
    assert person.zone.key == ANA.zone


async def test_a_zone_that_does_not_exist_is_the_default(world: SlackSide, people: SlackPeople) -> None:
    for zone in (None, "", "Mars/Olympus", "../etc/passwd", "\0", "x" * 500):
        slack_says(world, tz=zone)
        people.forget(slack_of(ANA))
        assert (await people.person(slack_of(ANA))).zone.key == "UTC"
        world.emulator.faults.pulled.clear()


async def test_what_slack_leaves_out_is_not_taken_for_a_yes(world: SlackSide, people: SlackPeople) -> None:
    slack_says(world, profile={"display_name": "", "real_name": None})
    person = await people.person(slack_of(ANA))
    assert (person.name, person.email, person.email_confirmed) == (ANA.slack_user, None, False)


@pytest.mark.parametrize(
    ("slack", "why"),
    [
        (SlackId(TEAM, GUEST), Unserved.GUEST),
        (SlackId(TEAM, SINGLE_CHANNEL_GUEST), Unserved.GUEST),
        (SlackId(TEAM, BOT_USER), Unserved.BOT),
        (SlackId(TEAM, DEACTIVATED), Unserved.DEACTIVATED),
        (SlackId(TEAM, STRANGER), Unserved.STRANGER),
        (SlackId("T0OTHER", STRANGER), Unserved.STRANGER),
        (SlackId(TEAM, "U0NOBODY"), Unserved.STRANGER),
        (SlackId("T0OTHER", ANA.slack_user), Unserved.OTHER_WORKSPACE),
        (SlackId("", ANA.slack_user), Unserved.OTHER_WORKSPACE),
    ],
)
async def test_nobody_else_is_served(people: SlackPeople, slack: SlackId, why: Unserved) -> None:
    with pytest.raises(NotServed) as refusal:
        await people.person(slack)
    assert refusal.value.why is why


async def test_on_grid_a_person_belongs_to_their_enterprise_and_its_workspaces(
    world: SlackSide, people: SlackPeople
) -> None:
    slack_says(world, enterprise_user={"enterprise_id": "E0GRID", "teams": [TEAM, "T0SECOND"]})
    for team in (TEAM, "T0SECOND", "E0GRID"):
        assert (await people.person(SlackId(team, ANA.slack_user))).id.team_id == team
    with pytest.raises(NotServed):
        await people.person(SlackId("E0OTHER", ANA.slack_user))


async def test_slack_is_asked_once_in_five_minutes(world: SlackSide, people: SlackPeople) -> None:
    await asyncio.gather(*(people.person(slack_of(ANA)) for _ in range(50)))
    assert questions(world) == 1
    world.emulator.change_person(ANA.slack_user, is_restricted=True)
    world.wait(minutes=4, seconds=59)
    await people.person(slack_of(ANA))
    assert questions(world) == 1
    world.wait(seconds=1)
    with pytest.raises(NotServed):
        await people.person(slack_of(ANA))


async def test_a_refusal_is_remembered_too(world: SlackSide, people: SlackPeople) -> None:
    for _ in range(3):
        with pytest.raises(NotServed):
            await people.person(SlackId(TEAM, GUEST))
    assert questions(world) == 1


async def test_what_was_forgotten_is_asked_again(world: SlackSide, people: SlackPeople) -> None:
    await people.person(slack_of(ANA))
    world.emulator.change_person(ANA.slack_user, email="new@example.com")
    people.forget(slack_of(ANA))
    assert (await people.person(slack_of(ANA))).email == "new@example.com"


async def test_only_so_many_people_are_remembered(world: SlackSide) -> None:
    few = world.people(most=2)
    for person in (PEOPLE[0], PEOPLE[1], PEOPLE[0], PEOPLE[2], PEOPLE[0]):
        await few.person(slack_of(person))
    assert questions(world) == 3, "the one who was asked for least lately makes room"
    await few.person(slack_of(PEOPLE[1]))
    assert questions(world) == 4


@pytest.mark.parametrize(
    "fault",
    [
        Fault(do=Do.STATUS, status=500),
        Fault(do=Do.STATUS, status=429, headers={"Retry-After": "30"}),
        Fault(do=Do.HTML, status=200),
        Fault(do=Do.CUT),
        Fault(do=Do.DROP_BEFORE),
        Fault(do=Do.STATUS, status=200, body='{"ok": true}'),
        Fault(do=Do.STATUS, status=200, body='{"ok": true, "user": {"id": [1]}}'),
    ],
    ids=lambda fault: f"{fault.do}-{fault.status}-{fault.body}",
)
async def test_while_slack_does_not_answer_what_it_said_within_the_hour_counts(
    world: SlackSide, people: SlackPeople, fault: Fault
) -> None:
    await people.person(slack_of(ANA))
    world.emulator.faults.add(fault)
    world.wait(minutes=10)
    assert (await people.person(slack_of(ANA))).name == ANA.name
    with pytest.raises(SlackUnavailable):
        await people.person(slack_of(BO))
    world.wait(hours=1)
    with pytest.raises(SlackUnavailable):
        await people.person(slack_of(ANA))
    world.emulator.faults.pulled.clear()
    assert (await people.person(slack_of(ANA))).name == ANA.name
