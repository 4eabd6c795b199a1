"""How an offer reads: what waits for its asker's own yes."""

from bot.changes.door import Offered
from bot.dispatch.turn import Turn
from bot.slack.blocks import Button
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from handlers.refusals import UNCHANGED
from handlers.wording import said


def offer(turn: Turn, offered: Offered) -> Reply:
    """What will happen to whom, what is now, and why it asks."""
    change = offered.row.change
    wish = said(change.wish(), zone=turn.zone, now=turn.now)
    whom = mrkdwn("*{}* ({}): {}", turn.about.name, turn.about.email, wish) if turn.subject else mrkdwn("{}", wish)
    lines = [
        mrkdwn("*Confirm:* {}?", whom),
        mrkdwn("Now {}.", said(change.shown(offered.before), zone=turn.zone, now=turn.now)),
        mrkdwn("It asks first because {}. {} This offer holds for ten minutes.", offered.judgement.reason, UNCHANGED),
    ]
    return Reply(lines, [Button("Confirm", "offers.confirm", offered.row.id, style="primary")])
