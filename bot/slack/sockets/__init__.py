"""Socket Mode: connections that the bot opens to Slack, kept open, and what comes through them."""

from bot.slack.sockets.keeping import CONNECTIONS, Pauses, Sockets
from bot.slack.sockets.opening import Opening

__all__ = ["CONNECTIONS", "Opening", "Pauses", "Sockets"]
