"""What a sign-in at Genesys proved, and whether it is enough for a link."""

from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.clock import Clock
from bot.errors import ClientRefused, GenesysError, Invalid, NotServed, SignInEnded
from bot.genesys.client import Genesys
from bot.genesys.oauth import Login, Tokens
from bot.genesys.transport import Transport
from bot.identity.attempts import Attempt
from bot.identity.links import Me
from bot.identity.organisation import Organisation
from bot.identity.refused import LinkRefused, Refused
from bot.identity.revoking import GivenToken
from bot.identity.rotating import Sealed
from bot.identity.slack_people import SlackId, SlackPeople, SlackPerson
from bot.identity.vault import Unreadable, Vault
from bot.store.tables import link_attempts


class Proof(BaseModel):
    """A Genesys user who has just signed in, with their tokens. Kept sealed until the last yes."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    user_id: str
    name: str
    email: str
    org_id: str
    org_name: str
    access_token: str = Field(repr=False)
    refresh_token: str | None = Field(repr=False)
    expires_at: datetime

    @property
    def me(self) -> Me:
        return Me(self.user_id, self.name, self.email)

    def tokens(self, now: datetime) -> Tokens:
        return Tokens(self.access_token, self.refresh_token, int((self.expires_at - now).total_seconds()))


class ProofSeals:
    """Seals a proof, and the verifier before it, for one start of one attempt."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def seal_verifier(self, attempt: Attempt, state_hash: str, verifier: str) -> bytes:
        return self._vault.seal(verifier, *_context(attempt.id, state_hash, "verifier"))

    def verifier(self, attempt: Attempt) -> str:
        return self._open(attempt, attempt.verifier_sealed, "verifier")

    def seal(self, attempt: Attempt, proof: Proof) -> bytes:
        return self._vault.seal(proof.model_dump_json(), *_context(attempt.id, attempt.state_hash, "proved"))

    def proof(self, attempt: Attempt) -> Proof:
        try:
            return Proof.model_validate_json(self._open(attempt, attempt.proved_sealed, "proved"))
        except ValidationError:
            raise LinkRefused(Refused.USED) from None

    def _open(self, attempt: Attempt, sealed: bytes | None, column: str) -> str:
        try:
            return self._vault.open(sealed or b"", *_context(attempt.id, attempt.state_hash, column))
        except Unreadable:
            raise LinkRefused(Refused.USED) from None


def _context(attempt_id: str, state_hash: str | None, column: str) -> tuple[str, ...]:
    return "link_attempts", attempt_id, state_hash or "", column


SEALED = (
    Sealed(link_attempts.c.verifier_sealed, lambda row: _context(row.id, row.state_hash, "verifier")),
    Sealed(link_attempts.c.proved_sealed, lambda row: _context(row.id, row.state_hash, "proved")),
)


class SignIn:
    """The way from a code to a proof. Raises LinkRefused."""

    def __init__(self, login: Login, transport: Transport, clock: Clock, redirect_uri: str) -> None:
        self._login = login
        self._transport = transport
        self._clock = clock
        self.redirect_uri = redirect_uri

    async def tokens(self, code: str, verifier: str) -> Tokens:
        try:
            return await self._login.exchange(code, redirect_uri=self.redirect_uri, verifier=verifier)
        except Invalid as error:
            raise LinkRefused(Refused.SIGN_IN_REFUSED) from error
        except ClientRefused as error:
            raise LinkRefused(Refused.CLIENT_REFUSED) from error
        except GenesysError as error:
            raise LinkRefused(Refused.GENESYS_AWAY) from error

    async def proof(self, tokens: Tokens) -> Proof:
        """Who signed in: asked at Genesys with the token that they got."""
        genesys = Genesys(self._transport, GivenToken(tokens.access_token))
        try:
            user = await genesys.users.get_users_me()
            organisation = await genesys.organization.get_organizations_me()
        except SignInEnded as error:  # The token is seconds old: this API is another region's than the login host.
            raise LinkRefused(Refused.CLIENT_REFUSED) from error
        except GenesysError as error:
            raise LinkRefused(Refused.GENESYS_AWAY) from error
        return Proof(
            user_id=user.id,
            name=user.name,
            email=user.email,
            org_id=organisation.id,
            org_name=organisation.name,
            access_token=tokens.access_token,
            refresh_token=tokens.refresh_token,
            expires_at=self._clock.now() + timedelta(seconds=tokens.expires_in_s),
        )


class Rule:
    """When two accounts are one person's: `by_slack`, Sign in with Slack in the same browser showed it.

    Otherwise the same e-mail on both sides does: who administers them vouches for the address.
    """

    def __init__(self, people: SlackPeople, organisation: Organisation, *, by_slack: bool) -> None:
        self._people = people
        self._organisation = organisation
        self._by_slack = by_slack

    async def check(self, attempt: Attempt, proof: Proof) -> SlackPerson:
        """Raises LinkRefused unless the Slack user and the Genesys user are one person of our organisation."""
        if not await self._organisation.admits(proof.org_id):
            raise LinkRefused(Refused.OTHER_ORGANISATION, org_name=proof.org_name, genesys_email=proof.email)
        self._people.forget(attempt.slack)  # what Slack says now counts
        person = await served(self._people, attempt.slack)
        if not self._by_slack:
            _same_email(person, proof)
        elif not attempt.signed_in_to_slack:  # begun while LINK_PROOF was another
            raise LinkRefused(Refused.USED)
        return person


def _same_email(person: SlackPerson, proof: Proof) -> None:
    emails = {"slack_email": person.email or "", "genesys_email": proof.email}
    if not person.email or not proof.email:
        raise LinkRefused(Refused.NO_EMAIL, **emails)
    if not person.email_confirmed:
        raise LinkRefused(Refused.EMAIL_UNCONFIRMED, **emails)
    if person.email.casefold() != proof.email.casefold():
        raise LinkRefused(Refused.OTHER_EMAIL, slack_name=person.name, genesys_name=proof.name, **emails)


async def served(people: SlackPeople, slack: SlackId) -> SlackPerson:
    """The Slack person, or LinkRefused where the bot does not serve them."""
    try:
        return await people.person(slack)
    except NotServed as error:
        raise LinkRefused(Refused.NOT_SERVED, unserved=error.why) from error
