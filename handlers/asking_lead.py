"""Has somebody else decide what Genesys or the rules do not let its asker do."""

from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.slack.form import Form, TextField, Values
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from handlers.outcomes import answered, subject_of

router = Router()


@router.action("requests.ask", opens=True)
async def ask(turn: Turn) -> Form:
    lines = [mrkdwn("Your lead reads what you want, and why.")]
    return Form("requests.ask", "Ask my lead", "Ask", lines, [TextField("reason", "Reason")], about=turn.picked[0])


def check(values: Values, now: object) -> None:
    """A reason is all that is asked for, and Slack itself wants it."""


@router.view("requests.ask", check=check)
async def ask_sent(turn: Turn) -> Reply:
    assert turn.actor is not None
    return answered(
        turn,
        await turn.desk.door.ask_for(
            turn.values.about, subject_of(turn), turn.actor, turn.origin(), turn.values.texts["reason"]
        ),
    )
