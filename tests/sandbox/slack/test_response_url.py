from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.slack.conftest import Stage

BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Undo"}, "action_id": "undo"}
WITH_BUTTON = [{"type": "actions", "block_id": "deeds", "elements": [BUTTON]}]


async def command_url(stage: Stage, channel: str = "C0GENERAL") -> str:
    await stage.window().say(channel, "/gc")
    return str(stage.bot.last["response_url"])


async def click_url(stage: Stage, ts: str, channel: str = "C0GENERAL") -> str:
    await stage.window().act({"channel": channel, "ts": ts}, "deeds", "undo", {})
    return str(stage.bot.last["response_url"])


async def post(stage: Stage, url: str, **answer: Any) -> tuple[int, str]:
    response = await stage.http.post(url, json=answer)
    return response.status_code, response.text


def texts(stage: Stage, person: str = "U01ANA", channel: str = "C0GENERAL") -> list[str]:
    return [message["text"] for message in stage.window(person).history(channel)]


async def test_an_answer_is_ephemeral_unless_it_says_otherwise(stage: Stage):
    url = await command_url(stage)
    assert await post(stage, url, text="only you") == (200, "ok")
    assert await post(stage, url, text="everybody", response_type="in_channel") == (200, "ok")

    assert texts(stage, "U02BO") == ["/gc", "everybody"]
    assert texts(stage) == ["only you", "/gc", "everybody"]


async def test_five_posts_are_taken_and_the_sixth_is_not(stage: Stage):
    url = await command_url(stage)
    for number in range(5):
        assert await post(stage, url, text=str(number)) == (200, "ok")

    assert await post(stage, url, text="5") == (404, "used_url")
    assert texts(stage) == ["0", "1", "2", "3", "4"]


async def test_a_refused_post_costs_nothing(stage: Stage):
    url = await command_url(stage)
    for _ in range(6):
        assert await post(stage, url, text="") == (400, "no_text")

    assert await post(stage, url, text="well") == (200, "ok")


async def test_after_thirty_minutes_nothing_is_taken(stage: Stage):
    url = await command_url(stage)
    stage.clock.by(timedelta(minutes=29, seconds=55))
    assert await post(stage, url, text="in time") == (200, "ok")
    stage.clock.by(timedelta(seconds=10))

    assert await post(stage, url, text="late") == (404, "expired_url")


async def test_an_unknown_secret_is_refused(stage: Stage):
    assert await post(stage, stage.emulator.base_url + "/response/guess", text="x") == (404, "no_service")


async def test_channels_without_the_bot_are_reached(stage: Stage):
    url = await command_url(stage, "C0BILLING")
    assert await post(stage, url, text="here", response_type="in_channel") == (200, "ok")

    assert texts(stage, channel="C0BILLING") == ["/gc", "here"]


async def test_a_command_answer_replaces_the_one_before(stage: Stage):
    url = await command_url(stage)
    await post(stage, url, text="asking Genesys…")
    await post(stage, url, text="You are on queue.", replace_original=True)

    (message,) = stage.window().history("C0GENERAL")
    assert (message["text"], message["edited"], message["ephemeral"]) == ("You are on queue.", True, True)


async def test_replacing_before_anything_was_said_says_it(stage: Stage):
    await post(stage, await command_url(stage), text="first", replace_original=True)

    assert texts(stage) == ["first"]


async def test_what_the_person_typed_cannot_be_replaced(stage: Stage):
    url = await command_url(stage)
    await post(stage, url, response_type="in_channel", text="one")
    await post(stage, url, text="two", replace_original=True)
    await post(stage, url, delete_original=True)

    assert texts(stage) == ["/gc"]


async def test_a_click_answer_replaces_the_message_that_was_clicked(stage: Stage):
    sent = await stage.client.chat_postMessage(channel="C0GENERAL", text="old", blocks=WITH_BUTTON)
    url = await click_url(stage, sent["ts"])
    assert await post(stage, url, text="new", replace_original=True) == (200, "ok")
    await post(stage, url, text="beside it")

    assert texts(stage) == ["new", "beside it"]
    assert texts(stage, "U02BO") == ["new"]


async def test_an_ephemeral_message_can_be_replaced_and_deleted_but_never_made_public(stage: Stage):
    sent = await stage.client.chat_postEphemeral(channel="C0GENERAL", user="U01ANA", text="old", blocks=WITH_BUTTON)
    url = await click_url(stage, sent["message_ts"])
    await post(stage, url, text="new", replace_original=True, response_type="in_channel")
    assert texts(stage) == ["new"]
    assert texts(stage, "U02BO") == []

    await post(stage, url, delete_original=True)
    assert texts(stage) == []


async def test_an_answer_may_go_into_a_thread(stage: Stage):
    sent = await stage.client.chat_postMessage(channel="C0GENERAL", text="old", blocks=WITH_BUTTON)
    url = await click_url(stage, sent["ts"])
    await post(stage, url, text="reply", response_type="in_channel", replace_original=False, thread_ts=sent["ts"])

    assert texts(stage) == ["old"]
    assert [message["text"] for message in stage.window().history("C0GENERAL", sent["ts"])] == ["old", "reply"]
    assert stage.window().history("C0GENERAL")[0]["reply_count"] == 1


async def test_refused_blocks_are_refused_here_as_well(stage: Stage):
    url = await command_url(stage)

    assert await post(stage, url, blocks=[{"type": "section"}]) == (400, "invalid_blocks")
    assert texts(stage) == []


async def test_more_characters_than_postMessage_takes_are_taken_here(stage: Stage):  # noqa: N802 - Slack's name
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}

    assert await post(stage, await command_url(stage), text="long", blocks=[section] * 5) == (200, "ok")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"'])
async def test_a_body_that_is_no_object_is_refused(stage: Stage, body: bytes):
    url = await command_url(stage)

    assert (await stage.http.post(url, content=body)).status_code == 400
