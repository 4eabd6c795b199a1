"""A mistake of ours that comes again and again keeps no request open for ever."""

import pytest

from bot.changes.queues import SetQueues
from tests.stage.looking import Behind
from tests.stage.stage import Person


async def test_a_change_that_fails_by_a_mistake_of_ours_ends_when_nobody_waits_for_it_any_more(
    ana: Person, behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SetQueues, "rest", _mistaken)
    said = await ana.says("/gc join billing")
    assert "That went wrong on my side" in said.text
    await behind.sweeps(minutes=1)
    assert await behind.states() == ["executing"]

    await behind.sweeps(minutes=15)

    assert await behind.states() == ["unknown"]
    assert await behind.told("I can't see whether Genesys did it") == 1


def _mistaken(*_: object) -> None:
    raise RuntimeError("a mistake of ours")
