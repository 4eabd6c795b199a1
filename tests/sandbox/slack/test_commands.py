import asyncio

import httpx2
import pytest
from starlette.responses import Response

from tests.sandbox.slack.conftest import Stage, manifest_without, staged


async def test_a_command_arrives_signed_with_all_its_fields(stage: Stage):
    await stage.window().say("C0GENERAL", "/gc join billing")

    sent = stage.bot.last
    assert sent["command"] == "/gc"
    assert sent["text"] == "join billing"
    assert (sent["user_id"], sent["user_name"]) == ("U01ANA", "ana.ruiz")
    assert (sent["channel_id"], sent["channel_name"]) == ("C0GENERAL", "general")
    assert (sent["team_id"], sent["team_domain"]) == ("T0SANDBOX", "sandbox")
    assert sent["api_app_id"] == "A0ONQUEUE"
    assert sent["is_enterprise_install"] == "false"
    assert sent["response_url"].startswith(stage.emulator.base_url + "/response/")
    assert sent["trigger_id"]
    assert stage.bot.deliveries[-1].path == "/slack/events"
    assert "thread_ts" not in sent
    assert "enterprise_id" not in sent


async def test_a_command_keeps_its_path_and_takes_the_bots_host(stage: Stage):
    await stage.window().say("D01ANA", "/plain x")

    assert stage.bot.deliveries[-1].path == "/slack/plain"
    assert stage.bot.last["channel_name"] == "directmessage"


async def test_private_channels_do_not_tell_their_name(stage: Stage):
    await stage.window("U02BO").say("G0LEADS", "/gc")

    assert stage.bot.last["channel_name"] == "privategroup"
    assert stage.bot.last["text"] == ""


@pytest.mark.parametrize(
    ("typed", "arrives"),
    [
        ("manager @bo.lindqvist", "manager <@U02BO|bo.lindqvist>"),
        ("manager @Bo Lindqvist now", "manager <@U02BO|bo.lindqvist> now"),
        ("manager <@U02BO>", "manager <@U02BO>"),
        ("manager <@U02BO|bo>", "manager <@U02BO|bo>"),
        ("manager @nobody", "manager @nobody"),
        ("manager @bo.lindqvistsson", "manager @bo.lindqvistsson"),
        ("in #floor", "in <#C0FLOOR|floor>"),
        ("in #leads", "in <#G0LEADS|>"),
        ("see https://x.example/?a=1&b=2 <b>", "see <https://x.example/?a=1&amp;b=2> &lt;b&gt;"),
        ("who ana.ruiz@example.com", "who <mailto:ana.ruiz@example.com|ana.ruiz@example.com>"),
        ("<!channel> R&D", "&lt;!channel&gt; R&amp;D"),
    ],
)
async def test_typed_text_is_escaped_where_the_manifest_says_so(stage: Stage, typed: str, arrives: str):
    await stage.window().say("C0GENERAL", f"/gc {typed}")

    assert stage.bot.last["text"] == arrives


async def test_without_should_escape_names_arrive_as_typed(stage: Stage):
    await stage.window().say("C0GENERAL", "/plain <@U02BO> & @bo <b> #floor")

    assert stage.bot.last["text"] == "@bo.lindqvist & @bo <b> #floor"


async def notices_after(stage: Stage, line: str, thread_ts: str | None = None) -> list[str]:
    events = stage.window().events()
    await stage.window().say("C0GENERAL", line, thread_ts)
    return [event["text"] for event in events.so_far() if event["type"] == "notice"]


async def test_an_unknown_command_is_named_and_delivered_to_nobody(stage: Stage):
    assert await notices_after(stage, "/xyz on") == ["/xyz is not a valid command."]
    assert stage.bot.deliveries == []


async def test_commands_cannot_be_used_in_threads(stage: Stage):
    assert await notices_after(stage, "/gc on", "1.0") == ["/gc is not supported in threads. Sorry!"]
    assert stage.bot.deliveries == []


