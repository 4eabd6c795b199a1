"""Everything one person may do in Genesys."""

from bot.genesys.callforwarding import CallForwardings
from bot.genesys.organization import Organizations
from bot.genesys.outofoffice import OutOfOffices
from bot.genesys.presence import Presences
from bot.genesys.queues import Queues
from bot.genesys.reading import Reading
from bot.genesys.routingstatus import RoutingStatuses
from bot.genesys.stations import Stations
from bot.genesys.transport import TokenSource, Transport


class Genesys(Reading):
    """One person's client: the shared transport with their token. Cheap to make, holds nothing open.

    Whatever takes a `Reading` takes this one too.
    """

    def __init__(self, transport: Transport, tokens: TokenSource) -> None:
        super().__init__(transport, tokens)
        self._transport, self._tokens = transport, tokens
        self.queues: Queues = Queues(transport, tokens)
        self.routingstatus: RoutingStatuses = RoutingStatuses(transport, tokens)
        self.presence: Presences = Presences(transport, tokens)
        self.outofoffice: OutOfOffices = OutOfOffices(transport, tokens)
        self.stations: Stations = Stations(transport, tokens)
        self.callforwarding: CallForwardings = CallForwardings(transport, tokens)
        self.organization: Organizations = Organizations(transport, tokens)

    def reading(self) -> Reading:
        """The same person's client, without anything that writes."""
        return Reading(self._transport, self._tokens)
