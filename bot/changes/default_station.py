"""The station that somebody has without choosing one: it rings whenever they sit nowhere."""

from typing import ClassVar, Literal, Self

from bot.changes.change import Change, Sentence, State, cut
from bot.genesys.client import Genesys
from bot.policy.verdict import Effect


class DefaultStation(State):
    """Empty: none."""

    names: ClassVar[frozenset[str]] = frozenset({"name"})  # A softphone is often named after its person.

    station_id: str = ""
    name: str = ""


class SetDefaultStation(Change[DefaultStation]):
    """Sets it, or with an empty id takes it away."""

    kind: Literal["default_station.set"] = "default_station.set"
    operations: ClassVar[tuple[str, ...]] = (
        "getUserStation",
        "putUserStationDefaultstationStationId",
        "deleteUserStationDefaultstation",
    )
    state: ClassVar = DefaultStation
    effect: ClassVar[Effect] = Effect.LASTING

    station_id: str = ""
    name: str = ""

    async def read(self, genesys: Genesys) -> DefaultStation:
        station = (await genesys.stations.get_user_station(self.user_id)).default_station
        return DefaultStation(station_id=station.id, name=station.name) if station else DefaultStation()

    def rest(self, state: DefaultStation) -> Self | None:
        return None if state.station_id == self.station_id else self

    async def apply(self, genesys: Genesys) -> None:
        if self.station_id:
            await genesys.stations.put_user_station_defaultstation_station_id(self.user_id, self.station_id)
        else:
            await genesys.stations.delete_user_station_defaultstation(self.user_id)

    def inverse(self, before: DefaultStation) -> "SetDefaultStation":
        return self.model_copy(update={"station_id": before.station_id, "name": before.name})

    def wish(self) -> Sentence:
        if self.station_id:
            return Sentence(template="have {} as default station", values=(cut(self.name),))
        return Sentence(template="have no default station")

    def sentence(self, before: DefaultStation) -> Sentence:  # noqa: ARG002 - the signature of every change
        return self._default_is(self.station_id, self.name)

    def shown(self, state: DefaultStation) -> Sentence:
        return self._default_is(state.station_id, state.name)

    def _default_is(self, station_id: str, name: str) -> Sentence:
        if not station_id:
            return self._told("you have no default station", "{} has no default station")
        return self._told("your default station is {}", "{}'s default station is {}", name)
