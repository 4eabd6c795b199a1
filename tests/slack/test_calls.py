"""What can be said while it is not known who speaks."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import StoreUnavailable
from bot.slack.calls import Calls
from bot.slack.installation import Installation
from bot.slack.pace import Lost, Patience, Refused
from bot.slack.session import slack_session
from tests.genesys.other_side import Scripted, said
from tests.serving import serving
from tests.slack.moved import Passing, Workspaces


class NoDatabase(Workspaces):
    """Nobody can say which workspace is known."""

    async def of(self, team: str) -> Installation | None:
        raise StoreUnavailable(team)


class Nowhere(Workspaces):
    """No workspace is known."""

    async def of(self, team: str) -> Installation | None:  # noqa: ARG002 - whichever it is
        return None


async def test_without_the_database_an_answer_still_goes_to_its_response_url() -> None:
    slack = Scripted([said(200, "ok")])
    async with serving(slack) as url, slack_session() as session:
        calls = Calls(AsyncWebClient(base_url=f"{url}/api/", session=session), NoDatabase(Passing()))
        await calls.respond("T1", f"{url}/response/x", Patience(0), text="hello")
        with pytest.raises(Lost):
            await calls.api("T1", "chat.postMessage", Patience(0), channel="C1", text="hello")
    assert [seen.path for seen in slack.seen] == ["/response/x"]


async def test_where_the_app_is_not_installed_nothing_is_sent() -> None:
    slack = Scripted([said(200, "ok")])
    async with serving(slack) as url, slack_session() as session:
        calls = Calls(AsyncWebClient(base_url=f"{url}/api/", session=session), Nowhere(Passing()))
        with pytest.raises(Refused, match="not_installed"):
            await calls.respond("T1", f"{url}/response/x", Patience(0), text="hello")
        with pytest.raises(Refused, match="not_installed"):
            await calls.api("T1", "chat.postMessage", Patience(0), channel="C1", text="hello")
    assert slack.seen == []
