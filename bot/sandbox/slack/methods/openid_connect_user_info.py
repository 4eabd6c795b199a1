"""openid.connect.userInfo: who it was that signed in."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.method import Caller, Method, known_user
from bot.sandbox.slack.openid.claims import claims_of
from bot.sandbox.slack.wire import Json, Refused
from bot.sandbox.slack.workspace import Workspace


def user_info(ws: Workspace, args: Args) -> Json:
    signed_in = ws.grants.of_token(args.text("token") or "")
    if signed_in is None:
        raise Refused("invalid_auth" if args.text("token") else "not_authed")
    return claims_of(known_user(ws.of_person(signed_in.user_id), signed_in.user_id), signed_in.scopes)


METHOD = Method("openid.connect.userInfo", user_info, takes_json=False, caller=Caller.PERSON)
