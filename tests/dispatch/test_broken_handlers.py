"""A mistake of ours in a handler: the person gets a sentence, the log the trace, and nothing else breaks."""

from typing import NoReturn

from bot.dispatch.router import Action
from tests.dispatch.signed import Signed, click, told
from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage


async def _broken(*_: object) -> NoReturn:
    raise ZeroDivisionError


async def test_a_broken_handler_is_told_with_its_request_id(
    stage: Stage, ana: Person, signed: Signed, behind: Behind
) -> None:
    stage.app.router.actions["panel.show"] = Action(_broken)
    assert (await signed.payload(click(ana, "panel.show/0", ""))).status_code == 200
    await told(behind, "That went wrong on my side, and it is logged as")
    assert "You are off queue" in (await ana.says("/gc status")).text


async def test_a_broken_menu_stays_empty(stage: Stage, ana: Person, signed: Signed) -> None:
    stage.app.router.loads["queues.join"] = _broken
    asked = {**click(ana, "x", ""), "type": "block_suggestion", "action_id": "queues.join/0", "value": "b"}
    answer = await signed.payload(asked)
    assert (answer.status_code, answer.json()) == (200, {"options": []})
