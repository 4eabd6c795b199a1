"""Genesys Cloud: the hosts of the region, the OAuth client, its secret, its address to come back to, its scopes."""

import base64
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.cli.doctor.asking import Answer, Asker, Unreached
from bot.cli.doctor.configured import GENESYS_OAUTH, MENDS
from bot.cli.doctor.finding import Finding, bad, ok, warn
from bot.genesys.oauth import CLIENT_REFUSED, TOKEN_PATH
from bot.genesys.scopes import SCOPES, missing
from bot.readiness import GENESYS
from bot.settings import Settings

CALLBACK = "/link/callback"
TOKENS_ME = "/api/v2/tokens/me"
UNAUTHORIZED, REFUSED_FROM = 401, 400


@dataclass(frozen=True)
class Client:
    """What the login host says of the OAuth client."""

    settings: Settings
    asker: Asker

    async def grant(self, **form: str) -> Answer:
        """One call for a token. Raises Unreached."""
        client_id = self.settings.genesys_client_id or ""
        headers = {}
        if self.settings.genesys_client_secret:
            pair = f"{client_id}:{self.settings.genesys_client_secret.get_secret_value()}".encode()
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        else:
            form["client_id"] = client_id
        url = f"{self.settings.login_url}{TOKEN_PATH}"
        return await self.asker.ask(GENESYS, "POST", url, headers=headers, form=form)

    async def token_of_its_own(self) -> str | None:
        """A token without a person, from a client that may have one; it is given back after its one use."""
        if not self.settings.genesys_client_secret:
            return None
        token = (await self.grant(grant_type="client_credentials")).json().get("access_token")
        return token if isinstance(token, str) else None


async def check_genesys(settings: Settings, asker: Asker, persons_token: str | None) -> AsyncIterator[Finding]:
    """`persons_token` is of somebody who has linked; it is shown to Genesys once, to ask what it may be used for."""
    if settings.genesys_client_secret is None:
        yield warn(
            "GENESYS_CLIENT_SECRET",
            "it is not set, so people sign in again whenever their token ends",
            MENDS["GENESYS_CLIENT_SECRET"],
        )
    yield await _api(settings, asker)
    if settings.genesys_client_id is None:
        return
    client = Client(settings, asker)
    try:
        found = await _client(client)
        yield found
        if found.name == "GENESYS_CLIENT_ID" and found.level == "ok":
            if settings.public_url:
                yield await _redirect(settings, asker)
            async for finding in _scopes(client, persons_token):
                yield finding
    except Unreached as error:
        yield _unreached(settings, "login", settings.login_url, error)


async def _api(settings: Settings, asker: Asker) -> Finding:
    name = "GENESYS_API_URL" if settings.genesys_api_url else "GENESYS_REGION"
    try:
        answer = await asker.ask(GENESYS, "GET", f"{settings.api_url}{TOKENS_ME}")
    except Unreached as error:
        return _unreached(settings, "api", settings.api_url, error)
    if answer.status != UNAUTHORIZED or not answer.json():
        return bad(
            name, f"{settings.api_url} answers {answer.status}, and not as Genesys's API", MENDS["GENESYS_REGION"]
        )
    return ok(name, f"{settings.api_url} answers")


async def _client(client: Client) -> Finding:
    """Shows a code that nobody was given: what is refused then is the client, or only the code."""
    settings = client.settings
    answer = await client.grant(
        grant_type="authorization_code",
        code="doctor",
        redirect_uri=f"{settings.public_url}{CALLBACK}",
        code_verifier=secrets.token_urlsafe(48),
    )
    told = answer.json()
    error, why = str(told.get("error", "")), str(told.get("error_description") or told.get("description") or "")
    if not error:
        name = "GENESYS_LOGIN_URL" if settings.genesys_login_url else "GENESYS_REGION"
        what = f"{settings.login_url} answers {answer.status}, and not as Genesys's sign-in"
        return bad(name, what, MENDS["GENESYS_REGION"])
    if error not in CLIENT_REFUSED:
        return ok("GENESYS_CLIENT_ID", f"{settings.login_url} knows the client{_and_secret(settings)}")
    if "authentication" in why and settings.genesys_client_secret:
        what = "it is not the secret of GENESYS_CLIENT_ID"
        return bad("GENESYS_CLIENT_SECRET", what, MENDS["GENESYS_CLIENT_SECRET"])
    what = f"{settings.login_url} knows no such client (GENESYS_REGION {settings.genesys_region})"
    return bad("GENESYS_CLIENT_ID", what, f"{MENDS['GENESYS_CLIENT_ID']}; in another region it is unknown as well")


