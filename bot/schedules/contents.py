"""What a schedule says when its moment has come. Stored for long: a field is never renamed, a new one has a default."""

from enum import StrEnum, auto
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class Does(StrEnum):
    """What a reminder's own button does, and when there is nothing to remind of any more."""

    NOTHING = auto()
    ON_QUEUE = auto()


class ReminderContent(BaseModel):
    """One person's words to themselves."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["reminder"] = "reminder"
    text: str
    does: Does = Does.NOTHING
    snoozed: str = ""  #: the id of the reminder that was put off, if it was one


class DigestContent(BaseModel):
    """The state of one superior's reports, posted into a channel; read with its owner's token."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["digest"] = "digest"
    lead_id: str = ""  #: whose reports, by their Genesys id
    lead_name: str = ""  #: as it was when the digest was made
    break_minutes: int = 15  #: a break that lasts longer may need somebody
    channel_name: str = ""  #: as it was; empty: it goes to its owner alone
    quiet: bool = False  #: nothing is said while nothing needs anyone


Content = Annotated[ReminderContent | DigestContent, Field(discriminator="kind")]
CONTENT: TypeAdapter[Content] = TypeAdapter(Content)
