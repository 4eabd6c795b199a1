"""views.push: a further modal on the one in which somebody did something."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.blocks import Surface, checked_view
from bot.sandbox.slack.method import Method
from bot.sandbox.slack.views import view_object
from bot.sandbox.slack.wire import Json, Refused
from bot.sandbox.slack.workspace import Workspace


def push(ws: Workspace, args: Args) -> Json:
    content = checked_view(args.get("view"), Surface.MODAL)
    trigger = ws.triggers.exchange(args.required("trigger_id"))
    below = ws.views.find(view_id=trigger.view_id) if trigger.view_id else None
    if below is None or below.is_home:
        raise Refused("not_found")
    return {"view": view_object(ws.views.push(trigger.user, content))}


METHOD = Method("views.push", push)
