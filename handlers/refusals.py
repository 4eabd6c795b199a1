"""Every error as a sentence: what happened, whether anything was changed, what to do."""

from datetime import timedelta

from bot.dispatch.turn import Turn
from bot.errors import (
    AskedAnew,
    Choice,
    ClientRefused,
    Conflict,
    FieldError,
    Forbidden,
    GenesysError,
    Gone,
    Invalid,
    NotFound,
    NotLinked,
    NotServed,
    NoWindow,
    OnQueueError,
    OutcomeUnknown,
    RateLimited,
    SignInEnded,
    SlackUnavailable,
    StoreUnavailable,
    TimedOut,
    Unavailable,
    Unclear,
    Unserved,
    Why,
)
from bot.slack.blocks import Button, Element, Option, Picker
from bot.slack.mrkdwn import NOTHING, Mrkdwn, joined, mrkdwn
from bot.slack.reply import Reply

UNCHANGED = "Nothing was changed."
AS_BUTTONS = 5
LISTED = 25  #: choices that a question spells out
LONGEST_CHOICE = 58  #: with the id of its question within the 75 characters of an option's value

QUESTIONS = {
    Why.UNKNOWN_VERB: "I don't know “{}”.",
    Why.SEVERAL_VERBS: "“{}” could mean several things.",
    Why.MISSING: "Something is missing: whom, what or when?",
    Why.TOO_MUCH: "I don't know what to do with “{}”.",
    Why.NOBODY: "I found nobody called “{}”. Try their e-mail address.",
    Why.NO_ADDRESS: "I found nobody in Genesys with the address “{}”. Check it, or try a part of their name.",
    Why.SEVERAL_PEOPLE: "“{}” fits several people. Whom do you mean?",
    Why.NOT_LINKED_PERSON: "I can't tell whose Genesys account belongs to that Slack user. Try their e-mail address.",
    Why.NO_QUEUE: "None of your queues is called “{}”.",
    Why.NO_QUEUE_OF_THEIRS: "No queue of theirs is called “{}”.",
    Why.SEVERAL_QUEUES: "“{}” fits several queues. Which one?",
    Why.WHICH_QUEUE: "Which queue do you want to {}?",
    Why.NO_STATION: "I found no station called “{}”.",
    Why.SEVERAL_STATIONS: "“{}” fits several stations. Which one?",
    Why.NOT_A_TIME: "I don't understand “{}” as a time. Try `18:00`, `friday`, `tomorrow 9:00` or `in 2 hours`.",
    Why.PAST_TIME: "“{}” is already past.",
    Why.AMBIGUOUS_TIME: "“{}” could be two moments. Which one?",
    Why.GAP_TIME: "“{}” does not exist that day: the clocks go forward then. Which one?",
    Why.REPEATED_TIME: "“{}” comes twice that day: the clocks go back then. Which one?",
    Why.ENDS_BEFORE_START: "The end has to be after the start and after now.",
    Why.NO_UNTIL_HERE: "That doesn't end by itself: say it without an end.",
    Why.NOT_A_RULE: "“{}” doesn't say when. Try `weekdays 08:55 go on queue` or `in 20 minutes call Bo`.",
    Why.WHICH_TIME: "“{}”: at what time?",
    Why.NEVER: "“{}” never comes.",
    Why.TOO_OFTEN: "“{}” is too often: I remind you every 15 minutes at most, and of being off queue after 5.",
    Why.TOO_LONG: "That is too long: {} characters are the most that I keep.",
    Why.TOO_MANY_REMINDERS: "You have {} reminders, and more I don't keep. Turn off one that you no longer need.",
    Why.NO_REMINDER: "You have no reminder “{}”. `reminders` lists yours.",
    Why.NO_DIGEST: "You have no digest “{}”. `digests` lists yours.",
    Why.NOT_AGAIN: "“{}” doesn't say which days and times. Try `weekdays 08:55` or `mon and thu 9:00`.",
    Why.WHICH_REMINDER: "Which reminder do you mean by “{}”?",
    Why.NOT_HOURS: "I don't understand “{}” as hours. Try `20:00–7:00`, `weekdays 9–17`, or `off`.",
    Why.NOT_DAYS: "I don't understand “{}” as days. Try `24 dec to 1 jan`, `friday`, or `none`.",
    Why.FOR_WHOM: "For whom, and what? Say it as in `for @ana off` or `for @ana join billing`.",
    Why.FOR_WHAT: "What is to be done for {}? Name it behind them, as in `for @ana off`.",
    Why.NOT_FOR_OTHERS: "`{}` is nothing that I do for somebody else.",
    Why.ONE_AT_A_TIME: "I do it for one person at a time; say it once for each.",
    Why.OWNER_ONLY: "{}, so only they themselves can change it.",
    Why.ASK_WHAT: "What do you want to ask for? Say it as in `ask join billing because Ana is ill`.",
    Why.NOTHING_TO_DECIDE: "There is nothing to decide about `{}`: it can be said as it is, without `ask`.",
    Why.OTHER_EMAIL: "That is not the e-mail of whom it changes.",
    Why.NO_LONGER_OPEN: "That is no longer open. Ask again.",
    Why.WORDS_NEEDED: "A few words are needed here.",
    Why.SENT_ALREADY: "This form was sent already, and counts once. Nothing was changed a second time.",
}

