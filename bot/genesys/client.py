"""Everything one person may do in Genesys."""

from bot.genesys.callforwarding import CallForwardings
from bot.genesys.organization import Organizations
from bot.genesys.outofoffice import OutOfOffices
from bot.genesys.presence import Presences
from bot.genesys.queues import Queues
from bot.genesys.routingstatus import RoutingStatuses
from bot.genesys.stations import Stations
from bot.genesys.transport import TokenSource, Transport
from bot.genesys.users import Users


class Genesys:
    """One person's client: the shared transport with their token. Cheap to make, holds nothing open."""

    def __init__(self, transport: Transport, tokens: TokenSource) -> None:
        self.users = Users(transport, tokens)
        self.queues = Queues(transport, tokens)
        self.routingstatus = RoutingStatuses(transport, tokens)
        self.presence = Presences(transport, tokens)
        self.outofoffice = OutOfOffices(transport, tokens)
        self.stations = Stations(transport, tokens)
        self.callforwarding = CallForwardings(transport, tokens)
        self.organization = Organizations(transport, tokens)
