"""auth.test: whose token this is."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.method import Method
from bot.sandbox.slack.wire import BOT, BOT_USER, Json
from bot.sandbox.slack.workspace import Workspace


def auth_test(ws: Workspace, _: Args) -> Json:
    return {
        "url": f"https://{ws.team.domain}.slack.com/",
        "team": ws.team.name,
        "user": ws.members[BOT_USER].name,
        "team_id": ws.team.id,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


METHOD = Method("auth.test", auth_test)
