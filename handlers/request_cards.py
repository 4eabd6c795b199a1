"""A request as it stands in Slack: before who decides, in a channel of approvers, and before who asked."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.changes.requests.cards import For
from bot.changes.requests.request import Request
from bot.grammar.spoken import spoken
from bot.slack.blocks import Button, Element
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.reply import Reply
from handlers.request_words import with_whom
from handlers.wording import said


def card(request: Request, role: For, *, zone: ZoneInfo, now: datetime) -> Reply:
    """Who, what and until when come first; then what is now, why, and whom it is with."""
    change = request.row.change.naming(request.subject.name)
    wish = said(change.wish().named(request.subject.name), zone=zone, now=now)
    lines = [mrkdwn("*{}*", wish)]
    if request.shown is not None:
        lines.append(mrkdwn("Now {}.", said(change.shown(request.shown), zone=zone, now=now)))
    if request.reason:
        lines.append(mrkdwn("Reason: {}", request.reason))
    lines.append(_state(request, zone, now))
    lines.append(mrkdwn("Request #{} by {}", request.id, request.requester.name))
    return Reply(lines, _elements(request, role))


def _state(request: Request, zone: ZoneInfo, now: datetime) -> Mrkdwn:
    if request.is_open:
        return mrkdwn("{} Until {}.", with_whom(request.course), spoken(request.expires_at, zone=zone, now=now))
    if request.decided is not None:
        return mrkdwn("*{}* by {}.", request.row.state, request.decided.name)
    return mrkdwn("*{}*", request.row.state)


def _elements(request: Request, role: For) -> list[Element]:
    if not request.is_open:
        return []
    if role is For.REQUESTER:
        return [Button("Cancel my request", "requests.cancel", request.id)]
    value = f"{request.id} {request.seen}"
    return [
        Button("Approve", "requests.approve", value, style="primary"),
        Button("Decline", "requests.decline", value, style="danger"),
    ]
