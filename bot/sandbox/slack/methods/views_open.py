"""views.open: a modal for whoever just did something."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.blocks import Surface, checked_view
from bot.sandbox.slack.method import Method
from bot.sandbox.slack.views import view_object
from bot.sandbox.slack.wire import Json
from bot.sandbox.slack.workspace import Workspace


def open_view(ws: Workspace, args: Args) -> Json:
    content = checked_view(args.get("view"), Surface.MODAL)
    trigger = ws.triggers.exchange(args.required("trigger_id"))
    return {"view": view_object(ws.views.open(trigger.user, content))}


METHOD = Method("views.open", open_view)
