"""Deciding a request: what each reads, on every copy of its card, and what Genesys then really holds."""

from tests.handlers.requesting import asker_and_lead, asks, dm, reads, stands
from tests.stage.stage import Person, Said, Stage

APPROVE = ["Approve", "Decline…", "More…"]


async def test_a_lead_asks_back_approves_and_undoes_and_both_read_the_same_each_time(stage: Stage):
    asker, lead = await asker_and_lead(stage)
    await asks(asker, "/gc leave returns", "Ana can't <!channel> & *I* can")

    card = await reads(lead, "asks to leave Returns")
    assert card.startswith("*Milo Olsen asks to leave Returns.* Request #")
    assert "Now: Milo Olsen has joined Returns." in card
    assert "people on queue now" in card
    assert "(as of today 06:00)" in card
    assert "Reason: “Ana can't &lt;!channel&gt; &amp; *I* can”" in card
    assert "With you, Milo Olsen's lead. Nobody is next." in card
    assert "It expires today 14:00" in card
    assert "Now: you have joined Returns." in await reads(asker, "With Femi Adeyemi, your lead.")

    assert "Milo Olsen asks to leave Returns" in (await lead.clicks("More…")).text
    assert "Whoever asked for it reads your question" in (await lead.does(submit={"Your question": "For long?"})).text
    assert "*Femi Adeyemi asks you:* “For long?”" in await reads(asker, "asks you")
    await closed(lead)
    assert "Femi Adeyemi asks: “For long?”" in (await asker.clicks("Answer…")).text
    await asker.does(submit={"Your answer": "Until two."})
    assert "*Milo Olsen answers:* “Until two.”" in await reads(lead, "answers", thread=True)
    assert "Milo Olsen answered: “Until two.”" in await reads(lead, "asks to leave Returns")
    await closed(asker)

    said = await lead.clicks("Approve")
    assert said.text.startswith("*Approved by Femi Adeyemi today 06:00, and done:* Milo Olsen left Returns.")
    assert said.labels == ["Undo"]
    told = "*Approved by Femi Adeyemi today 06:00, and done:* you left Returns."
    await reads(asker, told, times=2)  # the card, and a message of its own
    assert asker.joined == {"Sales"}
    assert await stage.effects("patchUserQueue", asker) == 1
    assert len(dm(lead)) == 1

    said = await lead.clicks("Undo")
    assert said.text.startswith("*Undone by Femi Adeyemi today 06:00.*")
    await reads(asker, "*Undone by Femi Adeyemi today 06:00.*", times=2)
    assert asker.joined == {"Sales", "Returns"}
    assert "That was undone already." in (await asker.clicks("Undo")).text
    assert await stage.effects("patchUserQueue", asker) == 2


async def closed(*people: Person) -> None:
    for person in people:
        await person.clicks("Close")