UNSERVED = {
    Unserved.GUEST: "Guests can't use OnQueue.",
    Unserved.BOT: "Bots can't use OnQueue.",
    Unserved.STRANGER: "OnQueue serves only people of its own Slack workspace.",
    Unserved.DEACTIVATED: "This Slack account is deactivated.",
    Unserved.OTHER_WORKSPACE: "OnQueue serves only people of its own Slack workspace.",
    Unserved.TOO_MANY_WAITING: "Five of your requests wait for Genesys already; I take more when one has ended.",
    Unserved.TOO_MANY_COMMANDS: "That was a lot at once. Wait a minute, then try again.",
}

ASKED_ANEW = "You asked for something else since, and that is what counts."
SENTENCES: dict[type[OnQueueError], str] = {
    SlackUnavailable: "Slack doesn't tell me who you are right now. {} Try again in a moment.",
    NoWindow: "Slack didn't open the form in time. {} Press the button once more.",
    AskedAnew: ASKED_ANEW + " {}",
}


async def refuse(error: Exception, turn: Turn) -> Reply:
    """The reply to anything that went wrong; what is no `OnQueueError` is a bug, told with its request id."""
    _note_overwritten(error, turn)
    match error:
        case NotLinked() | SignInEnded():
            return await _link_card(error, turn)
        case Unclear():
            return await _question(error, turn)
        case NotServed(why=why):
            return Reply([mrkdwn("{} {}", UNSERVED[why], UNCHANGED)])
        case FieldError(why=why):
            whether = NOTHING if why is Why.SENT_ALREADY else mrkdwn(" {}", UNCHANGED)
            return Reply([mrkdwn("{}{}", field_sentence(error), whether)])
        case StoreUnavailable(in_doubt=True):
            return Reply([mrkdwn("My database did not answer in time. Look at `status` before you try again.")])
        case StoreUnavailable():
            return Reply([mrkdwn("I can't reach my database right now. {} Try again in a moment.", UNCHANGED)])
        case SlackUnavailable() | NoWindow() | AskedAnew():
            return Reply([mrkdwn(SENTENCES[type(error)], UNCHANGED)])
        case TimedOut() if await turn.desk.door.keeps(turn.request_id):
            text = "*Waiting:* Genesys takes long. I keep your request and tell you how it ends."
            return Reply([mrkdwn(text)])
        case GenesysError():
            return Reply([mrkdwn("{} {}", genesys_sentence(error), _whether(error)), _reference(error, turn)])
        case _:
            text = "That went wrong on my side, and it is logged as *{}*. Look at `status` before you try again."
            return Reply([mrkdwn(text, turn.request_id)])


def _note_overwritten(error: Exception, turn: Turn) -> None:
    """The sentence takes the place of what was clicked, which may be a card that is still needed."""
    is_cut_off = isinstance(error, StoreUnavailable | TimedOut)
    if is_cut_off and turn.place.message and not turn.place.stays:
        turn.desk.deciding.clicks.overwritten(turn.slack.team_id, turn.place.message)


def field_sentence(error: FieldError) -> str:
    """What stands below an input of a form."""
    return QUESTIONS[error.why].format(error.said)


PLAIN: dict[type[GenesysError], str] = {
    NotFound: "Genesys doesn't know that (any more).",
    Gone: "Your Genesys no longer offers this.",
    Unavailable: "Genesys isn't answering right now. Try again in a moment.",
    ClientRefused: "Genesys doesn't accept OnQueue's own sign-in. Tell whoever runs it; your account is all right.",
    TimedOut: "Genesys took too long to answer. Try again in a moment.",
    OutcomeUnknown: "The connection broke before Genesys answered. Look at `status` before you try again.",
}


def genesys_sentence(error: GenesysError) -> Mrkdwn:
    """What Genesys answered, without whether anything changed."""
    match error:
        case Forbidden():
            return _forbidden(error)
        case Conflict(taken=True):
            return mrkdwn("That station is taken by somebody else.")
        case Conflict():
            return mrkdwn("Somebody else changed it at the same moment. Try again.")
        case RateLimited(wait_s=wait_s):
            return mrkdwn("Genesys asks us to wait {}.", _span(wait_s))
        case Invalid(message=message):
            return mrkdwn("Genesys says that this isn't possible: {}", message or "no reason given.")
        case _ if type(error) in PLAIN:
            return mrkdwn(PLAIN[type(error)])
        case _:
            return mrkdwn("Genesys answered with an error: {}", error.message or "no reason given.")


