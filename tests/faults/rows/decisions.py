"""Decisions that meet each other, and clicks of those who may not decide: the row and the clicker decide, alone."""

import asyncio
import itertools
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete

from bot.sandbox.slack.members import GUEST
from bot.store.tables import cards, requests
from tests.dispatch.signed import click
from tests.faults.bench import Ground, Seen, row
from tests.faults.slack_side import SlackSide, linked, so
from tests.handlers.requesting import NO_QUEUES, asker_and_lead, dm, id_of, looked, reads, rules, stands
from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage, raised

SUBJECT = "Decisions"
LEAVES = "patchUserQueue"
FLOOR = "C0FLOOR"
UNCHANGED = "Nothing was changed."
NUMBERS = itertools.count(1)  #: a click made twice is none that was delivered twice


@dataclass(frozen=True)
class Asked:
    """A request that waits for its lead."""

    stage: Stage
    asker: Person
    lead: Person
    card: str

    @property
    def id(self) -> str:
        return id_of(self.card)

    async def clicked(self, person: Person, action: str = "approve", value: str | None = None) -> None:
        """A button as Slack sends it, whatever stands before that person."""
        said = f"{self.id} 0" if value is None else value
        pressed = click(person, f"requests.{action}/0", said) | {"trigger_id": f"{next(NUMBERS)}.1.1"}
        await SlackSide(self.stage).signed.payload(pressed)

    async def is_in(self, state: str) -> bool:
        return await self.state() == state

    async def has_ended(self) -> bool:
        return await self.state() in {"done", "cancelled", "declined", "expired"}

    async def state(self) -> str:
        return next(str(one.state) for one in await Behind(self.stage).rows() if one.id == self.id)


async def _asked(stage: Stage, asker: Person, lead: Person, words: str, reason: str) -> Asked:
    await asker.says(f'/gc ask {words} "{reason}"')
    return Asked(stage, asker, lead, await reads(lead, f"Reason: “{reason}”"))


@row(
    SUBJECT,
    injected="at one instant: two clicks of the lead, Approve against Decline, cancel against Approve",
    expected="one decision each; every other click reads who decided",
)
async def clicks_at_one_instant(stage: Stage) -> Seen:
    asker, lead = await asker_and_lead(stage)
    twice = await _asked(stage, asker, lead, "leave returns", "twice")
    await asyncio.gather(*(twice.clicked(lead) for _ in range(2)))
    await reads(lead, "*It was approved by Femi Adeyemi today")
    await reads(asker, "*Approved by Femi Adeyemi today", times=2)
    against = await _asked(stage, asker, lead, "leave sales", "against")
    await asyncio.gather(against.clicked(lead), against.clicked(asker, "cancel", against.id))
    late = ("*It was cancelled by Milo Olsen today", "*It was approved by Femi Adeyemi today")
    await _one_of(lead, asker, late, more_than=1)
    await so(against.has_ended)
    declined = await _asked(stage, asker, lead, "break", "declined")
    await lead.clicks("Decline…")
    _, said = await asyncio.gather(declined.clicked(lead), lead.does(submit={"Why not?": "We are short"}))
    await so(declined.has_ended)
    if await declined.state() == "done":
        assert "*It was approved by Femi Adeyemi today" in said.text, said.text
    else:
        await reads(lead, "*It was declined by Femi Adeyemi today")
    ended = {one.id: one.state for one in await Behind(stage).rows()}
    assert ended[twice.id] == "done", ended
    wanted = [state for state in ended.values() if state == "done"]
    effects = await stage.effects(LEAVES, asker) + await stage.effects("patchUserPresencesPurecloud", asker)
    text = f"{', '.join(ended.values())}: {effects} effects; each time the other click read who decided"
    return Seen(text, max(0, len(wanted) - effects), max(0, effects - len(wanted)))


