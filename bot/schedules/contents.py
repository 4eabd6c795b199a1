"""What a schedule says when its moment has come. Stored for long: a field is never renamed, a new one has a default."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class ReminderContent(BaseModel):
    """One person's words to themselves."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["reminder"] = "reminder"
    text: str


class DigestContent(BaseModel):
    """A floor's state, posted into a channel."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["digest"] = "digest"


Content = Annotated[ReminderContent | DigestContent, Field(discriminator="kind")]
CONTENT: TypeAdapter[Content] = TypeAdapter(Content)
