"""The rules in words, and what they would do with a change, without doing it."""

from dataclasses import replace

from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import Unclear, Why
from bot.grammar.people import Mention, person
from bot.identity.links import Me
from bot.slack.form import Form
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from handlers.wording import whole

router = Router()

SHOW, TEST = "show", "test"


@router.verb(
    "policy [show | test [@PERSON] VERB…]",
    does="Shows the rules in words, or what they would do with a change: nothing is done.",
    examples=("policy show", "policy test join billing", "policy test @ana join billing"),
)
async def policy(turn: Turn) -> Reply | Form:
    what, rest = turn.words.taking(SHOW, TEST)
    if what == TEST:
        return await _tested(turn, rest.text)
    rest.nothing()
    return Reply([mrkdwn("*The rules here:*"), *(mrkdwn("• {}", whole(line)) for line in turn.desk.deeds.rules())])


async def _tested(turn: Turn, text: str) -> Reply | Form:
    """As if whoever is named had typed it; their queues and state are read with the asker's own rights."""
    first, _, rest = text.partition(" ")
    if not text:
        raise Unclear(Why.MISSING)
    if not isinstance(person(first), Mention) and "@" not in first:
        return await replace(turn, dry=True).within(text)
    user = await turn.desk.people.find(first, asker=turn.slack, genesys=turn.genesys)
    if not rest:
        raise Unclear(Why.FOR_WHAT, user.name)
    return await replace(turn, dry=True, acts_as=Me(user.id, user.name, user.email)).within(rest)
