"""views.publish: somebody's Home."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.blocks import Surface, checked_view
from bot.sandbox.slack.method import Method, known_user
from bot.sandbox.slack.views import view_object
from bot.sandbox.slack.wire import Json, Refused
from bot.sandbox.slack.workspace import Workspace


def publish(ws: Workspace, args: Args) -> Json:
    if not ws.manifest.home_enabled:
        raise Refused("not_enabled")
    user = known_user(ws, args.required("user_id"))
    content = checked_view(args.get("view"), Surface.HOME)
    home = ws.views.home(user.id)
    if args.text("hash") is not None and (home is None or home.hash != args.text("hash")):
        raise Refused("hash_conflict")
    return {"view": view_object(ws.views.publish(user.id, content))}


METHOD = Method("views.publish", publish)
