"""What a decision takes more than a click for: a reason, a question, somebody else, more time."""

from datetime import datetime, time, timedelta

from bot.changes.requests.answers import NotDecided
from bot.changes.requests.asking import LONGEST_REASON
from bot.changes.requests.request import Request
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import FieldError, Why
from bot.grammar.moments.wallclock import settled
from bot.slack.blocks import Option
from bot.slack.form import ChoiceField, Field, Form, TextField, Values
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.reply import Reply
from handlers.request_words import in_their_words, named, wanted
from handlers.requests import clicked, hand, said_of

router = Router()

ASK, NEXT, TOMORROW = "ask", "next", "tomorrow"
SNOOZES = {"30": "Remind me in 30 minutes", "60": "Remind me in an hour"}
MORNING = time(9)
PUT_OFF, ASKED = "You put it off.", "Whoever asked for it reads your question now."


@router.action("requests.decline", opens=True)
async def decline(turn: Turn) -> Form | Reply:
    request = await _theirs(turn)
    if isinstance(request, NotDecided):
        return await said_of(turn, request)
    reason = TextField("reason", "Why not?", hint="Whoever asked reads it.", longest=LONGEST_REASON)
    return Form("requests.decline", "Decline", "Decline", _about(turn, request), [reason], about=request.id)


def has_reason(values: Values, now: datetime) -> None:  # noqa: ARG001 - the signature of every check
    _filled(values, "reason")


@router.view("requests.decline", check=has_reason)
async def declined(turn: Turn) -> Reply:
    change_id, _ = clicked(turn)
    reason = turn.values.texts["reason"]
    return await said_of(turn, await turn.desk.deciding.decline(change_id, await hand(turn, change_id), reason))


@router.action("requests.more", opens=True)
async def more(turn: Turn) -> Form | Reply:
    """All that can be done besides deciding."""
    request = await _theirs(turn)
    if isinstance(request, NotDecided):
        return await said_of(turn, request)
    choices = [Option(f"Ask {named(request.requester.name)} a question", ASK)]
    if request.course and request.course.next:
        choices.append(Option(f"Hand it on to {whom_next(request)}", NEXT))
    choices += [Option(label, value) for value, label in SNOOZES.items()]
    choices.append(Option("Remind me tomorrow at 9:00", TOMORROW))
    fields: list[Field] = [
        ChoiceField("what", "What to do", choices, initial=ASK),
        TextField(
            "question", "Your question", optional=True, hint="Needed only if you ask one.", longest=LONGEST_REASON
        ),
    ]
    return Form("requests.more", "More", "Do it", _about(turn, request), fields, about=request.id)


def has_question(values: Values, now: datetime) -> None:  # noqa: ARG001 - the signature of every check
    if values.picked.get("what", ASK) == ASK:
        _filled(values, "question")


@router.view("requests.more", check=has_question)
async def more_sent(turn: Turn) -> Reply:
    change_id, _ = clicked(turn)
    by, deciding = await hand(turn, change_id), turn.desk.deciding
    match turn.values.picked.get("what", ASK):
        case "next":
            answer, done = await deciding.pass_on(change_id, by), "You handed it on."
        case "tomorrow":
            answer, done = await deciding.snooze(change_id, by, _tomorrow(turn)), PUT_OFF
        case minutes if minutes in SNOOZES:
            answer, done = await deciding.snooze(change_id, by, turn.now + timedelta(minutes=int(minutes))), PUT_OFF
        case _:
            answer, done = await deciding.ask_back(change_id, by, turn.values.texts["question"]), ASKED
    return await said_of(turn, answer, done=done)


@router.action("requests.answer", opens=True)
async def answer_form(turn: Turn) -> Form | Reply:
    change_id, _ = clicked(turn)
    request = await turn.desk.deciding.may_answer(change_id, await hand(turn, change_id))
    if isinstance(request, NotDecided):
        return await said_of(turn, request)
    asked = [mrkdwn("{} asks: {}", named(one.by), in_their_words(one.text)) for one in request.talk if one.is_open]
    said = TextField("answer", "Your answer", hint="It stands on the card.", longest=LONGEST_REASON)
    return Form("requests.answer", "Answer", "Send", [*asked, *_about(turn, request)], [said], about=request.id)


def has_answer(values: Values, now: datetime) -> None:  # noqa: ARG001 - the signature of every check
    _filled(values, "answer")


@router.view("requests.answer", check=has_answer)
async def answered(turn: Turn) -> Reply:
    change_id, _ = clicked(turn)
    said = turn.values.texts["answer"]
    answer = await turn.desk.deciding.answer(change_id, await hand(turn, change_id), said)
    return await said_of(turn, answer, done="Your answer stands on the card.")


async def _theirs(turn: Turn) -> Request | NotDecided:
    """The request, if whoever clicked may decide it now."""
    change_id, _ = clicked(turn)
    return await turn.desk.deciding.may_decide(change_id, await hand(turn, change_id))


def _about(turn: Turn, request: Request) -> list[Mrkdwn]:
    return [mrkdwn("*{}.* Request #{}", wanted(request, zone=turn.zone, now=turn.now), request.id)]


def whom_next(request: Request) -> str:
    """Who is next, as a menu names them."""
    assert request.course is not None
    assert request.course.next is not None
    return "the approvers' channel" if request.course.next.room else named(request.course.next.name)


def _filled(values: Values, name: str) -> None:
    """Raises FieldError: spaces are no words."""
    if name not in values.texts:
        raise FieldError(name, Why.WORDS_NEEDED)


def _tomorrow(turn: Turn) -> datetime:
    day = turn.now.astimezone(turn.zone).date() + timedelta(days=1)
    return settled(datetime.combine(day, MORNING), turn.zone)
