"""Puts back what was promised to last until a moment: only if nobody changed it meanwhile; else its person is asked.

The token that made the change puts it back, as was promised; is it refused or gone, its person is asked, too.
"""

import logging
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import Protocol

from sqlalchemy.exc import IntegrityError

from bot.changes.change import Sentence
from bot.changes.executing import Executor
from bot.changes.kinds import AnyChange
from bot.changes.outcome import End, Outcome
from bot.changes.put_back_rows import PutBack, PutBackRows, Stage
from bot.changes.row import ChangeRow, Origin
from bot.changes.rows import ChangeRows
from bot.clock import Clock
from bot.errors import NotLinked, NotServed, SignInEnded
from bot.identity.actors import Actor
from bot.identity.identity import Identity
from bot.log import new_request_id, request

log = logging.getLogger(__name__)

#: Later than that nobody expects it any more, and they are asked: a machine that was off, an outage.
LATEST = timedelta(minutes=15)
AT_ONCE = 20


class Doubt(StrEnum):
    """Why somebody is asked before anything is put back."""

    CHANGED = auto()  #: somebody changed it meanwhile
    ON_QUEUE = auto()  #: calls would reach them again
    LATE = auto()
    REFUSED = auto()  #: the token that was to do it has ended, or Genesys refused


class Told(Protocol):
    """What `handlers/` says. Raises where Slack takes nothing, so that it is tried again."""

    async def put_back(self, row: ChangeRow, outcome: Outcome) -> None:
        """It was put back, or what came of trying."""

    async def ask(self, row: ChangeRow, put_back: PutBack, doubt: Doubt) -> None:
        """Whether it is to be put back."""


class PutBacks:
    """The job, the net under it, and the click."""

    def __init__(
        self,
        *,
        rows: PutBackRows,
        changes: ChangeRows,
        executor: Executor,
        identity: Identity,
        told: Told,
        clock: Clock,
    ) -> None:
        self._rows = rows
        self._changes = changes
        self._executor = executor
        self._identity = identity
        self._told = told
        self._clock = clock

    async def look(self, change_id: str) -> None:
        """The job of a change that is to be put back. What it raises is tried again."""
        row = await self._changes.find(change_id)
        if row is None:
            return
        put_back = await self._rows.of(row, (Stage.WAITING, Stage.ASKING), due=True)
        if put_back is not None:
            with request(new_request_id(), change=change_id):
                await self._looked(row, put_back)

    async def once(self) -> None:
        """The net under the jobs."""
        for change_id in await self._rows.left_behind(AT_ONCE):
            try:
                await self.look(change_id)
            except Exception:  # One must not keep the others: the outermost loop.
                log.exception("change %s could not be put back", change_id)

    async def press(self, change_id: str, actor: Actor, origin: Origin) -> Outcome | None:
        """Its person wants it back now, whatever happened meanwhile; None: nothing of it is open any more."""
        row = await self._changes.find(change_id)
        put_back = await self._rows.of(row, tuple(Stage)) if row and self._is_theirs(row, actor) else None
        if row is None or put_back is None or put_back.back is None:
            return None
        return await self._done(row, put_back.back, actor, origin)

    async def keep(self, change_id: str, actor: Actor) -> bool:
        """Its person wants it to stay; whether something was still to be put back."""
        row = await self._changes.find(change_id)
        return row is not None and self._is_theirs(row, actor) and await self._rows.drop(change_id)

    async def lasting(self, user: str) -> list[tuple[Sentence, datetime]]:
        """What is as it is only until a moment, told to its user."""
        lasting = []
        for change_id, due_at in await self._rows.open_of(user):
            row = await self._changes.find(change_id)
            if row is not None and row.after is not None:
                lasting.append((row.change.naming(None).shown(row.after), due_at))
        return lasting

    async def _looked(self, row: ChangeRow, put_back: PutBack) -> None:
        try:
            actor = await self._identity.actor_of_link(row.link_id)
        except (NotLinked, NotServed, SignInEnded):
            await self._ask(row, put_back, Doubt.REFUSED)
            return
        back, now = put_back.back, await put_back.change.read(actor.genesys)
        if back is None or back.rest(now) is None:
            await self._rows.drop(row.id)
        elif not put_back.change.same(now, put_back.after):
            await self._ask(row, put_back, Doubt.CHANGED)
        elif back.puts_on_queue:
            await self._ask(row, put_back, Doubt.ON_QUEUE)
        elif self._clock.now() - put_back.due_at > LATEST:
            await self._ask(row, put_back, Doubt.LATE)
        else:
            await self._put_back(row, put_back, back, actor)

    async def _put_back(self, row: ChangeRow, put_back: PutBack, back: AnyChange, actor: Actor) -> None:
        """A row of its own, that undoes the first: so it happens once, and excludes an undo."""
        outcome = await self._done(row, back, actor, row.origin)
        if outcome is None:
            undo = await self._changes.undo_of(row.id)
            if undo is None or not undo.is_open:
                await self._rows.drop(row.id)
        elif outcome.end is End.FAILED:
            await self._changes.told(outcome.change_id)
            await self._ask(row, put_back, Doubt.REFUSED)
        elif outcome.end is not End.WAITING:
            await self._told.put_back(row, outcome)
            await self._changes.told(outcome.change_id)
            await self._rows.drop(row.id)

    async def _done(self, row: ChangeRow, back: AnyChange, actor: Actor, origin: Origin) -> Outcome | None:
        """None: it is being undone, or was."""
        by = Origin(
            slack=origin.slack,
            link_id=actor.link_id,
            request_id=origin.request_id,
            channel=origin.channel,
            thread_ts=origin.thread_ts,
            response_url_sealed=origin.response_url_sealed,
        )
        try:
            undo = await self._changes.add(back, by, undoes=row.id)
        except IntegrityError:
            return None
        return await self._executor.run(undo, actor)

    async def _ask(self, row: ChangeRow, put_back: PutBack, doubt: Doubt) -> None:
        if await self._rows.asking(row.id):
            await self._told.ask(row, put_back, doubt)
            await self._rows.asked(row.id)

    def _is_theirs(self, row: ChangeRow, actor: Actor) -> bool:
        return actor.slack == row.origin.slack or actor.me.id == row.change.user_id or row.link_id == actor.link_id
