"""Joining and leaving queues one is a member of."""

from collections.abc import Collection, Sequence
from typing import ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict

from bot.changes.change import Change, Sentence, State, cut
from bot.genesys.client import Genesys

NAMED = 10  #: queues that a sentence names; the others are counted, since a message holds a few thousand characters
ROOM = 60  #: characters of a wish, which stands within the first hundred of a notification


def _thing(queue_id: str) -> str:
    return f"queues.{queue_id}"


class QueueWanted(BaseModel):
    """A queue by id, with its name when it was asked, and whether it is to be joined."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    joined: bool


class Memberships(State):
    """Of the queues in question, which are joined; one that is not there is no membership."""

    joined: dict[str, bool]


class OfQueues(Change[Memberships]):
    """What the changes of somebody's queues have in common: they look at the same memberships."""

    state: ClassVar = Memberships

    wanted: tuple[QueueWanted, ...]

    @property
    def queue_names(self) -> tuple[str, ...]:
        return tuple(queue.name for queue in self.wanted)

    @property
    def things(self) -> tuple[str, ...]:
        return tuple(_thing(queue.id) for queue in self.wanted)

    def only(self, things: Collection[str]) -> Self:
        return self.model_copy(update={"wanted": tuple(one for one in self.wanted if _thing(one.id) in things)})

    def piece(self, state: Memberships, thing: str) -> Memberships:
        return Memberships(joined={queue: joined for queue, joined in state.joined.items() if _thing(queue) == thing})

    def pieced(self, pieces: Sequence[Memberships]) -> Memberships:
        return Memberships(joined={queue: joined for one in pieces for queue, joined in one.joined.items()})

    async def read(self, genesys: Genesys) -> Memberships:
        asked = {queue.id for queue in self.wanted}
        mine = await genesys.queues.all_user_queues(self.user_id)
        return Memberships(joined={queue.id: queue.joined for queue in mine if queue.id in asked})

    def touches(self, other: Change[Memberships]) -> bool:
        """Joining one queue says nothing about another."""
        assert isinstance(other, OfQueues)
        shared = {queue.id for queue in self.wanted} & {queue.id for queue in other.wanted}
        return super().touches(other) and bool(shared)


class SetQueues(OfQueues):
    """Joins or leaves one queue or many."""

    kind: Literal["queues.set"] = "queues.set"
    operations: ClassVar[tuple[str, ...]] = ("getUserQueues", "patchUserQueue", "patchUserQueues")

    def rest(self, state: Memberships) -> Self | None:
        left = tuple(queue for queue in self.wanted if state.joined.get(queue.id) is not queue.joined)
        return self.model_copy(update={"wanted": left}) if left else None

    async def apply(self, genesys: Genesys) -> None:
        """One queue is answered truly; many go in bulk, in one call for each direction."""
        if len(self.wanted) == 1:
            only = self.wanted[0]
            await genesys.queues.patch_user_queue(self.user_id, only.id, joined=only.joined)
            return
        for joined in (True, False):
            ids = [queue.id for queue in self.wanted if queue.joined is joined]
            if ids:
                await genesys.queues.patch_user_queues(self.user_id, ids, joined=joined)

    def inverse(self, before: Memberships) -> "SetQueues | None":
        back = tuple(
            queue.model_copy(update={"joined": before.joined[queue.id]})
            for queue in self.wanted
            if before.joined.get(queue.id, queue.joined) is not queue.joined
        )
        return SetQueues(user_id=self.user_id, user_name=self.user_name, wanted=back) if back else None

    def wish(self) -> Sentence:
        joins, leaves = ([queue.name for queue in self.wanted if queue.joined is joined] for joined in (True, False))
        room = ROOM // 2 if joins and leaves else ROOM
        parts = [listed(verb, names, room) for verb, names in (("join", joins), ("leave", leaves)) if names]
        return Sentence(
            template=" and ".join(part.template for part in parts),
            values=tuple(value for part in parts for value in part.values),
        )

    def sentence(self, before: Memberships) -> Sentence:
        changed = [queue for queue in self.wanted if before.joined.get(queue.id) is not queue.joined]
        return self._said(changed or list(self.wanted), joined="joined", left="left")

    def shown(self, state: Memberships) -> Sentence:
        now = [queue.model_copy(update={"joined": state.joined.get(queue.id, False)}) for queue in self.wanted]
        have = "has" if self.user_name else "have"
        return self._said(now, joined=f"{have} joined", left=f"{have} not joined")

    def _said(self, queues: list[QueueWanted], *, joined: str, left: str) -> Sentence:
        """With the pronoun each time, and the name once."""
        parts: list[str] = []
        values: list[str] = []
        for did, is_joined in ((joined, True), (left, False)):
            names = [queue.name for queue in queues if queue.joined is is_joined]
            if names:
                parts.append(f"{did} {some(names)}")
                values += names[:NAMED]
        return self._told("you " + " and you ".join(parts), "{} " + " and ".join(parts), *values)


def some(names: Sequence[str]) -> str:
    """The places of the first ten names; the others are counted."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join("{}" for _ in names[:NAMED]) + more


def listed(verb: str, names: Sequence[str], room: int = ROOM) -> Sentence:
    """As many names behind a verb as have room, one at least; the others are counted."""
    short = [cut(name) for name in names]
    fit = len(short)
    while fit > 1 and len(_enumerated(verb, fit, of=len(short)).format(*short[:fit])) > room:
        fit -= 1
    return Sentence(template=_enumerated(verb, fit, of=len(short)), values=tuple(short[:fit]))


def _enumerated(verb: str, fit: int, *, of: int) -> str:
    """As in "join {}, {} and {}", or "join {}, {} and 7 more"."""
    things = ["{}"] * fit
    if of > fit:
        things.append(f"{of - fit} more")
    return f"{verb} " + " and ".join(filter(None, (", ".join(things[:-1]), things[-1])))
