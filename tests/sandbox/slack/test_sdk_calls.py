"""A plain slack_sdk client judges the emulated Slack: each method, each argument as the SDK sends it."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.methods import METHODS
from tests.sandbox.slack.calls import CALLS, Call, callable_slack

#: slack_sdk shows the client as Basic in a way that aiohttp will drop one day.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
#: Where the SDK's name is not the method's, or an argument has another name there.
NAMES = {"users.lookupByEmail": "users_lookupByEmail", "openid.connect.userInfo": "openid_connect_userInfo"}


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.method)
async def test_slack_sdk_calls_it(call: Call):
    async with callable_slack() as stage:
        given = dict(await call.given(stage))
        if call.method == "apps.connections.open":
            given = {"app_token": given["token"]}
        token = given.pop("token", stage.emulator.bot_token)
        client = AsyncWebClient(token, base_url=f"{stage.emulator.base_url}/api/")
        answer = await getattr(client, NAMES.get(call.method, call.method.replace(".", "_")))(**given)
        assert answer["ok"]
        assert call.holds(answer.data)


def test_every_method_has_its_call():
    assert {call.method for call in CALLS} == set(METHODS)
