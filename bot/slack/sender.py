"""Brings replies to where they belong, and replaces what stands there already.

`response_url`s are secrets: they are called only on Slack's own host, and are never logged.
"""

import logging
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import httpx2
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.form import Form
from bot.slack.reply import Reply

log = logging.getLogger(__name__)

HOOK_HOST = "hooks.slack.com"
TITLE = "OnQueue"


@dataclass(frozen=True)
class Place:
    """Where an answer goes: a `response_url`, an open modal, a DM, or privately into a channel.

    `ts` is the message that the next answer replaces; `replaces` says so for a `response_url`, which knows its own.
    """

    user: str
    channel: str = ""
    thread_ts: str | None = None
    response_url: str | None = None
    view_id: str | None = None
    ts: str | None = None
    replaces: bool = False

    @property
    def is_dm(self) -> bool:
        return self.channel.startswith("D") or not self.channel


class Sender:
    """Sends through the Web API with the shared Slack client, and to `response_url`s with its own HTTP client."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._hosts = {HOOK_HOST, urlsplit(client.base_url).netloc}
        self._http = httpx2.AsyncClient(timeout=httpx2.Timeout(10.0, connect=3.0), follow_redirects=False)

    async def send(self, place: Place, reply: Reply) -> Place:
        """Sends or replaces, and answers the place where the next reply replaces this one.

        A used or ended `response_url` becomes a DM; refused blocks are sent again as their text.
        """
        if place.response_url and await self._respond(place, place.response_url, reply):
            return replace(place, replaces=True)
        if place.view_id:
            await self._client.views_update(view_id=place.view_id, view=reply.view(TITLE))
            return place
        if place.is_dm or place.response_url:
            return await self._post(place, reply)
        await self._whisper(place, reply)
        return place

    async def open(self, trigger_id: str, view: dict[str, object]) -> str:
        """Opens a modal and answers its id. Triggers live three seconds: call this before anything slow."""
        answer = await self._client.views_open(trigger_id=trigger_id, view=view)
        opened: str = answer["view"]["id"]
        return opened

    async def update(self, place: Place, form: Form) -> None:
        """Turns the modal that was opened at once into the form it stood for."""
        await self._client.views_update(view_id=place.view_id, view=form.view())

    async def aclose(self) -> None:
        """Closes the HTTP client; the Slack client belongs to the app."""
        await self._http.aclose()

    async def _respond(self, place: Place, url: str, reply: Reply) -> bool:
        if urlsplit(url).netloc not in self._hosts:
            log.warning("a response_url on a foreign host was not called")
            return False
        body = {"text": reply.text(), "response_type": "ephemeral", "replace_original": place.replaces}
        try:
            answer = await self._http.post(url, json=body | {"blocks": reply.blocks()})
            if answer.status_code == httpx2.codes.BAD_REQUEST:
                answer = await self._http.post(url, json=body)
        except httpx2.HTTPError as error:
            log.warning("a response_url did not answer: %s", type(error).__name__)
            return False
        return answer.is_success

    async def _post(self, place: Place, reply: Reply) -> Place:
        channel = place.channel if place.is_dm and place.channel else place.user
        try:
            return await self._posted(place, channel, reply.text(), reply.blocks())
        except SlackApiError as error:
            if error.response.get("error") not in {"invalid_blocks", "msg_blocks_too_long"}:
                raise
            return await self._posted(place, channel, reply.text(), [])

    async def _posted(self, place: Place, channel: str, text: str, blocks: list[dict[str, object]]) -> Place:
        if place.ts:
            await self._client.chat_update(channel=channel, ts=place.ts, text=text, blocks=blocks)
            return place
        answer = await self._client.chat_postMessage(
            channel=channel, text=text, blocks=blocks, thread_ts=place.thread_ts, unfurl_links=False
        )
        return replace(place, response_url=None, channel=answer["channel"], ts=answer["ts"])

    async def _whisper(self, place: Place, reply: Reply) -> None:
        await self._client.chat_postEphemeral(
            channel=place.channel,
            user=place.user,
            thread_ts=place.thread_ts,
            text=reply.text(),
            blocks=reply.blocks(),
        )
