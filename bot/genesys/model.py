"""What answers are read into: only the fields that we use, and none of Genesys's surprises is an error.

Enums stay plain text, so that a value that is new tomorrow is shown as it is. null is what absence is.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, core_schema


class Model(BaseModel):
    """A schema of the Platform API; the class has the schema's name."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        populate_by_name=True,
        coerce_numbers_to_str=True,
        hide_input_in_errors=True,
    )


@dataclass(frozen=True)
class _NullIs:
    """null is read as this value. Told to pydantic in its own terms: a function for each field costs most of a page."""

    value: Any

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        null = core_schema.no_info_after_validator_function(lambda _: self.value, core_schema.none_schema())
        return core_schema.union_schema([handler(source), null], mode="left_to_right")


class _OrNone:
    """What cannot be read is None."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_default_schema(handler(source), default=None, on_error="default")


def _aware(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


T = TypeVar("T")

#: Text that is never None: absent and null are "".
Text = Annotated[str, _NullIs("")]
#: True, or anything else: null and absent are False.
Flag = Annotated[bool, _NullIs(value=False)]
#: An aware moment in UTC. More than six digits of fraction are cut; what is no date is None.
When = Annotated[datetime | None, AfterValidator(_aware), _OrNone()]
#: A part that may be missing, null, or empty (Genesys expands as well as it can).
Maybe = Annotated[T | None, _OrNone()]
#: A list that may be null.
Many = Annotated[tuple[T, ...], _NullIs(())]


class Entity(Model):
    """What lists hold: a thing with an id."""

    id: str


class DomainEntityRef(Entity):
    """A thing named by its id; the name is there only sometimes."""

    name: Text = ""
