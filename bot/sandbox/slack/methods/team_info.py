"""team.info: the workspace itself."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.method import Method
from bot.sandbox.slack.wire import Json
from bot.sandbox.slack.workspace import Workspace


def info(ws: Workspace, _: Args) -> Json:
    team = {
        "id": ws.team.id,
        "name": ws.team.name,
        "url": f"https://{ws.team.domain}.slack.com/",
        "domain": ws.team.domain,
        "email_domain": "example.com",
        "icon": {"image_default": True},
    }
    return {"team": team}


METHOD = Method("team.info", info, scopes=("team:read",))
