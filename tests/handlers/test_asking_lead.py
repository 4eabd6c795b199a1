"""What is asked instead of done: with its reason, once, and only where there is something to decide."""

from bot.changes.requests.request import Asked
from tests.handlers.requesting import reads
from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage


async def test_a_change_that_is_asked_waits_with_its_reason_and_is_asked_once(
    stage: Stage, ana: Person, bo: Person, behind: Behind
) -> None:
    asked = await ana.says('/gc ask join billing "covering for Carla"')
    assert "*Asked" in asked.text
    assert "join Billing" in asked.text
    assert ana.joined == {"Returns"}, "nothing is done before somebody decides"
    change_id = (await behind.rows())[0].id
    request = await stage.app.desk.requests.find(change_id)
    assert request
    assert (request.asked, request.reason) == (Asked.WISHED, "covering for Carla")

    await reads(ana, "Bo Lindqvist, your lead, isn't linked to OnQueue")
    stage.later(seconds=6)
    await ana.says("/gc ask join billing because I said so")
    again = await reads(ana, " s ago:* join Billing.")
    assert f"Request #{change_id}\nIt still waits. *Nobody can decide it now*: Bo Lindqvist, your lead, isn't" in again
    assert "Nothing was changed." in again

    await ana.says(f"/gc ask for {bo.mention} break because he forgot")
    await reads(ana, "set presence to Break")
    rows = await behind.rows()
    assert [row.state for row in rows] == ["asked", "asked"], "what somebody decides needs no confirmation besides"
    second = await stage.app.desk.requests.find(rows[-1].id)
    assert second
    assert (second.subject.name, second.subject.email, second.reason) == (
        "Bo Lindqvist",
        "bo.lindqvist@example.com",
        "he forgot",
    )


async def test_what_nobody_decides_or_nobody_else_can_do_is_not_asked(ana: Person, behind: Behind) -> None:
    for words, sentence in {
        "ask": "What do you want to ask for?",
        'ask "only a reason"': "What do you want to ask for?",
        "ask manager": "There is nothing to decide about `manager`",
        "ask undo": "There is nothing to decide about `undo`",
        "ask ask break": "There is nothing to decide about `ask`",
        "ask ooo until friday because I am away": "*Nobody was asked:* be out of office from today 12:00, back on Fri 27 Nov 00:00. Nobody can do",
    }.items():
        said = await ana.says(f"/gc {words}")
        assert sentence in said.text, words
        assert "Nothing was changed." in said.text, words
    assert (await ana.says('/gc ask of "so I can think"')).labels == ["off", "offline"]
    assert "set presence to Available" in (await ana.clicks("off")).text
    asked = (await behind.rows())[-1]
    assert asked.state == "asked", "a choice is asked, and not done"
