"""The plain routing status operation, for those who look for it by that name."""

from bot.changes.routingstatus import SetRoutingStatus
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import Unclear, Why
from bot.grammar.spoken import since
from bot.slack.mrkdwn import NOTHING, mrkdwn
from bot.slack.reply import Reply
from handlers.outcomes import propose

router = Router()

STATUSES = {"idle": "IDLE", "off": "OFF_QUEUE"}


@router.verb(
    "routing [idle|off]",
    does="Shows your routing status, or sets it: `idle` clears a missed call. To take calls use `on`.",
    examples=("routing", "routing idle", "routing off"),
    for_others=True,
    can_be_asked=True,
)
async def routing(turn: Turn) -> Reply:
    if turn.words.ends:
        raise Unclear(Why.NO_UNTIL_HERE)
    wanted, rest = turn.words.taking(*STATUSES)
    rest.nothing()
    if wanted:
        return await propose(turn, SetRoutingStatus(user_id=turn.about.id, status=STATUSES[wanted]))
    now = await turn.genesys.routingstatus.get_user_routingstatus(turn.about.id)
    for_span = mrkdwn(" ({})", since(now.start_time, now=turn.now)) if now.start_time else NOTHING
    whose = mrkdwn("{}'s", turn.subject.name) if turn.subject else mrkdwn("Your")
    return Reply([mrkdwn("{} routing status is {}{}.", whose, now.status or "unknown", for_span)])
