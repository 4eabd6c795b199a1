"""The organisation, and the token that stands for one person in it."""

from pydantic import Field

from bot.genesys.area import Area, WritingArea, path
from bot.genesys.model import DomainEntityRef, Entity, Many, Maybe, Model, Text


class OrgOAuthClient(Model):
    """The OAuth client that a token was given to."""

    id: Text = ""
    name: Text = ""
    authorized_grant_type: Text = ""


class TokenInfo(Model):
    """What a token is for. It names no user: users/me does."""

    organization: Maybe[DomainEntityRef] = None
    home_organization: Maybe[DomainEntityRef] = None
    authorized_scope: Many[str] = ()
    oauth_client: Maybe[OrgOAuthClient] = Field(default=None, alias="OAuthClient")


class Organization(Entity):
    """The organisation of the token's person."""

    name: Text = ""
    third_party_org_name: Text = ""  #: its short name
    state: Text = ""


class SeenOrganizations(Area):
    """Organisation and token."""

    async def get_tokens_me(self) -> TokenInfo:
        """What this token is for. Operation: getTokensMe. Permission: none."""
        return await self._get(TokenInfo, path("/api/v2/tokens/me"))

    async def get_organizations_me(self) -> Organization:
        """The organisation. Operation: getOrganizationsMe. Permission: none."""
        return await self._get(Organization, path("/api/v2/organizations/me"))


class Organizations(SeenOrganizations, WritingArea):
    """The same, and ending the token."""

    async def delete_tokens_me(self) -> None:
        """Revokes this token, at once. Operation: deleteTokensMe. Permission: none."""
        await self._send("DELETE", path("/api/v2/tokens/me"))
