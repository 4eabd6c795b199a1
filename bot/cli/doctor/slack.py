"""Slack: whose tokens these are, whether they work, what scopes they lack, and the app's client."""

import asyncio
import re
from collections.abc import AsyncIterator
from urllib.parse import urlencode

from bot.cli.doctor.asking import Answer, Asker, Unreached
from bot.cli.doctor.configured import MENDS, SLACK_APP
from bot.cli.doctor.finding import Finding, bad, ok, warn
from bot.genesys.wire import SENDABLE
from bot.readiness import SLACK
from bot.settings import Settings
from bot.slack.manifest import APP_SCOPES, INSTALLED, SCOPES, SIGNED_IN, USER_SCOPES

KINDS = {
    "xoxb-": "a bot token",
    "xapp-": "an app-level token",
    "xoxp-": "a user token",
    "xoxe": "a token for configuring apps",
}
BELONGS = {"xoxb-": "SLACK_BOT_TOKEN", "xapp-": "SLACK_APP_TOKEN"}
REINSTALL = "update the app from `python -m bot manifest` and install it to the workspace again"
LONGEST_WORD = 40
HEX = set("0123456789abcdef")
SIGNING_SECRET_LENGTH = 32
INSTALL = "/slack/install"
#: Slack's words for a code that it never gave out: it has looked at the client by then.
KNOWS_CLIENT = ("invalid_code", "code_already_used", "code_expired", "invalid_grant")
NOT_REGISTERED = ("bad_redirect_uri", "redirect_uri did not match")


async def check_slack(settings: Settings, asker: Asker) -> AsyncIterator[Finding]:
    """All that is set of Slack's."""
    tokens = await asyncio.gather(_bot_token(settings, asker), _app_token(settings, asker))
    for finding in (_signing_secret(settings), *tokens):
        if finding is not None:
            yield finding
    async for finding in _client(settings, asker):
        yield finding


def _signing_secret(settings: Settings) -> Finding | None:
    if settings.slack_signing_secret is None:
        return None
    secret = settings.slack_signing_secret.get_secret_value()
    client_secret = settings.slack_client_secret
    if client_secret is not None and secret == client_secret.get_secret_value():
        return bad("SLACK_SIGNING_SECRET", "it is the same as SLACK_CLIENT_SECRET", MENDS["SLACK_SIGNING_SECRET"])
    if len(secret) != SIGNING_SECRET_LENGTH or not set(secret) <= HEX:
        looks = f"it does not look like one, which has {SIGNING_SECRET_LENGTH} hexadecimal digits"
        return warn("SLACK_SIGNING_SECRET", looks, MENDS["SLACK_SIGNING_SECRET"])
    return ok("SLACK_SIGNING_SECRET", "it looks like one; only a delivery from Slack can prove it")


async def _bot_token(settings: Settings, asker: Asker) -> Finding | None:
    name = "SLACK_BOT_TOKEN"
    if settings.slack_bot_token is None:
        installs = f"it is not set: workspaces install the app at {settings.public_url}{INSTALL}"
        return ok(name, installs) if settings.installs else None
    token = settings.slack_bot_token.get_secret_value()
    if (wrong := _wrong_kind(name, token, "xoxb-")) is not None:
        return wrong
    answer = await _called(settings, asker, "auth.test", token)
    if isinstance(answer, Finding):
        return answer
    told = answer.json()
    if not told.get("ok"):
        return bad(name, f"Slack refuses it ({_word(told)})", MENDS[name])
    has = answer.headers.get("x-oauth-scopes", "").replace(" ", "").split(",")
    lacking = [scope for scope in SCOPES if scope not in has] if "x-oauth-scopes" in answer.headers else []
    if lacking:
        reasons = "; ".join(f"{scope} ({SCOPES[scope]})" for scope in lacking)
        return bad(name, f"it lacks {len(lacking)} of the scopes: {reasons}", REINSTALL)
    return ok(name, f"it works, in the workspace {told.get('team_id')}")


async def _app_token(settings: Settings, asker: Asker) -> Finding | None:
    name, scope = "SLACK_APP_TOKEN", next(iter(APP_SCOPES))
    if settings.slack_app_token is None:
        return None
    token = settings.slack_app_token.get_secret_value()
    if (wrong := _wrong_kind(name, token, "xapp-")) is not None:
        return wrong
    answer = await _called(settings, asker, "apps.connections.open", token)
    if isinstance(answer, Finding):
        return answer
    told = answer.json()
    if told.get("ok"):
        return ok(name, "it works, and may open connections")
    if told.get("error") == "missing_scope":
        return bad(name, f"it lacks the scope {scope}", MENDS[name])
    return bad(name, f"Slack refuses it ({_word(told)})", f"{MENDS[name]}, and switch Socket Mode on there")


