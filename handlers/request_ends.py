"""How a request ended, in words: by whom, when, and what of it came about."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.changes.door import UNDO_WITHIN
from bot.changes.kinds import AnyChange
from bot.changes.outcome import End, Outcome
from bot.changes.requests.request import Request
from bot.errors import AskedAnew, Forbidden, GenesysError, OnQueueError
from bot.grammar.spoken import spoken
from bot.slack.mrkdwn import NOTHING, Mrkdwn, mrkdwn
from handlers.refusals import UNCHANGED, genesys_sentence
from handlers.request_words import in_their_words, named, wanted
from handlers.wording import said

LEFT = "Whoever asked can't be reached any more."
ASKED_SINCE = "Whoever asked wanted something else since, and that is what counts."


UNTRIED = frozenset({End.DECLINED, End.CANCELLED, End.EXPIRED})  #: ends before anything was tried


def ended(
    request: Request, change: AnyChange, *, zone: ZoneInfo, now: datetime, by_reader: bool = False, brief: bool = False
) -> list[Mrkdwn]:
    """The end, and what was asked. `change` speaks to its reader, who asked for it if `by_reader`.

    `brief` is for whoever has the whole before them besides.
    """
    asked = wanted(request, zone=zone, now=now, by_reader=by_reader)
    lines = [_headline(request, change, asked, zone, now)]
    back_at = request.row.outcome().back_at if request.undone is None else None
    if back_at is not None and back_at > now:
        lines.append(
            mrkdwn("It is put back {}, unless somebody changes it meanwhile.", spoken(back_at, zone=zone, now=now))
        )
    if request.decided and request.decided.reason:
        lines.append(mrkdwn("Why: {}", in_their_words(request.decided.reason)))
    if brief or request.row.state in UNTRIED:
        lines.append(mrkdwn("Request #{}", request.id))
    else:
        lines.append(mrkdwn("{}. Request #{}", asked, request.id))
    return lines


def can_be_undone(request: Request, now: datetime) -> bool:
    """For ten minutes, once."""
    is_young = now - request.row.wanted_since <= UNDO_WITHIN
    return request.undone is None and is_young and request.row.outcome().can_undo


def is_put_back(request: Request) -> bool:
    """It was to last until then, so nobody took it back."""
    return request.undone is not None and request.row.until is not None and request.undone.at >= request.row.until


def who_decided(request: Request, *, zone: ZoneInfo, now: datetime) -> Mrkdwn:
    """As in "approved by Bo today 12:03"."""
    by = mrkdwn(" by {}", named(request.decided.name)) if request.decided else NOTHING
    at = mrkdwn(" {}", spoken(request.decided_at, zone=zone, now=now)) if request.decided_at else NOTHING
    return mrkdwn("{}{}", by, at)


def refused_sentence(problem: OnQueueError | None) -> Mrkdwn:
    """What kept a token from it, whoever's it was."""
    if isinstance(problem, Forbidden) and problem.missing:
        return mrkdwn("Genesys wants the permission {} for it.", " or ".join(problem.missing))
    if isinstance(problem, Forbidden):
        return mrkdwn("Genesys refused: {}", problem.message or "a permission is missing.")
    if isinstance(problem, GenesysError):
        return genesys_sentence(problem)
    if isinstance(problem, AskedAnew):
        return mrkdwn("{}", ASKED_SINCE)
    return mrkdwn("A Genesys sign-in has ended.")


def _headline(request: Request, change: AnyChange, asked: Mrkdwn, zone: ZoneInfo, now: datetime) -> Mrkdwn:
    by = who_decided(request, zone=zone, now=now)
    match request.row.state:
        case End.DECLINED:
            return mrkdwn("*Declined{}:* {}. {}", by, asked, UNCHANGED)
        case End.CANCELLED if request.decided:
            return mrkdwn("*Cancelled{}:* {}. {}", by, asked, UNCHANGED)
        case End.CANCELLED:
            return mrkdwn("*Cancelled{}:* {}. {} {}", by, asked, LEFT, UNCHANGED)
        case End.EXPIRED:
            return mrkdwn("*Expired{}:* {}. Nobody decided in time. {}", by, asked, UNCHANGED)
        case End.DONE | End.ALREADY | End.FAILED | End.UNKNOWN:
            return _came_about(request, change, by, zone, now)
        case _:
            return mrkdwn("*Approved{}.* It is being carried out.", by)


def _came_about(request: Request, change: AnyChange, by: Mrkdwn, zone: ZoneInfo, now: datetime) -> Mrkdwn:
    outcome = request.row.outcome()
    match outcome:
        case Outcome(end=End.DONE, before=before) if request.undone is not None:
            at = spoken(request.undone.at, zone=zone, now=now)
            done = said(change.sentence(before), zone=zone, now=now) if before is not None else mrkdwn("it was done")
            if is_put_back(request):
                return mrkdwn("*Put back {}, as asked.* Before that: approved{}, and {}.", at, by, done)
            who = _undone_by(request)
            return mrkdwn("*Undone by {} {}.* Before that: approved{}, and {}.", who, at, by, done)
        case Outcome(end=End.DONE, before=before) if before is not None:
            return mrkdwn("*Approved{}, and done:* {}.", by, said(change.sentence(before), zone=zone, now=now))
        case Outcome(end=End.ALREADY, after=after) if after is not None:
            return mrkdwn(
                "*Approved{}:* it was so already, {}. {}", by, said(change.shown(after), zone=zone, now=now), UNCHANGED
            )
        case Outcome(end=End.UNKNOWN, problem=AskedAnew()):
            text = "*Approved{}, and not certain:* {} This may have been done before that, or not."
            return mrkdwn(text, by, ASKED_SINCE)
        case Outcome(end=End.UNKNOWN, after=after) if after is not None:
            shown = said(change.shown(after), zone=zone, now=now)
            return mrkdwn("*Approved{}, and not certain:* Genesys shows that {}. Look again in a minute.", by, shown)
        case Outcome(end=End.UNKNOWN):
            return mrkdwn(
                "*Approved{}, and not certain:* I can't see whether Genesys did it. Look before you ask again.", by
            )
        case _:
            return mrkdwn("*Approved{}, and not done:* {} {}", by, refused_sentence(outcome.problem), UNCHANGED)


def _undone_by(request: Request) -> str:
    """One of two may: who asked, and who decided."""
    assert request.undone is not None
    if request.undone.slack_user == request.row.origin.slack.user_id or request.decided is None:
        return named(request.requester.name)
    return named(request.decided.name)
