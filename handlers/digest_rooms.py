"""Where a digest goes, and who reads it there; the same questions are asked again before each post."""

from dataclasses import dataclass

from bot.dispatch.turn import Turn
from bot.slack.channels import Channel
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.pace import Failed

ALONE = "me"  #: stands for one's own direct messages where a channel would
INVITE = "Invite me with `/invite @OnQueue`, then try again."
UNSEEN = mrkdwn("I can't see that channel: it is private, or gone. If it is private: " + INVITE)
SILENT = "Slack doesn't tell me about that channel right now. Try again in a moment."
UNALLOWED = (
    "OnQueue may not look at channels in this Slack yet. Whoever looks after it has to install the app again, with the "
    "scopes `channels:read` and `groups:read`."
)
STRANGER = "You are not in that channel, so I post nothing there for you."


@dataclass(frozen=True)
class Room:
    """A place that a digest may go to. `channel` None: its owner's direct messages."""

    channel: str | None
    name: str
    readers: Mrkdwn


@dataclass(frozen=True)
class Closed:
    """Why nothing can be posted there."""

    why: Mrkdwn


async def room_of(turn: Turn, channel_id: str) -> Room | Closed:
    """What Slack says of the channel now, for somebody who wants a digest there."""
    if channel_id in {"", ALONE} or channel_id.startswith("D"):
        return Room(None, "", mrkdwn("Only you will read it, in your direct messages with me."))
    try:
        channel = await turn.desk.channels.look(turn.place.team, channel_id)
    except Failed as failed:
        return Closed(mrkdwn(UNALLOWED if failed.reason == "missing_scope" else SILENT))
    why = closed(channel)
    if why is not None or channel is None:
        return Closed(why or UNSEEN)
    return Room(channel.id, channel.name, readers(channel))


async def is_member(turn: Turn, room: Room) -> bool:
    """Whether the asker reads there themselves: the channel came back from their own client."""
    try:
        return room.channel is None or await turn.desk.channels.has(turn.place.team, room.channel, turn.slack.user_id)
    except Failed:
        return False


def readers(channel: Channel) -> Mrkdwn:
    """Who will read it, and that they read what its owner sees."""
    text = "*Everybody in #{} will read it* ({} now, guests included), and whoever joins. {}"
    they_read = "They read what you may see in Genesys, even if they may not see it there."
    people = max(0, channel.members - channel.has_bot)
    return mrkdwn(text, channel.name, f"{people} member{'' if people == 1 else 's'}", they_read)


def closed(channel: Channel | None) -> Mrkdwn | None:
    """Why nothing can be posted there; None: it can."""
    if channel is None:
        return UNSEEN
    if channel.is_archived:
        return mrkdwn("#{} is archived, so nothing can be posted there.", channel.name)
    if channel.is_shared:
        text = "#{} is shared with another company, or about to be. A digest tells about people: I post none there."
        return mrkdwn(text, channel.name)
    if not channel.has_bot:
        return mrkdwn("I am not in #{}, so I can't post there. " + INVITE, channel.name)
    return None
