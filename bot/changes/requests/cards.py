"""Where a request stands in Slack. All of its cards end alike: each knows which step it was drawn for."""

from dataclasses import dataclass, replace
from enum import StrEnum, auto

from sqlalchemy import and_, delete, select, update

from bot.identity.slack_people import SlackId
from bot.store.engine import Database
from bot.store.tables import cards


class For(StrEnum):
    """Who reads a card."""

    DECIDER = auto()
    ROOM = auto()  #: a channel of approvers
    REQUESTER = auto()


@dataclass(frozen=True)
class Card:
    """One card. `who` is a Genesys user, or a channel; `ts` is empty until it stands."""

    change_id: str
    role: For
    who: str
    slack: SlackId
    channel: str = ""
    ts: str = ""
    drawn: int = -1  #: `Request.drawing` as it was


class Cards:
    """The rows of cards."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, change_id: str) -> list[Card]:
        async with self._database.read() as tx:
            rows = (await tx.execute(select(cards).where(cards.c.change_id == change_id))).all()
        return [
            Card(
                row.change_id,
                For(row.role),
                row.who,
                SlackId(row.team_id, row.slack_user, row.workspace),
                row.channel,
                row.ts,
                row.drawn,
            )
            for row in rows
        ]

    async def keep(self, card: Card) -> Card:
        """It stands, as it was drawn now."""
        which = and_(cards.c.change_id == card.change_id, cards.c.role == card.role.value, cards.c.who == card.who)
        values = {"channel": card.channel, "ts": card.ts, "drawn": card.drawn}
        async with self._database.begin() as tx:
            done = await tx.execute(update(cards).where(which).values(values))
            if done.rowcount == 0:
                key = {"change_id": card.change_id, "role": card.role.value, "who": card.who}
                slack = card.slack
                whose = {"team_id": slack.team_id, "workspace": slack.workspace, "slack_user": slack.user_id}
                await tx.execute(cards.insert().values(**key, **whose, **values))
        return card

    async def drop(self, card: Card) -> None:
        """It can't be drawn any more."""
        which = and_(cards.c.change_id == card.change_id, cards.c.role == card.role.value, cards.c.who == card.who)
        async with self._database.begin() as tx:
            await tx.execute(delete(cards).where(which))


def standing(card: Card, *, channel: str, ts: str, drawn: int) -> Card:
    """The card as it stands after it was drawn."""
    return replace(card, channel=channel, ts=ts, drawn=drawn)