async def test_a_bot_that_does_not_answer_within_three_seconds_is_called_slow(stage: Stage):
    hung = asyncio.Event()

    async def hang(_: object) -> None:
        await hung.wait()

    stage.bot.answer = hang
    assert await notices_after(stage, "/gc on") == ['/gc failed with the error "operation_timeout"']
    hung.set()


@pytest.mark.parametrize("status", [302, 401, 404, 500])
async def test_an_http_error_is_a_dispatch_failure(stage: Stage, status: int):
    stage.bot.answer = lambda _: Response(status_code=status)

    assert await notices_after(stage, "/gc on") == ['/gc failed with the error "dispatch_failed"']


async def test_a_bot_that_is_not_there_is_a_dispatch_failure(stage: Stage):
    stage.emulator.bot_url = "http://127.0.0.1:9"

    assert await notices_after(stage, "/gc on") == ['/gc failed with the error "dispatch_failed"']


async def test_plain_text_in_the_answer_is_shown_to_the_person_alone(stage: Stage):
    stage.bot.answer = lambda _: "You are Available."
    await stage.window().say("C0GENERAL", "/gc")

    (message,) = stage.window().history("C0GENERAL")
    assert (message["text"], message["ephemeral"], message["is_bot"]) == ("You are Available.", True, True)
    assert stage.window("U02BO").history("C0GENERAL") == []


async def test_an_in_channel_answer_shows_the_typed_line_to_all(stage: Stage):
    stage.bot.answer = lambda _: {"response_type": "in_channel", "text": "Done"}
    await stage.window().say("C0GENERAL", "/gc on")

    seen = stage.window("U02BO").history("C0GENERAL")
    assert [(message["user"], message["text"]) for message in seen] == [("U01ANA", "/gc on"), ("U0ONQUEUE", "Done")]


async def test_in_channel_alone_only_echoes_the_command(stage: Stage):
    stage.bot.answer = lambda _: {"response_type": "in_channel"}
    await stage.window().say("C0GENERAL", "/gc on")

    assert [message["text"] for message in stage.window().history("C0GENERAL")] == ["/gc on"]


async def test_blocks_that_slack_refuses_fail_the_answer(stage: Stage):
    stage.bot.answer = lambda _: {"blocks": [{"type": "section"}]}

    assert await notices_after(stage, "/gc") == ['/gc failed with the error "invalid_command_response"']


async def test_a_command_is_never_delivered_twice(stage: Stage):
    stage.bot.answer = lambda _: Response(status_code=500)
    await stage.window().say("C0GENERAL", "/gc")
    stage.clock.to(stage.clock.now().replace(year=stage.clock.now().year + 1))
    await stage.window().say("C0GENERAL", "/gc")

    assert len(stage.bot.deliveries) == 2


async def test_the_signature_follows_the_moved_clock(stage: Stage):
    stage.clock.to(stage.clock.now().replace(year=2031))
    await stage.window().say("C0GENERAL", "/gc")

    assert len(stage.bot.deliveries) == 1


async def test_a_wrong_secret_is_a_wrong_signature(stage: Stage):
    """The receiver would notice: it is Slack's own verifier."""
    stage.bot.secret = "another"

    assert await notices_after(stage, "/gc") == ['/gc failed with the error "dispatch_failed"']
    assert stage.bot.deliveries == []


async def test_a_manifest_without_commands_offers_none():
    async with staged(manifest_without("features", "slash_commands")) as here:
        assert here.window().snapshot()["commands"] == []
        assert await notices_after(here, "/gc") == ["/gc is not a valid command."]


async def test_a_stranger_comes_with_their_own_team(stage: Stage):
    await stage.window("U93PARTNER").say("C0PARTNERS", "/gc")

    assert stage.bot.last["team_id"] == "T0OTHER"


async def test_response_urls_are_distinct_and_unguessable(stage: Stage):
    for _ in range(2):
        await stage.window().say("C0GENERAL", "/gc")

    first, second = (httpx2.URL(delivery.content["response_url"]).path for delivery in stage.bot.deliveries)
    assert first != second
    assert min(len(first), len(second)) > 30
