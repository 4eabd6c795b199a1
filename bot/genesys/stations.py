"""Stations: the phones that calls arrive at."""

from bot.genesys.area import Area, WritingArea, path
from bot.genesys.model import Entity, Maybe, Model, Text
from bot.genesys.paging import PAGE_SIZE, Page, paged


class UserStation(Entity):
    """A station as a user's record names it."""

    name: Text = ""
    type: Text = ""


class UserStations(Model):
    """A user's stations, any of them missing. Calls arrive at the effective one."""

    associated_station: Maybe[UserStation] = None
    effective_station: Maybe[UserStation] = None
    default_station: Maybe[UserStation] = None
    last_associated_station: Maybe[UserStation] = None


class Station(Entity):
    """A station of the organisation; ASSOCIATED with a `user_id` is taken."""

    name: Text = ""
    status: Text = ""  #: AVAILABLE or ASSOCIATED
    type: Text = ""
    user_id: Text = ""


class SeenStations(Area):
    """Which stations there are, and who sits at which."""

    async def get_user_station(self, user_id: str) -> UserStations:
        """Somebody's stations. Operation: getUserStation. Permission: telephony:otherStationAssociation:view."""
        return await self._get(UserStations, path("/api/v2/users/{}/station", user_id))

    async def get_stations(self, *, name: str | None = None, page_number: int = 1) -> Page[Station]:
        """One page of the organisation's stations; how `name` matches is not documented.

        Operation: getStations. Permission: none.
        """
        return await self._get(
            Page[Station], path("/api/v2/stations"), name=name, pageNumber=page_number, pageSize=PAGE_SIZE
        )

    async def all_stations(self, *, name: str | None = None) -> list[Station]:
        """Every page of `get_stations`."""
        pages = paged(lambda number: self.get_stations(name=name, page_number=number))
        return [station async for station in pages]


class Stations(SeenStations, WritingArea):
    """The same, and sitting down and standing up."""

    async def put_user_station_associatedstation_station_id(self, user_id: str, station_id: str) -> None:
        """Sits somebody at a station. The answer comes before the effect: read back.

        A taken station, or two writes at once, is a `Conflict`. Operation: putUserStationAssociatedstationStationId.
        Permission: telephony:otherStationAssociation:edit.
        """
        await self._send("PUT", path("/api/v2/users/{}/station/associatedstation/{}", user_id, station_id))

    async def delete_user_station_associatedstation(self, user_id: str) -> None:
        """Makes somebody stand up; a default station rings again. The answer comes before the effect: read back.

        Operation: deleteUserStationAssociatedstation. Permission: telephony:station:disassociate.
        """
        await self._send("DELETE", path("/api/v2/users/{}/station/associatedstation", user_id))

    async def put_user_station_defaultstation_station_id(self, user_id: str, station_id: str) -> None:
        """Where somebody sits without choosing. The answer comes before the effect: read back.

        Operation: putUserStationDefaultstationStationId. Permission: telephony:plugin:all or telephony:phone:assign.
        """
        await self._send("PUT", path("/api/v2/users/{}/station/defaultstation/{}", user_id, station_id))

    async def delete_user_station_defaultstation(self, user_id: str) -> None:
        """Somebody has no station by default any more. The answer comes before the effect: read back.

        Operation: deleteUserStationDefaultstation. Permission: telephony:plugin:all or telephony:phone:assign.
        """
        await self._send("DELETE", path("/api/v2/users/{}/station/defaultstation", user_id))
