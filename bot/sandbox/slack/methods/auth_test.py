"""auth.test: whose token this is."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.method import Method
from bot.sandbox.slack.wire import BOT, BOT_USER, TEAM, TEAM_DOMAIN, TEAM_NAME, Json
from bot.sandbox.slack.workspace import Workspace


def auth_test(ws: Workspace, _: Args) -> Json:
    return {
        "url": f"https://{TEAM_DOMAIN}.slack.com/",
        "team": TEAM_NAME,
        "user": ws.members[BOT_USER].name,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


METHOD = Method("auth.test", auth_test)
