"""Carries payloads to the bot, within three seconds, each in the ledger: over HTTP, or through Socket Mode.

As in Slack it is one or the other for the whole app: the manifest says so, a lever, or, where neither does, the app
itself by opening its first connection.
"""

import time

from bot.sandbox.slack.ledger import Ledger
from bot.sandbox.slack.parcels import Ack, Parcel
from bot.sandbox.slack.posts import Posts
from bot.sandbox.slack.sockets import Sockets


class Courier:
    """One for everything that is delivered; it knows two ways."""

    def __init__(self, posts: Posts, sockets: Sockets, ledger: Ledger) -> None:
        self.posts = posts
        self._sockets = sockets
        self._ledger = ledger

    def knows(self, path: str | None) -> bool:
        """Whether there is a way for what goes to this path: over HTTP only where the manifest names it."""
        return self._sockets.are_used or path is not None

    async def deliver(self, parcel: Parcel, *, away_from: int | None = None) -> Ack:
        """`away_from`: the connection that did not acknowledge it before."""
        began = time.monotonic()
        over_socket = self._sockets.are_used
        ack = await (self._sockets.deliver(parcel, away_from) if over_socket else self.posts.deliver(parcel))
        self._ledger.note(
            "delivery",
            type=parcel.kind,
            url=None if over_socket else self.posts.url(parcel),
            path=None if over_socket else parcel.path,
            connection=ack.connection,
            status=ack.status,
            ack_ms=round((time.monotonic() - began) * 1000, 1),
            failure=ack.failure,
            retry_num=str(parcel.retry.number) if parcel.retry else None,
        )
        return ack

    async def aclose(self) -> None:
        await self._sockets.aclose()
        await self.posts.aclose()
