"""Everything a person can meet, as facts; `handlers/refusals.py` turns each into a sentence.

OnQueueError
├─ Unclear(why, said, choices, part)
├─ FieldError(field, why, said)
├─ NotLinked
├─ SignInEnded
├─ NotServed(why)
├─ SettingsError(problems)
│  └─ PolicyError(mistakes)
├─ StoreUnavailable(reason, in_doubt)
├─ SlackUnavailable
├─ NoWindow
├─ AskedAnew
└─ GenesysError(message, code, status, correlation_id)
   ├─ Forbidden(missing)
   ├─ NotFound
   ├─ Conflict
   ├─ Invalid(field)
   ├─ Gone
   ├─ RateLimited(wait_s)
   ├─ Unavailable
   ├─ ClientRefused
   ├─ TimedOut
   └─ OutcomeUnknown
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto


class OnQueueError(Exception):
    """Root of what a person can meet. Carries no Slack words, only facts."""


class Why(StrEnum):
    """Why what was said is not enough; each has its question in `handlers/refusals.py`."""

    UNKNOWN_VERB = auto()
    SEVERAL_VERBS = auto()
    MISSING = auto()
    TOO_MUCH = auto()
    NOBODY = auto()
    NO_ADDRESS = auto()
    SEVERAL_PEOPLE = auto()
    NOT_LINKED_PERSON = auto()
    NO_QUEUE = auto()
    SEVERAL_QUEUES = auto()
    NO_STATION = auto()
    SEVERAL_STATIONS = auto()
    NOT_A_TIME = auto()
    PAST_TIME = auto()
    AMBIGUOUS_TIME = auto()
    GAP_TIME = auto()
    REPEATED_TIME = auto()
    ENDS_BEFORE_START = auto()
    NO_UNTIL_HERE = auto()
    SENT_ALREADY = auto()
    NOT_A_RULE = auto()
    WHICH_TIME = auto()
    NEVER = auto()
    TOO_OFTEN = auto()
    TOO_LONG = auto()
    TOO_MANY_REMINDERS = auto()
    NO_REMINDER = auto()
    WHICH_REMINDER = auto()
    NOT_HOURS = auto()
    NOT_DAYS = auto()
    NO_DIGEST = auto()
    NOT_AGAIN = auto()
    WORDS_NEEDED = auto()
    FOR_WHOM = auto()
    FOR_WHAT = auto()
    NOT_FOR_OTHERS = auto()
    ONE_AT_A_TIME = auto()
    OWNER_ONLY = auto()
    ASK_WHAT = auto()
    NOTHING_TO_DECIDE = auto()
    WHICH_QUEUE = auto()
    NO_QUEUE_OF_THEIRS = auto()
    OTHER_EMAIL = auto()
    NO_LONGER_OPEN = auto()


@dataclass(frozen=True)
class Choice:
    """One possible meaning of what was said: `value` stands for it when the words run again."""

    value: str
    label: str
    hint: str = ""


class Unclear(OnQueueError):
    """What was said has no meaning, or more than one: a question, with the choices if there are any.

    `part` is what of the words a choice stands for, where that is not `said`.
    """

    def __init__(self, why: Why, said: str = "", choices: Sequence[Choice] = (), *, part: str = "") -> None:
        super().__init__(why, said)
        self.why = why
        self.said = said
        self.choices = tuple(choices)
        self.part = part


class FieldError(OnQueueError):
    """One input of a form cannot be taken as it is."""

    def __init__(self, field: str, why: Why, said: str = "") -> None:
        super().__init__(field, why)
        self.field = field
        self.why = why
        self.said = said


class NotLinked(OnQueueError):
    """The Slack user has no Genesys account linked yet."""


class SignInEnded(OnQueueError):
    """The link sleeps: its tokens ended, or something about the person changed."""


class Unserved(StrEnum):
    """Whom the bot does not serve at all."""

    GUEST = auto()
    BOT = auto()
    STRANGER = auto()
    DEACTIVATED = auto()
    OTHER_WORKSPACE = auto()
    TOO_MANY_COMMANDS = auto()
    TOO_MANY_WAITING = auto()


class NotServed(OnQueueError):
    """The Slack user may not use the bot, linked or not; or not so much at once."""

    def __init__(self, why: Unserved) -> None:
        super().__init__(why)
        self.why = why


class SettingsError(OnQueueError):
    """Settings are wrong: one sentence for each mistake."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class StoreUnavailable(OnQueueError):
    """The database cannot be reached or written: nothing was changed.

    `reason` is the driver's own word, for logs. `in_doubt`: the line broke while the transaction was committed, so it
    may have been kept after all; look again before you say that it was not.
    """

    def __init__(self, reason: str = "", *, in_doubt: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.in_doubt = in_doubt


class SlackUnavailable(OnQueueError):
    """Slack does not tell who somebody is: nothing was done, because nobody is served unknown."""


class NoWindow(OnQueueError):
    """Slack opened no window for a form: its trigger lives three seconds, or it did not answer."""


class AskedAnew(OnQueueError):
    """A change was not carried out because its person asked for another one of the same thing since."""


class GenesysError(OnQueueError):
    """Genesys answered a call with an error, or not at all.

    `message` and `code` are the API's own, `status` is 0 without an answer, `correlation_id` is what Genesys's
    support asks for.
    """

    def __init__(self, message: str = "", *, code: str = "", status: int = 0, correlation_id: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.status = status
        self.correlation_id = correlation_id


class Forbidden(GenesysError):
    """403. `missing` names the permissions of which one is needed, as far as Genesys tells."""

    def __init__(
        self,
        message: str = "",
        *,
        missing: Sequence[str] = (),
        code: str = "",
        status: int = 403,
        correlation_id: str = "",
    ) -> None:
        super().__init__(message, code=code, status=status, correlation_id=correlation_id)
        self.missing = tuple(missing)


class NotFound(GenesysError):
    """404 for a thing that is not there."""


class Conflict(GenesysError):
    """409: the thing changed meanwhile, or is taken."""

    @property
    def taken(self) -> bool:
        """Whether somebody else has it, so that a second try ends as the first. Only stations can be."""
        return "station" in self.code


class Invalid(GenesysError):
    """400, 413, 415, or a 409 that means "not possible": what was asked cannot be."""

    def __init__(
        self, message: str = "", *, field: str = "", code: str = "", status: int = 400, correlation_id: str = ""
    ) -> None:
        super().__init__(message, code=code, status=status, correlation_id=correlation_id)
        self.field = field


class Gone(GenesysError):
    """The path itself is no longer offered (405, 410, or a 404 for the path)."""


class RateLimited(GenesysError):
    """429 that would take longer than the budget. `wait_s`: seconds that Genesys asks for."""

    def __init__(
        self, message: str = "", *, wait_s: float = 60.0, code: str = "", status: int = 429, correlation_id: str = ""
    ) -> None:
        super().__init__(message, code=code, status=status, correlation_id=correlation_id)
        self.wait_s = wait_s


class Unavailable(GenesysError):
    """Genesys cannot be reached or answers 5xx, and nothing was applied."""


class ClientRefused(GenesysError):
    """The login host refuses the bot's own OAuth client: its settings are wrong, and nobody's sign-in has ended."""


class TimedOut(GenesysError):
    """A read got no answer in time."""


class OutcomeUnknown(GenesysError):
    """A write was sent and its answer was lost: it may or may not have been applied."""
