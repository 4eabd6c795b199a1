"""Names that mean harm, crowds, and secrets where everything goes wrong."""

import httpx2

from tests.faults.bench import Seen, row
from tests.faults.slack_side import so
from tests.stage.looking import Behind
from tests.stage.stage import Stage
from tests.unencrypted import UNENCRYPTED
from tests.walkers.hostile import NAMES, crowd, rename
from tests.walkers.walking import ALIVE

SUBJECT = "Links, names, secrets"
LOOKS = ("", "status", "queues", "manager", "chain", "who {}", "join {}", "leave {}", "on", "off")
MANY, AGENTS = 5000, 300


@row(
    SUBJECT,
    injected="names that ping, link, turn text around, are empty, endless or no text at all",
    expected="no ping, no foreign link, nothing refused, and something to read each time",
    quick=False,
)
async def hostile_names(stage: Stage) -> Seen:
    ana = stage.person(0)
    await ana.links()
    for name in NAMES.values():
        rename(stage.sides.simulator.floor, name)
        stage.later(minutes=1)
        for words in LOOKS:
            said = await ana.says(f"/gc {words.format(name)}")
            assert said.text, f"silence for {words}"
    await _well_said(stage)
    return Seen(f"{len(NAMES)} names in {len(LOOKS)} commands each: nothing alive, nothing refused")


@row(SUBJECT, injected="two people of one name", expected="a question that tells them apart by e-mail")
async def twins(stage: Stage) -> Seen:
    ana, bo = stage.person(0), stage.person(1)
    await ana.links()
    rename(stage.sides.simulator.floor, "Kim Twin")
    said = await ana.says("/gc who kim twin")
    assert ana.who.email in said.text, said.text
    assert bo.who.email in said.text, said.text
    return Seen("asked, with both addresses")


@row(
    SUBJECT,
    injected=f"{MANY} queues, and {AGENTS} people above somebody",
    expected="every answer within what Slack takes, and the last queue can be joined by its name",
    quick=False,
)
async def crowds(stage: Stage) -> Seen:
    ana = stage.person(0)
    await ana.links()
    crowd(stage.sides.simulator.floor, ana.who.genesys_user, MANY, above=AGENTS)
    for words in LOOKS[:5]:
        stage.later(minutes=2)  # fifty pages of queues for each
        said = await ana.says(f"/gc {words}")
        assert said.text, f"silence for {words}"
    stage.later(minutes=2)
    await ana.says(f"/gc leave queue number {MANY - 1}")
    done, behind = f"*Done:* you left Queue number {MANY - 1}.", Behind(stage)

    async def is_told() -> bool:
        return bool(await behind.told(done))

    await so(is_told)
    await _well_said(stage)
    return Seen("all answered, nothing refused, the last one left by its name")


@row(
    SUBJECT,
    injected="bad codes, refused tokens, failing answers, forged deliveries and answers that find no way, all at DEBUG",
    expected="no token, code, state or response_url, and nobody's name, in the log, the ledgers or the database",
)
async def secrets_everywhere(stage: Stage) -> Seen:
    """The stage itself searches, at its end."""
    ana = stage.person(0)
    async with httpx2.AsyncClient(verify=UNENCRYPTED) as browser:
        for query in ("code=wrong-code-of-somebody&state=wrong-state-of-somebody", "error=access_denied"):
            await browser.get(f"{stage.bot_url}/link/callback?{query}")
    await stage.http.post(f"{stage.bot_url}/slack/events", data={"token": "a-token-of-nobody", "payload": "{"})
    await ana.links()
    await stage.fault("genesys", path="/oauth/token", method="POST", do="status", status=500, times=1)
    for fault in ({"do": "status", "status": 401}, {"do": "cut"}, {"do": "html"}, {"do": "status", "status": 500}):
        await stage.fault("genesys", path="/api/v2/users/*/queues", method="GET", times=1, **fault)
        await ana.says("/gc queues")
    for path in ("/response/*", "/api/chat.*"):
        await stage.fault("slack", path=path, do="status", status=500)
    await ana.says("/gc join billing")
    await ana.says("/gc unlink")
    return Seen("nothing found")


async def _well_said(stage: Stage) -> None:
    """Slack refused nothing, and nothing of it pings or links."""
    lines = await stage.ledger("slack")
    shown = [line for line in lines if line.get("method") != "users.info"]  # somebody who is nobody is asked for
    refused = [line for line in shown if line.get("ok") is False or line["kind"] == "refusal"]
    assert not refused, refused[:3]
    alive = [text for line in lines if ALIVE.search(text := str((line.get("args") or {}).get("text", "")))]
    assert not alive, alive[:3]
