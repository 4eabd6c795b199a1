"""Undo: the newest change, or the one whose button was pressed."""

from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.slack.reply import Reply
from handlers.outcomes import undo

router = Router()


@router.verb(
    "undo [#ID]",
    does="Takes back your newest change, or the one that you name, within ten minutes.",
    examples=("undo", "undo #3F7K2Q"),
    everyday=True,
)
async def named(turn: Turn) -> Reply:
    said = turn.words.name()
    turn.words.nothing()
    return await undo(turn, said.lstrip("#").upper() if said else None)


@router.action("undo.press")
async def pressed(turn: Turn) -> Reply:
    return await undo(turn, turn.picked[0] if turn.picked else None)
