"""Clicks that change nothing, and what each of their people reads: who decided and when, or whom it is with."""

from contextlib import AsyncExitStack

import pytest

from bot.changes.requests import deciding
from bot.store import postgresql, sqlite
from tests.dispatch.signed import Signed, click
from tests.handlers.requesting import asker_and_lead, asks, dm, id_of, looked, presses, reads
from tests.stage.stage import Person, Stage


async def test_a_click_that_comes_too_late_or_from_who_may_not_says_so_and_leaves_the_button(stage: Stage, ana: Person):
    asker, lead = await asker_and_lead(stage)
    await asks(asker, "/gc leave returns", "off sick")
    card = await reads(lead, "asks to leave Returns")

    async def forged(person: Person, action: str, value: str, answer: str) -> None:
        await Signed(stage).payload(click(person, action, value))
        assert "Nothing was changed." in await reads(person, answer)

    is_with = "It is with Femi Adeyemi."
    await forged(ana, "requests.approve/0", f"{id_of(card)} 0", f"*No rule names you for this decision.* {is_with}")
    await forged(asker, "requests.approve/0", f"{id_of(card)} 0", f"somebody else decides it.* {is_with}")
    await forged(ana, "requests.cancel/0", id_of(card), "*That is another person's request")
    await forged(ana, "requests.approve/0", "ZZZZZZ 7", "*I know no such request here.*")
    await forged(lead, "requests.answer/0", id_of(card), "*That is another person's request")
    assert dm(lead)[0] == card

    said = await lead.clicks("Decline…")
    assert "*Milo Olsen asks to leave Returns.*" in said.text
    assert (await lead.does(submit={"Why not?": "  "})).errors["Why not?"] == "A few words are needed here."
    await lead.does(submit={"Why not?": "We need you <@U1>"})
    await lead.clicks("Close")
    told = await reads(asker, ":* You asked to leave Returns. Nothing was changed.", times=2)
    assert "Why: “We need you &lt;@U1&gt;”" in told
    assert ":* Milo Olsen asked to leave Returns. Nothing" in await reads(lead, "*Declined by Femi Adeyemi today")
    await forged(ana, "requests.undo/0", id_of(card), "There is nothing to undo.")
    await Signed(stage).payload(click(lead, "requests.approve/0", f"{id_of(card)} 0"))
    late = await reads(lead, "*It was declined by Femi Adeyemi today")
    assert "Your click changed nothing.\n*Declined by" in late

    # Taken back by who asked, and decided at the moment at which it expired.
    await asks(asker, "/gc leave returns", "first")
    first = await reads(lead, "Reason: “first”")
    await reads(asker, "Reason: “first”")
    assert await presses(asker, "Cancel my request", "*Cancelled by Milo Olsen today") == ["My status"]
    await reads(lead, "*Cancelled by Milo Olsen today")
    await Signed(stage).payload(click(lead, "requests.approve/0", f"{id_of(first)} 0"))
    await reads(lead, "*It was cancelled by Milo Olsen today")

    await asks(asker, "/gc leave returns", "second")
    second = await reads(lead, "Reason: “second”")
    await looked(stage)
    stage.later(hours=8)
    await Signed(stage).payload(click(lead, "requests.approve/0", f"{id_of(second)} 0"))
    await reads(lead, "*It expired today")
    await reads(
        asker,
        "*Expired today 14:00:* You asked to leave Returns. Nobody decided in time. Nothing was changed.",
        times=2,
    )
    assert asker.joined == {"Returns", "Sales"}
    assert await stage.effects("patchUserQueue", asker) == 0


async def test_who_decided_what_takes_long_reads_that_they_did(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off from outside, a click that counted would read that Genesys took too long, and nothing was changed."""
    monkeypatch.setattr(deciding, "ANSWERS_WITHIN_S", 0.5)
    asker, lead = await asker_and_lead(stage)
    await asks(asker, "/gc leave returns", "off sick")
    await reads(lead, "asks to leave Returns")
    await stage.fault("genesys", path="/api/v2/users/*/queues/*", method="PATCH", do="delay", seconds=2, times=1)
    said = await lead.clicks("Approve")
    assert "*Approved by Femi Adeyemi today 06:00.* It is being carried out." in said.text
    stage.later(seconds=10)
    await reads(lead, ", and done:* Milo Olsen left Returns.")
    await reads(asker, ", and done:* you left Returns.")
    assert asker.joined == {"Sales"}
    assert await stage.effects("patchUserQueue", asker) == 1


async def test_a_card_whose_click_genesys_did_not_answer_gets_its_buttons_back(stage: Stage) -> None:
    asker, lead = await asker_and_lead(stage)
    await asks(asker, "/gc leave returns", "off sick")
    await reads(lead, "asks to leave Returns")
    await looked(stage)
    path = f"/api/v2/users/{asker.who.genesys_user}/queues"
    await stage.fault("genesys", path=path, method="GET", do="status", status=503)
    assert "Genesys isn't answering right now." in (await lead.clicks("Approve")).text
    assert dm(lead) == []
    (await stage.http.delete(f"{stage.genesys_url}/sandbox/faults")).raise_for_status()
    stage.later(seconds=10)
    await reads(lead, "asks to leave Returns")
    await lead.clicks("Approve")
    await reads(lead, ", and done:* Milo Olsen left Returns.")


async def test_a_card_whose_click_met_no_database_gets_its_buttons_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker, lead = await asker_and_lead(stage)
    await asks(asker, "/gc leave returns", "off sick")
    await reads(lead, "asks to leave Returns")
    await looked(stage)
    async with AsyncExitStack() as held:
        database = stage.app.database
        await held.enter_async_context(database.begin())
        for _ in range(sqlite.READERS if database.is_sqlite else postgresql.CONNECTIONS - 1):
            await held.enter_async_context(database.read())
        monkeypatch.setattr(stage.app.database, "_wait_s", 0.1)
        assert "I can't reach my database right now." in (await lead.clicks("Approve")).text
    monkeypatch.undo()
    assert dm(lead) == []
    stage.later(seconds=10)
    await reads(lead, "asks to leave Returns")
