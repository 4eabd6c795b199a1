"""Slack's own troubles with what the bot sends: limits, 5xx, resets, pages instead of JSON."""

import asyncio
import time
from typing import Any

from tests.dispatch.signed import command, words
from tests.faults.bench import Seen, row
from tests.faults.slack_side import OPEN, POST, RESPONSE, UPDATE, SlackSide, linked, so
from tests.stage.stage import Person, Stage

SUBJECT = "Slack's side"
ANSWER = "Takes back your newest change"
STILL_S = 0.15
LONGEST_PAUSE_S = 1.2  #: before a lost call is repeated
LIMITS: tuple[dict[str, str], ...] = ({"Retry-After": "1"}, {}, {"Retry-After": "abc"}, {"Retry-After": "-7"})
TROUBLES: tuple[dict[str, Any], ...] = (
    {"do": "status", "status": 500},
    {"do": "status", "status": 503, "body": "<html>"},
    {"do": "html"},
    {"do": "html", "status": 502},
    {"do": "drop_before"},
)
ODD: tuple[dict[str, Any], ...] = tuple(
    {"do": "status", "status": 200, "body": body} for body in ("[1]", "{}", "", '"ok"')
)
AFTER: tuple[dict[str, Any], ...] = ({"do": "drop_after"}, {"do": "drop_after"}, {"do": "drop_after"}, {"do": "cut"})


async def _asks(slack: SlackSide, ana: Person, number: int, *, url: bool) -> None:
    """Asked where the answer goes by a response_url, or in words, so that it goes by chat.postMessage."""
    if not url:
        await slack.signed.event(words(ana, "help undo", f"Ev{number}"))
        return
    dm = f"D{ana.who.slack_user[1:]}"
    secret, _ = slack.stage.sides.emulator.workspace.response_urls.make(ana.who.slack_user, dm, line="/gc help undo")
    there = f"{slack.stage.slack_url}/response/{secret}"
    await slack.signed.form(command(ana, "help undo", response_url=there, trigger_id=str(number)))


async def _each(stage: Stage, faults: tuple[dict[str, Any], ...], *, each: int = 1, after_s: float = 0.0) -> Seen:
    """One fault after another, in turn on both ways of an answer; each may bring `each` messages, after `after_s`."""
    ana, slack = await linked(stage), SlackSide(stage)
    for number, fault in enumerate(faults):
        before, url = slack.read(ana, ANSWER), number % 2 == 0
        await slack.fault(RESPONSE if url else POST, times=1, **fault)
        begun = time.monotonic()
        await _asks(slack, ana, number, url=url)
        await slack.until_read(ana, ANSWER, before + 1)
        assert time.monotonic() - begun >= after_s, "not waited for"
        await _quiet(slack, still_s=LONGEST_PAUSE_S if each > 1 else STILL_S)
    met, read, number = await slack.met(), slack.read(ana, ANSWER), len(faults)
    allowed = number * each
    return Seen(
        f"{number} asked, {met} faults met, {read} messages", lost=max(number - read, 0), doubled=max(read - allowed, 0)
    )


async def _quiet(slack: SlackSide, still_s: float = STILL_S) -> None:
    """Nothing more comes: the bot's calls have been counted twice with the same outcome."""
    async with asyncio.timeout(10):
        seen = -1
        while seen != (seen := len(await slack.stage.ledger("slack"))):  # noqa: ASYNC110 - as in `so`
            await asyncio.sleep(still_s)  # There is no event for what does not come.


@row(
    SUBJECT,
    injected="429 to an answer: Retry-After 1, absent, abc, negative",
    expected="waited for once, with jitter; no busy loop; one message",
)
async def limits_that_end(stage: Stage) -> Seen:
    return await _each(stage, tuple({"do": "status", "status": 429, "headers": one} for one in LIMITS), after_s=1.0)


