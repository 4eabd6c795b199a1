"""Help, derived from the verbs themselves."""

from collections.abc import Mapping

from bot.dispatch.router import Router
from bot.dispatch.turn import Help, Turn
from bot.errors import Choice, Unclear, Why
from bot.grammar.verbs import VerbWords, find_verb
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.reply import Reply

router = Router()


@router.verb(
    "help [VERB]",
    does="Shows what I can do, or how one verb works.",
    aliases=("?",),
    examples=("help", "help ooo"),
    needs_link=False,
)
async def show(turn: Turn) -> Reply:
    verbs = turn.desk.help
    if not turn.words.text:
        lines = [mrkdwn("`{} {}` {}", turn.desk.command, entry.usage, _first(entry.does)) for entry in verbs.values()]
        ending = mrkdwn("`{} help VERB` tells more. The same words work in a message to me.", turn.desk.command)
        alone = mrkdwn("`{}` alone shows your panel, with buttons for the everyday things.", turn.desk.command)
        own = mrkdwn("Your organisation's own presences are words too, such as `{} coffee break`.", turn.desk.command)
        return Reply([mrkdwn("*What I can do for you in Genesys:*"), *lines, own, alone, ending])
    word, rest = _verb(turn.words.text, verbs)
    if rest:
        raise Unclear(Why.TOO_MUCH, rest)
    return Reply(_whole(verbs[word], turn.desk.command))


def _verb(text: str, verbs: Mapping[str, Help]) -> tuple[str, str]:
    """The verb and what follows. A choice of verbs asks for their help too: nobody asked to run one."""
    try:
        return find_verb(text, [VerbWords(word, entry.aliases) for word, entry in verbs.items()])
    except Unclear as unclear:
        choices = [Choice(f"help {choice.label}", f"help {choice.label}") for choice in unclear.choices]
        raise Unclear(unclear.why, unclear.said, choices) from unclear


def _whole(entry: Help, command: str) -> list[Mrkdwn]:
    lines = [mrkdwn("`{} {}`", command, entry.usage), mrkdwn("{}", entry.does)]
    if entry.aliases:
        lines.append(mrkdwn("Also: {}", ", ".join(entry.aliases)))
    first = entry.examples[0] if entry.examples else entry.usage
    if entry.for_others:
        lines.append(mrkdwn("For somebody else: `{} for @ana {}`", command, first))
    if entry.can_be_asked:
        lines.append(mrkdwn("To have it decided: `{} ask {}` and the reason in quotes", command, first))
    return [*lines, *(mrkdwn("Example: `{} {}`", command, example) for example in entry.examples)]


def _first(text: str) -> str:
    return text.split(". ", maxsplit=1)[0].rstrip(".") + "."
