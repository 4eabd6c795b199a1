"""Payloads whose parts are not what the bot drew: only the row and the clicker decide."""

import json
from typing import Any

from tests.dispatch.signed import click, command
from tests.faults.bench import Seen, row
from tests.faults.slack_side import SlackSide, linked, so
from tests.stage.stage import Person, Stage

SUBJECT = "Slack's side"
NONE_TO_UNDO = "There is nothing to undo. Nothing was changed."
OLD = "That is from an older release; I don't know it any more. Nothing was changed"


@row(
    SUBJECT,
    injected="a tampered button value; the id of another person's request",
    expected="looked up as the clicker: refused honestly, nothing done",
)
async def tampered_values(stage: Stage) -> Seen:
    ana, bo, slack = await linked(stage), await linked(stage, 1), SlackSide(stage)
    await ana.says("/gc join billing")
    (change,) = await slack.behind.rows()
    queues = {queue["name"]: queue["id"] for queue in stage.sides.simulator.floor.view()["queues"]}
    await slack.signed.payload(click(bo, "undo.press/0", change.id))
    await so(lambda: slack.read(bo, "That is another person's change. Nothing was changed.") == 1)
    for value in ("ZZZZZZ", "' OR 1=1 --", change.id.lower(), "x" * 2000, "<!channel>"):
        await slack.signed.payload(click(ana, "undo.press/0", value))
    await so(lambda: slack.read(ana, NONE_TO_UNDO) == 5)
    for value in (queues["VIP"], "no-such-id", "<@U1>"):
        await slack.signed.payload(click(ana, "queues.join/0", value))
    await so(lambda: sum("called “" in text or "not a member" in text for text in slack.reads(ana)) == 3)
    asked = await _question(slack, bo)
    await slack.signed.payload(click(ana, "asked.choose", f"{asked} on"))
    await so(lambda: slack.read(ana, "That question is more than ten minutes old. Nothing was changed") == 1)
    assert ana.joined == {"Billing", "Returns"}
    rows = len(await slack.behind.rows())
    return Seen("10 clicks, 10 honest answers; nothing done", doubled=rows - 1)


async def _question(slack: SlackSide, bo: Person) -> str:
    """The id of a question that the bot asked somebody else."""
    await bo.says("/gc o")
    shown = json.dumps([entry["args"].get("blocks") for entry in await slack.calls("response_url")])
    values = [part.split('"')[0] for part in shown.split('"value": "')[1:]]
    return next(value.split()[0] for value in values if " " in value)


@row(
    SUBJECT,
    injected="a tampered action id, block id, private metadata and callback id; a button of an old release",
    expected="an honest answer, never silence",
)
async def tampered_names(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    for action_id in ("approvals.approve/0", "", "presence.on; DROP TABLE changes", "../../x"):
        await slack.signed.payload(click(ana, action_id, "1"))
    await so(lambda: slack.read(ana, OLD) == 4)
    view = {"type": "modal", "id": "V0CLOSED", "private_metadata": '{"user_id": "somebody else"}'}
    nowhere = {"values": {"other": {"starts": {"type": "datetimepicker", "selected_date_time": 1795604400}}}}
    sent: dict[str, Any] = {**click(ana, "x", ""), "type": "view_submission"}
    del sent["actions"]
    await slack.signed.payload({**sent, "view": view | {"callback_id": "nobody.knows", "hash": "1"}})
    await so(lambda: slack.read(ana, OLD) == 5)
    await slack.signed.payload(
        {**sent, "view": view | {"callback_id": "outofoffice.set", "hash": "2", "state": nowhere}}
    )
    await so(lambda: slack.read(ana, "out of office") == 1)
    await slack.signed.payload({**sent, "type": "shortcut", "callback_id": "old.shortcut"})
    await so(lambda: slack.read(ana, OLD) == 6)
    assert {row.genesys_user for row in await slack.behind.rows()} == {ana.who.genesys_user}
    return Seen("7 tampered payloads, 7 answers; nothing done for anybody but the clicker")


@row(
    SUBJECT,
    injected="a card of a request that was deleted, and one of a request that cannot be undone any more",
    expected="an honest answer, never silence",
)
async def cards_that_are_over(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    await ana.says("/gc join billing")
    await ana.clicks("Undo")
    (first, _) = await slack.behind.rows()
    await slack.signed.payload(click(ana, "undo.press/0", first.id))
    await so(lambda: slack.read(ana, "That was undone already. Nothing was changed.") == 1)
    await ana.says("/gc join support")
    joined = next(row for row in await slack.behind.rows() if "Support" in json.dumps(row.change))
    stage.later(minutes=11)
    await slack.signed.payload(click(ana, "undo.press/0", joined.id))
    await so(lambda: slack.read(ana, "more than ten minutes ago") == 1)
    await slack.signed.payload(click(ana, "undo.press/0", "2345WX"))
    await so(lambda: slack.read(ana, NONE_TO_UNDO) == 1)
    effects = await stage.effects("patchUserQueue", ana)
    assert ana.joined == {"Returns", "Support"}
    return Seen("undone, too late, deleted: each said", doubled=effects - 3)


@row(SUBJECT, injected="a response_url that points elsewhere", expected="never called; the answer comes by DM")
async def a_foreign_response_url(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    host = stage.slack_url.removeprefix("http://")
    trap = stage.genesys_url
    urls = [
        f"{trap}/stolen",
        f"http://{host}@{trap.removeprefix('http://')}/stolen",
        f"{trap}#{host}/stolen",
        "file:///etc/passwd",
        "http://hooks.slack.com/stolen",
        "http://[",
        "x",
    ]
    for number, url in enumerate(urls):
        await slack.signed.form(command(ana, "help undo", response_url=url, trigger_id=str(number)))
    await so(lambda: slack.read(ana, "Takes back your newest change") == len(urls))
    called = [entry for entry in await stage.ledger() if "stolen" in str(entry.get("path")) or entry.get("path") == "/"]
    assert not called, called
    return Seen(f"{len(urls)} addresses, none called; {len(urls)} answers by DM")
