"""A choice that answers a question of ours: the words run again with what was meant."""

from bot.dispatch.router import Action, Router
from bot.dispatch.turn import Turn
from bot.grammar.words import Words
from bot.slack.form import Form
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply

router = Router()


@router.action("asked.choose")
async def chosen(turn: Turn) -> Reply | Form:
    asked_id, _, value = (turn.picked[0] if turn.picked else "").partition(" ")
    asked = await turn.desk.asked.find(asked_id, turn.slack)
    if asked is None:
        return Reply([mrkdwn("That question is more than ten minutes old. Nothing was changed; ask again.")])
    if not asked.said:
        return await turn.again(value)
    verb, _, rest = asked.words.partition(" ")
    words = Words(rest, now=turn.now, zone=turn.zone).replacing(asked.said, value)
    return await turn.again(f"{verb} {words.text}")


async def old_button(turn: Turn) -> Reply:
    """A button or a form that an earlier release drew, or that nobody ever drew."""
    text = "That is from an older release; I don't know it any more. Nothing was changed; `{} status` is up to date."
    return Reply([mrkdwn(text, turn.desk.command)])


UNKNOWN = Action(old_button)
