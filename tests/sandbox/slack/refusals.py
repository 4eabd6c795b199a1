"""Calls that Slack is to refuse."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError


async def refused(call: Any) -> Any:
    """Slack's whole answer to a call that it refused."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response


async def refusal(call: Any) -> str:
    """The error alone."""
    return str((await refused(call))["error"])
