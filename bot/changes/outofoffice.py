"""Out of office: only one's own, and always the whole setting."""

from datetime import datetime
from typing import ClassVar, Literal, Self

from bot.changes.change import Change, Sentence, State
from bot.genesys.client import Genesys
from bot.genesys.outofoffice import OutOfOffice


class OutOfOfficeNow(State):
    """The setting; without an end it is indefinite."""

    active: bool
    starts_at: datetime | None = None
    ends_at: datetime | None = None


class SetOutOfOffice(Change[OutOfOfficeNow]):
    """On from `starts_at` until `ends_at` (None: until it is ended), or off."""

    kind: Literal["outofoffice.set"] = "outofoffice.set"
    operations: ClassVar[tuple[str, ...]] = ("getUserOutofoffice", "putUserOutofoffice")
    state: ClassVar = OutOfOfficeNow
    owner_only: ClassVar[str] = "Genesys lets nobody set another person's out-of-office"

    active: bool
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    async def read(self, genesys: Genesys) -> OutOfOfficeNow:
        now = await genesys.outofoffice.get_user_outofoffice(self.user_id)
        ends_at = None if now.indefinite else now.end_date
        return OutOfOfficeNow(active=now.active, starts_at=now.start_date, ends_at=ends_at)

    def rest(self, state: OutOfOfficeNow) -> Self | None:
        if not self.active:
            return self if state.active else None
        wanted = (True, _minute(self.starts_at), _minute(self.ends_at))
        return None if wanted == (state.active, _minute(state.starts_at), _minute(state.ends_at)) else self

    async def apply(self, genesys: Genesys) -> None:
        setting = OutOfOffice(
            active=self.active,
            start_date=self.starts_at,
            end_date=self.ends_at,
            indefinite=self.active and self.ends_at is None,
        )
        await genesys.outofoffice.put_user_outofoffice(self.user_id, setting)

    def inverse(self, before: OutOfOfficeNow) -> "SetOutOfOffice":
        return SetOutOfOffice(
            user_id=self.user_id,
            user_name=self.user_name,
            active=before.active,
            starts_at=before.starts_at,
            ends_at=before.ends_at,
        )

    def wish(self) -> Sentence:
        if not self.active:
            return Sentence(template="turn out-of-office off")
        if self.ends_at is None:
            return Sentence(template="be out of office from {}, without an end", values=(self.starts_at,))
        return Sentence(template="be out of office from {}, back on {}", values=(self.starts_at, self.ends_at))

    def sentence(self, before: OutOfOfficeNow) -> Sentence:  # noqa: ARG002 - the signature of every change
        if not self.active:
            return self._off()
        if self.ends_at is None:
            return self._told(
                "you are out of office from {} until you end it; calls go to voicemail",
                "{} is out of office from {} until they end it; calls go to voicemail",
                self.starts_at,
            )
        return self._told(
            "you are out of office from {}, back on {}; calls go to voicemail meanwhile",
            "{} is out of office from {}, back on {}; calls go to voicemail meanwhile",
            self.starts_at,
            self.ends_at,
        )

    def shown(self, state: OutOfOfficeNow) -> Sentence:
        if not state.active:
            return self._off()
        if state.ends_at is None:
            return self._told("you are out of office without an end", "{} is out of office without an end")
        return self._told("you are out of office, back on {}", "{} is out of office, back on {}", state.ends_at)

    def _off(self) -> Sentence:
        return self._told("your out-of-office is off", "{}'s out-of-office is off")


def _minute(at: datetime | None) -> datetime | None:
    """Genesys keeps milliseconds, people mean minutes."""
    return at.replace(second=0, microsecond=0) if at else None
