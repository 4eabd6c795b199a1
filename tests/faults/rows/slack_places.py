"""Places where an answer cannot stand, and messages that Slack will not show."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.slack.channels import FLOOR, GENERAL, Channel
from bot.sandbox.slack.wire import BOT_USER
from bot.slack.limits import SHORT_TEXT
from tests.dispatch.signed import command, words
from tests.faults.bench import Seen, row
from tests.faults.slack_side import POST, RESPONSE, UPDATE, WHISPER, SlackSide, linked, logged, so
from tests.stage.stage import Person, Stage

SUBJECT = "Slack's side"
ANSWER = "Takes back your newest change"


def _mentioned(ana: Person, channel: str, event_id: str) -> dict[str, Any]:
    event = words(ana, f"<@{BOT_USER}> help undo", event_id)
    event["event"] |= {"type": "app_mention", "channel": channel, "channel_type": "channel"}
    return event


@row(
    SUBJECT,
    injected="the channel is gone, archived, the bot or the person is not in it, the thread is gone",
    expected="no blind repeat; told once, by DM",
)
async def channels_that_are_gone(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    channels = stage.sides.emulator.workspace.channels

    def archived(channel: Channel) -> None:
        channel.is_archived = True

    def gone(channel: Channel) -> None:
        del channels[channel.id]

    breaks: tuple[tuple[str, Callable[[Channel], None]], ...] = (
        ("is_archived", archived),
        ("not_in_channel", lambda channel: channel.members.discard(BOT_USER)),
        ("user_not_in_channel", lambda channel: channel.members.discard(ana.who.slack_user)),
        ("channel_not_found", gone),
    )
    whole = channels[FLOOR]
    for number, (error, broken) in enumerate(breaks):
        channels[FLOOR] = Channel(FLOOR, "floor", "channel", set(whole.members))
        event = _mentioned(ana, FLOOR, f"Ev{number}")
        event["event"].pop("ts")
        broken(channels[FLOOR])
        await slack.signed.event(event)
        await slack.until_read(ana, ANSWER, number + 1)
        refused = [entry["error"] for entry in await slack.calls("chat.postEphemeral")]
        assert refused == [one for one, _ in breaks][: number + 1], refused
        assert refused[-1] == error
    await slack.signed.event(_mentioned(ana, GENERAL, "Ev9"))
    await so(lambda: slack.read(ana, ANSWER) == 5)
    return Seen("5 asked, 5 refused where they were asked, 5 by DM", doubled=slack.read(ana, ANSWER) - 5)


@row(
    SUBJECT,
    injected="the blocks are refused: by response_url, in a DM, in a channel, in a change of a message",
    expected="the same message as text, once",
)
async def refused_blocks(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    await slack.fault(RESPONSE, do="status", status=400, body="invalid_blocks", times=1)
    assert ANSWER in (await ana.says("/gc help undo")).text
    for number, error in enumerate(("invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long")):
        await slack.refuses(POST, error, times=1)
        await slack.signed.event(words(ana, "help undo", f"Ev{number}"))
        await slack.until_read(ana, ANSWER, number + 2)
    await slack.refuses(WHISPER, "invalid_blocks", times=1)
    thread = _mentioned(ana, GENERAL, "Ev8")
    thread["event"].pop("ts")
    await slack.signed.event(thread)
    await so(lambda: slack.read(ana, ANSWER, GENERAL) == 1)
    await stage.fault("genesys", path="/api/v2/users/*/superiors", method="GET", do="delay", seconds=1.2, times=1)
    await slack.refuses(UPDATE, "invalid_blocks", times=1)
    await slack.signed.event(words(ana, "manager", "Ev9"))
    await so(lambda: slack.read(ana, "Bo Lindqvist") == 1)
    dm = f"D{ana.who.slack_user[1:]}"
    messages = stage.sides.emulator.workspace.conversations.visible(dm, ana.who.slack_user)
    drawn = [m.text for m in messages if (ANSWER in m.text or "Bo Lindqvist" in m.text) and m.blocks]
    assert not drawn, drawn
    return Seen("6 refused, 6 read as text", doubled=slack.read(ana, ANSWER) - 4)


@row(
    SUBJECT,
    injected="the message is too long",
    expected="cut at whole lines, with a count of what is left out",
)
async def messages_too_long(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    await slack.refuses(POST, "msg_too_long", times=2)
    await slack.signed.event(words(ana, "help", "Ev1"))
    await so(lambda: slack.read(ana, "more lines that do not fit here.") == 1)
    (text,) = [text for text in slack.reads(ana) if "more lines" in text]
    assert len(text) <= SHORT_TEXT + 60
    return Seen(f"{len(text)} characters, with a count of the rest")


@row(
    SUBJECT,
    injected="the edit window is closed; the message was deleted; it is not the bot's any more",
    expected="a new message; no blind repeat",
)
async def messages_that_cannot_change(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    errors = ("edit_window_closed", "message_not_found", "cant_update_message", "block_mismatch")
    for number, error in enumerate(errors):
        await stage.fault("genesys", path="/api/v2/users/*/superiors", method="GET", do="delay", seconds=1, times=1)
        await slack.refuses(UPDATE, error, times=2)
        await slack.signed.event(words(ana, "manager", f"Ev{number}"))
        await slack.until_read(ana, "Bo Lindqvist", number + 1)
        assert await slack.met(UPDATE) == number + 1, "asked once"
        await slack.mend()
    return Seen("4 refused once each, 4 new messages", doubled=slack.read(ana, "Bo Lindqvist") - len(errors))


@row(SUBJECT, injected="a response_url used up, expired, unknown", expected="the answer comes by DM, once")
async def spent_response_urls(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    urls = stage.sides.emulator.workspace.response_urls
    expired, _ = urls.make(ana.who.slack_user, GENERAL)
    stage.later(minutes=31)
    used, spent = urls.make(ana.who.slack_user, GENERAL)
    spent.posts = 5
    refused = '{"ok": false, "error": "expired_url"}'
    await slack.fault(RESPONSE, do="status", status=200, body=refused, times=1)
    for number, secret in enumerate(("said/beside/200", used, expired, "no/such")):
        there = f"{stage.slack_url}/response/{secret}"
        await slack.signed.form(
            command(ana, "help undo", response_url=there, channel_id=GENERAL, trigger_id=str(number))
        )
    await so(lambda: slack.read(ana, ANSWER) == 4)
    tried = [entry["error"] for entry in await slack.calls("response_url")][-3:]
    assert sorted(tried) == ["expired_url", "no_service", "used_url"], tried
    return Seen("4 spent, tried once each, 4 by DM", doubled=slack.read(ana, ANSWER) - 4)


@row(
    SUBJECT,
    injected="the app is uninstalled in the middle, and installed again",
    expected="nothing is sent meanwhile, no crash; links and rows stay; it works again",
)
async def an_app_that_leaves(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    await stage.fault("genesys", path="/api/v2/users/*/queues/*", method="PATCH", do="delay", seconds=1, times=1)
    with logged() as lines:
        await slack.signed.form(command(ana, "join billing"))
        stage.sides.emulator.uninstall()

        async def ended() -> bool:
            return [row.state for row in await slack.behind.rows()] == ["done"]

        await so(ended)
        await stage.app.sweep.once()
    assert "Traceback" not in "\n".join(line for line in lines if "could not be told" not in line)
    refused = [entry["method"] for entry in await stage.ledger("slack") if entry.get("error") == "account_inactive"]
    assert set(refused) <= {"auth.test"}, f"sent to who took it out: {refused}"
    stage.sides.emulator.install()
    assert "*Done:*" in (await ana.says("/gc join support")).text
    await slack.behind.sweeps(minutes=2)
    read = slack.read(ana, "*Done:* you joined Billing")
    return Seen(
        f"nothing sent meanwhile; told once it was back: {read}", lost=1 - min(read, 1), doubled=max(read - 1, 0)
    )
