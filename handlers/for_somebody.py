"""Does something for somebody else, with one's own rights: the verb behind the name runs about them."""

from dataclasses import replace

from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import Unclear, Why
from bot.grammar.around import whom_and_what
from bot.grammar.verbs import VerbWords
from bot.identity.links import Me
from bot.slack.form import Form
from bot.slack.reply import Reply

router = Router()


@router.verb(
    "for @PERSON VERB…",
    does="Does something for somebody else, with your own rights: you see it first and confirm, and they are told.",
    examples=("for @ana off", "for @ana join billing", "for @ana coffee break"),
    can_be_asked=True,
)
async def for_somebody(turn: Turn) -> Reply | Form:
    if not turn.words.text:
        raise Unclear(Why.FOR_WHOM)
    whom, what = whom_and_what(turn.words.text, await _verbs(turn))
    people = turn.desk.people
    user = await people.find(whom, asker=turn.slack, genesys=turn.genesys)
    if not what:
        raise Unclear(Why.FOR_WHAT, user.name)
    if user.id == turn.me.id:
        return await turn.within(what)
    is_certain = await people.is_certain(whom, asker=turn.slack)
    return await replace(turn, subject=Me(user.id, user.name, user.email), shows_first=not is_certain).within(what)


async def _verbs(turn: Turn) -> list[VerbWords]:
    """The built-in ones, and the organisation's own presences."""
    labels = await turn.desk.presences.labels(turn.genesys)
    built_in = [VerbWords(word, entry.aliases) for word, entry in turn.desk.help.items()]
    return [*built_in, *(VerbWords(label) for label in labels)]
