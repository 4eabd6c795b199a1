"""What somebody asked and could not be answered yet: it waits for a link or for a choice, and then runs."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, delete, insert, select

from bot.clock import Clock
from bot.identity.rotating import Sealed
from bot.identity.slack_people import SlackId
from bot.identity.vault import Unreadable, Vault
from bot.slack.sender import Place
from bot.store.engine import Database
from bot.store.tables import asked, changes

KEPT = timedelta(minutes=10)
RESPONSE_URL = "response_url"
SEALED = tuple(Sealed(table.c.response_url_sealed, lambda _: (RESPONSE_URL,)) for table in (asked, changes))


@dataclass(frozen=True)
class Asked:
    """The words behind the command, and the part of them that was unclear."""

    words: str
    said: str
    place: Place


class AskedRows:
    """Kept for ten minutes, for the person who asked alone."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    def sealed(self, response_url: str | None) -> bytes | None:
        """A `response_url` for a row: who has it may post, so it is never stored in the clear."""
        return self._vault.seal(response_url, RESPONSE_URL) if response_url else None

    def unsealed(self, response_url: bytes | None) -> str | None:
        """The way back; None where the key is gone."""
        try:
            return self._vault.open(response_url, RESPONSE_URL) if response_url else None
        except Unreadable:
            return None

    async def keep(self, slack: SlackId, words: str, place: Place, said: str = "") -> str:
        """Stores what was asked and answers its id. What is older than its ten minutes goes at the same time."""
        asked_id, now = secrets.token_urlsafe(12), self._clock.now()
        values = {
            "id": asked_id,
            "team_id": slack.team_id,
            "slack_user": slack.user_id,
            "workspace": place.team,
            "words": words,
            "said": said,
            "channel": place.channel,
            "thread_ts": place.thread_ts,
            "response_url_sealed": self.sealed(place.response_url),
            "asked_at": now,
        }
        async with self._database.begin() as tx:
            await tx.execute(delete(asked).where(asked.c.asked_at < now - KEPT))
            await tx.execute(insert(asked).values(values))
        return asked_id

    async def find(self, asked_id: str, slack: SlackId) -> Asked | None:
        """What this person asked, unless it is too old."""
        theirs = and_(asked.c.id == asked_id, asked.c.team_id == slack.team_id, asked.c.slack_user == slack.user_id)
        fresh = asked.c.asked_at >= self._clock.now() - KEPT
        async with self._database.read() as tx:
            row = (await tx.execute(select(asked).where(theirs, fresh))).one_or_none()
        if row is None:
            return None
        url = self.unsealed(row.response_url_sealed)
        place = Place(
            user=slack.user_id,
            team=row.workspace or slack.workspace,
            channel=row.channel,
            thread_ts=row.thread_ts,
            response_url=url,
            replaces=True,
        )
        return Asked(row.words, row.said, place)