async def _client(settings: Settings, asker: Asker) -> AsyncIterator[Finding]:
    """Shows the client a code that nobody was given: what Slack says of it tells whether it knows the client."""
    if not (settings.slack_client_id and settings.slack_client_secret):
        return
    form = {
        "client_id": settings.slack_client_id,
        "client_secret": settings.slack_client_secret.get_secret_value(),
        "code": "doctor",
        "redirect_uri": f"{settings.public_url}{SIGNED_IN}",
    }
    url = f"{settings.slack_api_url}/openid.connect.token"
    try:
        word = _word((await asker.ask(SLACK, "POST", url, form=form)).json())
    except Unreached as error:
        yield _unreached(settings, error)
        return
    yield _of_client(word)
    if settings.public_url and word in KNOWS_CLIENT:
        async for finding in _returns(settings, asker):
            yield finding


def _of_client(word: str) -> Finding:
    match word:
        case "invalid_client_id" | "invalid_client":
            return bad("SLACK_CLIENT_ID", "Slack knows no app with this client id", MENDS["SLACK_CLIENT_ID"])
        case "bad_client_secret":
            return bad("SLACK_CLIENT_SECRET", "it is not the secret of SLACK_CLIENT_ID", MENDS["SLACK_CLIENT_SECRET"])
        case "bad_redirect_uri":
            return _not_registered(SIGNED_IN)
        case _ if word in KNOWS_CLIENT:
            return ok("SLACK_CLIENT_ID", "Slack knows the app, and its secret fits")
    return warn("SLACK_CLIENT_ID", f"Slack does not tell whether it is right ({word})", "link yourself once to see it")


async def _returns(settings: Settings, asker: Asker) -> AsyncIterator[Finding]:
    """The addresses to come back to: from Sign in with Slack, and from an installation."""
    if settings.proof == "slack":
        query = {"response_type": "code", "scope": ",".join(USER_SCOPES), "nonce": "doctor"}
        yield await _redirect(settings, asker, "/openid/connect/authorize", query, SIGNED_IN)
    if settings.installs:
        yield await _redirect(settings, asker, "/oauth/v2/authorize", {"scope": ",".join(SCOPES)}, INSTALLED)


async def _redirect(settings: Settings, asker: Asker, page: str, query: dict[str, str], returns_to: str) -> Finding:
    """Slack shows a page where the address is not the app's; before anybody has signed in it may show none."""
    back = {"redirect_uri": f"{settings.public_url}{returns_to}", "state": "doctor"}
    asked = {"client_id": settings.slack_client_id or "", **query, **back}
    try:
        shown = (await asker.ask(SLACK, "GET", f"{settings.slack_web_url}{page}?{urlencode(asked)}")).text
    except Unreached as error:
        return bad("SLACK_WEB_URL", str(error), "correct it, or leave it out for Slack itself")
    if any(words in shown for words in NOT_REGISTERED):
        return _not_registered(returns_to)
    return ok("PUBLIC_URL", f"Slack does not refuse PUBLIC_URL{returns_to} as an address to come back to")


def _not_registered(returns_to: str) -> Finding:
    what = f"the Slack app does not have PUBLIC_URL{returns_to} among its Redirect URLs"
    return bad("PUBLIC_URL", what, f"add it at OAuth & Permissions {SLACK_APP}, or correct PUBLIC_URL")


def _wrong_kind(name: str, token: str, wanted: str) -> Finding | None:
    """What a token begins with says what it is for."""
    if token.startswith(wanted):
        return None if _sendable(token) else bad(name, "it holds characters that no token has", MENDS[name])
    found = next((begin for begin in KINDS if token.startswith(begin)), None)
    if found is None:
        return bad(name, f"it is no token of Slack's: one begins with {wanted}", MENDS[name])
    elsewhere = f"; it belongs into {BELONGS[found]}" if found in BELONGS else ""
    return bad(name, f"it is {KINDS[found]}, and {KINDS[wanted]} is needed{elsewhere}", MENDS[name])


async def _called(settings: Settings, asker: Asker, method: str, token: str) -> Answer | Finding:
    url = f"{settings.slack_api_url}/{method}"
    try:
        answer = await asker.ask(SLACK, "POST", url, headers={"Authorization": f"Bearer {token}"}, form={"x": "1"})
    except Unreached as error:
        return _unreached(settings, error)
    if "ok" not in answer.json():
        what = f"{settings.slack_api_url} answers {answer.status}, and not as Slack's Web API"
        return bad("SLACK_API_URL", what, "correct it, or leave it out for Slack itself")
    return answer


def _unreached(settings: Settings, error: Unreached) -> Finding:
    what = f"{settings.slack_api_url}: {error}"
    return bad("SLACK_API_URL", what, "let this machine reach it by https, or correct the setting")


def _word(told: dict[str, object]) -> str:
    """Slack's own word for what is wrong; anything longer is none."""
    word = told.get("error")
    return (
        word if isinstance(word, str) and word.replace("_", "").isalnum() and len(word) <= LONGEST_WORD else "no reason"
    )


def _sendable(token: str) -> bool:
    return re.fullmatch(SENDABLE, token) is not None
