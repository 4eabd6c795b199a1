"""Deliveries of people and workspaces that the bot does not serve, and of nobody."""

from typing import Any

from bot.sandbox.slack.channels import GENERAL, PARTNERS
from bot.sandbox.slack.members import DEACTIVATED, GUEST, SINGLE_CHANNEL_GUEST, STRANGER
from tests.dispatch.signed import command, words
from tests.faults.bench import Seen, row
from tests.faults.slack_side import SlackSide, linked, so
from tests.stage.stage import Stage

SUBJECT = "Slack's side"
OTHERS = "OnQueue serves only people of its own Slack workspace. Nothing was changed."


@row(
    SUBJECT,
    injected="another workspace's command, click and form, with a user id of ours",
    expected="refused with the reason, there; nobody of ours reads anything of it",
)
async def another_workspace(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    before = slack.reads(ana)
    secret, url = stage.sides.emulator.workspace.response_urls.make(ana.who.slack_user, GENERAL)
    there = {"response_url": f"{stage.slack_url}/response/{secret}"}
    await slack.signed.form(command(ana, "join billing", team_id="T0OTHER") | there)
    user = {"id": ana.who.slack_user, "team_id": "T0OTHER"}
    pressed = {"type": "button", "action_id": "presence.on/0", "block_id": "b"}
    clicked = {"type": "block_actions", "team": {"id": "T0OTHER"}, "user": user, "actions": [pressed]}
    await slack.signed.payload(clicked | there)
    view = {"type": "modal", "callback_id": "outofoffice.set", "state": {"values": {}}}
    sent = {"type": "view_submission", "team": {"id": "T0OTHER"}, "user": user, "view": view}
    await slack.signed.payload(sent | there)
    await so(lambda: slack.read(ana, OTHERS, GENERAL) >= 1 and url.posts == 3)
    assert slack.reads(ana) == before, "in our own workspace"
    assert not await slack.behind.rows()
    assert (ana.joined, ana.state["presence"]) == ({"Returns"}, "Available")
    return Seen("refused thrice where it was asked; nothing in Ana's messages here, nothing done")


@row(SUBJECT, injected="deliveries without team, user or channel", expected="400 with the reason, or answered by DM")
async def parts_that_say_who(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    asked = command(ana, "join billing")
    user = {"id": ana.who.slack_user}
    nobody: list[dict[str, Any]] = [
        {"type": "shortcut", "callback_id": "panel.open", "user": one} for one in (None, {}, {"id": ""})
    ]
    answers = [await slack.signed.payload(body) for body in nobody]
    answers += [await slack.signed.form({**asked, "user_id": ""})]
    assert {answer.status_code for answer in answers} == {400}
    assert all("user" in answer.text for answer in answers)
    await slack.signed.form({**asked, "team_id": ""})
    await slack.signed.payload(
        {"type": "block_actions", "user": user, "actions": [{"type": "button", "action_id": "presence.on"}]}
    )
    await so(lambda: slack.read(ana, OTHERS) == 2)
    assert not await slack.behind.rows()
    await slack.signed.form({**asked, "channel_id": ""})
    await so(lambda: slack.read(ana, "*Done:* you joined Billing") == 1)
    return Seen("nobody: 4 × 400; no team: refused; no channel: answered by DM", doubled=slack.read(ana, "*Done:*") - 1)


@row(
    SUBJECT,
    injected="guests, the bot itself, a stranger of Slack Connect, somebody deactivated",
    expected="refused with the reason; nothing done",
)
async def people_not_served(stage: Stage) -> Seen:
    slack = SlackSide(stage)
    refused = {
        (GUEST, GENERAL): "Guests can't use OnQueue.",
        (SINGLE_CHANNEL_GUEST, GENERAL): "Guests can't use OnQueue.",
        (STRANGER, PARTNERS): "OnQueue serves only people of its own Slack workspace.",
    }
    for (user, channel), reason in refused.items():
        order = {"person": user, "channel": channel, "say": "/gc on"}
        seen = (await stage.http.post(f"{stage.slack_url}/sandbox/act", json=order)).json()
        assert [f"{reason} Nothing was changed."] == [message["text"] for message in seen["messages"]], seen
    ana = stage.person(0)
    for user, reason in (
        (DEACTIVATED, "This Slack account is deactivated."),
        (stage.sides.emulator.bot_user_id, "Bots"),
    ):
        asked = command(ana, "on") | {"user_id": user, "channel_id": ""}
        await slack.signed.form(asked)
        await so(_said(slack, reason))
    bots = words(ana, "on", "Ev1")
    bots["event"] |= {"bot_id": "B0OTHER"}
    assert (await slack.signed.event(bots)).status_code == 200
    assert not await slack.behind.rows()
    return Seen("each refused with the reason; what bots say is not heard")


def _said(slack: SlackSide, reason: str) -> Any:
    async def said() -> bool:
        return bool(await slack.behind.told(reason))

    return said
