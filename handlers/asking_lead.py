"""Has somebody else decide: what Genesys or the rules do not let one do, or what one would rather ask first."""

from dataclasses import replace

from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import Unclear, Why
from bot.grammar.around import what_and_why
from bot.slack.form import Form, TextField, Values
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from handlers.offering import LONGEST_REASON, completed
from handlers.openers import opened_from, opener_of, origin_of
from handlers.outcomes import answered

router = Router()


@router.verb(
    'ask VERB… ["REASON"]',
    does="Asks your lead to decide it, instead of doing it. The reason stands in quotes, or behind `because`.",
    examples=('ask join billing "covering for Ana"', "ask break because I feel unwell"),
    for_others=True,
)
async def ask_first(turn: Turn) -> Reply | Form:
    what, reason = what_and_why(turn.words.text)
    if not what:
        raise Unclear(Why.ASK_WHAT)
    return await replace(turn, wishes_decision=True, reason=reason).within(what)


@router.action("requests.ask", opens=True)
async def ask(turn: Turn) -> Form:
    """What Genesys refused. A card goes on showing its own request."""
    change_id, _, on_card = (turn.picked[0] if turn.picked else "").partition(" ")
    about = change_id if on_card else f"{change_id}{await opened_from(turn)}"
    lines = [mrkdwn("Your lead reads what you want, and why.")]
    reason = TextField("reason", "Reason", longest=LONGEST_REASON)
    return Form("requests.ask", "Ask my lead", "Ask", lines, [reason], about=about)


def check(values: Values, now: object) -> None:
    """A reason is all that is asked for, and Slack itself wants it."""


@router.view("requests.ask", check=check)
async def ask_sent(turn: Turn) -> Reply:
    assert turn.actor is not None
    change_id, reason = turn.values.about.partition(" ")[0], turn.values.texts.get("reason", "")
    said = answered(turn, await turn.desk.door.ask_for(change_id, turn.actor, await origin_of(turn), reason))
    return replace(said, redraws=opener_of(turn.values.about))


@router.action("requests.reason", opens=True)
async def give_reason(turn: Turn) -> Form:
    """What is kept, and lacks a reason."""
    return await completed(turn)
