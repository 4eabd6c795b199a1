"""users.info: one user, with zone and, given the scope, address."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.method import Method, known_user, shown_user
from bot.sandbox.slack.wire import Json
from bot.sandbox.slack.workspace import Workspace


def info(ws: Workspace, args: Args) -> Json:
    user = shown_user(ws, known_user(ws, args.required("user")))
    if args.flag("include_locale"):
        user["locale"] = "en-US"
    return {"user": user}


METHOD = Method("users.info", info, scopes=("users:read",), takes_json=False)
