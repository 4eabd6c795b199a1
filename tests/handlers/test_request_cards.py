"""Deciding a request: what each reads, on every copy of its card, and what Genesys then really holds."""

from tests.dispatch.signed import Signed, click
from tests.handlers.requesting import asker_and_lead, asks, dm, id_of, presses, reads, stands
from tests.stage.stage import Person, Said, Stage


async def test_a_lead_asks_back_approves_and_undoes_and_both_read_the_same_each_time(stage: Stage):
    asker, lead = await asker_and_lead(stage)
    await asks(asker, "/gc leave returns", "Ana can't <!channel> & *I* can")
    assert "Ask my lead…" not in Said(stands(asker), None).labels, "what was refused shows that it is asked for"

    card = await reads(lead, "asks to leave Returns")
    assert card.startswith("*Milo Olsen asks to leave Returns.* Request #")
    assert "Now: Milo Olsen has joined Returns." in card
    assert "people on queue now" in card
    assert "(as of today" in card
    assert "Reason: “Ana can't &lt;!channel&gt; &amp; *I* can”" in card
    assert "With you, Milo Olsen's lead. Nobody is next." in card
    assert "It expires today 14:00" in card
    assert "Now: you have joined Returns." in await reads(asker, "With Femi Adeyemi, your lead.")

    assert "Milo Olsen asks to leave Returns" in (await lead.clicks("More…")).text
    await lead.does(submit={"Your question": "For long?"})
    assert "*Femi Adeyemi asks you:* “For long?”" in await reads(asker, "asks you")
    await closed(lead)
    assert "Femi Adeyemi asks: “For long?”" in (await asker.clicks("Answer…")).text
    await asker.does(submit={"Your answer": "Until two."})
    assert "*Milo Olsen answers:* “Until two.”" in await reads(lead, "answers", thread=True)
    assert "Milo Olsen answered: “Until two.”" in await reads(lead, "asks to leave Returns")
    await closed(asker)

    done = ", and done:* Milo Olsen left Returns."
    assert await presses(lead, "Approve", done) == ["Undo"]
    told = ", and done:* you left Returns."
    await reads(asker, told, times=2)  # the card, and a message of its own
    assert asker.joined == {"Sales"}
    assert await stage.effects("patchUserQueue", asker) == 1
    assert len(dm(lead)) == 1  # no second message

    assert await presses(lead, "Undo", "*Undone by Femi Adeyemi today") == []
    await reads(asker, "*Undone by Femi Adeyemi today", times=2)
    assert asker.joined == {"Sales", "Returns"}
    left = Said(stands(asker), None).labels
    assert not {"Undo", "Cancel my request", "Answer…"} & set(left), "no copy offers what was done already"
    await Signed(stage).payload(click(asker, "requests.undo/0", id_of(card)))
    await reads(asker, "That was undone already.")
    assert await stage.effects("patchUserQueue", asker) == 2


async def closed(*people: Person) -> None:
    for person in people:
        await person.clicks("Close")
