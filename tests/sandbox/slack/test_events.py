import asyncio
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from tests.sandbox.slack.conftest import Stage, manifest_without, staged


async def settled(stage: Stage, count: int) -> list[dict[str, Any]]:
    await stage.bot.until(count)
    return stage.bot.events()


async def test_a_direct_message_to_the_bot_is_told(stage: Stage):
    await stage.window().say("D01ANA", "queues & <b>")

    (event,) = await settled(stage, 1)
    assert event["type"] == "message"
    assert event["channel_type"] == "im"
    assert (event["channel"], event["user"], event["text"]) == ("D01ANA", "U01ANA", "queues &amp; &lt;b&gt;")
    outer = stage.bot.last
    assert (outer["type"], outer["team_id"], outer["api_app_id"]) == ("event_callback", "T0SANDBOX", "A0ONQUEUE")
    assert outer["authorizations"][0]["user_id"] == "U0ONQUEUE"
    assert outer["event_id"].startswith("Ev0")


async def test_the_bots_own_message_there_is_told_with_its_bot_id(stage: Stage):
    """A bot that answers itself would never stop; Slack does not keep it from hearing itself."""
    await stage.client.chat_postMessage(channel="D01ANA", text="hello")

    (event,) = await settled(stage, 1)
    assert event["bot_id"] == "B0ONQUEUE"


async def test_a_mention_is_told_where_the_bot_is_a_member(stage: Stage):
    await stage.window().say("C0GENERAL", "@OnQueue status")

    (event,) = await settled(stage, 1)
    assert (event["type"], event["text"]) == ("app_mention", "<@U0ONQUEUE> status")


async def test_a_mention_elsewhere_is_told_to_its_author_alone(stage: Stage):
    events = stage.window().events()
    await stage.window().say("C0BILLING", "@OnQueue status")
    await stage.window().say("C0GENERAL", "@OnQueue status")
    await settled(stage, 1)

    notices = [event["text"] for event in events.so_far() if event["type"] == "notice"]
    assert notices == ["You mentioned @OnQueue, but they’re not in this channel."]
    assert len(stage.bot.events()) == 1


async def test_a_mention_in_a_thread_carries_the_thread(stage: Stage):
    sent = await stage.client.chat_postMessage(channel="C0GENERAL", text="card")
    await stage.window().say("C0GENERAL", "<@U0ONQUEUE> undo", sent["ts"])

    (event,) = await settled(stage, 1)
    assert event["thread_ts"] == sent["ts"]


async def test_channel_talk_without_a_mention_is_told_to_nobody(stage: Stage):
    await stage.window().say("C0GENERAL", "good morning")
    await stage.window().say("D01ANA", "this one is")

    assert [event["text"] for event in await settled(stage, 1)] == ["this one is"]


async def test_only_events_of_the_manifest_are_told():
    async with staged(manifest_without("settings", "event_subscriptions", "bot_events", item="message.im")) as here:
        await here.window().say("D01ANA", "unheard")
        await here.window().open_home()

        assert [event["type"] for event in await settled(here, 1)] == ["app_home_opened"]


async def test_opening_the_home_tells_the_published_view(stage: Stage):
    await stage.window().open_home()
    await settled(stage, 1)
    await stage.client.views_publish(user_id="U01ANA", view={"type": "home", "blocks": []})
    await stage.window().open_home()

    first, second = await settled(stage, 2)
    assert (first["user"], first["channel"], first["tab"]) == ("U01ANA", "D01ANA", "home")
    assert "view" not in first
    assert second["view"]["type"] == "home"


async def test_a_changed_person_is_told(stage: Stage):
    stage.emulator.change_person("U01ANA", email="ana@elsewhere.example", is_restricted=True)

    (event,) = await settled(stage, 1)
    assert event["type"] == "user_change"
    assert event["user"]["id"] == "U01ANA"
    assert event["user"]["profile"]["email"] == "ana@elsewhere.example"
    assert event["user"]["is_restricted"] is True
    assert (await stage.client.users_info(user="U01ANA"))["user"]["is_restricted"] is True


async def test_uninstalling_is_told_last(stage: Stage):
    stage.emulator.uninstall()
    await stage.window().open_home()

    assert [event["type"] for event in await settled(stage, 1)] == ["app_uninstalled"]
    answer = await stage.http.post("/api/auth.test", headers={"Authorization": f"Bearer {stage.emulator.bot_token}"})
    assert answer.json() == {"ok": False, "error": "account_inactive"}


async def test_an_event_is_repeated_at_once_then_after_one_and_five_minutes(stage: Stage):
    stage.bot.answer = lambda _: Response(status_code=500)
    await stage.window().say("D01ANA", "hello")
    await stage.bot.until(2)
    stage.clock.by(timedelta(seconds=61))
    await stage.bot.until(3)
    stage.clock.by(timedelta(seconds=301))
    await stage.bot.until(4)

    numbers = [delivery.headers.get("x-slack-retry-num") for delivery in stage.bot.deliveries]
    assert numbers == [None, "1", "2", "3"]
    assert {delivery.headers.get("x-slack-retry-reason") for delivery in stage.bot.deliveries[1:]} == {"http_error"}
    assert len({delivery.content["event_id"] for delivery in stage.bot.deliveries}) == 1
    times = [delivery.headers["x-slack-request-timestamp"] for delivery in stage.bot.deliveries]
    signatures = {delivery.headers["x-slack-signature"] for delivery in stage.bot.deliveries[1:]}
    assert len(set(times)) >= 3
    assert len(signatures) == 3


async def test_no_repeat_when_the_bot_asks_for_none(stage: Stage):
    stage.bot.answer = lambda _: Response(status_code=500, headers={"X-Slack-No-Retry": "1"})
    await stage.window().say("D01ANA", "hello")
    await stage.bot.until(1)
    stage.bot.answer = lambda _: None
    await stage.window().say("D01ANA", "again")
    await stage.bot.until(2)
    await asyncio.sleep(0)

    assert [event["text"] for event in stage.bot.events()] == ["hello", "again"]


async def test_a_repeat_that_is_taken_ends_the_repeats(stage: Stage):
    stage.bot.answer = lambda _: Response(status_code=500 if len(stage.bot.deliveries) == 1 else 200)
    await stage.window().say("D01ANA", "hello")
    await stage.bot.until(2)
    stage.clock.by(timedelta(minutes=10))
    await stage.window().say("D01ANA", "again")
    await stage.bot.until(3)

    assert [event["text"] for event in stage.bot.events()] == ["hello", "hello", "again"]
