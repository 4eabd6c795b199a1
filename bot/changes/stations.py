"""Sitting down at a station, the phone that calls arrive at, and standing up again."""

from typing import ClassVar, Literal, Self

from bot.changes.change import Change, Sentence, State
from bot.genesys.client import Genesys


class StationNow(State):
    """The station that calls arrive at; empty: none. Who is not `seated` has it by default alone."""

    station_id: str = ""
    name: str = ""
    seated: bool = True


async def _station_now(genesys: Genesys, user_id: str) -> StationNow:
    now = await genesys.stations.get_user_station(user_id)
    station = now.associated_station or now.effective_station
    if station is None:
        return StationNow(seated=False)
    return StationNow(station_id=station.id, name=station.name, seated=now.associated_station is not None)


def _shown(state: StationNow) -> Sentence:
    if not state.station_id:
        return Sentence(template="you have no station")
    return Sentence(template="you sit at {}" if state.seated else "your station is {}", values=(state.name,))


class TakeStation(Change[StationNow]):
    """Associates a station with its user."""

    kind: Literal["stations.take"] = "stations.take"
    operations: ClassVar[tuple[str, ...]] = ("getUserStation", "putUserStationAssociatedstationStationId")
    state: ClassVar = StationNow

    station_id: str
    name: str

    async def read(self, genesys: Genesys) -> StationNow:
        return await _station_now(genesys, self.user_id)

    def rest(self, state: StationNow) -> Self | None:
        return None if state.station_id == self.station_id else self

    async def apply(self, genesys: Genesys) -> None:
        await genesys.stations.put_user_station_associatedstation_station_id(self.user_id, self.station_id)

    def inverse(self, before: StationNow) -> Change[StationNow]:
        if not before.station_id or not before.seated:
            return LeaveStation(user_id=self.user_id)
        return TakeStation(user_id=self.user_id, station_id=before.station_id, name=before.name)

    def sentence(self, before: StationNow) -> Sentence:  # noqa: ARG002 - the signature of every change
        return Sentence(template="you sit at {}", values=(self.name,))

    def shown(self, state: StationNow) -> Sentence:
        return _shown(state)


class LeaveStation(Change[StationNow]):
    """Stands up; where a default station is set, that one rings again."""

    kind: Literal["stations.leave"] = "stations.leave"
    operations: ClassVar[tuple[str, ...]] = ("getUserStation", "deleteUserStationAssociatedstation")
    state: ClassVar = StationNow

    async def read(self, genesys: Genesys) -> StationNow:
        return await _station_now(genesys, self.user_id)

    def rest(self, state: StationNow) -> Self | None:
        return self if state.seated and state.station_id else None

    async def apply(self, genesys: Genesys) -> None:
        await genesys.stations.delete_user_station_associatedstation(self.user_id)

    def inverse(self, before: StationNow) -> TakeStation:
        return TakeStation(user_id=self.user_id, station_id=before.station_id, name=before.name)

    def sentence(self, before: StationNow) -> Sentence:
        return Sentence(template="you left {}", values=(before.name,))

    def shown(self, state: StationNow) -> Sentence:
        return _shown(state)
