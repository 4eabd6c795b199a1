"""What menus show while somebody types: from one reading, never older than their own last change."""

import asyncio
from typing import Any

import httpx2
import pytest

from tests.dispatch.signed import Signed
from tests.stage.stage import Person, Stage


class Menu:
    """The menu *Join…* before one person."""

    def __init__(self, stage: Stage, signed: Signed, person: Person) -> None:
        self._stage, self._signed, self._person = stage, signed, person

    async def typing(self, typed: str, action_id: str = "queues.join/0") -> list[str]:
        payload: dict[str, Any] = {
            "type": "block_suggestion",
            "team": {"id": "T0SANDBOX"},
            "user": {"id": self._person.who.slack_user, "team_id": "T0SANDBOX"},
            "action_id": action_id,
            "value": typed,
        }
        answer: httpx2.Response = await self._signed.payload(payload)
        assert answer.status_code == 200, answer.text
        return [option["text"]["text"] for option in answer.json()["options"]]

    async def readings(self, of: str = "queues") -> int:
        """How often Genesys was asked for the first page of what the menu lists."""
        asked = {"queues": f"/api/v2/users/{self._person.who.genesys_user}/queues", "stations": "/api/v2/stations"}[of]
        lines = [line for line in await self._stage.ledger() if line["kind"] == "request" and line["method"] == "GET"]
        return sum(line["path"].partition("?")[0] == asked for line in lines)


async def test_five_letters_read_the_queues_once(stage: Stage, ana: Person, signed: Signed) -> None:
    menu = Menu(stage, signed, ana)
    assert "Billing" in await menu.typing("")
    once = await menu.readings()
    assert once > 0
    shown = [await menu.typing("suppo"[:letters]) for letters in range(1, 6)]
    assert all("Support" in options for options in shown)
    assert shown[-1] == ["Support"]
    assert await menu.readings() == once
    stage.later(seconds=31)
    await menu.typing("b")
    assert await menu.readings() == 2 * once


async def test_a_menu_shows_ones_own_change_at_once(stage: Stage, ana: Person, signed: Signed) -> None:
    menu = Menu(stage, signed, ana)
    assert "Billing" in await menu.typing("")
    await ana.says("/gc join billing")
    assert "Billing" not in await menu.typing("")
    assert "Billing" in await menu.typing("", "queues.leave/0")
    await ana.clicks("Undo")
    assert "Billing" in await menu.typing("")


async def test_the_stations_of_a_menu_are_read_once_too(stage: Stage, ana: Person, signed: Signed) -> None:
    menu = Menu(stage, signed, ana)
    free = await menu.typing("", "stations.take/0")
    assert free
    once = await menu.readings("stations")
    assert free == await menu.typing("", "stations.take/0")
    assert await menu.readings("stations") == once > 0


async def test_one_persons_menu_is_never_anothers(stage: Stage, ana: Person, bo: Person, signed: Signed) -> None:
    hers, his = Menu(stage, signed, ana), Menu(stage, signed, bo)
    assert "Billing" in await hers.typing("")
    assert "Billing" not in await his.typing("")
    assert await his.readings() > 0


async def test_a_slow_genesys_leaves_the_menu_empty_in_time_and_the_next_letter_has_it(
    stage: Stage, ana: Person, signed: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.dispatch.work.OPTIONS_WITHIN_S", 0.05)
    menu = Menu(stage, signed, ana)
    await stage.fault("genesys", path="/api/v2/users/*/queues", do="delay", seconds=0.4, times=2)
    assert await menu.typing("b") == []
    async with asyncio.timeout(8):
        while not (shown := await menu.typing("bi")):  # noqa: ASYNC110 - the menu is asked as Slack asks
            await asyncio.sleep(0.02)
    assert shown == ["Billing"]
    assert await menu.readings() == 2, "each of the two lists, once"