def _and_secret(settings: Settings) -> str:
    return ", and its secret fits" if settings.genesys_client_secret else ""


async def _redirect(settings: Settings, asker: Asker) -> Finding:
    """A wrong address to come back to is told on a page of Genesys's own, never at that address."""
    query = {
        "client_id": settings.genesys_client_id or "",
        "response_type": "code",
        "redirect_uri": f"{settings.public_url}{CALLBACK}",
        "state": "doctor",
        "prompt": "login",
    }
    answer = await asker.ask(GENESYS, "GET", f"{settings.login_url}/oauth/authorize?{urlencode(query)}")
    refused = answer.status >= REFUSED_FROM or "redirect_uri" in answer.headers.get("location", "").partition("?")[2]
    if refused and "redirect" in (answer.text + answer.headers.get("location", "")).lower():
        what = f"the OAuth client does not have PUBLIC_URL{CALLBACK} among its Authorized redirect URIs"
        return bad("PUBLIC_URL", what, f"add it to the client at {GENESYS_OAUTH}, or correct PUBLIC_URL")
    if answer.status >= REFUSED_FROM:
        what = f"Genesys answers {answer.status} where people would sign in"
        return warn("GENESYS_CLIENT_ID", what, "link yourself once to see it")
    return ok("PUBLIC_URL", "Genesys does not refuse it as the address to come back to")


async def _scopes(client: Client, persons_token: str | None) -> AsyncIterator[Finding]:
    own = await client.token_of_its_own()
    token = own or persons_token
    if token is None:
        yield warn(
            "GENESYS_CLIENT_ID",
            "its scopes cannot be seen before somebody has linked",
            f"compare them at {GENESYS_OAUTH} with: {', '.join(SCOPES)}; then link, and run this again",
        )
        return
    url, headers = f"{client.settings.api_url}{TOKENS_ME}", {"Authorization": f"Bearer {token}"}
    answer = await client.asker.ask(GENESYS, "GET", f"{url}?preserveIdleTTL=true", headers=headers)
    if own is not None:
        await client.asker.ask(GENESYS, "DELETE", url, headers=headers)
    told = answer.json()
    yield _of_scopes(told)
    yield _of_organisation(client.settings, told)


def _of_scopes(told: dict[str, object]) -> Finding:
    has = told.get("authorizedScope")
    if not isinstance(has, list):
        return warn("GENESYS_CLIENT_ID", "Genesys does not tell its scopes", f"look at {GENESYS_OAUTH}")
    lacking = missing([str(scope) for scope in has])
    if lacking:
        reasons = "; ".join(f"{scope} ({SCOPES[scope]})" for scope in lacking)
        what = f"the OAuth client lacks {len(lacking)} of the scopes: {reasons}"
        return bad("GENESYS_CLIENT_ID", what, f"add them to the client at {GENESYS_OAUTH}")
    return ok("GENESYS_CLIENT_ID", "it has all the scopes")


def _of_organisation(settings: Settings, told: dict[str, object]) -> Finding:
    organisation = told.get("organization")
    found = organisation.get("id") if isinstance(organisation, dict) else None
    if settings.genesys_org_id is None:
        what = "it is not set; the first who links decides which organisation it is"
        return warn("GENESYS_ORG_ID", what, MENDS["GENESYS_ORG_ID"])
    if found != settings.genesys_org_id:
        return bad("GENESYS_ORG_ID", "the OAuth client belongs to another organisation", MENDS["GENESYS_ORG_ID"])
    return ok("GENESYS_ORG_ID", "it is the organisation of the OAuth client")


def _unreached(settings: Settings, side: str, url: str, error: Unreached) -> Finding:
    given = settings.genesys_api_url if side == "api" else settings.genesys_login_url
    name = f"GENESYS_{side.upper()}_URL" if given else "GENESYS_REGION"
    return bad(name, f"{url}: {error}", "let this machine reach it by https, or correct the setting")
