"""team.info: the workspace itself."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.method import Method
from bot.sandbox.slack.wire import TEAM, TEAM_DOMAIN, TEAM_NAME, Json
from bot.sandbox.slack.workspace import Workspace


def info(_: Workspace, __: Args) -> Json:
    team = {
        "id": TEAM,
        "name": TEAM_NAME,
        "url": f"https://{TEAM_DOMAIN}.slack.com/",
        "domain": TEAM_DOMAIN,
        "email_domain": "example.com",
        "icon": {"image_default": True},
    }
    return {"team": team}


METHOD = Method("team.info", info, scopes=("team:read",))
