"""Channels of approvers, and decisions that take two people."""

import asyncio
from pathlib import Path

from tests.dispatch.signed import Signed, click
from tests.handlers.requesting import NO_QUEUES, asker_and_lead, dm, id_of, reads, rules, stands
from tests.stage.stage import Person, Stage, raised

FLOOR, PARTNERS = "C0FLOOR", "C0PARTNERS"


async def test_a_channel_decides_where_nobody_above_can(database_url: str, tmp_path: Path):
    async with raised(database_url, policy_file=rules(tmp_path, channel=FLOOR)) as stage:
        asker, ana = stage.person(NO_QUEUES), stage.person(0)
        for person in (asker, ana):
            await person.links()
        await asker.says("/gc break")
        card = await reads(ana, "asks to set presence to Break", FLOOR)
        because = "because Femi Adeyemi, Milo Olsen's lead, isn't linked to OnQueue and Carla Moretti isn't"
        assert f"With this channel {because} linked to OnQueue. Nobody is next." in card
        assert "It has to be decided because the floor is short." in card
        assert "With the approvers' channel because" in await reads(asker, "With the approvers' channel")

        said = await asker.does(click="Approve", channel=FLOOR)
        assert "*You asked for this yourself, so somebody else decides it.*" in said.text
        assert f"Milo Olsen asks to set presence to Break. Request #{id_of(card)}" in said.text, "and about what it is"
        stage.sides.emulator.workspace.channels[FLOOR].members.discard(ana.who.slack_user)
        await Signed(stage).payload(click(ana, "requests.approve/0", f"{id_of(card)} 0"))
        refused = await reads(ana, "*No rule names you for this decision.* It is with the approvers' channel.")
        assert refused.endswith(f"Nothing was changed.\nRequest #{id_of(card)}"), "who doesn't read it is told no more"
        stage.sides.emulator.workspace.channels[FLOOR].members.add(ana.who.slack_user)
        assert card in [one["text"] for one in stands(asker, FLOOR)]

        await ana.does(click="Approve", channel=FLOOR)
        done = ", and done:* Milo Olsen's presence is Break."
        await reads(ana, done, FLOOR, times=2)  # the card, and for her alone the one with *Undo*
        assert [one["ephemeral"] for one in stands(ana, FLOOR) if done in one["text"]] == [False, True]
        await reads(asker, ", and done:* your presence is Break.", times=3)
        assert asker.state["presence"] == "Break"
        assert await stage.effects("patchUserPresencesPurecloud", asker) == 1


async def test_of_many_who_click_at_once_one_asks_genesys_and_all_read_who_it_was(database_url: str, tmp_path: Path):
    """Else each of them holds connections and waits for Genesys, for an answer that the first of them gives."""
    async with raised(database_url, policy_file=rules(tmp_path, channel=FLOOR)) as stage:
        asker = stage.person(NO_QUEUES)
        members = [one for one in map(stage.person, range(NO_QUEUES)) if one.who.role == "agent"][:6]
        for person in (asker, *members):
            await person.links()
        await asker.says("/gc break")
        card = await reads(members[0], "asks to set presence to Break", FLOOR)
        before = await _looks_at(stage, asker)
        button = f"{id_of(card)} 0"
        await asyncio.gather(*(Signed(stage).payload(click(one, "requests.approve/0", button)) for one in members))
        for one in members:
            await reads(one, "pproved by ")
        assert await _looks_at(stage, asker) - before <= len(members) - 2, "at the click, before the write, behind it"


async def _looks_at(stage: Stage, person: Person) -> int:
    path = f"/api/v2/users/{person.who.genesys_user}/presences/purecloud"
    lines = [entry for entry in await stage.ledger("genesys") if entry["kind"] == "request"]
    return sum((entry["method"], entry["path"]) == ("GET", path) for entry in lines)


async def test_a_channel_that_others_share_is_not_asked_and_the_requester_reads_so(database_url: str, tmp_path: Path):
    async with raised(database_url, policy_file=rules(tmp_path, channel=PARTNERS)) as stage:
        asker = stage.person(NO_QUEUES)
        await asker.links()
        await asker.says("/gc break")
        await reads(asker, "*Nobody can decide it now*")
        assert stands(stage.person(1), PARTNERS) == []


async def test_two_people_say_yes_one_after_the_other(database_url: str, tmp_path: Path):
    async with raised(database_url, policy_file=rules(tmp_path, people=2)) as stage:
        asker, lead = await asker_and_lead(stage)
        carla = stage.person(2)
        await carla.links()
        await asker.says("/gc break", FLOOR)
        await reads(lead, "*0 of 2 said yes:* nobody yet.")
        await lead.clicks("Approve")
        theirs = await reads(carla, "*1 of 2 said yes:* Femi Adeyemi.")
        assert (
            "With you because Femi Adeyemi, Milo Olsen's lead, said yes already. Next: the approvers' channel."
            in theirs
        )
        await reads(lead, "*You said yes*, and it went on to Carla Moretti today")
        await Signed(stage).payload(click(lead, "requests.approve/0", f"{id_of(theirs)} 0"))
        await reads(lead, "*You said yes already, and a second person has to as well.* It is with Carla Moretti.")
        assert asker.state["presence"] == "Available"

        await carla.clicks("Approve")
        done = "*Approved by Carla Moretti today"
        await reads(asker, done, times=2)
        await reads(lead, done, times=1)
        await reads(asker, done, FLOOR)  # where it was asked
        assert len(dm(asker)) == 2
        assert await stage.effects("patchUserPresencesPurecloud", asker) == 1
