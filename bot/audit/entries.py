"""The audit: one entry for each step of a change or a delegation, appended in the transaction that takes the step.

The database itself refuses to alter or delete one, so an entry stays for good, also of somebody who was forgotten.
Therefore it holds ids, states and codes of ours, and nothing that somebody typed: a reason, a
question and its answer are in the request's own row.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import audit

LONGEST = 64  #: of a correlation id; today's have 36 characters


class Step(StrEnum):
    """What became of a change. Stored for good: a name is never changed or given another meaning."""

    CONFIRMED = auto()  #: its asker said yes to its preview; one that nobody says yes to leaves nothing
    ASKED = auto()  #: it waits for a decision, for the first time or again
    NUDGED = auto()  #: whoever is asked was reminded
    SNOOZED = auto()  #: whoever is asked looks at it later
    QUESTIONED = auto()  #: a decider wants to know something of who asked
    ANSWERED = auto()  #: who asked answered that
    MOVED = auto()  #: the next is asked
    TIGHTENED = auto()  #: the rules are stricter by now, and so are its own
    APPROVED = auto()
    REFUSED = auto()  #: Genesys let that token not do it, and it goes on all the same
    DONE = auto()
    ALREADY = auto()  #: it was so before; nothing was written
    FAILED = auto()  #: nothing was changed
    UNKNOWN = auto()  #: it was sent, and cannot be seen
    DECLINED = auto()
    CANCELLED = auto()
    EXPIRED = auto()
    DELEGATED = auto()  #: of no change: whoever decides in somebody's place was named
    UNDELEGATED = auto()  #: of no change: that is over


#: A change has one of these at most, whoever ends it: the second loses on a key of the database.
ENDINGS = frozenset({Step.DONE, Step.ALREADY, Step.FAILED, Step.UNKNOWN, Step.DECLINED, Step.CANCELLED, Step.EXPIRED})


@dataclass(frozen=True, kw_only=True)
class Detail:
    """What a step has besides. There is no field for words that people type, and `why` takes none."""

    why: StrEnum | None = None  #: a code of ours
    problem: str = ""  #: the error's name in `bot/errors.py`
    missing: tuple[str, ...] = ()  #: the permissions that Genesys named
    next_user: str = ""  #: the Genesys user who is asked now
    next_room: str = ""  #: the channel of approvers that is asked now
    rules: tuple[str, ...] = ()  #: the names of the policy's rules that said so
    other: str = ""  #: the change that this one undoes, or puts back
    delegate: str = ""  #: the Genesys user who decides in the place of whom the entry is about
    until: datetime | None = None  #: when what was put off comes back, or a delegation is over


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One step. Whoever took it is empty where nobody did: a request that expired, one that moved on by itself."""

    at: datetime
    step: Step
    change_id: str  #: empty for a delegation, which is of no change
    kind: str
    team_id: str
    genesys_user: str  #: whom the change is about
    request_id: str  #: what caused the step: a delivery, a sweep, a job
    slack_user: str = ""  #: who took the step
    by_user: str = ""  #: the same person in Genesys
    workspace: str = ""
    channel: str = ""
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    token_of: str = ""  #: the Genesys user whose token acted, where one did
    correlation_id: str = ""
    detail: Detail = Detail()


async def record(tx: AsyncConnection, entry: Entry) -> None:
    """Appends it. IntegrityError: a second ending of one change."""
    values = {name: getattr(entry, name) for name in entry.__dataclass_fields__}
    detail = {name: value for name, value in asdict(entry.detail).items() if value}
    if entry.detail.until is not None:
        detail["until"] = entry.detail.until.astimezone(UTC).isoformat()
    values |= {
        "step": entry.step.value,
        # It comes from Genesys, and may hold what that likes; an ending never fails for it.
        "correlation_id": "".join(filter(str.isprintable, entry.correlation_id))[:LONGEST],
        "by_user": entry.by_user or None,
        "workspace": entry.workspace or None,
        "channel": entry.channel or None,
        "detail": detail or None,
        "ends": entry.change_id if entry.step in ENDINGS else None,
    }
    # Left out, a column is NULL; None in one of JSON would be the word "null".
    await tx.execute(insert(audit).values({name: value for name, value in values.items() if value is not None}))
