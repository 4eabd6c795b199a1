"""The same words everywhere: commands of their own, direct messages, mentions, shortcuts, and questions."""

import pytest

from tests.stage.stage import Person, Stage


async def test_an_everyday_verb_is_a_command_of_its_own(ana: Person) -> None:
    said = await ana.says("/gc-join billing")
    assert "joined Billing" in said.text


async def test_the_direct_message_takes_the_same_words(ana: Person) -> None:
    said = await ana.says("manager")
    assert "Bo Lindqvist" in said.text


async def test_a_mention_in_a_channel_is_answered_privately(ana: Person) -> None:
    said = await ana.says("<@U0ONQUEUE> manager", channel="C0GENERAL")
    assert "Bo Lindqvist" in said.text
    assert said.messages[-1]["ephemeral"]


async def test_an_unknown_verb_asks_whether_another_was_meant(ana: Person) -> None:
    said = await ana.says("/gc manger")
    assert "Did you mean" in said.text
    meant = await ana.clicks("manager")
    assert "Bo Lindqvist" in meant.text


async def test_a_beginning_that_several_verbs_have_asks_which(ana: Person) -> None:
    said = await ana.says("/gc m")
    assert {"meal", "manager", "meeting"} <= set(said.labels)
    assert ana.state["presence"] == "Available"


async def test_several_people_of_a_name_are_told_apart_by_address(stage: Stage, ana: Person) -> None:
    await stage.floor(user="bo.lindqvist@example.com", name="Dmitri Volkov")
    said = await ana.says("/gc manager dmitri volkov")
    assert "bo.lindqvist@example.com" in said.text
    picked = await ana.clicks("bo.lindqvist@example.com")
    assert "Carla Moretti" in picked.text


async def test_a_mentioned_person_is_their_genesys_user(ana: Person, bo: Person) -> None:
    said = await ana.says(f"/gc chain {bo.mention}")
    assert "Carla Moretti" in said.text


async def test_nobody_of_that_name_is_said_so(ana: Person) -> None:
    assert "I found nobody called “zzzz”" in (await ana.says("/gc who zzzz")).text
    asked = await ana.says("/gc who zzzz@example.com")
    assert "I found nobody in Genesys with the address “zzzz@example.com”" in asked.text


@pytest.mark.parametrize("who", ["<@U0ONQUEUE>", "<@U0NOBODY>"])
async def test_a_mention_of_somebody_without_an_account_is_about_them(ana: Person, who: str) -> None:
    said = await ana.says(f"/gc manager {who}")
    assert "I can't tell whose Genesys account belongs to that Slack user" in said.text


@pytest.mark.parametrize("words", ["routing nonsense", "whoami please", "ooo until"])
async def test_what_is_too_much_or_missing_names_the_help_of_its_verb(ana: Person, words: str) -> None:
    said = await ana.says(f"/gc {words}")
    assert f"`/gc help {words.split(maxsplit=1)[0]}` shows how it is said. Nothing was changed." in said.text


async def test_what_was_so_already_is_told_by_its_label(ana: Person) -> None:
    await ana.says("/gc coffee break")
    assert "*Already so:* your presence is Coffee break. Nothing" in (await ana.says("/gc coffee break")).text
    assert "*Already so:* you have not joined Billing. Nothing" in (await ana.says("/gc leave billing")).text
    await ana.says("/gc on")
    assert "*Already so:* you are on queue. Nothing" in (await ana.says("/gc on")).text


async def test_an_end_is_refused_where_there_is_none_before_anything_changes(ana: Person) -> None:
    before = ana.state
    for words in ("back until 18:00", "routing idle for 2 hours"):
        said = await ana.says(f"/gc {words}")
        assert "That doesn't end by itself: say it without an end. Nothing was changed." in said.text, words
    assert ana.state["presence"] == before["presence"]
    assert ana.state["queues"] == before["queues"]


async def test_joining_a_queue_one_is_no_member_of_says_so(stage: Stage, ana: Person) -> None:
    await stage.floor(user=ana.who.email, permissions={"add": ["routing:queue:view"]})
    said = await ana.says("/gc join night shift")
    assert "not a member" in said.text
    assert await stage.effects("patchUserQueue", ana) == 0


