"""Stations: who sits at which phone. All writes answer 202 and show a moment later; one station holds one person."""

from typing import Any

from bot.sandbox.genesys.call import Call, Endpoint
from bot.sandbox.genesys.errors import ApiError
from bot.sandbox.genesys.floor import Floor
from bot.sandbox.genesys.ledger import stamp
from bot.sandbox.genesys.paging import paged
from bot.sandbox.genesys.state import Station, User


def seat(floor: Floor, user: User, station_id: str | None) -> None:
    """Sits somebody down somewhere, or makes them stand up."""
    if user.station_id is not None:
        user.last_station_id = user.station_id
    user.station_id = station_id
    user.station_since = floor.now() if station_id else None


def user_stations_json(floor: Floor, user: User) -> dict[str, Any]:
    """Any of the four may be missing, so an absent one is left out."""
    places = {
        "associatedStation": user.station_id,
        "effectiveStation": user.effective_station_id,
        "defaultStation": user.default_station_id,
        "lastAssociatedStation": user.last_station_id,
    }
    return {name: _user_station(floor, user, station) for name, station in places.items() if station}


def _user_station(floor: Floor, user: User, station_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = {"id": station_id, "name": floor.stations[station_id].name, "type": "inin_remote"}
    if station_id == user.station_id and user.station_since:
        answer["associatedUser"] = {"id": user.id, "name": user.name, "selfUri": f"/api/v2/users/{user.id}"}
        answer["associatedDate"] = stamp(user.station_since)
    return answer


def _station_json(floor: Floor, station: Station) -> dict[str, Any]:
    seated = floor.seated_at(station.id)
    answer = {
        "id": station.id,
        "name": station.name,
        "status": "ASSOCIATED" if seated else "AVAILABLE",
        "type": "inin_remote",
        "selfUri": f"/api/v2/stations/{station.id}",
    }
    return {**answer, "userId": seated.id} if seated else answer


def get_stations(call: Call) -> Any:
    """The name matches anywhere; how Genesys matches is not documented. Listed by name."""
    name = call.query.get("name", "").lower()
    wanted = call.listed("id")
    found = [station for station in call.floor.stations.values() if name in station.name.lower()]
    found = [station for station in found if not wanted or station.id in wanted]
    found.sort(key=lambda station: station.name)
    answer = paged(call, found, lambda station: _station_json(call.floor, station))
    return {**answer, "totalNumberOfEntities": len(found)}


def get_user_station(call: Call) -> dict[str, Any]:
    return user_stations_json(call.floor, call.user())


def put_associated_station(call: Call) -> None:
    user, station = call.user(), call.station()
    _check_free(call, user, station)
    floor, user_id = call.floor, user.id

    def sit_down() -> None:
        if floor.seated_at(station.id) in {None, floor.users[user_id]}:
            seat(floor, floor.users[user_id], station.id)
            call.applied(floor.users[user_id], station=station.name)

    floor.later(sit_down)


def _check_free(call: Call, user: User, station: Station) -> None:
    seated = call.floor.seated_at(station.id)
    if seated not in {None, user}:
        message = "The station {station} is already associated with another user."
        raise ApiError(409, "userservice.stationalreadyassociated", message, station=station.name)


def delete_associated_station(call: Call) -> None:
    floor, user_id = call.floor, call.user().id

    def stand_up() -> None:
        seat(floor, floor.users[user_id], None)
        call.applied(floor.users[user_id], station=None)

    floor.later(stand_up)


def put_default_station(call: Call) -> None:
    _set_default(call, call.station().id)


def delete_default_station(call: Call) -> None:
    _set_default(call, None)


def _set_default(call: Call, station_id: str | None) -> None:
    """A default may be somebody else's as well: only sitting down is for one at a time."""
    floor, user_id = call.floor, call.user().id

    def set_it() -> None:
        floor.users[user_id].default_station_id = station_id
        call.applied(floor.users[user_id], station=floor.stations[station_id].name if station_id else None)

    floor.later(set_it)


_DEFAULT = "/api/v2/users/{userId}/station/defaultstation"
_ASSOCIATED = "/api/v2/users/{userId}/station/associatedstation"
ENDPOINTS = [
    Endpoint("GET", "/api/v2/stations", "getStations", get_stations),
    Endpoint("GET", "/api/v2/users/{userId}/station", "getUserStation", get_user_station),
    Endpoint("DELETE", _ASSOCIATED, "deleteUserStationAssociatedstation", delete_associated_station, 202),
    Endpoint(
        "PUT", _ASSOCIATED + "/{stationId}", "putUserStationAssociatedstationStationId", put_associated_station, 202
    ),
    Endpoint("DELETE", _DEFAULT, "deleteUserStationDefaultstation", delete_default_station, 202),
    Endpoint("PUT", _DEFAULT + "/{stationId}", "putUserStationDefaultstationStationId", put_default_station, 202),
]
