"""Call forwarding on and off; its targets are set in Genesys's own client."""

from bot.changes.callforwarding import SetForwarding
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.slack.blocks import Button
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from handlers.ends import with_end
from handlers.outcomes import propose

router = Router()


@router.verb(
    "forwarding [on|off] [until TIME]",
    does="Shows whether your calls are forwarded, or turns that on or off. Genesys allows it only off queue.",
    aliases=("forward",),
    examples=("forwarding", "forwarding off"),
    for_others=True,
    can_be_asked=True,
)
async def forwarding(turn: Turn) -> Reply:
    wanted, rest = turn.words.taking("on", "off")
    turn = with_end(turn.saying(rest.text))
    if wanted is not None:
        return await propose(turn, SetForwarding(user_id=turn.about.id, enabled=wanted == "on"))
    is_on = (await turn.genesys.callforwarding.get_user_callforwarding(turn.about.id)).enabled
    whose = mrkdwn("{}'s", turn.subject.name) if turn.subject is not None else mrkdwn("Your")
    said = mrkdwn("{} call forwarding is {}.", whose, "on" if is_on else "off")
    mends = [Button("Turn forwarding off", "callforwarding.off")] if is_on and turn.subject is None else []
    return Reply([said], mends)


@router.action("callforwarding.off")
async def forwarding_off(turn: Turn) -> Reply:
    return await propose(turn, SetForwarding(user_id=turn.about.id, enabled=False))