def _forbidden(error: Forbidden) -> Mrkdwn:
    if error.missing:
        return mrkdwn("Genesys refused: you lack the permission *{}*.", " or ".join(error.missing))
    if error.code.startswith("outofoffice"):
        return mrkdwn("Genesys refused: only the person themselves may change their out-of-office.")
    return mrkdwn("Genesys refused: {}", error.message or "you lack a permission.")


def _whether(error: GenesysError) -> str:
    return "It may or may not have been changed." if isinstance(error, OutcomeUnknown) else UNCHANGED


def _reference(error: GenesysError, turn: Turn) -> Mrkdwn:
    if not error.correlation_id:
        return mrkdwn("Request {}", turn.request_id)
    return mrkdwn("Request {} · Genesys reference {}", turn.request_id, error.correlation_id)


async def _link_card(error: NotLinked | SignInEnded, turn: Turn) -> Reply:
    """What was asked is kept, and runs after linking."""
    asked_id = await turn.desk.asked.keep(turn.slack, turn.said, turn.place) if turn.said else None
    url = await turn.desk.linking.offer(turn.slack, asked_id=asked_id)
    first = "Your Genesys sign-in has ended." if isinstance(error, SignInEnded) else "First link your Genesys account."
    lines = [
        mrkdwn("*{}* It takes a minute, in your browser; the address works once, for ten minutes.", first),
        mrkdwn("OnQueue then acts with your own rights, never more. {}", UNCHANGED),
    ]
    if turn.said and asked_id:
        lines.append(mrkdwn("What you asked (`{}`) runs right after.", turn.said))
    return Reply(lines, [Button("Link my Genesys account", style="primary", url=url)])


async def _question(error: Unclear, turn: Turn) -> Reply:
    text = mrkdwn(QUESTIONS[error.why], error.said)
    if error.why is Why.NO_QUEUE:
        text = mrkdwn("{} Type `{} queues` to see yours.", text, turn.desk.command)
    if error.why is Why.UNKNOWN_VERB:
        text = mrkdwn("{} `{} help` shows what I can do.", text, turn.desk.command)
    if error.why is Why.NOT_FOR_OTHERS:
        text = mrkdwn("{} {}", text, _instead(turn, error.said))
    verb = turn.said.split(" ", 1)[0].casefold()
    if error.why in {Why.MISSING, Why.TOO_MUCH} and verb in turn.desk.help:
        text = mrkdwn("{} `{} help {}` shows how it is said.", text, turn.desk.command, verb)
    lines = [mrkdwn("{} {}", text, UNCHANGED)]
    choices = tuple(choice for choice in error.choices if len(choice.value) <= LONGEST_CHOICE)
    if not choices:
        return Reply(lines)
    asked_id = await turn.desk.asked.keep(turn.slack, turn.said, turn.place, _replaced(error))
    if error.why is Why.UNKNOWN_VERB:
        lines.append(mrkdwn("Did you mean {}?", _listed(choices)))
    else:
        lines += [mrkdwn("• {}", _labelled(choice)) for choice in choices[:LISTED]]
    if len(choices) > LISTED:
        lines.append(mrkdwn("… and {} more. Type more of the name to find them.", len(choices) - LISTED))
    return Reply(lines, _elements(choices, asked_id))


def _replaced(error: Unclear) -> str:
    """Choices of a verb stand for the whole text, others for the unclear part of it."""
    if error.part:
        return error.part
    return "" if error.why in {Why.UNKNOWN_VERB, Why.SEVERAL_VERBS} else error.said


def _instead(turn: Turn, verb: str) -> Mrkdwn:
    """What `for` works with, or how somebody is named behind a verb that looks them up."""
    known = turn.desk.help.get(verb)
    if known and "[@PERSON]" in known.usage:
        return mrkdwn("To look somebody up say `{} {} @ana`.", turn.desk.command, verb)
    others = joined(", ", [mrkdwn("`{}`", word) for word, entry in turn.desk.help.items() if entry.for_others])
    return mrkdwn("`for` works with {} and your organisation's own presences.", others)


def _elements(choices: tuple[Choice, ...], asked_id: str) -> list[Element]:
    if len(choices) <= AS_BUTTONS:
        return [Button(choice.hint or choice.label, "asked.choose", f"{asked_id} {choice.value}") for choice in choices]
    options = tuple(Option(choice.label, f"{asked_id} {choice.value}", choice.hint) for choice in choices)
    return [Picker("Choose…", "asked.choose", options)]


def _labelled(choice: Choice) -> Mrkdwn:
    return mrkdwn("{} ({})", choice.label, choice.hint) if choice.hint else mrkdwn("{}", choice.label)


def _listed(choices: tuple[Choice, ...]) -> str:
    return " or ".join(f"“{choice.value}”" for choice in choices)


def _span(seconds: float) -> str:
    minutes = timedelta(seconds=seconds) // timedelta(minutes=1)
    return f"{minutes} minutes" if minutes > 1 else f"{max(1, round(seconds))} seconds"
