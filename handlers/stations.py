"""The station that somebody sits at, the phone that calls arrive at."""

from bot.changes.stations import LeaveStation, TakeStation
from bot.directory.names import one_of
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import Why
from bot.slack.blocks import Option, Picker
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from handlers.ends import with_end_behind_names
from handlers.outcomes import propose

router = Router()

FREE = "AVAILABLE"


@router.verb(
    "station [STATION|off] [until TIME]",
    does="Shows the station that you sit at, sits you down at one, or lets you stand up.",
    aliases=("sit",),
    examples=("station", "station Hot desk 2", "station off"),
    for_others=True,
    can_be_asked=True,
)
async def station(turn: Turn) -> Reply:
    turn = with_end_behind_names(turn)
    name = turn.words.name()
    turn.words.nothing()
    if name is None:
        return await _show(turn)
    if name.casefold() == "off":
        return await propose(turn, LeaveStation(user_id=turn.about.id))
    return await _sit(turn, name)


@router.action("stations.take")
async def take(turn: Turn) -> Reply:
    return await _sit(turn, turn.picked[0])


@router.options("stations.take")
async def free(turn: Turn, typed: str) -> list[Option]:
    stations = await turn.desk.menus.stations.of(turn.me.id, turn.genesys.stations.all_stations)
    wanted = typed.casefold()
    return [Option(one.name, one.id) for one in stations if one.status == FREE and wanted in one.name.casefold()]


async def _sit(turn: Turn, name: str) -> Reply:
    stations = await turn.genesys.stations.all_stations()
    found = one_of(stations, name, none=Why.NO_STATION, several=Why.SEVERAL_STATIONS)
    return await propose(turn, TakeStation(user_id=turn.about.id, station_id=found.id, name=found.name))


async def _show(turn: Turn) -> Reply:
    now = await turn.genesys.stations.get_user_station(turn.about.id)
    found = now.effective_station or now.associated_station
    where = mrkdwn("at *{}*", found.name or found.id) if found else mrkdwn("nowhere, so no calls arrive")
    if turn.subject is not None:
        return Reply([mrkdwn("*{}* sits {}.", turn.subject.name, where)])
    return Reply([mrkdwn("You sit {}.", where)], [Picker("Sit at…", "stations.take")])
