"""An offer: its asker's alone, for ten minutes, once; with what the rules want to be typed."""

import asyncio
from pathlib import Path

from bot.changes.door import Gone, Offered
from bot.changes.outcome import End, Outcome
from bot.changes.plan import Yes
from bot.changes.row import Origin
from bot.changes.rows import ChangeRows
from bot.identity.slack_people import SlackId
from bot.jobs.choosing import jobs_of
from tests.handlers.requesting import stands
from tests.stage.looking import Behind
from tests.stage.stage import Person, Said, Stage, raised

RULES = """
[[rule]]
name = "Others at once"
kind = ["presence.*", "queues.set"]
direction = "another"
then = "at once"
loosens = true

[[rule]]
name = "Billing is typed"
kind = "queues.set"
queue = "Billing"
then = "confirm by typing"
because = "Billing is staffed with care"

[[rule]]
name = "Support is approved"
kind = "queues.set"
queue = ["Support", "Billing"]
direction = "own"
then = "approval"
reason_pattern = '(INC|CHG)-\\d{4,}'

[[rule]]
name = "Returns is served"
kind = "queues.set"
queue = "Returns"
then = "deny"
because = "somebody has to be in Returns at any time of the day and of the night, and only the shift plan says who it is today"
"""


async def test_an_offer_is_taken_up_once_in_time_and_by_its_asker_alone(
    stage: Stage, ana: Person, bo: Person, behind: Behind
) -> None:
    await bo.links()
    desk = stage.app.desk
    await bo.says(f"/gc for {ana.mention} break")
    change_id = (await behind.rows())[0].id
    actors = [await desk.identity.actor(SlackId("T0SANDBOX", one.who.slack_user)) for one in (ana, bo)]
    origins = [Origin(one.slack, one.link_id, "request", "D0", None, None) for one in actors]
    assert await desk.door.confirm(change_id, Yes(), actors[0], origins[0]) == Gone()
    assert await desk.door.drop(change_id, actors[0]) == Gone()
    both = await asyncio.gather(*(desk.door.confirm(change_id, Yes(), actors[1], origins[1]) for _ in range(3)))
    assert [one.end for one in both if isinstance(one, Outcome)] == [End.DONE]
    assert sum(isinstance(one, Gone) and one.change is not None for one in both) == 2
    assert await stage.effects("patchUserPresencesPurecloud", ana) == 1

    await bo.says(f"/gc for {ana.mention} meal")
    stage.later(minutes=10)
    late = await bo.clicks("Confirm")
    assert "*No longer open:* Ana Ruiz: set presence to Meal. Nothing was changed. Ask again." in late.text
    assert ana.state["presence"] == "Break"
    await bo.says(f"/gc for {ana.mention} off")
    assert "*Cancelled:* Ana Ruiz: set presence to Available. Nothing was changed." in (await bo.clicks("Cancel")).text
    assert await behind.states() == ["done", "offered"], "what is cancelled leaves nothing"
    await bo.says(f"/gc for {ana.mention} busy")
    stage.later(minutes=15)
    late = await bo.clicks("Cancel")
    assert "*No longer open:* Ana Ruiz: set presence to Busy. There is nothing to cancel." in late.text

    stage.later(days=1)
    await ChangeRows(stage.app.database, desk.clock, jobs_of(stage.app.database, desk.clock)).tidy()
    assert await behind.states() == ["done"], "nor does what was forgotten"


async def test_what_the_rules_want_is_typed_or_given_as_a_reason(database_url: str, tmp_path: Path) -> None:
    rules = tmp_path / "policy.toml"
    rules.write_text(RULES, "utf-8")
    async with raised(database_url, policy_file=rules) as stage:
        ana, bo, behind = stage.person(0), stage.person(1), Behind(stage)
        await ana.links()
        await bo.links()
        await _is_typed(ana, bo)
        await _by_the_door(stage, ana, bo, behind)
        await _at_once_for_others(ana, bo)
        await _approved_with_a_reason(ana, behind)
        denied = await ana.says("/gc leave returns")
        assert "*Not allowed here:* leave Returns, because somebody has to be in Returns at any time of" in denied.text
        assert "and only the shift plan says who it is today. Nothing was changed." in denied.text, "it is not cut"


