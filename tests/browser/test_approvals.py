"""An agent asks and a lead decides, each in a window of their own, and both see it end.

Milo Olsen may not touch his queues in Genesys, and Femi Adeyemi leads him. Each course leaves pictures, and the
ledger of Genesys tells what was done and with whose rights.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.two_windows import Seat, Stand, stand

pytestmark = pytest.mark.browser

MORNING = "2027-01-13T15:00:00+01:00"  #: nine o'clock where both of them are, far from any change of the clocks
QUEUES = ("Returns", "Sales")


@dataclass
class Pair:
    """Milo's window and Femi's, before one sandbox."""

    stand: Stand
    milo: Seat
    femi: Seat
    effects_before: int = 0

    async def morning(self) -> None:
        """Milo takes work from both of his queues, whatever was done before."""
        for queue in QUEUES:
            await self.stand.sides.floor(user=self.stand.person("Milo Olsen")["email"], queue=queue, joined=True)
        self.effects_before = len(await self._effects())

    async def done_by(self) -> list[str]:
        """With whose rights queues were joined or left since the morning, one name for each effect."""
        people = (await self.stand.sides.http.get(f"{self.stand.sides.genesys}/sandbox/floor")).json()["people"]
        names = {person["user_id"]: person["name"] for person in people}
        return [names[effect["by"]] for effect in (await self._effects())[self.effects_before :]]

    async def asks(self, words: str) -> tuple[str, Locator]:
        """Asks at once; answers the request's id and Femi's card."""
        await self.milo.says(words)
        return await self.card()

    async def asks_for_refused(self, words: str, reason: str) -> tuple[str, Locator]:
        """What Genesys refuses, with the reason typed into the form; answers the request's id and Femi's card."""
        refused = self.milo.messages.filter(has_text="Genesys refused: you lack the permission")
        so_far = await refused.count()
        await self.milo.says(words)
        await expect(refused).to_have_count(so_far + 1)
        await self.milo.presses("Ask my lead…", refused.last)
        await self.milo.window.get_by_label("Reason").fill(reason)
        await self.milo.presses("Ask", self.milo.window)
        await expect(self.milo.window).to_contain_text("Asked:")
        await self.milo.presses("Close", self.milo.window)
        return await self.card()

    async def card(self) -> tuple[str, Locator]:
        """The only open request, as it came to Femi."""
        card = await self.femi.reads("Milo Olsen asks to")
        number = id_on(await card.inner_text())
        return number, self.femi.card(number)

    async def both_read(self, number: str, *words: str) -> None:
        """On the lead's card, and on the agent's and in the message that tells him of the end."""
        await self.femi.reads(number, *words)
        ends = self.milo.messages.filter(has_text=number)
        for word in words:
            ends = ends.filter(has_text=word.replace("Milo Olsen left", "you left"))
        await expect(ends.nth(1)).to_be_visible()

    async def _effects(self) -> list[dict[str, Any]]:
        entries = await self.stand.sides.ledger(self.stand.sides.genesys)
        return [entry for entry in entries if entry["kind"] == "effect" and "Queue" in entry["operation"]]


@pytest.fixture(scope="module")
async def opened(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Pair]:
    async with stand(tmp_path_factory.mktemp("approvals")) as there:
        await there.sides.clock(to=MORNING)
        pair = Pair(there, await there.seats("Milo Olsen"), await there.seats("Femi Adeyemi"))
        yield pair
        assert [*pair.milo.complaints, *pair.femi.complaints] == []
        assert all(picture.stat().st_size for picture in there.pictures)


@pytest.fixture
async def pair(opened: Pair) -> Pair:
    await opened.morning()
    return opened


async def test_what_genesys_refused_is_asked_approved_done_and_undone(pair: Pair) -> None:
    milo, femi = pair.milo, pair.femi
    number, card = await pair.asks_for_refused("/gc leave sales until 23:30", "Meeting until late")
    await pair.stand.keeps_picture(milo, "refused-and-asked")
    await expect(card).to_contain_text("Milo Olsen asks to leave Sales until today 23:30.")
    await expect(card).to_contain_text("Reason: “Meeting until late”")
    await pair.stand.keeps_usable_picture(femi, "asked")
    await stands_in_home(pair, number)

    await femi.presses("Approve", card)
    await pair.both_read(number, "Approved by Femi Adeyemi", "and done: Milo Olsen left Sales", "put back today 23:30")
    await pair.stand.keeps_picture(femi, "done")
    assert await pair.done_by() == ["Femi Adeyemi"]

    await femi.presses("Undo", card)
    await pair.both_read(number, "Undone by Femi Adeyemi")
    await pair.stand.keeps_picture(milo, "undone")
    assert await pair.done_by() == ["Femi Adeyemi", "Femi Adeyemi"]


async def test_what_was_declined_says_why_and_changes_nothing(pair: Pair) -> None:
    number, card = await pair.asks_for_refused("/gc leave returns", "The line is quiet")
    await pair.femi.presses("Decline…", card)
    await pair.femi.window.get_by_label("Why not?").fill("We need you until the wave is over")
    await pair.stand.keeps_usable_picture(pair.femi, "declining")
    await pair.femi.presses("Decline", pair.femi.window)
    await expect(pair.femi.window).to_contain_text("Declined by Femi Adeyemi")
    await pair.femi.presses("Close", pair.femi.window)

    await pair.both_read(number, "Declined by Femi Adeyemi", "Why: “We need you until the wave is over”")
    await pair.stand.keeps_picture(pair.milo, "declined")
    assert await pair.done_by() == []


async def test_what_changed_meanwhile_is_asked_again_before_it_is_approved(pair: Pair) -> None:
    number, card = await pair.asks('/gc ask leave returns, sales "dentist"')
    await expect(card).to_contain_text("Now: Milo Olsen has joined Returns, Sales.")
    milo = pair.stand.person("Milo Olsen")["email"]
    await pair.stand.sides.floor(user=milo, queue="Returns", joined=False)

    await pair.femi.presses("Approve", card)
    await expect(card).to_contain_text("Now: Milo Olsen has joined Sales and has not joined Returns.")
    await expect(card).to_contain_text("Before: Milo Olsen has joined Returns, Sales. Nothing is approved yet.")
    await pair.stand.keeps_usable_picture(pair.femi, "asked-again")
    assert await pair.done_by() == []

    await pair.femi.presses("Approve", card)
    await pair.both_read(number, "Approved by Femi Adeyemi", "and done: Milo Olsen left Sales")
    await pair.stand.keeps_picture(pair.milo, "approved-again")
    assert await pair.done_by() == ["Femi Adeyemi"]


async def test_what_nobody_decides_expires(pair: Pair) -> None:
    number, _ = await pair.asks('/gc ask leave sales "quiet"')
    for _ in range(8):
        await pair.femi.presses("Move the sandbox clock +1 h", pair.femi.page.locator("body"))
    await pair.femi.presses("Move the sandbox clock +1 min", pair.femi.page.locator("body"))

    await pair.both_read(number, "Expired", "obody decided in time")
    await pair.stand.keeps_picture(pair.milo, "expired")
    assert await pair.done_by() == []


async def stands_in_home(pair: Pair, number: str) -> None:
    """Before the lead as what waits for a decision, and before the agent as his own."""
    for seat, title in ((pair.femi, "Waiting for you"), (pair.milo, "Your requests")):
        await seat.goes_to("Home")
        await expect(seat.home.get_by_role("heading", name=title)).to_be_visible()
        await expect(seat.home.get_by_role("button", name=f"Open #{number}")).to_be_visible()
        await pair.stand.keeps_picture(seat, title.lower().replace(" ", "-"))
        await seat.goes_to("Messages")


def id_on(card: str) -> str:
    found = re.search(r"Request #(\w{6})", card)
    assert found, card
    return found[1]
