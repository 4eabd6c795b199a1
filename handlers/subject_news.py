"""What somebody reads when another person changed something of theirs in Genesys."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.changes.news import TellSubject
from bot.changes.requests.request import Request
from bot.changes.row import ChangeRow
from bot.identity.links import Link
from bot.identity.slack_people import SlackId
from bot.slack.blocks import Button
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.place import Place
from bot.slack.reply import Reply
from bot.slack.sender import Sender
from handlers.wording import said

Zone = Callable[[SlackId], Awaitable[ZoneInfo]]


def subject_teller(sender: Sender, zone_of: Zone, now: Callable[[], datetime]) -> TellSubject:
    """Tells it by direct message, in their own zone."""

    async def tell(row: ChangeRow, by: Link | None, request: Request | None, whose: Link) -> None:
        assert row.before is not None
        done = said(row.change.naming(None).sentence(row.before), zone=await zone_of(whose.slack), now=now())
        lines = [mrkdwn("{} this for you in Genesys: {}.", _who(by, request), done), mrkdwn("Request #{}", row.id)]
        place = Place(user=whose.slack.user_id, team=whose.slack.workspace)
        await sender.send(place, Reply(lines, [Button("My status", "panel.show")]))

    return tell


def _who(by: Link | None, request: Request | None) -> Mrkdwn:
    who = mrkdwn("*{}*", by.me.name) if by else mrkdwn("*Somebody who has left OnQueue since*")
    if request is None or request.decided is None:
        return mrkdwn("{} did", who)
    return mrkdwn("{} asked for, and *{}* approved,", who, request.decided.name)
