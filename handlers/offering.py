"""What waits for its asker's own yes, and the yes."""

from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.slack.reply import Reply
from handlers.outcomes import answered, subject_of

router = Router()


@router.action("offers.confirm")
async def confirm(turn: Turn) -> Reply:
    assert turn.actor is not None
    return answered(turn, await turn.desk.door.confirm(turn.picked[0], subject_of(turn), turn.actor, turn.origin()))
