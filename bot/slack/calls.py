"""Calls of the Web API and posts to `response_url`s, with one reading of everything that can come back."""

import asyncio
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import StoreUnavailable
from bot.slack.installation import GONE, Installation, Installations
from bot.slack.pace import Counted, Failed, Limited, Lost, Pace, Patience, Refused, asked_wait_s
from bot.slack.waiting import LOOP_TIME, Waiting

HOOK_HOST = "hooks.slack.com"
ANSWERS_WITHIN_S = 10.0
CONNECTS_WITHIN_S = 3.0
Said = Mapping[str, Any]
#: Methods that read no JSON.
QUERIES = {"conversations.info", "conversations.members"}
WORD = re.compile("[a-z_]{1,40}")  #: Slack's own words for what is wrong
#: What Slack says of itself, and not of the call.
OWN_TROUBLE = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}


class Calls:
    """Everything that the bot says to Slack goes through here; the pace is shared by all.

    `client` names Slack's host and brings the session; each workspace is spoken to with its own token.
    """

    def __init__(self, client: AsyncWebClient, installations: Installations, time: Waiting = LOOP_TIME) -> None:
        self._installations = installations
        self._hosts = {("https", HOOK_HOST), _origin(client.base_url)}
        # The same session for `response_url`s: an answer costs a sixth of the time that it takes through httpx2.
        assert client.session is not None
        self._session = client.session
        self._pace = Pace(time)

    async def api(self, team: str, method: str, patience: Patience, **arguments: Any) -> Said:
        """One Web API method in one workspace, at once; what is None is left out. Raises `Failed`."""
        return await self._run(team, method, patience, arguments, in_turn=False)

    async def api_in_turn(self, team: str, method: str, patience: Patience, **arguments: Any) -> Said:
        """The same for what can wait, behind everybody's answers, for what Slack takes in a minute."""
        return await self._run(team, method, patience, arguments, in_turn=True)

    async def respond(self, team: str, url: str, patience: Patience, **message: Any) -> None:
        """One post to a `response_url`, which is called on Slack's own hosts alone. Raises `Failed`."""
        with suppress(
            Lost
        ):  # Without the database nobody knows who speaks there, and the address is all that it takes.
            await self._spoken_in(team)
        await self.respond_unknown(url, patience, **message)

    async def respond_unknown(self, url: str, patience: Patience, **message: Any) -> None:
        """The same where the app is not installed: the address is all that it takes."""
        if _origin(url) not in self._hosts:
            raise Refused("foreign_host")
        await self._pace.run(Counted("", url), lambda: self._posted(url, message), patience)

    async def look(self, installation: Installation, patience: Patience) -> None:
        """Asks Slack who the bot is, where the app is thought gone. Raises `Failed`."""
        key = Counted(installation.team, "auth.test")
        await self._pace.run(key, lambda: _called(installation, "auth.test", {}), patience)
        installation.heard()

    async def _run(
        self, team: str, method: str, patience: Patience, arguments: Mapping[str, Any], *, in_turn: bool
    ) -> Said:
        installation = await self._spoken_in(team)
        given = {name: value for name, value in arguments.items() if value is not None}
        key = Counted(installation.team or team, method)
        return await self._pace.run(key, lambda: _called(installation, method, given), patience, in_turn=in_turn)

    async def _spoken_in(self, team: str) -> Installation:
        try:
            installation = await self._installations.of(team)
        except StoreUnavailable:
            raise Lost("no_database") from None
        if installation is None:
            raise Refused("not_installed")
        if installation.is_gone:
            raise Refused("uninstalled")
        return installation

    async def _posted(self, url: str, message: dict[str, Any]) -> None:
        limits = aiohttp.ClientTimeout(total=ANSWERS_WITHIN_S, sock_connect=CONNECTS_WITHIN_S)
        try:
            async with self._session.post(url, json=message, allow_redirects=False, timeout=limits) as answer:
                said = (await answer.read()).decode(errors="replace")
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Lost(type(error).__name__) from None
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise Limited(asked_wait_s(answer.headers.get("Retry-After")))
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Lost(f"status {answer.status}")
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            raise Lost("a page")
        taken = HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES
        word = _word(said)
        if not taken or (word and word != "ok"):
            raise Refused(word or f"status {answer.status}")


async def _called(installation: Installation, method: str, arguments: dict[str, Any]) -> Said:
    try:
        async with asyncio.timeout(ANSWERS_WITHIN_S):
            if method in QUERIES:
                answer = await installation.speaker.api_call(method, http_verb="GET", params=arguments)
            else:
                answer = await installation.speaker.api_call(method, json=arguments)
    except SlackApiError as error:
        failed = _said(error.response)
        if failed.reason in GONE:
            installation.left()
        raise failed from None
    except (SlackClientError, aiohttp.ClientError, TimeoutError, ValueError, AttributeError) as error:
        # AttributeError: the SDK asks a list of JSON for its "ok".
        raise Lost(type(error).__name__) from None
    data: Said = answer.data  # type: ignore[assignment] # bytes are a file's alone
    return data


def _origin(url: str) -> tuple[str, ...]:
    try:
        return urlsplit(url)[:2]
    except ValueError:  # As of a bracket that does not close.
        return ()


def _word(said: str) -> str | None:
    """Slack's word for what became of a post: bare, or as `error` in JSON, which may come with 200."""
    try:
        read = json.loads(said)
    except ValueError:
        read = said
    word = read.get("error") if isinstance(read, dict) and not read.get("ok") else read
    return word if isinstance(word, str) and WORD.fullmatch(word) else None


def _said(response: Any) -> Failed:
    """What an error of the SDK means. Where the answer was no JSON it brings aiohttp's own response."""
    if not isinstance(response, AsyncSlackResponse):
        return Lost("no JSON")
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return Limited(asked_wait_s(response.headers.get("Retry-After")))
    error = response.data.get("error") if isinstance(response.data, dict) else None
    if response.status_code != HTTPStatus.OK or not isinstance(error, str) or error in OWN_TROUBLE:
        return Lost(f"status {response.status_code}")
    if error == "ratelimited":
        return Limited(asked_wait_s(response.headers.get("Retry-After")))
    return Refused(error, _pointers(response.get("response_metadata")))


def _pointers(beside: Any) -> str:
    """Where in the blocks the mistake is; Slack repeats nothing of their texts there."""
    messages = beside.get("messages") if isinstance(beside, dict) else None
    return "; ".join(map(str, messages))[:500] if isinstance(messages, list) else ""
