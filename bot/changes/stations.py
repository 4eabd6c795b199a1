"""Sitting down at a station, the phone that calls arrive at, and standing up again."""

from typing import ClassVar, Literal, Self

from bot.changes.change import Change, Sentence, State, cut
from bot.genesys.client import Genesys


class StationNow(State):
    """The station that calls arrive at; empty: none. Who is not `seated` has it by default alone."""

    names: ClassVar[frozenset[str]] = frozenset({"name"})  # A softphone is often named after its person.

    station_id: str = ""
    name: str = ""
    seated: bool = True


class OfStation(Change[StationNow]):
    """What both changes of somebody's station have in common."""

    state: ClassVar = StationNow

    async def read(self, genesys: Genesys) -> StationNow:
        now = await genesys.stations.get_user_station(self.user_id)
        station = now.associated_station or now.effective_station
        if station is None:
            return StationNow(seated=False)
        return StationNow(station_id=station.id, name=station.name, seated=now.associated_station is not None)

    def shown(self, state: StationNow) -> Sentence:
        if not state.station_id:
            return self._told("you have no station", "{} has no station")
        if state.seated:
            return self._told("you sit at {}", "{} sits at {}", state.name)
        return self._told("your station is {}", "{}'s station is {}", state.name)


class TakeStation(OfStation):
    """Associates a station with its user."""

    kind: Literal["stations.take"] = "stations.take"
    operations: ClassVar[tuple[str, ...]] = ("getUserStation", "putUserStationAssociatedstationStationId")

    station_id: str
    name: str

    def rest(self, state: StationNow) -> Self | None:
        return None if state.station_id == self.station_id else self

    async def apply(self, genesys: Genesys) -> None:
        await genesys.stations.put_user_station_associatedstation_station_id(self.user_id, self.station_id)

    def inverse(self, before: StationNow) -> Change[StationNow]:
        if not before.station_id or not before.seated:
            return LeaveStation(user_id=self.user_id, user_name=self.user_name)
        return TakeStation(
            user_id=self.user_id, user_name=self.user_name, station_id=before.station_id, name=before.name
        )

    def wish(self) -> Sentence:
        return Sentence(template="take the station {}", values=(cut(self.name),))

    def sentence(self, before: StationNow) -> Sentence:  # noqa: ARG002 - the signature of every change
        return self._told("you sit at {}", "{} sits at {}", self.name)


class LeaveStation(OfStation):
    """Stands up; where a default station is set, that one rings again."""

    kind: Literal["stations.leave"] = "stations.leave"
    operations: ClassVar[tuple[str, ...]] = ("getUserStation", "deleteUserStationAssociatedstation")

    def rest(self, state: StationNow) -> Self | None:
        return self if state.seated and state.station_id else None

    async def apply(self, genesys: Genesys) -> None:
        await genesys.stations.delete_user_station_associatedstation(self.user_id)

    def inverse(self, before: StationNow) -> TakeStation:
        return TakeStation(
            user_id=self.user_id, user_name=self.user_name, station_id=before.station_id, name=before.name
        )

    def wish(self) -> Sentence:
        return Sentence(template="leave the station")

    def sentence(self, before: StationNow) -> Sentence:
        return self._told("you left {}", "{} left {}", before.name)
