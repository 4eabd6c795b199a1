"""apps.connections.open: the address of one Socket Mode connection, for the app's own token."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.method import Caller, Method
from bot.sandbox.slack.wire import Json
from bot.sandbox.slack.workspace import Workspace


def open_connection(ws: Workspace, _: Args) -> Json:
    return {"url": ws.sockets.address(ws.base_url)}


METHOD = Method("apps.connections.open", open_connection, caller=Caller.APP)