@row(
    SUBJECT,
    injected="429 with Retry-After 3600 to one method",
    expected="only that method waits: the answer takes another way; other methods go on; no busy loop",
)
async def a_limit_of_an_hour(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    hour = {"do": "status", "status": 429, "headers": {"Retry-After": "3600"}}
    await slack.fault(RESPONSE, **hour)
    begun = time.monotonic()
    await _asks(slack, ana, 0, url=True)
    await so(lambda: slack.read(ana, ANSWER) == 1)
    took = time.monotonic() - begun
    await slack.mend()
    await slack.fault(POST, **hour)
    for number in (1, 2, 3):
        await _asks(slack, ana, number, url=False)
    await _quiet(slack)
    assert await slack.met(POST) == 1, "the method is left alone for as long as Slack asked"
    assert "Takes back" in (await ana.says("/gc help undo")).text, "response_url goes on"
    assert (await ana.does(shortcut="My status")).view is not None, "views.open goes on"
    assert took < 3
    return Seen(f"by DM after {took:.1f} s; chat.postMessage called once, response_url and views.open go on")


@row(
    SUBJECT,
    injected="5xx, pages instead of JSON, resets before posting, once each",
    expected="repeated once, after a pause; one message each",
)
async def troubles_that_end(stage: Stage) -> Seen:
    return await _each(stage, TROUBLES, after_s=0.5)


@row(SUBJECT, injected="200 with other JSON than Slack's, or with none", expected="repeated once; one message each")
async def answers_that_are_none(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    for number, fault in enumerate(ODD):
        await slack.fault(POST, times=1, **fault)
        await _asks(slack, ana, number, url=False)
        await slack.until_read(ana, ANSWER, number + 1)
    await _quiet(slack)
    return Seen(f"{len(ODD)} asked, {len(ODD)} messages", doubled=slack.read(ana, ANSWER) - len(ODD))


@row(
    SUBJECT,
    injected="reset or cut answer after posting",
    expected="repeated once; at most one double message a fault",
    quick=False,
)
async def answers_lost_after_posting(stage: Stage) -> Seen:
    return await _each(stage, AFTER, each=2)


@row(
    SUBJECT,
    injected="every way is closed while a change ends: response_url and chat.postMessage answer 500",
    expected="the row stays untold; the sweep tells once Slack is well",
)
async def all_ways_closed(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    for path in (RESPONSE, POST):
        await slack.fault(path, do="status", status=500)
    dm = f"D{ana.who.slack_user[1:]}"
    secret, _ = stage.sides.emulator.workspace.response_urls.make(ana.who.slack_user, dm, line="/gc")
    there = f"{stage.slack_url}/response/{secret}"
    await slack.signed.form(command(ana, "join billing", response_url=there))

    async def given_up() -> bool:
        return await slack.met(RESPONSE) >= 2 and await slack.met(POST) >= 4

    await so(given_up, 20)
    await _quiet(slack)
    (owed,) = await slack.behind.rows()
    assert (owed.state, owed.told) == ("done", False)
    met = await slack.met()
    await slack.mend()
    await slack.behind.sweeps(seconds=20)
    (told,) = await slack.behind.rows()
    read, effects = slack.read(ana, "*Done:* you joined Billing"), await stage.effects("patchUserQueue", ana)
    text = f"given up after {met} calls; the sweep told it: {read} message, {effects} effect"
    return Seen(text, lost=1 - min(read, 1) if told.told else 1, doubled=max(read, effects) - 1)


@row(
    SUBJECT,
    injected="a first sign that fails, and the change of a message that fails",
    expected="the answer comes all the same, once",
)
async def a_first_sign_that_fails(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    await stage.fault("genesys", path="/api/v2/users/*/superiors", method="GET", do="delay", seconds=1.2)
    await slack.fault(POST, do="status", status=500, times=1)
    await slack.signed.event(words(ana, "manager", "Ev1"))
    await so(lambda: slack.read(ana, "manager is *Bo Lindqvist*") == 1)
    await slack.fault(UPDATE, do="status", status=503, times=1)
    await slack.signed.event(words(ana, "manager", "Ev2"))
    await so(lambda: slack.read(ana, "manager is *Bo Lindqvist*") == 2)
    await slack.refuses(OPEN, "internal_error", times=1)
    await _quiet(slack)
    assert slack.read(ana, "Asking Genesys…") == 0, "replaced"
    return Seen("2 asked, 2 messages", doubled=slack.read(ana, "Bo Lindqvist") - 2)


@row(
    SUBJECT,
    injected="every Web API call takes 4 s, from the first delivery on",
    expected="acks within 3 s all the same; the answer comes",
    quick=False,
)
async def a_slow_web_api(stage: Stage) -> Seen:
    ana, slack = stage.person(0), SlackSide(stage)
    await slack.fault("/api/*", do="delay", seconds=4)
    begun = time.monotonic()
    answer = await slack.signed.form(command(ana, "help undo"))
    took = time.monotonic() - begun
    assert answer.status_code == 200
    assert took < 3
    await slack.until_read(ana, ANSWER)
    return Seen(f"acked after {took:.1f} s", doubled=slack.read(ana, ANSWER) - 1)
