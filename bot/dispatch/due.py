"""What the clock brings to a handler: nobody asked, so there is an actor and no turn."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.dispatch.turn import Desk
from bot.identity.actors import Actor
from bot.schedules.fired import Fired
from bot.schedules.schedule import Firing
from bot.slack.sender import Sender


@dataclass(frozen=True)
class Due:
    """All that one person's schedules of one kind have to say at one moment."""

    desk: Desk
    sender: Sender
    actor: Actor
    firings: tuple[Firing, ...]
    now: datetime


#: Answers for each firing, in their order. What it raises is tried again, until it is too late to be said.
Job = Callable[[Due], Awaitable[Sequence[Fired]]]
