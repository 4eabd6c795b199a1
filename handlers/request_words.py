"""The words of requests: what was asked, whom it is with, and what became of it."""

from bot.approvals.path import How
from bot.changes.requests.asking import Held, Lacking, Requested
from bot.changes.requests.request import Course, Named, Request
from bot.dispatch.turn import Turn
from bot.grammar.spoken import spoken
from bot.slack.blocks import Button, Element
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.reply import Reply
from handlers.refusals import UNCHANGED
from handlers.wording import said

LACKING = {
    Lacking.REASON: "A reason is needed, so nobody was asked yet.",
    Lacking.OTHER_REASON: "The rules want another kind of reason, so nobody was asked yet.",
    Lacking.TOO_MANY: "You have five open requests, and more can't wait at once. Cancel one that you no longer need.",
    Lacking.OWNER_ONLY: "Nobody can do that for you, so nobody can be asked.",
}
HOW = {
    How.SUPERIOR: "the lead of who asks",
    How.NEXT_SUPERIOR: "a superior of who asks",
    How.NAMED: "named by the rules",
    How.DELEGATE: "standing in",
}


def asked(turn: Turn, answer: Requested | Held) -> Reply:
    """Somebody is asked; or why nobody is."""
    if isinstance(answer, Held):
        more: list[Element] = [Button("Ask with a reason…", "requests.reason", answer.row.id)] if answer.row else []
        return Reply([mrkdwn("{} {}", LACKING[answer.why], UNCHANGED)], more)
    request = answer.request
    wish = said(request.row.change.wish(), zone=turn.zone, now=turn.now)
    ends = spoken(request.expires_at, zone=turn.zone, now=turn.now)
    first = "Asked" if answer.is_new else "You asked this already"
    lines = [
        mrkdwn("*{}:* {}. Request #{}", first, wish, request.id),
        mrkdwn("Somebody has until {} to decide; I tell you. {}", ends, UNCHANGED),
    ]
    return Reply(lines, [Button("Cancel my request", "requests.cancel", request.id)])


def with_whom(course: Course | None) -> Mrkdwn:
    """Whom it is with, and why them."""
    if course is None or course.now is None:
        return mrkdwn("Nobody can decide it now.")
    why = HOW[course.now.how] if course.now.how else "the approvers' channel"
    instead = mrkdwn(" for {}", course.now.instead_of) if course.now.instead_of else mrkdwn("")
    return mrkdwn("With {} ({}{}).", _name(course.now), why, instead)


def _name(named: Named) -> Mrkdwn:
    return mrkdwn("the approvers' channel") if named.room else mrkdwn("{}", named.name)


def in_a_line(turn: Turn, request: Request) -> Mrkdwn:
    wish = said(request.row.change.wish().named(request.subject.name), zone=turn.zone, now=turn.now)
    return mrkdwn("#{} {} · {}", request.id, wish, request.row.state)
