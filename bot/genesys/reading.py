"""A client that cannot write, for what runs though nobody asked just now: digests, panels.

Twice over: its areas have no method that writes, so that the type checker refuses one, and what it sends goes through a
gate that lets through nothing but GET and the POSTs that read.
"""

from bot.genesys.analytics import Analytics
from bot.genesys.callforwarding import SeenCallForwardings
from bot.genesys.organization import SeenOrganizations
from bot.genesys.outofoffice import SeenOutOfOffices
from bot.genesys.presence import SeenPresences
from bot.genesys.queues import SeenQueues
from bot.genesys.routingstatus import SeenRoutingStatuses
from bot.genesys.stations import SeenStations
from bot.genesys.transport import Asking, Call, Read, T, TokenSource
from bot.genesys.users import Users

#: The paths whose POST is a query.
READING_POSTS = frozenset({"/api/v2/users/search", "/api/v2/analytics/queues/observations/query"})


class WriteRefused(Exception):
    """A call that could change something was about to leave through a client that only reads: a mistake of ours."""


class Reading:
    """What one person may see, and nothing that they may do."""

    def __init__(self, transport: Asking, tokens: TokenSource) -> None:
        gate = _Gate(transport)
        self.users = Users(gate, tokens)
        self.queues = SeenQueues(gate, tokens)
        self.routingstatus = SeenRoutingStatuses(gate, tokens)
        self.presence = SeenPresences(gate, tokens)
        self.outofoffice = SeenOutOfOffices(gate, tokens)
        self.stations = SeenStations(gate, tokens)
        self.callforwarding = SeenCallForwardings(gate, tokens)
        self.organization = SeenOrganizations(gate, tokens)
        self.analytics = Analytics(gate, tokens)


class _Gate:
    """A transport that looks at each call before it leaves."""

    def __init__(self, transport: Asking) -> None:
        self._transport = transport

    async def ask(self, call: Call, tokens: TokenSource, read: Read[T]) -> T:
        reads = call.method == "GET" or (call.method == "POST" and call.path.template in READING_POSTS)
        if call.writes or not reads:
            raise WriteRefused(f"{call.method} {call.path.template}")
        return await self._transport.ask(call, tokens, read)
