"""What is done for somebody else: with one's own rights, seen and confirmed first, and told to whom it changes."""

from tests.handlers.requesting import reads
from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage

REFUSED = {
    "for": "For whom, and what?",
    "for {ana}": "What is to be done for Ana Ruiz?",
    "for @nobody on": "I found nobody called “nobody”.",
    "for {ana} manager": "`manager` is nothing that I do for somebody else. To look somebody up say `/gc manager @ana`.",
    "for <@U0ONQUEUE> on": "I can't tell whose Genesys account belongs to that Slack user.",
    "for {ana} for {bo} on": "I do it for one person at a time",
    "for {ana} undo": "`undo` is nothing that I do for somebody else. `for` works with `on`, `off`,",
    "for {ana} ooo until friday": "Genesys lets nobody set another person's out-of-office",
    "for {ana} back": "*Ana Ruiz* is not on a break.",
    "for {ana} join nowhere": "No queue of theirs is called “nowhere”.",
    "for {ana} leave claims": "*Ana Ruiz* is not a member of *Claims*, so there is nothing to leave.",
}


async def told(person: Person, text: str, behind: Behind) -> None:
    """They read it in their direct messages, and once."""
    await reads(person, text)
    await behind.sweeps()
    assert await behind.told(text) == 1


async def test_a_lead_sees_it_confirms_it_and_whom_it_changes_is_told(
    stage: Stage, ana: Person, bo: Person, behind: Behind
) -> None:
    await bo.links()
    await ana.says("/gc on")
    offered = await bo.says(f"/gc for {ana.mention} break")
    assert "*Confirm:* *Ana Ruiz* (ana.ruiz@example.com): set presence to Break?" in offered.text
    assert "Now Ana Ruiz's presence is On Queue." in offered.text
    assert (ana.state["presence"], bo.state["presence"]) == ("On Queue", "Available")

    done = await bo.clicks("Confirm")
    assert "*Done:* Ana Ruiz's presence is Break, so they are off queue." in done.text
    assert done.labels == ["Undo", "My status"], "the offer has become the outcome, in place"
    assert (ana.state["presence"], bo.state["presence"]) == ("Break", "Available")
    effects = [line for line in await stage.ledger() if line["kind"] == "effect"]
    assert effects[-1]["by"] == bo.who.genesys_user
    await told(ana, "*Bo Lindqvist* did this for you in Genesys: your presence is Break, so you are off queue.", behind)
    assert "Undone. *Done:* Ana Ruiz's presence is On Queue." in (await bo.says("/gc undo")).text
    await told(ana, "*Bo Lindqvist* did this for you in Genesys: your presence is On Queue.", behind)

    await bo.says(f"/gc for {ana.mention} meal")
    await bo.clicks("Confirm")
    await told(ana, "*Bo Lindqvist* did this for you in Genesys: your presence is Meal", behind)
    await stage.floor(user=bo.who.genesys_user, presence="Meal")
    assert "Go on queue" in (await bo.says("/gc back")).labels, "what was before is known of Ana's meal, not of Bo's"
    await ana.says("/gc back")
    assert (ana.state["presence"], bo.state["presence"]) == ("On Queue", "Available"), "whoever set it, it was before"

    own = await ana.says(f"/gc for {ana.mention} join billing")
    assert "*Done:* you joined Billing." in own.text, "one's own mention is oneself"
    assert await behind.told("did this for you") == 3


async def test_what_is_not_for_others_or_not_clear_is_one_sentence_and_a_choice_stays_theirs(
    stage: Stage, ana: Person, bo: Person, behind: Behind
) -> None:
    await bo.links()
    for words, sentence in REFUSED.items():
        stage.later(seconds=3)
        said = await bo.says("/gc " + words.format(ana=ana.mention, bo=bo.mention))
        assert sentence in said.text, words
        assert "Nothing was changed." in said.text, words

    assert (await bo.says(f"/gc for {ana.mention} of")).labels == ["off", "offline"]
    assert "*Ana Ruiz* (ana.ruiz@example.com): set presence to Available?" in (await bo.clicks("off")).text
    assert (await bo.says(f"/gc for {ana.mention} join")).labels == ["Billing", "Support"]
    assert "*Ana Ruiz* (ana.ruiz@example.com): join Billing?" in (await bo.clicks("Billing")).text
    await bo.says("/gc for jana kral coffee break until 18:00")
    kept = await bo.says("/gc for ana ruiz coffee break until 18:00")
    assert "*Ana Ruiz* (ana.ruiz@example.com): set presence to Coffee break until today 18:00?" in kept.text

    looked = await bo.says(f"/gc for {ana.mention} queues")
    assert "*Ana Ruiz* has joined 1 of 3 queues, as of" in looked.text
    assert looked.labels == [], "a menu would join for whoever picks"
    assert "Ana Ruiz's routing status is OFF_QUEUE" in (await bo.says(f"/gc for {ana.mention} routing")).text
    assert set(await behind.states()) == {"offered"}


async def test_on_queue_is_shown_with_what_stops_calls_and_a_refusal_can_be_asked_for(
    stage: Stage, ana: Person, bo: Person
) -> None:
    await bo.links()
    await stage.floor(user=ana.who.genesys_user, queue="Returns", joined=False)
    offered = await bo.says(f"/gc for {ana.mention} on")
    assert "*Ana Ruiz* (ana.ruiz@example.com): go on queue?" in offered.text
    assert "It asks first because it changes something of somebody else. Nothing was changed." in offered.text
    assert "*Even then no calls reach them:*\n• they have joined no queue" in offered.text
    assert "*Done:* Ana Ruiz is on queue." in (await bo.clicks("Confirm")).text

    await ana.says(f"/gc for {bo.mention} break")
    refused = await ana.clicks("Confirm")
    assert (
        "*Not done:* Bo Lindqvist: set presence to Break. Genesys refused: you lack the permission *pres"
        in refused.text
    )
    assert "Ask my lead…" in refused.labels
    assert bo.state["presence"] == "Available"


async def test_who_is_no_member_is_added_by_who_may_and_asks_otherwise(
    stage: Stage, ana: Person, bo: Person, behind: Behind
) -> None:
    await bo.links()
    said = await ana.says("/gc join claims")
    assert "You are not a member of *Claims*. Nothing was changed." in said.text
    assert said.labels == ["Ask to be added…"]
    await ana.clicks("Ask to be added…")
    asked = await ana.does(submit={"Reason": "two of them are ill"})
    assert "become a member of Claims" in asked.text
    rows = await behind.rows()
    assert [(row.kind, row.state) for row in rows] == [("queues.add_members", "asked")], "the offer has become it"

    await bo.says(f"/gc for {ana.mention} join claims")
    offered = await reads(bo, "*Ana Ruiz* (ana.ruiz@example.com): become a member of Claims?")
    assert "Now Ana Ruiz is no member of Claims." in offered
    assert "Claims" not in {queue["name"] for queue in ana.state["queues"]}
    await stage.fault("slack", path="/api/chat.postMessage", method="POST", do="status", status=503, times=2)
    await bo.clicks("Confirm")
    await reads(bo, "*Done:* Ana Ruiz is a member of Claims (joined).")
    assert "Claims" in ana.joined
    # It was promised with the change's end: what Slack does not take is told when it takes it.
    await told(ana, "*Bo Lindqvist* did this for you in Genesys: you are a member of Claims (joined).", behind)
