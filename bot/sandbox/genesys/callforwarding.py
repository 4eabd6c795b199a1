"""Call forwarding: PUT replaces, PATCH merges; every broken rule is a 409 with a code of its own.

Going on queue does not turn it off: the client app does that, not the platform. The two maxima are not documented as
numbers; five of each here.
"""

import re
from typing import Any

from bot.sandbox.genesys.call import Body, Call, Endpoint
from bot.sandbox.genesys.errors import ApiError
from bot.sandbox.genesys.ledger import stamp
from bot.sandbox.genesys.state import Forwarding, Target, User

MOST_CALLS = 5
MOST_TARGETS = 5
VOICEMAILS = ("PURECLOUD", "LASTCALL", "NONE")
TARGET_TYPES = ("STATION", "PHONENUMBER")
E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class CallTarget(Body):
    type: str | None = None
    value: str | None = None


class CallRoute(Body):
    targets: tuple[CallTarget, ...] = ()


class CallForwarding(Body):
    """`phone_number` is the deprecated form of one call with one number."""

    enabled: bool | None = None
    calls: tuple[CallRoute, ...] | None = None
    phone_number: str | None = None
    voicemail: str | None = None


def callforwarding_json(user: User) -> dict[str, Any]:
    setting = user.forwarding
    answer: dict[str, Any] = {
        "id": user.id,
        "name": user.name,
        "user": {"id": user.id, "name": user.name, "selfUri": f"/api/v2/users/{user.id}"},
        "enabled": setting.enabled,
        "calls": [
            {"targets": [{"type": target.type, "value": target.value} for target in call]} for call in setting.calls
        ],
        "voicemail": setting.voicemail,
        "selfUri": f"/api/v2/users/{user.id}/callforwarding",
    }
    if setting.modified_at:
        answer["modifiedDate"] = stamp(setting.modified_at)
    return answer


def get_user_callforwarding(call: Call) -> dict[str, Any]:
    return callforwarding_json(call.user())


def put_user_callforwarding(call: Call) -> dict[str, Any]:
    return _write(call, Forwarding(), call.read(CallForwarding))


def patch_user_callforwarding(call: Call) -> dict[str, Any]:
    user, wanted = call.user(), call.read(CallForwarding)
    if "enabled" not in wanted.model_fields_set:
        wanted = wanted.model_copy(update={"enabled": user.forwarding.enabled})
    return _write(call, user.forwarding, wanted)


def _write(call: Call, before: Forwarding, wanted: CallForwarding) -> dict[str, Any]:
    user = call.user()
    calls = _calls(call, wanted)
    setting = Forwarding(
        enabled=_enabled(user, wanted.enabled, before.calls if calls is None else calls),
        calls=before.calls if calls is None else calls,
        voicemail=before.voicemail if wanted.voicemail is None else wanted.voicemail,
        modified_at=call.floor.now(),
    )
    _check_voicemail(setting)
    user.forwarding = setting
    call.applied(user, enabled=setting.enabled)
    return callforwarding_json(user)


def _enabled(user: User, enabled: bool | None, calls: tuple[Any, ...]) -> bool:  # noqa: FBT001 - the body's own value
    if enabled is None:
        raise _refused("enabledcannotbenull", "The field enabled cannot be null.")
    if enabled and user.is_on_queue:
        raise _refused("enablednotallowedwhileonqueue", "Call forwarding cannot be enabled while on queue.")
    if enabled and not calls:
        raise _refused("enablednotallowedwithoutcalls", "Call forwarding cannot be enabled without calls.")
    return enabled


def _calls(call: Call, wanted: CallForwarding) -> tuple[tuple[Target, ...], ...] | None:
    """The calls that were sent, or None when none were."""
    routes = wanted.calls
    if routes is None and wanted.phone_number:
        routes = (CallRoute(targets=(CallTarget(type="PHONENUMBER", value=wanted.phone_number),)),)
    if routes is None:
        return None
    if len(routes) > MOST_CALLS:
        raise _refused("maxnumberofcallsexceeded", "Too many calls.")
    return tuple(_route(call, route) for route in routes)


def _route(call: Call, route: CallRoute) -> tuple[Target, ...]:
    if not route.targets:
        raise _refused("callrequiresatleastonetarget", "A call requires at least one target.")
    if len(route.targets) > MOST_TARGETS:
        raise _refused("maxnumberofcalltargetsexceeded", "A call has too many targets.")
    targets = tuple(_target(call, target) for target in route.targets)
    if len(set(targets)) < len(targets):
        raise _refused("duplicatetargetnotallowed", "A target may appear once in a call.")
    return targets


def _target(call: Call, target: CallTarget) -> Target:
    if not target.type:
        raise _refused("calltargetrequirestype", "A call target requires a type.")
    if target.type not in TARGET_TYPES:
        raise _refused("calltargetunknowntype", "The type of a call target is unknown.")
    if not target.value:
        raise _refused("calltargetrequiresvalue", "A call target requires a value.")
    if target.type == "STATION" and target.value not in call.floor.stations:
        raise _refused("calltargetstationrequiresstation", "The station of a call target does not exist.")
    if target.type == "PHONENUMBER" and not E164.fullmatch(target.value):
        raise _refused("invalidphonenumberformat", "A phone number must be in E.164 form.")
    return Target(target.type, target.value)


def _check_voicemail(setting: Forwarding) -> None:
    if setting.voicemail not in VOICEMAILS:
        raise ApiError(400, "invalid.value", "The value of voicemail is not valid.")
    if setting.voicemail == "PURECLOUD" and not setting.calls:
        raise _refused("voicemailpurecloudrequiresatleastonecall", "Voicemail requires at least one call.")
    if setting.voicemail == "LASTCALL":
        _check_last_call(setting)


def _check_last_call(setting: Forwarding) -> None:
    if not setting.calls:
        raise _refused("voicemaillastcallrequiresatleastonecalltoaphonenumber", "Voicemail requires a phone number.")
    if any(target.type == "STATION" for target in setting.calls[-1]):
        raise _refused("voicemaillastcallcannotusestation", "Voicemail of the last call cannot use a station.")


def _refused(code: str, message: str) -> ApiError:
    return ApiError(409, f"callforwarding.{code}", message)


_PATH = "/api/v2/users/{userId}/callforwarding"
ENDPOINTS = [
    Endpoint("GET", _PATH, "getUserCallforwarding", get_user_callforwarding),
    Endpoint("PATCH", _PATH, "patchUserCallforwarding", patch_user_callforwarding),
    Endpoint("PUT", _PATH, "putUserCallforwarding", put_user_callforwarding),
]
