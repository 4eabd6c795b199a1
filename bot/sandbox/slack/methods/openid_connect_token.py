"""openid.connect.token: a code of somebody who signed in becomes an id_token and a token for userInfo."""

from datetime import timedelta

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.method import Caller, Method, check_client, known_user
from bot.sandbox.slack.openid.claims import claims_of
from bot.sandbox.slack.openid.id_token import signed
from bot.sandbox.slack.wire import Json, Refused
from bot.sandbox.slack.workspace import Workspace

LIFETIME = timedelta(minutes=5)


def token(ws: Workspace, args: Args) -> Json:
    check_client(ws, args)
    signed_in = ws.grants.take_code(args.required("code"))
    if signed_in is None:
        raise Refused("invalid_code")
    if args.text("redirect_uri") != signed_in.redirect_uri:
        raise Refused("bad_redirect_uri")
    now = ws.clock.now()
    claims = {
        "iss": ws.base_url,
        "aud": ws.credentials.client_id,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
        **claims_of(known_user(ws.of_person(signed_in.user_id), signed_in.user_id), signed_in.scopes),
    }
    if signed_in.nonce is not None:
        claims["nonce"] = signed_in.nonce
    return {"access_token": ws.grants.new_token(signed_in), "token_type": "Bearer", "id_token": signed(claims)}


METHOD = Method("openid.connect.token", token, takes_json=False, caller=Caller.CLIENT)
