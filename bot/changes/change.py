"""What a change is: a small frozen value that knows how to read, apply and take back its effect.

It is stored for days and outlives deploys: a field is never renamed or given another meaning, a new one has a default.
"""

from datetime import datetime
from typing import ClassVar, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict

from bot.genesys.client import Genesys
from bot.policy.verdict import Effect

Value = str | datetime | None


class Sentence(BaseModel):
    """A template and its values, rendered for each reader, in their zone. Reads on behind "Done: "."""

    model_config = ConfigDict(frozen=True)

    template: str
    values: tuple[Value, ...] = ()


class State(BaseModel):
    """What Genesys holds of what a change is about; equal states are the same to people."""

    model_config = ConfigDict(frozen=True)


S = TypeVar("S", bound=State)


class Change(BaseModel, Generic[S]):
    """One wanted change of one user. `kind` names it in storage."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    operations: ClassVar[tuple[str, ...]]
    state: ClassVar[type[State]]
    effect: ClassVar[Effect] = Effect.STATE

    user_id: str

    async def read(self, genesys: Genesys) -> S:
        """What Genesys holds now."""
        raise NotImplementedError

    def rest(self, state: S) -> Self | None:
        """What is still to do; None: nothing."""
        raise NotImplementedError

    async def apply(self, genesys: Genesys) -> None:
        """Writes; whether it took effect is read back by whoever calls."""
        raise NotImplementedError

    def touches(self, other: "Change[S]") -> bool:  # noqa: ARG002 - for changes that are about a part of their area
        """Whether another change of the same area is about the same thing."""
        return True

    def inverse(self, before: S) -> "Change[S] | None":
        """The way back to `before`; None where there is none."""
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
