"""Undo: the newest change, or the one whose button was pressed."""

from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.slack.reply import Reply
from handlers.outcomes import undo

router = Router()


@router.verb("undo", does="Takes back your newest change, within ten minutes.", examples=("undo",), everyday=True)
async def newest(turn: Turn) -> Reply:
    turn.words.nothing()
    return await undo(turn)


@router.action("undo.press")
async def pressed(turn: Turn) -> Reply:
    return await undo(turn, turn.picked[0] if turn.picked else None)
