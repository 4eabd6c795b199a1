"""Sitting down at a station: the phone that calls arrive at."""

from typing import ClassVar, Literal, Self

from bot.changes.change import Change, Sentence, State
from bot.genesys.client import Genesys


class StationNow(State):
    """The station somebody sits at; empty: none."""

    station_id: str = ""
    name: str = ""


class TakeStation(Change[StationNow]):
    """Associates a station with its user."""

    kind: Literal["stations.take"] = "stations.take"
    operations: ClassVar[tuple[str, ...]] = ("getUserStation", "putUserStationAssociatedstationStationId")
    state: ClassVar = StationNow

    station_id: str
    name: str

    async def read(self, genesys: Genesys) -> StationNow:
        now = await genesys.stations.get_user_station(self.user_id)
        station = now.associated_station or now.effective_station
        return StationNow(station_id=station.id, name=station.name) if station else StationNow()

    def rest(self, state: StationNow) -> Self | None:
        return None if state.station_id == self.station_id else self

    async def apply(self, genesys: Genesys) -> None:
        await genesys.stations.put_user_station_associatedstation_station_id(self.user_id, self.station_id)

    def inverse(self, before: StationNow) -> "TakeStation | None":
        if not before.station_id:
            return None
        return TakeStation(user_id=self.user_id, station_id=before.station_id, name=before.name)

    def sentence(self, before: StationNow) -> Sentence:  # noqa: ARG002 - the signature of every change
        return Sentence(template="you sit at {}", values=(self.name,))

    def shown(self, state: StationNow) -> Sentence:
        if not state.station_id:
            return Sentence(template="you have no station")
        return Sentence(template="you sit at {}", values=(state.name,))
