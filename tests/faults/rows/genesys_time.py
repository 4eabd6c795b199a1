"""Genesys's side: however long Genesys takes, a command has its last sentence within half a minute."""

from tests.faults.bench import Seen, row
from tests.faults.genesys_side import SOON_S, GenesysSide
from tests.faults.slack_side import linked
from tests.stage.stage import Stage

SUBJECT = "Genesys's side"
EXPECTED = "“asking” within 3 s, the last sentence within 30 s"


@row(SUBJECT, injected="each of six reads takes nine seconds", expected=EXPECTED, quick=False)
async def slow_reads(stage: Stage) -> Seen:
    genesys, ana = GenesysSide(stage), await linked(stage)
    await genesys.fault("/api/v2/*", do="delay", seconds=9)
    heard = await genesys.hears(ana, "/gc")
    assert heard.first_s < SOON_S
    assert "Genesys took too long to answer" in heard.text
    assert "Nothing was changed" in heard.text
    return Seen(f"first word after {heard.first_s:.1f} s, last after {heard.last_s:.1f} s")


@row(SUBJECT, injected="Genesys takes calls and never answers", expected=EXPECTED, quick=False)
async def silence(stage: Stage) -> Seen:
    genesys, ana = GenesysSide(stage), await linked(stage)
    await genesys.fault("/api/v2/*", do="delay", seconds=60)
    heard = await genesys.hears(ana, "/gc manager")
    assert heard.first_s < SOON_S
    assert "Nothing was changed" in heard.text
    await genesys.behind.mend()
    return Seen(f"first word after {heard.first_s:.1f} s, last after {heard.last_s:.1f} s")


@row(
    SUBJECT,
    injected="a write and its look take longer than anybody waits",
    expected="told within 30 s that it is kept; done once, and told, in the end",
    quick=False,
)
async def a_slow_write(stage: Stage) -> Seen:
    genesys, ana = GenesysSide(stage), await linked(stage)
    path = f"/api/v2/users/{ana.who.genesys_user}/outofoffice"
    await genesys.fault(path, do="delay", seconds=11)
    heard = await genesys.hears(ana, "/gc ooo on")
    assert heard.first_s < SOON_S
    assert "I keep your request" in heard.text, heard.text
    await genesys.behind.mend()
    await genesys.behind.sweeps(seconds=20)
    effects, told = await stage.effects("putUserOutofoffice", ana), await genesys.behind.told("you are out of office")
    assert set(await genesys.behind.states()) == {"done"}
    return Seen(
        f"kept after {heard.last_s:.1f} s; {effects} effect, told {told} time", 1 - min(effects, told), effects - 1
    )
