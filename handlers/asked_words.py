"""What is answered to whoever asks that somebody decides: who is asked, or why nobody is."""

from datetime import datetime, timedelta

from bot.changes.requests.asking import Held, Lacking, Requested
from bot.changes.requests.request import Request
from bot.dispatch.turn import Turn
from bot.grammar.spoken import since, spoken
from bot.slack.blocks import Button, Element
from bot.slack.mrkdwn import NOTHING, Mrkdwn, mrkdwn
from bot.slack.reply import Reply
from handlers.refusals import UNCHANGED
from handlers.request_words import named, with_whom
from handlers.wording import headline, said

LACKING = {
    Lacking.REASON: "It takes a reason.",
    Lacking.OTHER_REASON: "The rules want another kind of reason.",
    Lacking.TOO_MANY: "You have five open requests, and more can't wait at once. Cancel one that you no longer need.",
    Lacking.OWNER_ONLY: "Nobody can do that for you.",
}


def asked(turn: Turn, answer: Requested | Held) -> Reply:
    """Somebody is asked, now or before; or why nobody is."""
    if isinstance(answer, Held):
        more: list[Element] = [Button("Ask with a reason…", "requests.reason", answer.row.id)] if answer.row else []
        what = headline(answer.change, zone=turn.zone, now=turn.now)
        return Reply([mrkdwn("*Nobody was asked:* {}. {} {}", what, LACKING[answer.why], UNCHANGED)], more)
    request = answer.request
    first = mrkdwn("Asked") if answer.is_new else mrkdwn("You asked this {}", _ago(request.row.asked_at, turn.now))
    lines = [mrkdwn("*{}:* {}. Request #{}", first, _wanted(turn, request), request.id), _how_far(turn, answer)]
    return Reply(lines, [Button("Cancel my request", "requests.cancel", request.id)] if request.is_open else [])


def _wanted(turn: Turn, request: Request) -> Mrkdwn:
    wish = said(request.row.change.wish(), zone=turn.zone, now=turn.now)
    until = spoken(request.row.until, zone=turn.zone, now=turn.now) if request.row.until else ""
    ends = mrkdwn("{} until {}", wish, until) if until else wish
    if request.subject.genesys_id == request.requester.genesys_id:
        return ends
    return mrkdwn("{}: {}", named(request.subject.name), ends)


def _how_far(turn: Turn, answer: Requested) -> Mrkdwn:
    request = answer.request
    ends = spoken(request.expires_at, zone=turn.zone, now=turn.now)
    if answer.is_new:
        return mrkdwn("Somebody has until {} to decide; I tell you. {}", ends, UNCHANGED)
    if not request.is_open:
        return mrkdwn("It is approved, and under way; I tell you how it ends.")
    course = mrkdwn("{} ", with_whom(request.course)) if request.course else NOTHING
    return mrkdwn("It still waits. {}It expires {}. {}", course, ends, UNCHANGED)


def _ago(at: datetime, now: datetime) -> str:
    """To the second at first: it is about what somebody has typed twice."""
    span = now - at
    return f"{max(1, int(span.total_seconds()))} s ago" if span < timedelta(minutes=1) else f"{since(at, now=now)} ago"
