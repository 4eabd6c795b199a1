"""Homes: read once in half a minute, drawn one after the other, and never with what was read before a change."""

import asyncio
from datetime import timedelta

from bot.clock import MovableClock
from bot.dispatch import homes
from bot.dispatch.homes import Homes, Sight
from bot.dispatch.tasks import Tasks
from bot.identity.slack_people import SlackId
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply

ANA = SlackId("T0SANDBOX", "U01ANA")
GENESYS_ANA = "ana"


class Genesys:
    """What is read, how often, and a door that a read waits at while it is closed."""

    def __init__(self, clock: MovableClock) -> None:
        self.clock = clock
        self.state, self.reads = "off queue", 0
        self.open = asyncio.Event()
        self.open.set()

    async def read(self) -> Sight:
        self.reads += 1
        seen = Sight(Reply([mrkdwn("{}", self.state)]), self.clock.now(), GENESYS_ANA)
        await self.open.wait()
        return seen


class Wall:
    """Draws Ana's Home, and keeps what stood there."""

    def __init__(self) -> None:
        self.clock, self.tasks, self.drawn = MovableClock(), Tasks(), list[str]()
        self.genesys, self.homes = Genesys(self.clock), Homes(self.clock, self.tasks)

    async def draw(self) -> None:
        sight = await self.homes.look(ANA, self.genesys.read)
        self.drawn.append(sight.reply.text())

    async def settle(self) -> None:
        await self.tasks.drain(5)


async def test_what_was_read_is_shown_for_half_a_minute():
    wall = Wall()
    for _ in range(10):
        wall.homes.opened(ANA, wall.draw)
        await wall.settle()
    assert (wall.genesys.reads, len(wall.drawn)) == (1, 10)
    wall.clock.by(timedelta(seconds=31))
    wall.homes.opened(ANA, wall.draw)
    await wall.settle()
    assert wall.genesys.reads == 2


async def test_openings_while_it_is_drawn_are_one_more_drawing():
    wall = Wall()
    wall.genesys.open.clear()
    for _ in range(10):
        wall.homes.opened(ANA, wall.draw)
        await asyncio.sleep(0)
    wall.genesys.open.set()
    await wall.settle()
    assert (wall.genesys.reads, len(wall.drawn)) == (1, 2)


async def test_what_was_read_before_a_change_is_not_what_stands_there_after_it():
    wall = Wall()
    wall.homes.opened(ANA, wall.draw)
    await wall.settle()
    wall.homes.forget(ANA)
    wall.genesys.open.clear()
    wall.homes.touched(ANA)
    await asyncio.sleep(0)  # it reads "off queue", and waits
    wall.genesys.state = "on queue"
    wall.homes.changed(GENESYS_ANA)
    wall.genesys.open.set()
    await wall.settle()
    assert wall.drawn[-1] == "on queue"


async def test_a_change_of_somebody_elses_draws_nothing():
    wall = Wall()
    wall.homes.opened(ANA, wall.draw)
    await wall.settle()
    wall.homes.changed("bo")
    wall.homes.touched(SlackId("T0SANDBOX", "U02BO"))
    await wall.settle()
    assert len(wall.drawn) == 1


async def test_of_very_many_open_homes_the_oldest_is_let_go(monkeypatch):
    monkeypatch.setattr(homes, "MOST", 2)
    wall = Wall()
    for user in ("U1", "U2", "U3"):
        wall.homes.opened(SlackId("T0SANDBOX", user), wall.draw)
    await wall.settle()
    drawn = len(wall.drawn)
    wall.homes.touched(SlackId("T0SANDBOX", "U1"))
    await wall.settle()
    assert len(wall.drawn) == drawn
    wall.homes.touched(SlackId("T0SANDBOX", "U3"))
    await wall.settle()
    assert len(wall.drawn) == drawn + 1
