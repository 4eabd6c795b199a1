"""What people do with a request besides deciding it stands in the audit: who, from where, and no word of theirs."""

from datetime import timedelta

from tests.handlers.requesting import asker_and_lead, asks, id_of, reads, stands
from tests.stage.looking import Behind
from tests.stage.stage import Person, Said, Stage


async def test_what_is_asked_answered_put_off_and_handed_on_is_recorded_and_leaves_no_button(
    stage: Stage, behind: Behind
) -> None:
    asker, lead = await asker_and_lead(stage)
    carla = stage.person(2)
    await carla.links()
    await asks(asker, "/gc leave returns", "off")
    number = id_of(await reads(lead, "asks to leave Returns"))
    await _more(lead, {"Your question": "For how long?"})
    await reads(asker, "asks you:* “For how long?”")
    await asker.clicks("Answer…")
    await asker.does(submit={"Your answer": "Until eleven."})
    await asker.clicks("Close")
    await reads(lead, "“Until eleven.”", thread=True)
    await _more(lead, {"What to do": "Remind me in 30 minutes"})
    await reads(lead, "Put off until today")
    await _more(lead, {"What to do": "Hand it on to Carla Moretti"})
    await reads(carla, "because Femi Adeyemi, Milo Olsen's lead, passed it on")

    entries = [entry for entry in await behind.audited() if entry.change_id == number and entry.by_user]
    took = [(entry.step, entry.by_user, entry.slack_user, entry.detail) for entry in entries[1:]]
    femi, milo = ((one.who.genesys_user, one.who.slack_user) for one in (lead, asker))
    put_off = entries[3].at + timedelta(minutes=30)
    assert took[0] == ("questioned", *femi, None)
    assert took[1] == ("answered", *milo, None)
    assert took[2][:3] == ("snoozed", *femi)
    assert abs(put_off.fromisoformat(took[2][3]["until"]) - put_off) < timedelta(seconds=9)
    assert took[3] == ("moved", *femi, {"why": "passed_on"})
    assert {entry.workspace for entry in entries} == {"T0SANDBOX"}
    assert all(entry.request_id for entry in entries)
    assert len({entry.request_id for entry in entries}) == len(entries), "each has the delivery that caused it"
    told = str([entry._mapping for entry in await behind.audited()])
    assert not [word for word in ("how long", "eleven", "Milo", "Carla") if word in told]

    await _more(carla, {"Your question": "And who then?"})
    await reads(asker, "*Carla Moretti asks you:* “And who then?”")
    assert "You answered: “Until eleven.”" in await reads(asker, "*Femi Adeyemi asks you:*")
    await asker.clicks("Cancel my request")
    await reads(asker, "has ended, so it takes no answer.")
    assert "Answer…" not in Said(stands(asker), None).labels, "nobody waits for one any more"


async def _more(person: Person, said: dict[str, str]) -> None:
    await person.clicks("More…")
    await person.does(submit=said)
    await person.clicks("Close")
