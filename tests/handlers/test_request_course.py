"""A request on its way: reminders, going on to the next, and a world that changes meanwhile."""

from tests.handlers.requesting import asker_and_lead, asks, dm, id_of, looked, presses, reads, stands
from tests.stage.stage import Person, Stage


def reminders(person: Person) -> int:
    """How often they were reminded, in the threads of their cards."""
    roots = [message["ts"] for message in stands(person)]
    return sum("Still waiting" in one["text"] for ts in roots for one in stands(person, "", ts)[1:])


async def test_it_waits_while_its_lead_is_on_a_call_reminds_them_and_goes_on_to_the_next(stage: Stage):
    asker, lead = await asker_and_lead(stage)
    carla = stage.person(2)
    await carla.links()
    await asks(asker, "/gc leave returns, sales", "away")
    card = await reads(lead, "asks to leave Returns and Sales")
    assert "With you, Milo Olsen's lead. Next: Carla Moretti." in card

    await stage.floor(user=lead.who.email, routing_status="INTERACTING")
    await looked(stage)
    stage.later(minutes=15)
    await looked(stage)
    await asker.says(f"/gc nudge #{id_of(card)}")
    await looked(stage)
    assert reminders(lead) == 0
    await stage.floor(user=lead.who.email, routing_status="IDLE")
    await looked(stage)
    stage.later(seconds=31)
    told = await reads(lead, "*Still waiting:*", thread=True, times=2)  # by wish, and by the clock
    assert told.startswith("*Still waiting:* Milo Olsen asks to leave Returns and Sales. Request #")

    await stage.floor(user=asker.who.email, queue="Sales", joined=False)
    changed = ".* Before: Milo Olsen has joined Returns, Sales. Nothing is approved yet."
    assert await presses(lead, "Approve", changed) == ["Approve", "Decline…", "More…"]
    assert "Now: Milo Olsen has joined Returns and has not joined Sales.\n*That changed today" in dm(lead)[0]
    assert asker.joined == {"Returns"}

    await lead.clicks("More…")
    await lead.does(submit={"What to do": "Remind me in 30 minutes"})
    await lead.clicks("Close")
    await reads(lead, "Put off until today")
    await looked(stage)
    stage.later(minutes=20)
    await looked(stage)
    assert reminders(lead) == 2
    await looked(stage)
    stage.later(minutes=10, seconds=5)
    await reads(lead, "*Still waiting:*", thread=True, times=3)

    await looked(stage)
    stage.later(hours=2, seconds=5)
    theirs = await reads(carla, "asks to leave Returns and Sales")
    assert "With you because Femi Adeyemi, Milo Olsen's lead, didn't answer. Nobody is next." in theirs
    await reads(lead, "; you may still decide.")
    assert "It went on to Carla Moretti today" in dm(lead)[0]
    await reads(asker, "With Carla Moretti because Femi Adeyemi, your lead, didn't answer.")
    assert await presses(lead, "Approve", ", and done:* Milo Olsen left Returns") == ["Undo"]
    await reads(carla, ", and done:* Milo Olsen left Returns")
    assert asker.joined == set()
    assert len(dm(carla)) == 1


async def test_whoever_is_on_a_call_is_shown_a_request_afterwards_and_its_requester_reads_so(stage: Stage):
    asker, lead = await asker_and_lead(stage)
    await stage.floor(user=lead.who.email, routing_status="INTERACTING")
    await asks(asker, "/gc leave returns", "away")
    held = "Femi Adeyemi is on an interaction, and is shown it afterwards, in half an hour at the latest."
    await reads(asker, held)
    await looked(stage)
    stage.later(minutes=16)
    await looked(stage)
    assert dm(lead) == []
    assert "Milo Olsen: leave Returns · with you" in (await lead.says("/gc approvals")).text, "whoever looks sees it"

    await stage.floor(user=lead.who.email, routing_status="IDLE")
    await looked(stage)
    stage.later(seconds=31)
    await reads(lead, "asks to leave Returns")
    await looked(stage)
    assert not [card for card in dm(asker) if held in card]
    assert reminders(lead) == 0, "their time begins when they are shown it"

    await stage.floor(user=lead.who.email, routing_status="INTERACTING")
    await asks(asker, "/gc leave sales", "away")
    await reads(asker, held)
    await looked(stage)
    stage.later(minutes=29)
    await looked(stage)
    assert len(dm(lead)) == 1
    stage.later(minutes=1, seconds=5)
    await reads(lead, "asks to leave Sales")
