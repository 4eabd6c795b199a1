import asyncio
from collections import Counter

import pytest

from bot.sandbox.people import people
from bot.sandbox.slack import Impossible
from tests.sandbox.slack.conftest import Stage, manifest_without, staged


async def test_a_window_shows_the_persons_own_channels(stage: Stage):
    ana, bo = stage.window().snapshot(), stage.window("U02BO").snapshot()

    assert {"C0GENERAL", "C0FLOOR", "C0BILLING", "D01ANA"} == {channel["id"] for channel in ana["channels"]}
    assert {"G0LEADS", "C0PARTNERS"} <= {channel["id"] for channel in bo["channels"]}
    (dm,) = [channel for channel in ana["channels"] if channel["kind"] == "im"]
    assert dm["user"] == "U01ANA"
    assert ana["me"] == "U01ANA"
    assert (ana["view"], ana["home"]) == (None, None)


async def test_a_window_shows_everybody_and_what_the_app_offers(stage: Stage):
    shown = stage.window().snapshot()

    assert Counter(person["bot"] for person in shown["people"]) == {False: 44, True: 1}
    assert {person.slack_user for person in people(1)} < {person["id"] for person in shown["people"]}
    assert shown["commands"][0] == {"command": "/gc", "description": "Your day", "usage_hint": "[on | off]"}
    assert [shortcut["callback_id"] for shortcut in shown["shortcuts"]] == ["status.mine", "note.keep"]


async def test_events_reach_every_open_window_of_the_readers(stage: Stage):
    first, second, other = stage.window().events(), stage.window().events(), stage.window("U02BO").events()
    await stage.client.chat_postMessage(channel="D01ANA", text="hello")

    for reading in (first, second):
        event = await anext(reading)
        assert (event["type"], event["message"]["text"]) == ("message", "hello")
    assert other.so_far() == []


async def test_events_end_with_the_emulator(stage: Stage):
    reading = stage.window().events()
    reader = asyncio.create_task(anext(reading, None))
    await asyncio.sleep(0)
    await stage.emulator.aclose()

    assert await reader is None


async def test_nobody_sees_or_writes_where_they_are_not(stage: Stage):
    window = stage.window()
    with pytest.raises(Impossible):
        window.history("G0LEADS")
    with pytest.raises(Impossible):
        await window.say("D02BO", "hello")
    with pytest.raises(Impossible):
        stage.window("U0ONQUEUE")
    with pytest.raises(Impossible):
        stage.window("U0NOBODY")


async def test_a_read_only_messages_tab_takes_no_words_but_commands():
    manifest = manifest_without("features", "shortcuts")
    manifest["features"]["app_home"]["messages_tab_read_only_enabled"] = True
    async with staged(manifest) as here:
        with pytest.raises(Impossible):
            await here.window().say("D01ANA", "hello")
        await here.window().say("D01ANA", "/gc")
        assert len(here.bot.deliveries) == 1


async def test_time_stamps_are_unique_and_in_order_even_when_time_stands_still(stage: Stage):
    stage.clock.run_at(0)
    for number in range(20):
        await stage.window().say("C0GENERAL", str(number))

    stamps = [message["ts"] for message in stage.window().history("C0GENERAL")]
    assert stamps == sorted(set(stamps))
