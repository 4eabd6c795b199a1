"""What an answer means: the error for each status, in the terms of `bot/errors.py`."""

from bot.errors import (
    Conflict,
    Forbidden,
    GenesysError,
    Gone,
    Invalid,
    NotFound,
    OnQueueError,
    OutcomeUnknown,
    RateLimited,
    SignInEnded,
    TimedOut,
    Unavailable,
)
from bot.genesys.told import Told, told_by, wait_s
from bot.genesys.wire import Answer, Lost, NotSent

#: What a repeat may cure: a gateway without its server, a server that starts or is overloaded.
_PASSING = (502, 503, 504)
#: Answers that do not say whether a write was applied: 408 and 424 are a server's time-outs, not a refusal.
_UNDECIDED = (408, 424)
_INVALID_FROM, _SERVER_FROM = 400, 500


class Failed(Exception):
    """One attempt came to nothing. `again`: a repeat may help, and cannot do anything twice."""

    def __init__(self, error: OnQueueError, *, again: bool = False) -> None:
        super().__init__(str(error))
        self.error = error
        self.again = again


def failed_on_the_way(error: NotSent | Lost, *, writes: bool) -> Failed:
    """No whole answer: a write that may have arrived is never repeated here, its outcome is unknown."""
    if isinstance(error, NotSent):
        return Failed(Unavailable(str(error)), again=error.again)
    if writes:
        return Failed(OutcomeUnknown(str(error)))
    return Failed(TimedOut(str(error)) if error.timed_out else Unavailable(str(error)), again=error.again)


def failed_by_answer(answer: Answer, *, writes: bool, names_a_thing: bool) -> Failed:
    """What an answer other than 2xx means.

    `names_a_thing`: the path holds an id, so that a 404 can mean that the thing is not there; without one it is the
    path itself.
    """
    told = told_by(answer)
    if answer.status >= _SERVER_FROM or answer.status in _UNDECIDED:
        return _failed_by_server(answer.status, told, writes=writes)
    if answer.status < _INVALID_FROM:  # a redirect: what was sent is not sent anywhere else
        return Failed(_error(Unavailable, answer.status, told))
    match answer.status:
        case 401:
            return Failed(SignInEnded(f"Genesys refused the token ({told.code or 'without a reason'})"))
        case 429:
            error = RateLimited(
                told.message, wait_s=wait_s(answer, told), code=told.code, correlation_id=told.correlation_id
            )
            return Failed(error, again=True)
        case 404 if not names_a_thing:
            return Failed(_error(Gone, 404, told))
        case _:
            return Failed(_refusal(answer.status, told))


def _failed_by_server(status: int, told: Told, *, writes: bool) -> Failed:
    if writes:
        return Failed(_error(OutcomeUnknown, status, told))
    return Failed(_error(TimedOut if status in _UNDECIDED else Unavailable, status, told), again=status in _PASSING)


def _refusal(status: int, told: Told) -> GenesysError:
    match status:
        case 403:
            return Forbidden(told.message, missing=told.missing, code=told.code, correlation_id=told.correlation_id)
        case 404:
            return _error(NotFound, status, told)
        case 405 | 410:
            return _error(Gone, status, told)
        # Forwarding says 409 for every rule that a setting breaks; nobody else changed anything.
        case 409 | 412 if not told.code.startswith("callforwarding."):
            return _error(Conflict, status, told)
        case _:
            return Invalid(
                told.message, field=told.field, code=told.code, status=status, correlation_id=told.correlation_id
            )


def _error(kind: type[GenesysError], status: int, told: Told) -> GenesysError:
    return kind(told.message, code=told.code, status=status, correlation_id=told.correlation_id)
