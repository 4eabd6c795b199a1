"""The organisation, and the token in use."""

from typing import Any

from bot.sandbox.genesys.call import Call, Endpoint
from bot.sandbox.genesys.floor import Floor


def organization_json(floor: Floor) -> dict[str, Any]:
    return {
        "id": floor.organization.id,
        "name": floor.organization.name,
        "thirdPartyOrgName": "examplecontactcentre",
        "domain": "examplecontactcentre",
        "defaultLanguage": "en-us",
        "defaultCountryCode": "US",
        "state": "active",
        "version": 1,
        "features": {},
        "selfUri": "/api/v2/organizations/me",
    }


def token_json(floor: Floor, user_id: str | None) -> dict[str, Any]:
    """It carries no user id."""
    named = {"id": floor.organization.id, "name": floor.organization.name}
    grant_type = "CODE" if user_id else "CLIENT-CREDENTIALS"
    scopes = list(floor.organization.scopes)
    client = {"id": floor.organization.client_id, "name": "OnQueue", "authorizedGrantType": grant_type, "scope": scopes}
    return {"organization": named, "homeOrganization": named, "authorizedScope": scopes, "OAuthClient": client}


def get_organizations_me(call: Call) -> dict[str, Any]:
    return organization_json(call.floor)


def get_tokens_me(call: Call) -> dict[str, Any]:
    return token_json(call.floor, call.token.user_id)


def delete_tokens_me(call: Call) -> None:
    """Ends the token that asks, and its refresh token."""
    call.tokens.revoke(call.token)
    if call.caller:
        call.applied(call.caller)


ENDPOINTS = [
    Endpoint("GET", "/api/v2/organizations/me", "getOrganizationsMe", get_organizations_me),
    Endpoint("GET", "/api/v2/tokens/me", "getTokensMe", get_tokens_me),
    Endpoint("DELETE", "/api/v2/tokens/me", "deleteTokensMe", delete_tokens_me),
]
