"""What lasts until a moment, and is then put back: once, and only if nobody changed it meanwhile."""

from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage


async def test_a_queue_joined_until_six_is_left_again_at_six(stage: Stage, ana: Person, behind: Behind) -> None:
    said = await ana.says("/gc join billing until 18:00")
    assert "you joined Billing" in said.text
    assert "put back today 18:00" in said.text
    assert "Don't put back" in said.labels
    assert "Until today 18:00: you have joined Billing" in (await ana.says("/gc")).text
    await behind.put_back(hours=5, minutes=59)
    assert ana.joined == {"Billing", "Returns"}
    await behind.put_back(minutes=2)
    await behind.put_back(minutes=2)
    assert ana.joined == {"Returns"}
    assert await stage.effects("patchUserQueue", ana) == 2, "one joined, one left"
    assert await behind.told("*Put back, as you wished.* *Done:* you left Billing") == 1


async def test_what_somebody_changed_meanwhile_stays_and_its_person_decides(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    await ana.says("/gc join billing for 30 minutes")
    await stage.floor(user=ana.who.genesys_user, queue="Billing", joined=False)
    await stage.floor(user=ana.who.genesys_user, queue="Billing", joined=True)
    await ana.says("/gc break for 30 minutes")
    await stage.floor(user=ana.who.genesys_user, presence="Meal")
    await behind.put_back(minutes=31)
    assert ana.joined == {"Returns"}, "what is as it was left is put back"
    assert ana.state["presence"] == "Meal"
    assert await behind.told("Somebody changed it meanwhile, so I left it as it is.") == 1
    left = await ana.clicks("Leave it")
    assert "It stays as it is now" in left.text
    assert ana.state["presence"] == "Meal"


async def test_nobody_goes_back_on_queue_without_a_click(stage: Stage, ana: Person, behind: Behind) -> None:
    await ana.says("/gc on")
    await ana.says("/gc break 15")
    await behind.put_back(minutes=16)
    await behind.put_back(minutes=1)
    assert ana.state["presence"] == "Break"
    assert await behind.told("Calls would reach you again, so I ask first.") == 1
    back = await ana.clicks("On queue")
    assert "*Done:*" in back.text
    assert ana.state["presence"] == "On Queue"


async def test_a_newer_end_takes_over_what_it_goes_back_to(stage: Stage, ana: Person, behind: Behind) -> None:
    before = ana.state["presence"]
    await ana.says("/gc break for 30 minutes")
    await ana.says("/gc lunch for 45 minutes")
    again = await ana.says("/gc lunch for 60 minutes")
    assert "Already so" in again.text
    assert "put back today 13:00" in again.text
    await behind.put_back(minutes=46)
    assert ana.state["presence"] == "Meal", "the newest end counts"
    await behind.put_back(minutes=15)
    assert ana.state["presence"] == before


async def test_what_is_done_by_hand_ends_what_was_to_be_put_back(stage: Stage, ana: Person, behind: Behind) -> None:
    await ana.says("/gc break for 30 minutes")
    await ana.says("/gc busy")
    await ana.says("/gc join billing until 18:00")
    await ana.clicks("Don't put back")
    await behind.put_back(hours=7)
    assert ana.state["presence"] == "Busy"
    assert ana.joined == {"Billing", "Returns"}


async def test_what_was_so_already_is_not_put_back(stage: Stage, ana: Person, behind: Behind) -> None:
    said = await ana.says("/gc join returns until 18:00")
    assert "Already so" in said.text
    assert "put back" not in said.text
    await behind.put_back(hours=7)
    assert ana.joined == {"Returns"}


async def test_an_end_that_is_past_or_no_time_is_refused(stage: Stage, ana: Person) -> None:
    for words in ("join billing until 9:00 today", "break until whenever", "join billing until"):
        said = await ana.says(f"/gc {words}")
        assert "Nothing was changed" in said.text, words
    assert await stage.effects("patchUserQueue", ana) == 0
