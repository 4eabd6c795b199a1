"""Who belongs to a queue: adding somebody who is no member, and taking that back. For joining see `queues.py`."""

from typing import ClassVar, Literal, Self

from bot.changes.change import Change, Sentence
from bot.changes.queues import NAMED, Memberships, OfQueues, QueueWanted, SetQueues, listed, some
from bot.genesys.client import Genesys
from bot.policy.verdict import Effect


class NewMembership(QueueWanted):
    """A queue to be a member of, joined or not; `belongs` where only the joining is left to do."""

    joined: bool = True
    belongs: bool = False


class OfMembers(OfQueues):
    """Both ways of changing who belongs to a queue."""

    effect: ClassVar[Effect] = Effect.LASTING

    def shown(self, state: Memberships) -> Sentence:
        parts: list[str] = []
        values: list[str] = []
        for begins, joined, ends in (
            ("a member of ", True, " (joined)"),
            ("a member of ", False, " (not joined)"),
            ("no member of ", None, ""),
        ):
            names = [queue.name for queue in self.wanted if state.joined.get(queue.id) is joined]
            if names:
                parts.append(begins + some(names) + ends)
                values += names[:NAMED]
        told = " and ".join(parts)
        return self._told("you are " + told, "{} is " + told, *values)


class AddMembers(OfMembers):
    """Makes somebody a member of one queue or several of which they are none, joined or not."""

    kind: Literal["queues.add_members"] = "queues.add_members"
    operations: ClassVar[tuple[str, ...]] = ("getUserQueues", "postRoutingQueueMembers", "patchUserQueue")
    wanted: tuple[NewMembership, ...]

    def rest(self, state: Memberships) -> Self | None:
        left = tuple(
            queue.model_copy(update={"belongs": queue.id in state.joined})
            for queue in self.wanted
            if state.joined.get(queue.id) is not queue.joined
        )
        return self.model_copy(update={"wanted": left}) if left else None

    async def apply(self, genesys: Genesys) -> None:
        """Adds, looks, and joins or leaves where Genesys did otherwise: what it does by itself is not documented.

        Only what is seen to belong is patched: Genesys knows no other membership, and its "not found" would read as
        if nobody had been added.
        """
        for queue in self.wanted:
            if not queue.belongs:
                await genesys.queues.post_routing_queue_members(queue.id, [self.user_id])
        now = await self.read(genesys)
        for queue in self.wanted:
            if now.joined.get(queue.id, queue.joined) is not queue.joined:
                await genesys.queues.patch_user_queue(self.user_id, queue.id, joined=queue.joined)

    def inverse(self, before: Memberships) -> Change[Memberships] | None:
        """None for a mixture, of which some belonged before: that would be two changes."""
        wanted = tuple(QueueWanted(id=queue.id, name=queue.name, joined=queue.joined) for queue in self.wanted)
        belonged = [queue for queue in wanted if queue.id in before.joined]
        if not belonged:
            return RemoveMembers(user_id=self.user_id, user_name=self.user_name, wanted=wanted)
        if len(belonged) == len(wanted):
            return SetQueues(user_id=self.user_id, user_name=self.user_name, wanted=wanted).inverse(before)
        return None

    def wish(self) -> Sentence:
        said = listed("become a member of", self.queue_names)
        if any(queue.joined for queue in self.wanted):
            return said
        return Sentence(template=said.template + " without joining", values=said.values)

    def sentence(self, before: Memberships) -> Sentence:  # noqa: ARG002 - the signature of every change
        return self.shown(Memberships(joined={queue.id: queue.joined for queue in self.wanted}))


class RemoveMembers(OfMembers):
    """Takes somebody's membership of one queue or several away: the way back from `AddMembers`."""

    kind: Literal["queues.remove_members"] = "queues.remove_members"
    operations: ClassVar[tuple[str, ...]] = ("getUserQueues", "postRoutingQueueMembers")

    def rest(self, state: Memberships) -> Self | None:
        left = tuple(queue for queue in self.wanted if queue.id in state.joined)
        return self.model_copy(update={"wanted": left}) if left else None

    async def apply(self, genesys: Genesys) -> None:
        for queue in self.wanted:
            await genesys.queues.post_routing_queue_members(queue.id, [self.user_id], delete=True)

    def inverse(self, before: Memberships) -> AddMembers | None:
        back = tuple(
            NewMembership(id=queue.id, name=queue.name, joined=before.joined[queue.id])
            for queue in self.wanted
            if queue.id in before.joined
        )
        return AddMembers(user_id=self.user_id, user_name=self.user_name, wanted=back) if back else None

    def wish(self) -> Sentence:
        return listed("stop being a member of", self.queue_names)

    def sentence(self, before: Memberships) -> Sentence:
        names = [queue.name for queue in self.wanted if queue.id in before.joined] or list(self.queue_names)
        told = f"no longer a member of {some(names)}"
        return self._told("you are " + told, "{} is " + told, *names[:NAMED])
