"""What a change is: a small frozen value that knows how to read, apply and take back its effect.

It is stored for days and outlives deploys: a field is never renamed or given another meaning, a new one has a default.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, ClassVar, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict

from bot.genesys.client import Genesys
from bot.policy.verdict import Effect
from bot.slack.mrkdwn import NAMELESS

Value = str | datetime | None
LONGEST_NAME = 40  #: characters of a thing's name within a wish


class Sentence(BaseModel):
    """A template and its values, rendered for each reader, in their zone. Reads on behind "Done: "."""

    model_config = ConfigDict(frozen=True)

    template: str
    values: tuple[Value, ...] = ()

    def named(self, name: str) -> "Sentence":
        """Behind a name, as a headline: "Ana: join Billing"."""
        return Sentence(template="{}: " + self.template, values=(name, *self.values))


def cut(name: str) -> str:
    """A thing's name as a wish has room for it."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"


class State(BaseModel):
    """What Genesys holds of what a change is about; equal states are the same to people."""

    model_config = ConfigDict(frozen=True)
    #: Fields that somebody named: the audit keeps ids and states alone, because it outlives whoever is forgotten.
    names: ClassVar[frozenset[str]] = frozenset()

    def audited(self) -> dict[str, Any]:
        """As the audit holds it."""
        return self.model_dump(mode="json", exclude=set(self.names))


S = TypeVar("S", bound=State)


class Change(BaseModel, Generic[S]):
    """One wanted change of one user. `kind` names it in storage.

    `user_name` is set where the user is not who reads of it: sentences then speak of them by name, else to them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    operations: ClassVar[tuple[str, ...]]
    state: ClassVar[type[State]]
    effect: ClassVar[Effect] = Effect.STATE
    owner_only: ClassVar[str] = ""  #: why nobody can do it for somebody else, as a sentence without its full stop

    user_id: str
    user_name: str = ""

    @property
    def queue_names(self) -> tuple[str, ...]:
        """The queues it is about, as they were called when it was asked: what policy's rules on queues look at."""
        return ()

    @property
    def things(self) -> tuple[str, ...]:
        """What it is about, each of which is put back on its own: the area, or in it a queue."""
        return (self.kind.partition(".")[0],)

    @property
    def puts_on_queue(self) -> bool:
        """Whether calls then reach somebody: nothing does that later by itself, without their click."""
        return False

    def only(self, things: Collection[str]) -> Self:  # noqa: ARG002 - for changes that are about several things
        """The part of it that is about these."""
        return self

    def piece(self, state: S, thing: str) -> S:  # noqa: ARG002 - as above
        """What a state says of one thing."""
        return state

    def pieced(self, pieces: Sequence[S]) -> S:
        """One state of several things' pieces."""
        return pieces[0]

    def naming(self, name: str | None) -> Self:
        """The same change for another reader: told of by name, even an empty one, or to the user themself (None)."""
        return self.model_copy(update={"user_name": "" if name is None else name.strip() or NAMELESS})

    async def read(self, genesys: Genesys) -> S:
        """What Genesys holds now."""
        raise NotImplementedError

    def rest(self, state: S) -> Self | None:
        """What is still to do; None: nothing."""
        raise NotImplementedError

    async def apply(self, genesys: Genesys) -> None:
        """Writes; whether it took effect is read back by whoever calls."""
        raise NotImplementedError

    def touches(self, other: "Change[S]") -> bool:
        """Whether another change of the same area is about the same thing."""
        return self.user_id == other.user_id

    def inverse(self, before: S) -> "Change[S] | None":
        """The way back to `before`; None where there is none."""
        raise NotImplementedError

    def wish(self) -> Sentence:
        """What is wanted, whatever was before, in about 60 characters: "join Billing". Reads on behind a name."""
        raise NotImplementedError

    def sentence(self, before: S) -> Sentence:
        """What was done, in words."""
        raise NotImplementedError

    def shown(self, state: S) -> Sentence:
        """How a state reads: "presence is Break"."""
        raise NotImplementedError

    def same(self, one: S, other: S) -> bool:
        """Whether nobody changed what this change is about between two readings."""
        return one == other

    def _told(self, own: str, others: str, *values: Value) -> Sentence:
        """One of two templates: `own` speaks to the user, `others` begins with their name."""
        if self.user_name:
            return Sentence(template=others, values=(self.user_name, *values))
        return Sentence(template=own, values=values)
