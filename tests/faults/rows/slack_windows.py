"""Windows and slow answers: what a person sees before Genesys has said anything."""

from datetime import datetime

from tests.dispatch.signed import click
from tests.faults.bench import Seen, row
from tests.faults.slack_side import OPEN, RESPONSE, SHOW, SlackSide, linked, so
from tests.stage.stage import Stage

SUBJECT = "Slack's side"
ASKING = "Asking Genesys…"
LATE = "Slack didn't open the form in time. Nothing was changed. Press the button once more."


@row(
    SUBJECT,
    injected="the trigger of a form expired, was used, or Slack opened nothing",
    expected="a sentence, and the button stays",
)
async def expired_triggers(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    for error in ("expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"):
        await ana.says("/gc status")
        await slack.refuses(OPEN, error, times=1)
        seen = await ana.clicks("Out of office…")
        assert LATE in seen.text, seen.text
        assert seen.view is None
        again = await ana.clicks("Out of office…")
        assert again.view is not None, "the button is still there"
        await ana.clicks("Cancel")
    await slack.fault(OPEN, do="status", status=503, times=2)
    before = slack.read(ana, "You are off queue")
    assert "You are off queue" in (await ana.does(shortcut="My status")).text
    assert slack.read(ana, "You are off queue") == before + 1
    return Seen("told thrice, and the button opened the form then; a shortcut's answer came by DM")


@row(
    SUBJECT,
    injected="Genesys needs 3 s for each answer",
    expected="a first sign or a loading window within 3 s, replaced later",
)
async def a_slow_genesys(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    for path in ("superiors", "outofoffice"):
        await stage.fault("genesys", path=f"/api/v2/users/*/{path}", method="GET", do="delay", seconds=3)
    said = await ana.says("/gc manager")
    assert [message["text"] for message in said.messages] == [said.messages[0]["text"]]
    assert "Bo Lindqvist" in said.text
    assert slack.read(ana, ASKING) == 0, "replaced"
    signs = [entry for entry in await slack.calls("response_url") if entry["args"]["text"] == ASKING]
    await ana.does(shortcut="My status")
    await so(lambda: _shows(stage, ana.who.slack_user, "You are off queue"), 20)
    (opened,) = await slack.calls("views.open")
    began = [
        entry for entry in await stage.ledger("slack") if entry["kind"] == "delivery" and entry["type"] == "shortcut"
    ]
    waited = (_at(opened) - _at(began[0])).total_seconds()
    assert waited < 1
    assert len(signs) == 1
    return Seen(f"first sign, then replaced; the window opened after {waited:.1f} s, before Genesys had said anything")


def _shows(stage: Stage, user: str, text: str) -> bool:
    view = stage.sides.emulator.workspace.views.top(user)
    return view is not None and text in str(view.content["blocks"])


def _at(entry: dict[str, str]) -> datetime:
    return datetime.fromisoformat(entry["time"])


@row(
    SUBJECT,
    injected="the window is closed while the answer is under way; its view is refused; its update is lost",
    expected="the answer comes by DM, as text, or the second time; never twice",
)
async def windows_that_are_gone(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    await slack.refuses(SHOW, "not_found", times=1)
    await ana.does(shortcut="My status")
    await so(lambda: slack.read(ana, "You are off queue") == 1)
    await slack.refuses(SHOW, "invalid_arguments", times=1)
    assert "You are off queue" in (await ana.does(shortcut="My status")).text
    await slack.fault(SHOW, do="drop_before", times=1)
    await ana.does(shortcut="My status")
    await so(lambda: _shows(stage, ana.who.slack_user, "You are off queue"))
    await slack.fault(RESPONSE, do="drop_before", times=1)
    return Seen("by DM, as text, and the second time", doubled=slack.read(ana, "You are off queue") - 1)


@row(SUBJECT, injected="two answers to one card, the older one held by Slack", expected="the newest state stays")
async def the_newest_state_of_a_card(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    await ana.says("/gc status")
    await slack.fault(RESPONSE, do="status", status=429, headers={"Retry-After": "1"}, times=1)
    dm = f"D{ana.who.slack_user[1:]}"
    workspace = stage.sides.emulator.workspace
    (card,) = [m for m in workspace.conversations.visible(dm, ana.who.slack_user) if "You are off queue" in m.text]
    for action, trigger in (("presence.break/0", "1"), ("presence.back/0", "2")):
        secret, _ = workspace.response_urls.make(ana.who.slack_user, dm, source=card.ts)
        pressed = click(ana, action, "") | {
            "response_url": f"{stage.slack_url}/response/{secret}",
            "trigger_id": trigger,
        }
        container = {"type": "message", "channel_id": dm, "message_ts": card.ts}
        await slack.signed.payload(pressed | {"container": container})
        if trigger == "1":
            await so(_met(slack))
    await so(lambda: "*Done:*" in card.text and "Available" in card.text)
    sent = [entry["args"]["text"] for entry in await slack.calls("response_url") if entry["ok"]][-2:]
    assert "Break" in sent[0], sent
    assert "Available" in sent[1], sent
    assert ana.state["presence"] == "Available"
    return Seen("the older came first, late as it was; the newer stays")


def _met(slack: SlackSide):
    async def met() -> bool:
        return await slack.met() == 1

    return met
