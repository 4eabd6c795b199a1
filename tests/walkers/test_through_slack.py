"""The same names through Slack itself: menus, windows, undo, and what is told when nobody waits any more."""

import pytest

from bot.slack.mrkdwn import mrkdwn
from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage
from tests.walkers.hostile import NAMES, rename
from tests.walkers.walking import ALIVE

LEAVING = {"path": "/api/v2/users/*/queues/*", "method": "PATCH"}


@pytest.mark.parametrize("kind", ["channel", "link", "format"])
async def test_what_is_asked_done_taken_back_and_told_later(stage: Stage, ana: Person, behind: Behind, kind: str):
    floor, name = stage.sides.simulator.floor, mrkdwn("{}", NAMES[kind]).text
    rename(floor, NAMES[kind])
    for words in ("", "queues", "on", "join queue"):
        said = await ana.says(f"/gc {words}")
        assert all(message["blocks"] for message in said.messages)
    queue = next(queue for queue, joined in floor.users[ana.who.genesys_user].memberships.items() if joined)
    assert f"*Done:* you left {name}." in (await ana.says(f"leave {queue}")).text
    assert f"Undone. *Done:* you joined {name}." in (await ana.clicks("Undo")).text
    await ana.says(f"leave {queue}")
    floor.users[ana.who.genesys_user].memberships[queue] = True
    since = f"Somebody changed it since: now you have joined {name}. Nothing was changed."
    assert since in (await ana.clicks("Undo")).text
    assert f"*{name}*'s manager is *{name}* ({stage.person(1).who.email})." in (await ana.says("/gc manager")).text
    await ana.does(shortcut="Who is…")
    found = await ana.does(submit={"Colleague": NAMES[kind]})
    assert f"*{name}*\nE-mail: " in found.text
    await stage.fault("genesys", **LEAVING, do="status", status=429, headers={"Retry-After": "60"})
    assert "*Waiting:*" in (await ana.says(f"leave {queue}")).text
    await behind.mend()
    await behind.sweeps(minutes=2)
    assert await behind.told(f"*Done:* you left {name}.") == 3
    await nothing_was_refused_or_alive(stage)


async def nothing_was_refused_or_alive(stage: Stage) -> None:
    lines = await stage.ledger("slack")
    assert [line for line in lines if line.get("ok") is False or line["kind"] == "refusal"] == []
    sent = [str((line.get("args") or {}).get("text", "")) for line in lines]
    assert [text for text in sent if ALIVE.search(text)] == []
