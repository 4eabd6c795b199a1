"""The station that rings whenever somebody sits nowhere."""

from bot.changes.default_station import SetDefaultStation
from bot.directory.names import one_of
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import Why
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from handlers.ends import with_end_behind_names
from handlers.outcomes import propose

router = Router()


@router.verb(
    "desk [STATION|off] [until TIME]",
    does="Shows your default station, or sets it: it rings whenever you sit nowhere.",
    aliases=("default-station",),
    examples=("desk", "desk Hot desk 2", "desk off"),
    for_others=True,
    can_be_asked=True,
)
async def desk(turn: Turn) -> Reply:
    turn = with_end_behind_names(turn)
    name = turn.words.name()
    turn.words.nothing()
    if name is None:
        return await _show(turn)
    if name.casefold() == "off":
        return await propose(turn, SetDefaultStation(user_id=turn.about.id))
    stations = await turn.genesys.stations.all_stations()
    station = one_of(stations, name, none=Why.NO_STATION, several=Why.SEVERAL_STATIONS)
    return await propose(turn, SetDefaultStation(user_id=turn.about.id, station_id=station.id, name=station.name))


async def _show(turn: Turn) -> Reply:
    station = (await turn.genesys.stations.get_user_station(turn.about.id)).default_station
    whose = mrkdwn("{}'s", turn.subject.name) if turn.subject else mrkdwn("Your")
    if station is None:
        return Reply([mrkdwn("{} default station: none.", whose)])
    return Reply([mrkdwn("{} default station: {}.", whose, station.name)])
