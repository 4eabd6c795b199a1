"""An agent's day, from the Slack payload to Genesys and back."""

import re

from tests.stage.linking import link
from tests.stage.stage import Person, Stage


async def test_a_manager_is_looked_up(ana: Person) -> None:
    said = await ana.says("/gc manager")
    assert "Bo Lindqvist" in said.text
    assert "bo.lindqvist@example.com" in said.text


async def test_whoever_is_not_linked_gets_the_card_and_what_they_asked_runs_after_linking(
    stage: Stage, bo: Person
) -> None:
    card = await bo.says("/gc manager")
    assert "link your Genesys account" in card.text
    # Slack reports the click that opens the page as well; it must not make another address.
    assert not (await bo.clicks("Link my Genesys account")).messages
    await link(card.urls[0], bo.who.email)
    seen = stage.sides.emulator.window(bo.who.slack_user).history("D02BO")
    for _ in range(50):
        seen = stage.sides.emulator.window(bo.who.slack_user).history("D02BO")
        if any("Carla Moretti" in message["text"] for message in seen):
            break
        await stage.http.get(f"{stage.bot_url}/healthz")
    assert any("Carla Moretti" in message["text"] for message in seen)


async def test_going_on_queue_makes_calls_arrive(ana: Person) -> None:
    said = await ana.says("/gc on")
    assert "you are on queue" in said.text
    assert ana.state["presence"] == "On Queue"
    assert ana.state["calls_would_arrive"]


async def test_a_queue_is_joined_and_undo_leaves_it_again(ana: Person) -> None:
    said = await ana.says("/gc join billing")
    assert "joined Billing" in said.text
    assert ana.joined == {"Billing", "Returns"}
    undone = await ana.clicks("Undo")
    assert "Undone" in undone.text
    assert ana.joined == {"Returns"}
    again = await ana.says("/gc undo")
    assert "nothing to undo" in again.text


async def test_out_of_office_until_friday_is_echoed_and_set(ana: Person) -> None:
    said = await ana.says("/gc ooo until friday")
    assert "Fri 27 Nov 00:00" in said.text
    assert ana.state["out_of_office"]
    off = await ana.says("/gc ooo off")
    assert "is off" in off.text
    assert not ana.state["out_of_office"]


async def test_the_panel_and_the_routing_status_read_as_sentences(ana: Person) -> None:
    """A part that is left out leaves nothing behind, and the words before it keep their distance."""
    panel = await ana.says("/gc")
    assert re.search(r"Presence: Available since \S.* \(.+\) · routing status OFF_QUEUE", panel.text)
    assert "Queues joined: Returns (1 of 3)" in panel.text
    assert re.search(r"Your routing status is OFF_QUEUE \(.+\)\.", (await ana.says("/gc routing")).text)
    await ana.says("/gc leave returns")
    assert "Queues joined: none (0 of 3)" in (await ana.says("/gc")).text
