"""A request as it stands in Slack: before who decides, in a channel of approvers, and before who asked.

All cards of a request say the same; only the buttons, and who is "you", differ.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.approvals.path import Done
from bot.changes.requests.cards import For
from bot.changes.requests.impact import Impact, QueueImpact
from bot.changes.requests.request import Asked, Request
from bot.errors import Forbidden
from bot.grammar.spoken import spoken
from bot.slack.blocks import Button, Element
from bot.slack.mrkdwn import NOTHING, Mrkdwn, joined, mrkdwn
from bot.slack.reply import Reply
from handlers.refusals import UNCHANGED
from handlers.request_ends import can_be_undone, ended, refused_sentence
from handlers.request_words import in_their_words, named, wanted, whom, with_whom
from handlers.wording import said, whole

STATUS = Button("My status", "panel.show")
TALK_SHOWN = 3  #: questions, the newest


def card(
    request: Request, role: For, *, zone: ZoneInfo, now: datetime, reader: str = "", impact: Impact | None = None
) -> Reply:
    """Who, what and until when come first. `reader`: the Genesys user before whom it stands; in a channel, nobody."""
    change = request.row.change.naming(_name_before(request, role))
    by_reader = role is For.REQUESTER
    if not request.is_open:
        lines = ended(request, change, zone=zone, now=now, by_reader=by_reader)
        if request.reason:
            lines.append(mrkdwn("Reason: {}", in_their_words(request.reason)))
        return Reply(lines, _afterwards(request, role, reader, now))
    lines = [mrkdwn("*{}.* Request #{}", wanted(request, zone=zone, now=now, by_reader=by_reader), request.id)]
    lines += _now(request, role, zone, now)
    lines += [_queue(one, impact, request, zone, now) for one in (impact.queues if impact else ())]
    lines.append(mrkdwn("Reason: {}", in_their_words(request.reason) if request.reason else mrkdwn("none given")))
    lines += _talk(request, role)
    lines.append(_why(request, role))
    lines += _problem(request)
    lines += _where(request, role, reader, zone, now)
    return Reply(lines, _elements(request, role, reader))


def notice(request: Request, *, zone: ZoneInfo, now: datetime) -> Reply:
    """Tells its requester of the end. The card above says the rest, and has what can still be done about it."""
    change = request.row.change.naming(_name_before(request, For.REQUESTER))
    return Reply(ended(request, change, zone=zone, now=now, by_reader=True, brief=True), [STATUS])


def is_through(request: Request, reader: str) -> bool:
    """Whether somebody may no longer decide it: they said yes, handed it on, or Genesys or the rules refuse them."""
    said_yes = any(one.genesys_id == reader for one in request.yes)
    return said_yes or _is_barred(request, reader) or request.passed.get(reader) in {Done.PASSED_ON, Done.REFUSED}


def _is_barred(request: Request, reader: str) -> bool:
    """Whether it came to whom it concerns, under rules that let them decide it."""
    return not request.terms.self_allowed and reader in {request.requester.genesys_id, request.subject.genesys_id}


def _name_before(request: Request, role: For) -> str | None:
    """How whom it changes is told of: only they themselves read "you"."""
    is_own = role is For.REQUESTER and request.subject.genesys_id == request.requester.genesys_id
    return None if is_own else request.subject.name


def _now(request: Request, role: For, zone: ZoneInfo, now: datetime) -> list[Mrkdwn]:
    change = request.row.change.naming(_name_before(request, role))
    if request.shown is None:
        return [mrkdwn("What is now can't be seen: Genesys doesn't tell the requester.")]
    lines = [mrkdwn("Now: {}.", said(change.shown(request.shown), zone=zone, now=now))]
    if request.was is not None and request.changed_at is not None:
        at, before = spoken(request.changed_at, zone=zone, now=now), said(change.shown(request.was), zone=zone, now=now)
        lines.append(mrkdwn("*That changed {}.* Before: {}. Nothing is approved yet.", at, before))
    if change.rest(request.shown) is None:
        lines.append(mrkdwn("That is what is asked for, so an approval would change nothing."))
    return lines


def _queue(one: QueueImpact, impact: Impact | None, request: Request, zone: ZoneInfo, now: datetime) -> Mrkdwn:
    assert impact is not None
    parts = [mrkdwn("*{}:*", one.name)]
    if one.on_queue is not None:
        people = "person" if one.on_queue == 1 else "people"
        parts.append(mrkdwn("{} {} on queue now, {} afterwards", one.on_queue, people, one.after))
    if one.waiting is not None:
        parts.append(mrkdwn("{} waiting", one.waiting))
    off = mrkdwn("; {} is off queue now", named(request.subject.name)) if impact.is_off_queue else NOTHING
    figures = joined(", ", parts[1:])
    return mrkdwn("{} {}{} (as of {}).", parts[0], figures, off, spoken(impact.as_of, zone=zone, now=now))


def _talk(request: Request, role: For) -> list[Mrkdwn]:
    lines = []
    who = mrkdwn("You") if role is For.REQUESTER else mrkdwn("{}", named(request.requester.name))
    for one in request.talk[-TALK_SHOWN:]:
        lines.append(mrkdwn("{} asked: {}", named(one.by), in_their_words(one.text)))
        answer = in_their_words(one.answer) if one.answer else mrkdwn("not yet")
        lines.append(mrkdwn("{} answered: {}", who, answer))
    return lines


def _why(request: Request, role: For) -> Mrkdwn:
    """Why somebody has to decide, and with whose rights it would be done."""
    is_own = role is For.REQUESTER
    who = mrkdwn("your") if is_own else mrkdwn("{}'s", named(request.requester.name))
    theirs = mrkdwn("Approved, it is done with the rights of whoever approves it.")
    match request.asked:
        case Asked.POLICY:
            return mrkdwn(
                "It has to be decided because {}. Approved, it is done with {} rights.",
                whole(request.judgement.reason),
                who,
            )
        case Asked.REFUSED if request.missing:
            return mrkdwn(
                "Genesys doesn't let {} account do it ({}). {}", who, request.missing.replace(", ", " or "), theirs
            )
        case Asked.REFUSED:
            return mrkdwn("Genesys doesn't let {} account do it. {}", who, theirs)
        case Asked.WISHED:
            wished = mrkdwn("you") if is_own else mrkdwn("{}", named(request.requester.name))
            return mrkdwn("No rule wants a decision: {} wished for one. {}", wished, theirs)


def _problem(request: Request) -> list[Mrkdwn]:
    """An approval that came to nothing: it waits for a decision again."""
    problem = request.row.problem
    if problem is None or isinstance(problem, Forbidden):  # Whom Genesys refused is named among those left out.
        return []
    return [mrkdwn("*It was approved before, and not done:* {} {}", refused_sentence(problem), UNCHANGED)]


def _where(request: Request, role: For, reader: str, zone: ZoneInfo, now: datetime) -> list[Mrkdwn]:
    """Who said yes so far, whom it is with and why, and until when."""
    lines = []
    if request.terms.people > 1:
        who = ", ".join(named(one.name) for one in request.yes) or "nobody yet"
        lines.append(mrkdwn("*{} of {} said yes:* {}.", len(request.yes), request.terms.people, who))
    lead_of = "" if role is For.REQUESTER else request.requester.name
    if role is For.DECIDER and request.with_user != reader and reader in request.came_to:
        lines.append(_gone_on(request, reader, zone, now))
    else:
        lines.append(with_whom(request.course, reader="" if role is For.REQUESTER else reader, lead_of=lead_of))
    course = request.course
    if course is not None and course.now is not None and course.is_held and request.with_user != reader:
        who = named(course.now.name)
        lines.append(mrkdwn("{} is on an interaction, and is shown it afterwards, in half an hour at the latest.", who))
    if request.snoozed_until is not None and request.snoozed_until > now:
        lines.append(mrkdwn("Put off until {}.", spoken(request.snoozed_until, zone=zone, now=now)))
    ends = spoken(request.expires_at, zone=zone, now=now)
    lines.append(mrkdwn("It expires {} if nobody decides.", ends))
    if lacking := request.terms.lacks(request.reason):
        text = "*It can't be approved any more:* by today's rules it needs {}, so it has to be asked for anew."
        lines.append(mrkdwn(text, lacking))
    return lines


def _gone_on(request: Request, reader: str, zone: ZoneInfo, now: datetime) -> Mrkdwn:
    """It came to this reader, and is with somebody else by now."""
    went = _went(request, zone, now)
    if _is_barred(request, reader):
        return mrkdwn("*By today's rules nobody decides what concerns themselves*, so it {}.", went)
    if any(one.genesys_id == reader for one in request.yes):
        return mrkdwn("*You said yes*, and it {}.", went)
    match request.passed.get(reader):
        case Done.PASSED_ON:
            return mrkdwn("*You handed it on:* it {}.", went)
        case Done.REFUSED:
            return mrkdwn(
                "*Not done:* {} Your account doesn't have it, so it {}.", refused_sentence(request.row.problem), went
            )
        case _:
            return mrkdwn("It {}; you may still decide.", went)


def _went(request: Request, zone: ZoneInfo, now: datetime) -> Mrkdwn:
    course = request.course
    if course is None:
        return mrkdwn("goes on to whoever is next")
    if course.now is None:
        return mrkdwn("went on, but nobody else can decide it now")
    at = mrkdwn(" {}", spoken(course.since, zone=zone, now=now)) if course.since else NOTHING
    return mrkdwn("went on to {}{}", whom(course), at)


def _elements(request: Request, role: For, reader: str) -> list[Element]:
    if role is For.REQUESTER:
        answers: list[Element] = []
        if any(one.is_open for one in request.talk):
            answers = [Button("Answer…", "requests.answer", request.id)]
        is_with_somebody = request.course is not None and request.course.now is not None
        remind = [Button("Remind them", "requests.nudge", request.id)] if is_with_somebody else []
        return [*answers, *remind, Button("Cancel my request", "requests.cancel", request.id)]
    if role is For.DECIDER and is_through(request, reader):
        return []
    value = f"{request.id} {request.seen}"
    approve = (
        [] if request.terms.lacks(request.reason) else [Button("Approve", "requests.approve", value, style="primary")]
    )
    return [
        *approve,
        Button("Decline…", "requests.decline", value, style="danger"),
        Button("More…", "requests.more", value),
    ]


def _afterwards(request: Request, role: For, reader: str, now: datetime) -> list[Element]:
    is_deciders = role is For.DECIDER and request.decided is not None and request.decided.genesys_id == reader
    can_undo = (is_deciders or role is For.REQUESTER) and can_be_undone(request, now)
    undo: list[Element] = [Button("Undo", "requests.undo", request.id)] if can_undo else []
    return [*undo, STATUS] if role is For.REQUESTER else undo
