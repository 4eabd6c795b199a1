"""The linking flow: from the one-time address to the last yes.

Nobody is bound by opening an address. A state counts once, for ten minutes, in the browser that it was made for, and
the person's yes stands behind both names. With Sign in with Slack that browser first shows whose Slack account it
holds; without it, both accounts must have the same e-mail. Each step raises LinkRefused, after which no link was made
or changed.
"""

import asyncio
import base64
import hashlib
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

from bot.clock import Clock
from bot.genesys.oauth import Login
from bot.genesys.transport import Transport
from bot.identity.attempts import Attempt, Attempts, Stage, hashed
from bot.identity.confirming import Confirming
from bot.identity.forms import FormTokens
from bot.identity.links import Links, Me
from bot.identity.organisation import Organisation
from bot.identity.proof import Proof, ProofSeals, Rule, SignIn, served
from bot.identity.refused import LinkRefused, Refused
from bot.identity.revoking import Revocations
from bot.identity.sealing import TokenSeals
from bot.identity.slack_people import SlackId, SlackPeople, SlackPerson
from bot.identity.slack_sign_in import SlackSignIn
from bot.identity.vault import Vault
from bot.store.engine import Database

#: A reloaded callback waits for the first one's exchange: how often it looks, and for how long.
LOOK_EVERY_S = 0.2
LOOKS = 40

OnLinked = Callable[[SlackId, Me, str | None], Awaitable[None]]


@dataclass(frozen=True)
class Offered:
    """Who is about to link, and whom they are linked with by now."""

    person: SlackPerson
    linked_to: Me | None


@dataclass(frozen=True)
class Question:
    """Both identities, for the last yes. `replaces`: the Genesys account that is linked by now, if another."""

    person: SlackPerson
    me: Me
    org_name: str
    replaces: Me | None


