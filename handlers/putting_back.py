"""What lasts until a moment and is then put back: what is said then, and the buttons that decide in doubt."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.changes.outcome import Outcome
from bot.changes.put_back_rows import PutBack
from bot.changes.put_backs import Doubt
from bot.changes.row import ChangeRow
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.identity.slack_people import SlackId
from bot.slack.blocks import Button, Element
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.place import Place
from bot.slack.reply import Reply
from bot.slack.sender import Sender
from handlers.outcomes import STATUS, reply
from handlers.refusals import UNCHANGED
from handlers.wording import said

router = Router()

WHY = {
    Doubt.CHANGED: "Somebody changed it meanwhile, so I left it as it is.",
    Doubt.ON_QUEUE: "Calls would reach you again, so I ask first.",
    Doubt.LATE: "That was a while ago, so I ask first.",
    Doubt.REFUSED: "Genesys did not let me, so nothing was changed.",
}
GONE = "Nothing of that is to be put back any more."

Zone = Callable[[SlackId], Awaitable[ZoneInfo]]


class PuttingBack:
    """Direct messages to whoever asked for the change."""

    def __init__(self, sender: Sender, zone_of: Zone, now: Callable[[], datetime]) -> None:
        self._sender = sender
        self._zone_of = zone_of
        self._now = now

    async def put_back(self, row: ChangeRow, outcome: Outcome) -> None:
        """As it was promised, or what came of trying."""
        zone, now = await self._zone_of(row.origin.slack), self._now()
        told = reply(outcome, zone=zone, now=now)
        first = mrkdwn("*Put back, as you wished.* {}", told.lines[0])
        await self._sender.send(_place(row), Reply([first, *told.lines[1:]], told.elements))

    async def ask(self, row: ChangeRow, put_back: PutBack, doubt: Doubt) -> None:
        """What it would go back to, and why it is in doubt."""
        zone, now = await self._zone_of(row.origin.slack), self._now()
        lines = [
            mrkdwn("*Time is over:* {}.", said(row.change.wish(), zone=zone, now=now)),
            mrkdwn("{} {}", WHY[doubt], _question(put_back, zone, now)),
        ]
        await self._sender.send(_place(row), Reply(lines, _buttons(put_back)))


@router.action("putback.now")
async def press(turn: Turn) -> Reply:
    assert turn.actor is not None
    change_id = turn.picked[0] if turn.picked else ""
    outcome = await turn.desk.put_backs.press(change_id, turn.actor, turn.origin())
    if outcome is None:
        return Reply([mrkdwn("{} {}", GONE, UNCHANGED)], [STATUS])
    return reply(outcome, zone=turn.zone, now=turn.now)


@router.action("putback.keep")
async def keep(turn: Turn) -> Reply:
    assert turn.actor is not None
    kept = await turn.desk.put_backs.keep(turn.picked[0] if turn.picked else "", turn.actor)
    text = "It stays as it is now; nothing is put back." if kept else GONE
    return Reply([mrkdwn("{} {}", text, UNCHANGED)], [STATUS])


def _question(put_back: PutBack, zone: ZoneInfo, now: datetime) -> Mrkdwn:
    back = put_back.back
    if back is None:
        return mrkdwn("There is no way back.")
    return mrkdwn("Shall I {} now?", said(back.wish(), zone=zone, now=now))


def _buttons(put_back: PutBack) -> list[Element]:
    back = put_back.back
    if back is None:
        return [STATUS]
    label = "On queue" if back.puts_on_queue else "Put back"
    return [
        Button(label, "putback.now", put_back.change_id, style="primary"),
        Button("Leave it", "putback.keep", put_back.change_id),
    ]


def _place(row: ChangeRow) -> Place:
    return Place(user=row.origin.slack.user_id, team=row.origin.slack.workspace)
