"""Joining and leaving queues one is a member of."""

from typing import ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict

from bot.changes.change import Change, Sentence, State
from bot.genesys.client import Genesys

NAMED = 10  #: queues that a sentence names; the others are counted, since a message holds a few thousand characters


class QueueWanted(BaseModel):
    """A queue by id, with its name when it was asked, and whether it is to be joined."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    joined: bool


class Memberships(State):
    """Of the queues in question, which are joined; one that is not there is no membership."""

    joined: dict[str, bool]


class SetQueues(Change[Memberships]):
    """Joins or leaves one queue or many."""

    kind: Literal["queues.set"] = "queues.set"
    operations: ClassVar[tuple[str, ...]] = ("getUserQueues", "patchUserQueue", "patchUserQueues")
    state: ClassVar = Memberships

    wanted: tuple[QueueWanted, ...]

    async def read(self, genesys: Genesys) -> Memberships:
        asked = {queue.id for queue in self.wanted}
        mine = await genesys.queues.all_user_queues(self.user_id)
        return Memberships(joined={queue.id: queue.joined for queue in mine if queue.id in asked})

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

    def touches(self, other: Change[Memberships]) -> bool:
        """Joining one queue says nothing about another."""
        assert isinstance(other, SetQueues)
        return not {queue.id for queue in self.wanted}.isdisjoint(queue.id for queue in other.wanted)

    def inverse(self, before: Memberships) -> "SetQueues | None":
        back = tuple(
            queue.model_copy(update={"joined": before.joined[queue.id]})
            for queue in self.wanted
            if before.joined.get(queue.id, queue.joined) is not queue.joined
        )
        return SetQueues(user_id=self.user_id, wanted=back) if back else None

    def sentence(self, before: Memberships) -> Sentence:
        changed = [queue for queue in self.wanted if before.joined.get(queue.id) is not queue.joined]
        return _said(changed or list(self.wanted), joined="you joined ", left="you left ")

    def shown(self, state: Memberships) -> Sentence:
        now = [queue.model_copy(update={"joined": state.joined.get(queue.id, False)}) for queue in self.wanted]
        return _said(now, joined="you have joined ", left="you have not joined ")


def _said(queues: list[QueueWanted], *, joined: str, left: str) -> Sentence:
    parts: list[str] = []
    values: list[str] = []
    for begins, is_joined in ((joined, True), (left, False)):
        names = [queue.name for queue in queues if queue.joined is is_joined]
        if names:
            more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
            parts.append(begins + ", ".join("{}" for _ in names[:NAMED]) + more)
            values += names[:NAMED]
    return Sentence(template=" and ".join(parts), values=tuple(values))
