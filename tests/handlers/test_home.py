"""App Home: what it shows, when it is drawn again, how often Genesys is asked for it, and where a press is answered."""

import asyncio
from datetime import time
from typing import Any

import pytest

from bot.identity.slack_people import SlackId
from bot.schedules.contents import ReminderContent
from bot.schedules.rules import Calendar
from tests.stage.stage import Person, Said, Stage

PRESENCE = "/presences/purecloud"


async def opens_home(person: Person) -> Said:
    return await person.does(open="home")


async def home_of(stage: Stage, person: Person) -> str:
    """What stands in their Home now, as text."""
    home = stage.sides.emulator.workspace.views.home(person.who.slack_user)
    if home is None:
        return ""
    blocks: list[dict[str, Any]] = home.content["blocks"]
    texts = [block["text"]["text"] for block in blocks if block["type"] in {"section", "header"}]
    buttons = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    return "\n".join([*texts, *(f"[{(one.get('text') or one['placeholder'])['text']}]" for one in buttons)])


async def home_says(stage: Stage, person: Person, text: str) -> str:
    """Their Home once it says this: it is drawn after the answer, for which nobody waits."""
    async with asyncio.timeout(5):
        while text not in (home := await home_of(stage, person)):  # noqa: ASYNC110 - nobody tells a test
            await asyncio.sleep(0.02)
    return home


async def reads(stage: Stage, person: Person) -> int:
    """How often Genesys was asked for their presence."""
    lines = await stage.ledger()
    mine = f"/api/v2/users/{person.who.genesys_user}{PRESENCE}"
    return sum(line["kind"] == "request" and line["method"] == "GET" and line["path"] == mine for line in lines)


async def published(stage: Stage) -> int:
    return sum(line.get("method") == "views.publish" for line in await stage.ledger("slack"))


async def test_the_home_shows_the_panel_with_its_buttons(stage: Stage, ana: Person) -> None:
    await opens_home(ana)
    home = await home_of(stage, ana)
    for part in ("You are off queue", "Queues joined: Returns", "As of", "[Go on queue]", "[Join…]", "[Refresh]"):
        assert part in home


async def test_ten_openings_cost_one_read(stage: Stage, ana: Person) -> None:
    before = await reads(stage, ana)
    for _ in range(10):
        await opens_home(ana)
    assert await reads(stage, ana) == before + 1
    stage.later(seconds=31)
    await opens_home(ana)
    assert await reads(stage, ana) == before + 2


async def test_a_form_opens_from_the_home_and_is_answered_in_its_window(stage: Stage, ana: Person) -> None:
    await opens_home(ana)
    form = await ana.clicks("Out of office…")
    assert form.view is not None
    assert form.view["callback_id"] == "outofoffice.set"
    said = await ana.does(submit={"Back on": "2026-12-01T09:00:00+01:00"})
    assert "out of office" in said.text
    await home_says(stage, ana, "Out of office: yes")


async def test_refresh_reads_anew_and_opens_no_window(stage: Stage, ana: Person) -> None:
    await opens_home(ana)
    await stage.floor(user=ana.who.email, queue="Billing", joined=True)
    said = await ana.clicks("Refresh")
    assert said.messages == []
    assert said.view is None or said.view["type"] == "home"
    await home_says(stage, ana, "Queues joined: Billing, Returns")


async def test_while_genesys_is_slow_the_first_home_says_that_it_is_asked(stage: Stage, ana: Person) -> None:
    await stage.fault("genesys", path="/api/v2/users/**", method="GET", do="delay", seconds=1.2, times=1)
    opening = asyncio.ensure_future(opens_home(ana))
    await home_says(stage, ana, "Asking Genesys…")
    await opening
    await home_says(stage, ana, "You are off queue")


async def test_while_genesys_is_down_the_last_known_state_stands_with_its_time(stage: Stage, ana: Person) -> None:
    await opens_home(ana)
    stage.later(minutes=2)
    await stage.fault("genesys", path="/api/v2/users/**", method="GET", do="status", status=503, times=100)
    await opens_home(ana)
    home = await home_says(stage, ana, "This was your state before:")
    assert "As of today 12:00" in home
    assert "You are off queue" in home


async def test_who_is_not_linked_finds_the_button_and_after_linking_the_panel(stage: Stage) -> None:
    bo = stage.person(1)
    await opens_home(bo)
    home = await home_of(stage, bo)
    assert "First link your Genesys account." in home
    assert "[Link my Genesys account]" in home
    await bo.links()
    await home_says(stage, bo, "You are off queue")


async def test_who_unlinks_sees_nothing_of_what_was_read(stage: Stage, ana: Person) -> None:
    await opens_home(ana)
    await ana.says("/gc unlink")
    home = await home_says(stage, ana, "First link your Genesys account.")
    assert "Queues joined" not in home