async def _one_of(lead: Person, asker: Person, late: tuple[str, str], *, more_than: int) -> None:
    """Whoever was late reads who was first; `more_than`: an earlier answer of this kind stands already."""
    await so(
        lambda: sum(text in one["text"] for who in (lead, asker) for one in stands(who) for text in late) > more_than
    )


@row(
    SUBJECT,
    injected="whoever carries it out waits for six minutes between the decision and the write",
    expected="the decider's token acts no more: it is asked again, and done once when it is approved again",
)
async def a_decision_that_is_too_old(stage: Stage) -> Seen:
    asker, lead = await asker_and_lead(stage)
    asked = await _asked(stage, asker, lead, "leave returns", "too old")
    queues = f"/api/v2/users/{asker.who.genesys_user}/queues*"
    await stage.fault("genesys", path=queues, method="GET", do="delay", seconds=0.5, times=3)
    await asked.clicked(lead)
    await so(lambda: asked.is_in("executing"))
    stage.later(minutes=6)
    await so(lambda: asked.is_in("asked"))
    effects_before = await stage.effects(LEAVES, asker)
    await reads(lead, "asks to leave Returns")
    await asked.clicked(lead)
    await reads(asker, "*Approved by Femi Adeyemi today", times=2)
    effects = await stage.effects(LEAVES, asker)
    return Seen(f"{effects_before} effects, asked again; then {effects}", 1 - effects, effects_before)


@row(
    SUBJECT,
    injected="clicks of the requester, also as delegate and by a second account with a plus in its address; of a guest, "
    "another workspace, somebody whose link ended; forged values, ids and actions; a deleted request",
    expected="nothing happens, each reads why, and the button stays live for its lead",
)
async def clicks_that_count_for_nothing(stage: Stage) -> Seen:
    asker, lead = await asker_and_lead(stage)
    second, grace, bo = await _second_account(stage, asker), await linked(stage, 6), await linked(stage, 1)
    asked = await _asked(stage, asker, lead, "leave returns", "off sick")
    own = "*You asked for this yourself, so somebody else decides it.* It is with Femi Adeyemi. "
    answers = 0

    async def refused(person: Person, why: str, action: str = "approve", value: str | None = None) -> None:
        nonlocal answers
        await asked.clicked(person, action, value)
        await reads(person, why)
        answers += 1
        assert (await asked.state(), await stage.effects(LEAVES, asker)) == ("asked", 0), why

    for delegate in (asker, second):
        await lead.says(f"/gc delegate {delegate.mention} until friday")
        await refused(delegate, f"{own}{UNCHANGED}")
    await lead.says(f"/gc delegate {grace.mention} until friday")
    await grace.says("/gc unlink")
    await refused(grace, "*First link your Genesys account.*")
    await refused(Person(stage, replace(bo.who, slack_user=GUEST)), f"Guests can't use OnQueue. {UNCHANGED}")
    await refused(bo, f"*No rule names you for this decision.* It is with Femi Adeyemi. {UNCHANGED}")
    for value in ("ZZZZZZ 0", "", f"{asked.id.lower()} 0", "' OR 1=1 --", "x" * 2000):
        await refused(lead, f"*I know no such request here.* {UNCHANGED}", value=value)
    for action in ("approve_all", "confirm", "approve; DROP TABLE requests"):
        await refused(lead, "That is from an older release", action)
    await refused(lead, f"There is nothing to undo. {UNCHANGED}", "undo", asked.id)
    await refused(lead, "*That is another person's request", "cancel", asked.id)
    await _of_another_workspace(asked)
    assert dm(lead)[0] == asked.card, "its buttons stand as they stood"

    await asked.clicked(lead, value=asked.id)  # as a button of an old release, which did not say what it showed
    await reads(asker, "*Approved by Femi Adeyemi today", times=2)
    effects = await stage.effects(LEAVES, asker)
    async with stage.app.database.begin() as tx:
        for table in (cards, requests):
            await tx.execute(delete(table).where(table.c.change_id == asked.id))
    unknown = f"*I know no such request here.* {UNCHANGED}"
    await asked.clicked(lead)
    await reads(lead, unknown, times=6)
    return Seen(f"{answers + 2} clicks refused; then approved", 1 - effects, max(0, effects - 1))


