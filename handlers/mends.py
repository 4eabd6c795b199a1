"""Stations and forwarding: what a person mends so that calls reach them."""

from bot.changes.callforwarding import SetForwarding
from bot.changes.stations import TakeStation
from bot.directory.names import one_of
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import Why
from bot.slack.blocks import Option
from bot.slack.reply import Reply
from handlers.outcomes import propose

router = Router()

FREE = "AVAILABLE"


@router.action("stations.take")
async def take(turn: Turn) -> Reply:
    stations = await turn.genesys.stations.all_stations()
    station = one_of(stations, turn.picked[0], none=Why.NO_STATION, several=Why.SEVERAL_STATIONS)
    return await propose(turn, TakeStation(user_id=turn.me.id, station_id=station.id, name=station.name))


@router.options("stations.take")
async def free(turn: Turn, typed: str) -> list[Option]:
    stations = await turn.desk.menus.stations.of(turn.me.id, turn.genesys.stations.all_stations)
    wanted = typed.casefold()
    return [Option(one.name, one.id) for one in stations if one.status == FREE and wanted in one.name.casefold()]


@router.action("callforwarding.off")
async def forwarding_off(turn: Turn) -> Reply:
    return await propose(turn, SetForwarding(user_id=turn.me.id, enabled=False))
