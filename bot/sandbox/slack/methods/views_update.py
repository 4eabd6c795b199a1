"""views.update: other content in an open modal."""

from bot.sandbox.slack.args import Args, missing
from bot.sandbox.slack.blocks import Surface, checked_view
from bot.sandbox.slack.method import Method
from bot.sandbox.slack.views import view_object
from bot.sandbox.slack.wire import Json, Refused
from bot.sandbox.slack.workspace import Workspace


def update(ws: Workspace, args: Args) -> Json:
    view_id, external_id = args.text("view_id"), args.text("external_id")
    if view_id is None and external_id is None:
        raise missing("view_id")
    content = checked_view(args.get("view"), Surface.MODAL)
    view = ws.views.find(view_id=view_id, external_id=external_id)
    if view is None or view.is_home:
        raise Refused("not_found")
    if args.text("hash") not in {None, view.hash}:
        raise Refused("hash_conflict")
    ws.views.update(view, content)
    return {"view": view_object(view)}


METHOD = Method("views.update", update)