async def _second_account(stage: Stage, asker: Person) -> Person:
    """Somebody else for Genesys and for Slack, whose mail reaches the same mailbox."""
    ana = stage.person(0)
    address = asker.who.email.replace("@", "+two@")
    await stage.floor(user=ana.who.email, email=address)
    await _member(stage, ana, email=address)
    second = Person(stage, replace(ana.who, email=address))
    await second.links()
    return second


async def _member(stage: Stage, person: Person, **changes: Any) -> None:
    order = {"user": person.who.slack_user, **changes}
    (await stage.http.post(f"{stage.slack_url}/sandbox/member", json=order)).raise_for_status()


async def _of_another_workspace(asked: Asked) -> None:
    """With the id of the lead here; nothing of ours is in the answer there, and nothing of it here."""
    before = dm(asked.lead)
    sent = click(asked.lead, "requests.approve/0", f"{asked.id} 0")
    user = {"id": asked.lead.who.slack_user, "team_id": "T1NORTH"}
    await SlackSide(asked.stage).signed.payload(sent | {"team": {"id": "T1NORTH"}, "user": user})
    await reads(asked.lead, "OnQueue serves only people of its own Slack workspace.")
    assert (dm(asked.lead), await asked.state()) == (before, "asked")


@row(
    SUBJECT,
    injected="whoever it is with unlinks; the next is deactivated in Slack; then whoever asked unlinks",
    expected="it goes on to the next each time; nobody decides for who left, and it ends",
)
async def people_of_a_request_leave(stage: Stage) -> Seen:
    asker, lead = await asker_and_lead(stage)
    carla = await linked(stage, 2)
    asked = await _asked(stage, asker, lead, "leave returns", "leaving")
    await lead.says("/gc unlink")
    await reads(carla, "With you because Femi Adeyemi, Milo Olsen's lead, isn't linked to OnQueue.")
    await reads(asker, "With Carla Moretti because Femi Adeyemi, your lead,")
    await asked.clicked(lead)
    await reads(lead, "*First link your Genesys account.*")
    await _member(stage, carla, deleted=True)
    await reads(asker, "*Nobody can decide it now*")
    await lead.links()
    stage.later(minutes=16)
    await reads(lead, "asks to leave Returns")
    await asker.says("/gc unlink")
    await asked.clicked(lead)
    await reads(lead, "Whoever asked can't")
    stage.later(hours=9)
    await so(asked.has_ended)
    effects = await stage.effects(LEAVES, asker)
    return Seen(f"on to the next twice, then {await asked.state()}", doubled=effects)


@row(
    SUBJECT,
    injected="the channel of approvers, in which a request waits, is archived",
    expected="found at the next reminder; nobody else can decide, so it ends as expired, and its requester reads both",
)
async def an_archived_channel(ground: Ground) -> Seen:
    async with raised(ground.database_url, policy_file=rules(ground.folder, channel=FLOOR)) as stage:
        asker = await linked(stage, NO_QUEUES)
        await asker.says("/gc break")
        await reads(asker, "asks to set presence to Break", FLOOR)
        await reads(asker, "With the approvers' channel")
        await looked(stage)
        stage.sides.emulator.workspace.channels[FLOOR].is_archived = True
        stage.later(hours=1)
        await reads(asker, "*Nobody can decide it now*")
        stage.later(hours=8)
        told = await reads(asker, "*Expired today", times=2)
        assert UNCHANGED in told
        effects = await stage.effects("patchUserPresencesPurecloud", asker)
    return Seen("nobody can decide it, then expired; told both", doubled=effects)
