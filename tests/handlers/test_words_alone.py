"""A verb that needs more offers it, instead of only saying that something is missing."""

import pytest

from tests.stage.stage import Person, Stage
from tests.walkers.hostile import crowd


@pytest.mark.parametrize("words", ["join", "join ,"])
async def test_join_alone_offers_the_queues_that_are_not_joined(ana: Person, words: str) -> None:
    asked = await ana.says(f"/gc {words}")
    assert "Which queue do you want to join? Choose one, or type `/gc join QUEUE`. Nothing was changed." in asked.text
    assert asked.labels == ["Join…"]
    joined = await ana.chooses("Join…", "Billing")
    assert "you joined Billing" in joined.text
    assert ana.joined == {"Billing", "Returns"}


async def test_leave_alone_offers_the_joined_queues(ana: Person) -> None:
    asked = await ana.says("/gc-leave")
    assert "Which queue do you want to leave?" in asked.text
    left = await ana.chooses("Leave…", "Returns")
    assert "you left Returns" in left.text
    assert ana.joined == set()


async def test_whoever_has_nothing_left_to_join_or_to_leave_reads_so(ana: Person) -> None:
    await ana.says("/gc leave returns")
    nothing = await ana.says("/gc leave")
    assert "You have joined no queue, so there is none to leave. Nothing was changed." in nothing.text
    assert nothing.labels == ["Join…"]
    await ana.says("/gc join billing, returns, support")
    everything = await ana.says("/gc join")
    assert "You have joined all your queues already. Nothing was changed." in everything.text
    assert everything.labels == ["Leave…"]


@pytest.mark.parametrize("verb", ["join", "leave"])
async def test_a_member_of_no_queue_reads_what_to_do(stage: Stage, ana: Person, verb: str) -> None:
    crowd(stage.sides.simulator.floor, ana.who.genesys_user, 0)
    said = await ana.says(f"/gc {verb}")
    assert "You are a member of no queue. Ask your lead to add you. Nothing was changed." in said.text
    assert said.labels == []


async def test_who_alone_offers_to_find_a_colleague(ana: Person) -> None:
    asked = await ana.says("/gc who")
    assert "Whom do you want to look up?" in asked.text
    found = await ana.chooses("Choose a colleague…", "Grace Okafor")
    assert "grace.okafor@example.com" in found.text


async def test_a_question_of_the_help_leads_to_help_and_to_no_deed(ana: Person) -> None:
    assert {"help meal", "help meeting"} <= set((await ana.says("/gc help m")).labels)
    asked = await ana.says("/gc help braek")
    assert "Did you mean “help break”?" in asked.text
    assert "Sets your presence to Break." in (await ana.clicks("help break")).text
    assert ana.state["presence"] == "Available"


async def test_of_hundreds_of_queues_a_question_lists_a_few(stage: Stage, ana: Person) -> None:
    crowd(stage.sides.simulator.floor, ana.who.genesys_user, 300)
    asked = await ana.says("/gc leave queue")
    assert "“queue” fits several queues. Which one? Nothing was changed." in asked.text
    assert asked.text.count("• ") == 25
    assert asked.text.endswith("… and 275 more. Type more of the name to find them.")


async def test_nothing_that_can_be_seen_is_the_panel(ana: Person) -> None:
    assert "You are off queue" in (await ana.says("/gc \u200b\u2060")).text
