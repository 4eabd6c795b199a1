"""Out of office: everybody reads it, only its owner writes it, always the whole setting."""

from datetime import UTC, datetime
from typing import Any

from bot.sandbox.genesys.call import Body, Call, Endpoint
from bot.sandbox.genesys.errors import ApiError, bad_request
from bot.sandbox.genesys.ledger import stamp
from bot.sandbox.genesys.state import OutOfOffice, User


class Setting(Body):
    """Dates stay text here, because a bad one has a code of its own."""

    active: bool = False
    indefinite: bool = False
    start_date: str | None = None
    end_date: str | None = None


def outofoffice_json(user: User, now: datetime) -> dict[str, Any]:
    """`active` ends with the end date; a start in the future does not make it inactive."""
    setting = user.out_of_office
    answer: dict[str, Any] = {
        "id": user.id,
        "name": user.name,
        "user": {"id": user.id, "name": user.name, "selfUri": f"/api/v2/users/{user.id}"},
        "active": setting.active and not setting.has_ended(now),
        "indefinite": setting.indefinite,
        "selfUri": f"/api/v2/users/{user.id}/outofoffice",
    }
    if setting.starts_at:
        answer["startDate"] = stamp(setting.starts_at)
    if setting.ends_at:
        answer["endDate"] = stamp(setting.ends_at)
    return answer


def get_user_outofoffice(call: Call) -> dict[str, Any]:
    return outofoffice_json(call.user(), call.floor.now())


def put_user_outofoffice(call: Call) -> dict[str, Any]:
    user = call.user()
    if call.caller is not user:
        message = "A user's out of office setting can only be changed by that user."
        raise ApiError(403, "outofoffice.update.error", message)
    wanted = call.read(Setting)
    starts_at, ends_at = _moment(wanted.start_date), _moment(wanted.end_date)
    if starts_at and ends_at and not wanted.indefinite and ends_at <= starts_at:
        raise bad_request("The end date must be after the start date.")
    user.out_of_office = OutOfOffice(wanted.active, wanted.indefinite, starts_at, ends_at)
    call.applied(user, active=wanted.active)
    return outofoffice_json(user, call.floor.now())


def _moment(said: str | None) -> datetime | None:
    if said is None:
        return None
    try:
        moment = datetime.fromisoformat(said)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    message = "Invalid date [{value}]. Dates must be in the form yyyy-MM-ddTHH:mm:ss.SSSZ"
    raise ApiError(400, "invalid.date", message, value=said)


ENDPOINTS = [
    Endpoint("GET", "/api/v2/users/{userId}/outofoffice", "getUserOutofoffice", get_user_outofoffice),
    Endpoint("PUT", "/api/v2/users/{userId}/outofoffice", "putUserOutofoffice", put_user_outofoffice),
]
