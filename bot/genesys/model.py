"""What answers are read into: only the fields that we use, and none of Genesys's surprises is an error.

Enums stay plain text, so that a value that is new tomorrow is shown as it is. null is what absence is.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic.alias_generators import to_camel


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


def _or_none(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    try:
        return handler(value)
    except ValidationError:
        return None


def _aware(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _moment(value: Any, handler: ValidatorFunctionWrapHandler) -> datetime | None:
    return _aware(_or_none(value, handler))


T = TypeVar("T")

#: Text that is never None: absent and null are "".
Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]
#: True, or anything else: null and absent are False.
Flag = Annotated[bool, BeforeValidator(lambda value: False if value is None else value)]
#: An aware moment in UTC. More than six digits of fraction are cut; what is no date is None.
When = Annotated[datetime | None, WrapValidator(_moment)]
#: A part that may be missing, null, or empty (Genesys expands as well as it can).
Maybe = Annotated[T | None, WrapValidator(_or_none)]
#: A list that may be null.
Many = Annotated[tuple[T, ...], BeforeValidator(lambda value: () if value is None else value)]


class Entity(Model):
    """What lists hold: a thing with an id."""

    id: str


class DomainEntityRef(Entity):
    """A thing named by its id; the name is there only sometimes."""

    name: Text = ""
