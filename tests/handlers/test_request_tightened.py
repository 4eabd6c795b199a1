"""Rules that became stricter while a request is open hold for it, too; milder ones don't."""

import asyncio
from pathlib import Path

from bot.app.policy import read_file
from tests.dispatch.signed import Signed, click
from tests.handlers.requesting import asker_and_lead, id_of, looked, reads, stands
from tests.stage.looking import Behind
from tests.stage.stage import Said, Stage, raised

TEAM = """
[team.sales]
lead = "carla.moretti@example.com"
approvers = ["femi.adeyemi@example.com"]

[[rule]]
name = "Breaks"
kind = "presence.set"
direction = "own"
then = "approval"
"""


def ruled(folder: Path, more: str = "") -> Path:
    file = folder / "rules.toml"
    file.write_text(TEAM + more, "utf-8")
    return file


def starts_with(stage: Stage, file: Path) -> None:
    """As a process does that is started with other rules: it has looked at nothing yet."""
    desk, policy = stage.app.desk, read_file(file)
    desk.deeds._policy = desk.deciders._policy = policy
    tightening = desk.deciding._tightening
    tightening._known.clear()
    tightening._is_begun = False


async def begun(stage: Stage) -> None:
    """The process has promised a look at all that is open."""
    async with asyncio.timeout(12):
        while not stage.app.desk.deciding._tightening._is_begun:  # noqa: ASYNC110 - its sweep tells nobody
            await asyncio.sleep(0.02)


async def test_who_might_decide_their_own_request_may_no_longer_and_it_goes_to_somebody_else(
    database_url: str, tmp_path: Path
) -> None:
    async with raised(database_url, policy_file=ruled(tmp_path, "self = true")) as stage:
        _, lead = await asker_and_lead(stage)
        await lead.says("/gc break")
        await reads(lead, "With you because Carla Moretti, Femi Adeyemi's lead, isn't linked to OnQueue.")
        await looked(stage)
        starts_with(stage, ruled(tmp_path))
        await lead.clicks("Approve")
        barred = "*By today's rules nobody decides what concerns themselves*, so it went on, but nobody else can"
        await reads(lead, barred)
        await reads(lead, "*Nobody can decide it now*: Carla Moretti")
        starts_with(stage, ruled(tmp_path, "self = true"))
        await looked(stage)
        assert "Approve" not in Said(stands(lead), None).labels, "milder rules change nothing"
        assert lead.state["presence"] == "Offline"


async def test_what_expires_sooner_by_now_is_over_when_a_process_starts_and_what_takes_two_asks_both(
    database_url: str, tmp_path: Path
) -> None:
    async with raised(database_url, policy_file=ruled(tmp_path)) as stage:
        asker, lead = await asker_and_lead(stage)
        behind = Behind(stage)
        await asker.says("/gc break")
        card = await reads(lead, "Milo Olsen asks to set presence to Break")
        assert "It expires today 14:00 if nobody decides." in await reads(asker, "You ask to set presence to Break")
        await looked(stage)
        stage.later(minutes=7)
        starts_with(stage, ruled(tmp_path, "people = 2\nexpires = '10m'"))
        await begun(stage)
        assert "*0 of 2 said yes:* nobody yet." in await reads(lead, "It expires today 06:10 if nobody decides.")
        await looked(stage)
        stage.later(minutes=1)
        starts_with(stage, ruled(tmp_path, "expires = '5m'"))
        await reads(asker, "*Expired today", times=2)
        steps = [entry.step for entry in await behind.audited() if entry.change_id == id_of(card)]
        assert steps == ["asked", "moved", "tightened", "tightened", "expired"]


async def test_a_click_meets_todays_rules_though_nobody_has_looked_since(database_url: str, tmp_path: Path) -> None:
    async with raised(database_url, policy_file=ruled(tmp_path)) as stage:
        asker, lead = await asker_and_lead(stage)
        carla = stage.person(2)
        await carla.links()
        await asker.says("/gc break")
        await reads(lead, "Milo Olsen asks to set presence to Break")
        await looked(stage)
        starts_with(stage, ruled(tmp_path, "reason_pattern = 'INC'"))
        await lead.clicks("Approve")
        card = await reads(lead, "*It can't be approved any more:* by today's rules it needs a reason, so it has to be")
        assert "Approve" not in Said(stands(lead), None).labels
        await Signed(stage).payload(click(lead, "requests.approve/0", f"{id_of(card)} 0"))
        await reads(lead, "*The rules want another reason by now, so it can't be approved")
        await asker.clicks("Cancel my request")
        starts_with(stage, ruled(tmp_path))
        await asker.says("/gc ask break because INC-1")
        await reads(lead, "Reason: “INC-1”")
        await looked(stage)
        starts_with(stage, ruled(tmp_path, "people = 2"))
        await lead.clicks("Approve")
        assert "*1 of 2 said yes:* Femi Adeyemi." in await reads(carla, "asks to set presence to Break")
        assert asker.state["presence"] == "Available"
