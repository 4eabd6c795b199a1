"""A code that a browser brings back from Slack, exchanged with the app's own id and secret."""

import logging

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.identity.slack_people import error_code
from bot.settings import Settings

log = logging.getLogger(__name__)

#: Slack's words for a code that is not good, or no longer.
BAD_CODE = frozenset({"invalid_code", "code_already_used", "code_expired"})


class NoExchange(Exception):
    """Nothing was given for the code. `word` is Slack's own; None: Slack did not answer."""

    def __init__(self, word: str | None) -> None:
        super().__init__(word)
        self.word = word


class SlackCodes:
    """Codes of one kind. `client` has no token, `method` exchanges them, and `redirect_uri` is where they come back."""

    def __init__(
        self, client: AsyncWebClient, *, method: str, client_id: str, client_secret: str, redirect_uri: str
    ) -> None:
        self._client = client
        self._method = method
        self.client_id = client_id
        self._client_secret = client_secret
        self.redirect_uri = redirect_uri

    async def exchange(self, code: str) -> AsyncSlackResponse:
        """What Slack gives for it. Raises NoExchange."""
        form = {
            "client_id": self.client_id,
            "client_secret": self._client_secret,
            "code": code,
            "redirect_uri": self.redirect_uri,
        }
        try:
            # Not the SDK's own methods: they show the client in a way that aiohttp warns of.
            return await self._client.api_call(self._method, data=form)
        except SlackApiError as refusal:
            raise NoExchange(error_code(refusal)) from None  # the SDK's error quotes the answer
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as lost:
            log.warning("%s: %s", self._method, type(lost).__name__)
            raise NoExchange(None) from None


def slack_codes(settings: Settings, shared: AsyncWebClient, *, method: str, path: str) -> SlackCodes:
    """As the settings say; `shared` is the bot's client, whose session is used."""
    secret = settings.slack_client_secret
    return SlackCodes(
        AsyncWebClient(base_url=shared.base_url, session=shared.session, timeout=shared.timeout),
        method=method,
        client_id=settings.slack_client_id or "",
        client_secret=secret.get_secret_value() if secret else "",
        redirect_uri=f"{settings.public_url or ''}{path}",
    )
