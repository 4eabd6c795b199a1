"""What a signed delivery must look like before anything reads it, so that no part of it is wrong in mid-work.

Only what is read is checked; whatever else Slack sends, now or later, passes (docs.slack.dev, "Handling user
interaction", "The Events API", "Implementing slash commands").
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

#: As the tables have room for them: Slack's own have a dozen characters.
LONGEST_ID = 32
LONGEST_NAME = 255  #: action ids and callback ids
LAST_SECOND = 4_102_444_800  #: the year 2100; what lies far behind it is no datetime


NO_TEXT = re.compile("[\0\ud800-\udfff]")  #: NUL, and halves of characters


class Malformed(Exception):
    """Not a delivery as Slack makes them. The reason names fields, never what stands in them."""


Id = Annotated[str, StringConstraints(max_length=LONGEST_ID)]
Name = Annotated[str, StringConstraints(max_length=LONGEST_NAME)]
Metadata = Annotated[str, StringConstraints(max_length=3000)]
SomeId = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ID)]


def _reads(reader: Callable[[str], object]) -> Callable[[str], str]:
    """A check that the reader takes the text, or raises ValueError."""

    def read(text: str) -> str:
        reader(text)
        return text

    return read


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, hide_input_in_errors=True)


class _Named(_Part):
    id: Id | None = None


class _User(_Part):
    id: SomeId
    team_id: Id | None = None


class _Container(_Part):
    channel_id: Id | None = None
    message_ts: Id | None = None


class _Option(_Part):
    value: str | None = None


class _Entered(_Part):
    """What an element holds: in `actions`, or in the state of a form."""

    value: str | None = None
    selected_option: _Option | None = None
    selected_conversation: Id | None = None
    selected_options: list[_Option] | None = None
    selected_date_time: Annotated[int, Field(ge=0, le=LAST_SECOND)] | None = None
    selected_time: Annotated[str, AfterValidator(_reads(time.fromisoformat))] | None = None
    selected_date: Annotated[str, AfterValidator(_reads(date.fromisoformat))] | None = None


class _Action(_Entered):
    action_id: Name


class _State(_Part):
    values: dict[str, dict[str, _Entered]] | None = None


class _View(_Part):
    id: Id | None = None
    hash: Id | None = None
    private_metadata: Metadata | None = None
    app_installed_team_id: Id | None = None
    state: _State | None = None


class _SentView(_View):
    type: Name
    callback_id: Name


class _Authorization(_Part):
    team_id: Id | None = None
    enterprise_id: Id | None = None
    is_enterprise_install: bool | None = None


class _Whole(_Part):
    team: _Named | None = None
    team_id: Id | None = None
    enterprise: _Named | None = None
    enterprise_id: Id | None = None
    is_enterprise_install: bool | None = None
    authorizations: list[_Authorization] | None = None


class _Interaction(_Whole):
    user: _User
    channel: _Named | None = None
    container: _Container | None = None
    view: _View | None = None
    response_url: str | None = None
    trigger_id: Name | None = None


class _BlockActions(_Interaction):
    actions: Annotated[list[_Action], Field(min_length=1)]


class _Submission(_Interaction):
    view: _SentView


class _OptionLoad(_Interaction):
    action_id: Name
    value: str | None = None


class _Shortcut(_Interaction):
    callback_id: Name


class _Event(_Part):
    type: Name


class _Said(_Event):
    """Words in a conversation; `user` and `text` are missing where nobody spoke."""

    user: Id | None = None
    text: str | None = None
    channel: Id | None = None
    ts: Id | None = None
    thread_ts: Id | None = None


class _Callback(_Whole):
    event_id: SomeId
    event: _Event
    user: None = None


class _SaidCallback(_Callback):
    event: _Said


class _Challenge(_Part):
    challenge: str


class _Command(_Part):
    """Over HTTP all of it is text; through a socket it is JSON, where a boolean may be one."""

    command: Name
    text: str | None = None
    response_url: str | None = None
    trigger_id: Name | None = None
    user_id: SomeId
    team_id: Id | None = None
    enterprise_id: Id | None = None
    is_enterprise_install: str | bool | None = None
    channel_id: Id | None = None


_KINDS: dict[str, type[_Part]] = {
    "block_actions": _BlockActions,
    "view_submission": _Submission,
    "block_suggestion": _OptionLoad,
    "shortcut": _Shortcut,
    "message_action": _Shortcut,
    "event_callback": _Callback,
    "url_verification": _Challenge,
}


def readable(whole: Any) -> dict[str, Any] | None:
    """A delivery, whichever way it came; None for a kind that the bot does not answer. Raises `Malformed`."""
    if not isinstance(whole, dict):
        raise Malformed("not an object")
    if not _is_text(whole):
        raise Malformed("not text")
    return whole if is_for_us(whole) else None


def is_for_us(body: Mapping[str, Any]) -> bool:
    """Whether this is a kind of delivery that the bot answers. Raises `Malformed` where it is and is not whole."""
    kind = _kind(body)
    if kind is None:
        if "type" not in body and "ssl_check" not in body:
            raise Malformed("no kind of delivery")
        return False
    try:
        kind.model_validate(body)
    except ValidationError as error:
        fields = {".".join(map(str, one["loc"]))[:LONGEST_NAME] for one in error.errors(include_input=False)}
        raise Malformed(f"not as Slack sends it: {', '.join(sorted(fields))}") from None
    return True


def _kind(body: Mapping[str, Any]) -> type[_Part] | None:
    if "command" in body:
        return _Command
    named, event = body.get("type"), body.get("event")
    if named == "event_callback" and isinstance(event, dict) and event.get("type") in ("message", "app_mention"):
        return _SaidCallback
    return _KINDS.get(named) if isinstance(named, str) else None


def _is_text(whole: Any) -> bool:
    """Whether a database takes every string in it. NUL comes as `%00` or as an escape too, which the bytes hide."""
    left = [whole]
    while left:
        one = left.pop()
        if isinstance(one, str) and NO_TEXT.search(one):
            return False
        if isinstance(one, dict):
            left += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            left += one
    return True