async def test_several_queues_are_joined_in_one_go(stage: Stage, ana: Person) -> None:
    said = await ana.says("/gc join billing, support")
    assert "joined Billing, Support" in said.text
    assert ana.joined == {"Billing", "Returns", "Support"}
    assert await stage.effects("patchUserQueues", ana) == 1


async def test_joining_twice_is_already_so(stage: Stage, ana: Person) -> None:
    await ana.says("/gc join billing")
    again = await ana.says("/gc join billing")
    assert "Already so" in again.text
    assert await stage.effects("patchUserQueue", ana) == 1


async def test_the_organisations_own_presence_is_a_verb(ana: Person) -> None:
    said = await ana.says("/gc coffee break")
    assert "your presence is Coffee break" in said.text
    assert ana.state["presence"] == "Coffee break"


async def test_back_returns_to_the_queue_that_was_left_for_a_break(ana: Person) -> None:
    await ana.says("/gc on")
    await ana.says("/gc break")
    assert ana.state["presence"] == "Break"
    said = await ana.says("/gc back")
    assert "you are on queue" in said.text
    assert ana.state["presence"] == "On Queue"


async def test_back_from_an_unknown_break_is_available_with_the_way_on(stage: Stage, ana: Person) -> None:
    await stage.floor(user=ana.who.email, presence="Break")
    said = await ana.says("/gc back")
    assert ana.state["presence"] == "Available"
    assert "Go on queue" in said.labels


async def test_a_colleagues_state_is_shown(ana: Person) -> None:
    said = await ana.says("/gc status ines")
    assert "Ines Castro" in said.text
    assert "Out of office: yes" in said.text


async def test_the_form_sets_an_out_of_office_and_refuses_an_end_before_its_start(ana: Person) -> None:
    # The act lever types moments in UTC; Ana reads them in Berlin.
    await ana.says("/gc")
    await ana.clicks("Out of office…")
    refused = await ana.does(submit={"From": "2026-11-26 08:00", "Back on": "2026-11-26 07:00"})
    assert "after the start" in refused.errors["Back on"]
    assert not ana.state["out_of_office"]
    done = await ana.does(submit={"From": "2026-11-25 11:00", "Back on": "2026-11-26 08:00"})
    assert "tomorrow 09:00" in done.text
    assert ana.state["out_of_office"]


async def test_a_shortcut_finds_a_colleague(ana: Person) -> None:
    await ana.does(shortcut="users.search")
    said = await ana.does(submit={"Colleague": "Grace Okafor"})
    assert "grace.okafor@example.com" in said.text


async def test_a_shortcut_says_what_it_will_do_before_it_does(ana: Person) -> None:
    shown = await ana.does(shortcut="presence.on_queue")
    assert "sets your presence to On Queue" in shown.text
    assert ana.state["presence"] == "Available"
    await ana.clicks("Go on queue")
    assert ana.state["presence"] == "On Queue"


async def test_an_owner_only_setting_and_routing_are_said_plainly(ana: Person) -> None:
    assert "Your routing status is OFF_QUEUE" in (await ana.says("/gc routing")).text
    refused = await ana.says("/gc routing idle")
    assert "isn't possible" in refused.text
    assert "Nothing was changed" in refused.text


async def test_unlinking_revokes_and_the_next_word_asks_to_link(ana: Person) -> None:
    ended = await ana.says("/gc unlink")
    assert "no longer linked" in ended.text
    assert "link your Genesys account" in (await ana.says("/gc on")).text


async def test_a_choice_that_leads_to_another_question_keeps_its_words(stage: Stage, ana: Person) -> None:
    await stage.floor(user="bo.lindqvist@example.com", name="Dmitri Volkov")
    await ana.says("/gc manger dmitri volkov")
    asked = await ana.clicks("manager")
    assert "bo.lindqvist@example.com" in asked.text
    assert "Carla Moretti" in (await ana.clicks("bo.lindqvist@example.com")).text