async def test_a_reminder_is_made_paused_and_turned_off_in_the_home(stage: Stage, ana: Person) -> None:
    await opens_home(ana)
    assert "You have no reminders." in await home_of(stage, ana)
    await ana.clicks("New reminder…")
    await ana.clicks("At set times…")
    said = await ana.does(submit={"Remind me to": "go on queue"})
    assert not said.errors
    home = await home_says(stage, ana, "go on queue: ")
    name = home.partition("[Pause ")[2].partition("]")[0]
    paused = await ana.clicks(f"Pause {name}")
    assert f"Reminder {name} is paused" in paused.text
    assert paused.view
    await home_says(stage, ana, f"[Go on with {name}]")
    await ana.clicks(f"Turn off {name}")
    await home_says(stage, ana, "You have no reminders.")


async def test_a_press_whose_window_slack_does_not_open_is_answered_by_direct_message(
    stage: Stage, ana: Person
) -> None:
    await opens_home(ana)
    await stage.fault("slack", path="/api/views.open", do="status", status=503, times=4)
    said = await ana.clicks("Go on queue")
    assert "you are on queue" in said.text
    assert [message["channel"] for message in said.messages]


async def test_a_button_of_an_older_release_in_the_home_is_answered_in_a_window(stage: Stage, ana: Person) -> None:
    await opens_home(ana)
    home = stage.sides.emulator.workspace.views.home(ana.who.slack_user)
    assert home is not None
    for block in home.content["blocks"]:
        for element in block.get("elements", []):
            element["action_id"] = f"gone.{element['action_id']}"
    said = await ana.clicks("Go on queue")
    assert said.view is not None
    assert "older release" in said.text


async def test_only_a_home_that_is_looked_at_is_drawn(stage: Stage, ana: Person) -> None:
    before = await published(stage)
    await ana.says("status")
    await ana.says("/gc on")
    assert await published(stage) == before
    await opens_home(ana)
    stage.later(minutes=31)
    opened_once = await published(stage)
    await ana.says("/gc join billing")
    assert await published(stage) == opened_once


async def test_a_press_is_answered_in_a_window_and_so_is_what_is_pressed_there(stage: Stage, ana: Person) -> None:
    await opens_home(ana)
    said = await ana.clicks("Go on queue")
    assert said.view is not None
    assert said.view["type"] == "modal"
    assert "you are on queue" in said.text
    assert said.messages == []
    assert "[Go off queue]" in await home_says(stage, ana, "Calls can reach you")
    undone = await ana.clicks("Undo")
    assert undone.view is not None
    assert "Undone." in undone.text
    assert undone.messages == []
    await home_says(stage, ana, "You are off queue")
    await ana.clicks("Close")
    joined = await ana.chooses("Join…", "Billing")
    assert joined.view is not None
    assert "you joined Billing" in joined.text
    await home_says(stage, ana, "Queues joined: Billing, Returns")


async def test_a_command_draws_the_home_again_and_a_look_up_costs_nothing(stage: Stage, ana: Person) -> None:
    await opens_home(ana)
    await ana.says("/gc join billing")
    await home_says(stage, ana, "Queues joined: Billing, Returns")
    before = await reads(stage, ana), await published(stage)
    await ana.says("/gc queues")
    assert (await reads(stage, ana), await published(stage)) == before


async def test_a_long_list_is_cut_and_says_so(stage: Stage, ana: Person) -> None:
    desk = stage.app.desk
    actor = await desk.identity.actor(SlackId("T0SANDBOX", ana.who.slack_user))
    for number in range(14):
        rule = Calendar(weekdays=(0,), times=(time(9, number),))
        await desk.schedules.add(actor, rule, ReminderContent(text=f"look at mailbox {number}"))
        stage.later(seconds=1)
    await opens_home(ana)
    home = await home_of(stage, ana)
    assert "mailbox 11" in home
    assert "mailbox 12" not in home
    assert "… and 2 more" in home
    assert "[Choose a reminder…]" in home


async def test_a_lead_sets_up_digests_in_the_home(stage: Stage) -> None:
    bo = stage.person(1)
    await bo.links()
    await opens_home(bo)
    form = await bo.chooses("New digest into…", "floor")
    assert "Everybody in #floor will read it" in form.text
    await bo.clicks("Cancel")
    await bo.clicks("New digest for me…")
    said = await bo.does(submit={})
    assert "is set up" in said.text
    await bo.clicks("Close")
    home = await home_says(stage, bo, "Bo Lindqvist's team")
    name = home.partition("[Digest ")[2].partition("…]")[0]
    shown = await bo.clicks(f"Digest {name}…")
    assert "Turn off" in shown.labels


async def test_a_home_that_slack_did_not_take_is_drawn_with_the_next_deed(
    stage: Stage, ana: Person, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.fault("slack", path="/api/views.publish", do="status", status=500, times=2)
    await opens_home(ana)
    assert await home_of(stage, ana) == ""
    await ana.says("/gc queues")
    await home_says(stage, ana, "You are off queue")
    assert "work ended in the middle" not in caplog.text
