"""How an offer reads: what waits for its asker's own yes, and what can be pressed below it."""

from bot.changes.door import Offered
from bot.dispatch.turn import Turn
from bot.grammar.spoken import spoken
from bot.policy.verdict import Verdict
from bot.slack.blocks import Button
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.reply import Reply
from handlers.refusals import UNCHANGED
from handlers.wording import said, whole

WISHED = " wish"  #: behind the id of an offer: once confirmed, somebody else is to decide it


def offer(turn: Turn, offered: Offered) -> Reply:
    """What will happen to whom, what is now, and why it asks."""
    now = said(offered.row.change.shown(offered.before), zone=turn.zone, now=turn.now)
    lines = [
        mrkdwn("*Confirm:* {}?", wanted(turn, offered)),
        mrkdwn("Now {}.", now),
        mrkdwn(
            "It asks first because {}. {} This offer holds for ten minutes.", whole(offered.judgement.reason), UNCHANGED
        ),
    ]
    value = offered.row.id + (WISHED if offered.is_wished else "")
    if offered.judgement.confirms is Verdict.CONFIRM_TYPED:
        yes = Button("Confirm by typing…", "offers.complete", value, style="primary")
    else:
        yes = Button("Confirm", "offers.confirm", value, style="primary")
    return Reply(lines, [yes, Button("Cancel", "offers.cancel", offered.row.id)])


def wanted(turn: Turn, offered: Offered) -> Mrkdwn:
    """What is wanted: of somebody else with name and e-mail, because names have twins."""
    wish = said(offered.row.change.wish(), zone=turn.zone, now=turn.now)
    if offered.row.until is not None:
        wish = mrkdwn("{} until {}", wish, spoken(offered.row.until, zone=turn.zone, now=turn.now))
    subject = offered.subject
    if subject.genesys_id == turn.me.id:
        return mrkdwn("{}", wish)
    return mrkdwn("*{}* ({}): {}", subject.name, subject.email, wish)