class Linking:
    """Offers one-time addresses and answers what browsers do with them.

    `slack_sign_in` is the proof; None: the same e-mail is. `on_linked` is told after the last yes, with the `asked_id`
    of the offer. `browser` is the secret value of the browser's cookie, wherever it stands.
    """

    def __init__(
        self,
        *,
        database: Database,
        links: Links,
        people: SlackPeople,
        login: Login,
        login_url: str,
        transport: Transport,
        vault: Vault,
        clock: Clock,
        public_url: str,
        org_id: str | None,
        command: str,
        slack_sign_in: SlackSignIn | None,
        on_linked: OnLinked,
    ) -> None:
        self.public_url = public_url.rstrip("/")
        self.command = command
        self.is_https = urlsplit(public_url).scheme == "https"
        self.by_slack = slack_sign_in is not None
        login_host = "{0.scheme}://{0.netloc}".format(urlsplit(login_url))
        #: Where the forms of the pages lead by redirects, as sources of a content policy.
        self.sign_in_hosts = (login_host, *(slack_sign_in.hosts if slack_sign_in else ()))
        self.forms = FormTokens(vault.derived("forms of the linking pages"))
        self._links = links
        self._people = people
        self._login = login
        self._slack = slack_sign_in
        self._on_linked = on_linked
        self._seals = ProofSeals(vault)
        self._attempts = Attempts(database, clock)
        self._revocations = Revocations(transport)
        self._sign_in = SignIn(login, transport, clock, f"{self.public_url}/link/callback")
        organisation = Organisation(database, org_id)
        self._rule = Rule(people, organisation, by_slack=self.by_slack)
        self._confirming = Confirming(database, links, organisation, TokenSeals(vault), clock)

    async def offer(self, slack: SlackId, *, asked_id: str | None = None) -> str:
        """A one-time address for this Slack user; `asked_id` resumes when they have linked."""
        ticket, ended = await self._attempts.offer(slack, asked_id)
        self._revoke_proofs(ended)
        return f"{self.public_url}/link?{urlencode({'ticket': ticket})}"

    async def look(self, ticket: str) -> Offered:
        """What the address is for. Changes nothing: robots open addresses too."""
        attempt = await self._attempts.of_ticket(ticket)
        person = await served(self._people, attempt.slack)
        link = await self._links.of(attempt.slack)
        return Offered(person, link.me if link else None)

    async def start(self, ticket: str, browser: str) -> str:
        """Binds the attempt to this browser under a fresh state; where the browser goes to sign in."""
        attempt = await self._attempts.of_ticket(ticket)
        await served(self._people, attempt.slack)
        if self._slack is None:
            return await self._to_genesys(attempt, browser)
        state = secrets.token_urlsafe(32)
        if not await self._attempts.start_at_slack(attempt, state=state, browser=browser):
            raise LinkRefused(Refused.BUSY)
        self._revoke_proofs([attempt])
        return self._slack.authorize_url(attempt.slack, state=state, nonce=_nonce(state, browser))

    async def back_from_slack(self, state: str, code: str, browser: str) -> str:
        """Checks, once, that the person of the address has signed in to Slack; where the browser goes next."""
        attempt = await self._attempts.of_state(state, browser)
        # The state is used up before Slack is asked: of two callbacks at once, one asks.
        if self._slack is None or attempt.stage is not Stage.AT_SLACK or not await self._attempts.reopen(attempt):
            raise LinkRefused(Refused.USED)
        await self._slack.check(code, attempt.slack, _nonce(state, browser))
        return await self._to_genesys(replace(attempt, stage=Stage.OFFERED), browser, signed_in_to_slack=True)

    async def prove(self, state: str, code: str, browser: str) -> Question:
        """Back from Genesys: exchanges the code, once, and asks. A reload asks the same question again."""
        attempt = await self._attempts.of_state(state, browser)
        if attempt.stage is Stage.STARTED and await self._attempts.prove(attempt):
            return await self._proved(await self._attempts.of_state(state, browser), code)
        for _ in range(LOOKS):
            attempt = await self._attempts.of_state(state, browser)
            if attempt.stage is Stage.PROVED:
                return await self._question(attempt, self._seals.proof(attempt))
            if attempt.stage is not Stage.PROVING:
                raise LinkRefused(Refused.USED)
            await asyncio.sleep(LOOK_EVERY_S)
        raise LinkRefused(Refused.BUSY)

    async def declined(self, state: str, browser: str) -> None:
        """Back from Slack or Genesys without a code; the address may be opened again."""
        attempt = await self._attempts.of_state(state, browser)
        if attempt.stage in {Stage.AT_SLACK, Stage.STARTED}:
            await self._attempts.reopen(attempt)

    async def confirm(self, state: str, browser: str) -> Me:
        """The last yes: makes the link. Said twice, it counts once."""
        attempt = await self._attempts.of_state(state, browser, linked_too=True)
        if attempt.stage is Stage.LINKED:
            return await self._already_linked(attempt)
        if attempt.stage is not Stage.PROVED:
            raise LinkRefused(Refused.USED)
        proof = self._seals.proof(attempt)
        try:
            person = await self._rule.check(attempt, proof)
            made = await self._confirming.link(attempt, proof, person)
        except LinkRefused:
            await self._drop(attempt, proof)
            raise
        if made is None:
            return await self._already_linked(attempt)
        self._revoke_proofs(made.ended)
        if made.old_access_token:
            self._revocations.soon(made.old_access_token)
        await self._on_linked(attempt.slack, proof.me, attempt.asked_id)
        return proof.me

    async def refuse(self, state: str, browser: str) -> None:
        """The last no: the address leads nowhere any more."""
        attempt = await self._attempts.of_state(state, browser)
        if attempt.stage is Stage.PROVED and await self._attempts.end(attempt):
            self._revoke_proofs([attempt])

    async def sweep(self) -> None:
        """To be called now and then: what was never confirmed ends, and its tokens with it."""
        self._revoke_proofs(await self._attempts.sweep())

    async def aclose(self) -> None:
        """Waits for revocations under way."""
        await self._revocations.aclose()

    async def _to_genesys(self, attempt: Attempt, browser: str, *, signed_in_to_slack: bool = False) -> str:
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        started = await self._attempts.start(
            attempt,
            state=state,
            browser=browser,
            verifier_sealed=self._seals.seal_verifier(attempt, hashed(state), verifier),
            signed_in_to_slack=signed_in_to_slack,
        )
        if not started:
            raise LinkRefused(Refused.BUSY)
        self._revoke_proofs([attempt])
        return self._login.authorize_url(
            redirect_uri=self._sign_in.redirect_uri, state=state, challenge=_challenge(verifier)
        )

    async def _proved(self, attempt: Attempt, code: str) -> Question:
        """The step that may happen once for each state."""
        try:
            tokens = await self._sign_in.tokens(code, self._seals.verifier(attempt))
        except LinkRefused:
            await self._attempts.reopen(attempt)
            raise
        kept = False
        try:
            proof = await self._sign_in.proof(tokens)
            question = await self._question(attempt, proof)
            kept = await self._attempts.keep_proof(attempt, self._seals.seal(attempt, proof))
        except LinkRefused:
            await self._attempts.reopen(attempt)
            raise
        finally:
            if not kept:
                self._revocations.soon(tokens.access_token)
        if not kept:
            raise LinkRefused(Refused.USED)
        return question

    async def _question(self, attempt: Attempt, proof: Proof) -> Question:
        person = await self._rule.check(attempt, proof)
        await self._confirming.check_free(attempt.slack, proof)
        link = await self._links.of(attempt.slack)
        replaces = link.me if link and link.me.id != proof.user_id else None
        return Question(person, proof.me, proof.org_name, replaces)

    async def _already_linked(self, attempt: Attempt) -> Me:
        link = await self._links.of(attempt.slack)
        if link is None:
            raise LinkRefused(Refused.USED)
        return link.me

    async def _drop(self, attempt: Attempt, proof: Proof) -> None:
        if await self._attempts.reopen(attempt):
            self._revocations.soon(proof.access_token)

    def _revoke_proofs(self, attempts: Sequence[Attempt]) -> None:
        """Tokens that no link will hold."""
        for attempt in attempts:
            with suppress(LinkRefused):  # its key is gone, and the token ends by itself
                if attempt.proved_sealed:
                    self._revocations.soon(self._seals.proof(attempt).access_token)


def _nonce(state: str, browser: str) -> str:
    """What Slack's answer repeats: made of both, it holds for this start in this browser and is kept nowhere."""
    return hashed(f"{state} {browser}")


def _challenge(verifier: str) -> str:
    """S256 of PKCE."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
