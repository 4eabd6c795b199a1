"""oauth.v2.access: the code of an installation for the bot token of its workspace (facts 7)."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.method import Caller, Method, check_client
from bot.sandbox.slack.wire import APP, BOT_USER, Json, Refused
from bot.sandbox.slack.workspace import Workspace


def access(ws: Workspace, args: Args) -> Json:
    check_client(ws, args)
    allowed = ws.installs.take_code(args.text("code") or "")
    if allowed is None:
        raise Refused("invalid_code")
    if args.text("redirect_uri") != allowed.redirect_uri:
        raise Refused("bad_redirect_uri")
    there = ws.family[allowed.team_id]
    return {
        "app_id": APP,
        "authed_user": {"id": allowed.user_id},
        "scope": allowed.scopes,
        "token_type": "bot",
        "access_token": there.installed_anew(),
        "bot_user_id": BOT_USER,
        "team": {"id": there.team.id, "name": there.team.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


METHOD = Method("oauth.v2.access", access, takes_json=False, caller=Caller.CLIENT)