async def _is_typed(ana: Person, bo: Person) -> None:
    offered = await bo.says(f"/gc for {ana.mention} join billing")
    assert "It asks first because Billing is staffed with care." in offered.text
    assert offered.labels == ["Confirm by typing…", "Cancel"]
    form = await bo.clicks("Confirm by typing…")
    assert "Type ana.ruiz@example.com to confirm." in form.text
    wrong = await bo.does(submit={"E-mail of whom it changes": "bo.lindqvist@example.com"})
    assert wrong.errors == {"E-mail of whom it changes": "That is not the e-mail of whom it changes."}
    assert ana.joined == {"Returns"}
    right = await bo.does(submit={"E-mail of whom it changes": " Ana.Ruiz@Example.com "})
    assert "*Done:* Ana Ruiz joined Billing." in right.text
    assert ana.joined == {"Billing", "Returns"}
    await bo.clicks("Close")
    drawn = stands(bo)[-1]
    assert drawn["text"].startswith("*Done:* Ana Ruiz joined Billing."), "what was offered shows what came of it"
    assert Said([drawn], None).labels == ["Undo", "My status"]


async def _by_the_door(stage: Stage, ana: Person, bo: Person, behind: Behind) -> None:
    """The form compares with what it was given; what it was given counts for nothing."""
    await bo.says(f"/gc for {ana.mention} leave billing")
    change_id = (await behind.rows())[-1].id
    desk = stage.app.desk
    actor = await desk.identity.actor(SlackId("T0SANDBOX", bo.who.slack_user))
    origin = Origin(actor.slack, actor.link_id, "request", "D0", None, None)
    for typed in ("", "bo.lindqvist@example.com"):
        again = await desk.door.confirm(change_id, Yes(typed), actor, origin)
        assert isinstance(again, Offered)
    assert ana.joined == {"Billing", "Returns"}
    await bo.clicks("Cancel")


async def _at_once_for_others(ana: Person, bo: Person) -> None:
    """A mention of somebody who is linked is certain; a name is not, and going on queue never goes by one word."""
    assert "*Done:* Ana Ruiz's presence is Break." in (await bo.says(f"/gc for {ana.mention} break")).text
    found = await bo.says("/gc for ana.ruiz@example.com off")
    assert "It asks first because it was not certain whom you mean." in found.text
    on_queue = await bo.says(f"/gc for {ana.mention} on")
    assert "It asks first because calls then reach somebody who did not ask for them." in on_queue.text
    assert ana.state["presence"] == "Break"


async def _approved_with_a_reason(ana: Person, behind: Behind) -> None:
    lacking = await ana.says("/gc join support")
    assert "*Nobody was asked:* join Support. It takes a reason. Nothing was changed." in lacking.text
    assert "Ask with a reason…" in lacking.labels
    form = await ana.clicks("Ask with a reason…")
    assert form.view
    assert form.view["blocks"][-1]["hint"]["text"] == "It needs (INC|CHG)-\\d{4,} in it."
    other = await ana.does(submit={"Reason": "because"})
    assert "Ask with a reason…" in other.labels
    await ana.clicks("Ask with a reason…")
    asked = await ana.does(submit={"Reason": "INC-12345"})
    assert "join Support" in asked.text
    await ana.clicks("Close")

    await ana.says('/gc ask leave billing "CHG-54321"')
    await ana.clicks("Confirm by typing…")
    await ana.does(submit={"E-mail of whom it changes": "ana.ruiz@example.com", "Reason": "CHG-54321"})
    rows = await behind.rows()
    assert [row.state for row in rows if row.genesys_user == ana.who.genesys_user][-2:] == ["asked", "asked"]
    assert ana.joined == {"Billing", "Returns"}
