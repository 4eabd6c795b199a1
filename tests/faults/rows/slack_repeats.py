"""What Slack or a person sends twice."""

import asyncio
import json
from urllib.parse import urlencode

from tests.dispatch.signed import click, command, told, words
from tests.faults.bench import Seen, row
from tests.faults.slack_side import SlackSide, linked, other_process, so
from tests.stage.stage import Person, Stage

SUBJECT = "Slack's side"
JOIN = "patchUserQueue"


async def _once(slack: SlackSide, ana: Person, statuses: list[int]) -> Seen:
    """Everybody was answered 200, and it was done and told once."""
    await told(slack.behind, "joined Billing")
    await slack.signed.form(command(ana, "help undo"))
    await told(slack.behind, "Takes back your newest change")
    rows, effects = len(await slack.behind.rows()), await slack.stage.effects(JOIN, ana)
    said = await slack.behind.told("joined Billing")
    assert set(statuses) == {200}, statuses
    assert rows >= 1, "a row"
    return Seen(
        f"{len(statuses)} × 200; {rows} row, {effects} effect, {said} answer",
        lost=max(1 - effects, 1 - said, 0),
        doubled=max(rows, effects, said) - 1,
    )


@row(SUBJECT, injected="an event delivered again, newly signed, to both processes", expected="200 each; handled once")
async def an_event_again(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    event = words(ana, "join billing", "Ev0AGAIN")
    async with other_process(stage) as other:
        first = await slack.signed.event(event)
        again = [await SlackSide(where).signed.event(event, off_s=s) for s, where in ((1, stage), (2, other))]
        return await _once(slack, ana, [answer.status_code for answer in (first, *again)])


@row(SUBJECT, injected="the same signed command again, at once and later, to both processes", expected="handled once")
async def a_command_again(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    body = urlencode(command(ana, "join billing")).encode()
    headers = slack.signed.headers(body)
    async with other_process(stage) as other:
        both = (slack.signed, SlackSide(other).signed)
        answers = list(await asyncio.gather(*(signed.raw(body, headers) for signed in (*both, *both))))
        await told(slack.behind, "joined Billing")
        answers += [await signed.raw(body, headers) for signed in both]
        return await _once(slack, ana, [answer.status_code for answer in answers])


@row(SUBJECT, injected="the same signed click again, at once, to both processes", expected="200 each; handled once")
async def a_click_again(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    queues = stage.sides.simulator.floor.view()["queues"]
    pressed = click(ana, "queues.join/0", next(queue["id"] for queue in queues if queue["name"] == "Billing"))
    body = urlencode({"payload": json.dumps(pressed)}).encode()
    headers = slack.signed.headers(body)
    async with other_process(stage) as other:
        both = (slack.signed, SlackSide(other).signed)
        answers = await asyncio.gather(*(signed.raw(body, headers) for signed in (*both, *both)))
        return await _once(slack, ana, [answer.status_code for answer in answers])


@row(SUBJECT, injected="typed again because the answer was slow", expected="the second reads that it is already so")
async def typed_again(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    await stage.fault("genesys", path="/api/v2/users/*/queues/*", method="PATCH", do="delay", seconds=1.5, times=1)
    await slack.signed.form(command(ana, "join billing"))

    async def applied() -> bool:
        return await stage.effects(JOIN, ana) == 1

    await so(applied)
    await slack.signed.form(command(ana, "join billing", trigger_id="another"))
    await so(lambda: slack.read(ana, "*Done:* you joined Billing") + slack.read(ana, "*Already so:*") == 2)
    effects = await stage.effects(JOIN, ana)
    assert ana.joined == {"Billing", "Returns"}
    text = f"{effects} effect; one reads Done, one Already so"
    return Seen(text, lost=1 - min(effects, 1), doubled=max(effects - 1, slack.read(ana, "*Done:*") - 1))


@row(SUBJECT, injected="a form sent twice, to both processes", expected="once; the error stands in the form")
async def a_form_sent_twice(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    async with other_process(stage) as other:
        sent = _form(ana)
        first, again = await slack.signed.payload(sent), await slack.signed.payload(sent | {"action_ts": "2"})
        elsewhere = await SlackSide(other).signed.payload(sent | {"action_ts": "3"})
        assert first.json()["response_action"] == "update"
        assert "sent already" in again.json()["errors"]["starts"], again.text
        assert elsewhere.status_code == 200
        await so(lambda: slack.read(ana, "out of office") == 1)
        if other is not stage:
            await so(lambda: slack.read(ana, "sent already") == 1)
    effects = await stage.effects("putUserOutofoffice", ana)
    return Seen(f"{effects} effect; “sent already” below the first input", lost=1 - effects, doubled=effects - 1)


@row(
    SUBJECT,
    injected="a form sent after its person unlinked, and one whose time is over",
    expected="nothing done; the form says why",
)
async def a_form_that_is_over(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    await ana.says("/gc status")
    await ana.clicks("Out of office…")
    late = await ana.does(submit={"Back on": "2026-11-25T11:00:00+01:00"})
    assert late.view is not None
    assert list(late.errors) == ["Back on"], late.errors
    await ana.does(click="Cancel")
    await ana.clicks("Out of office…")
    await ana.says("/gc unlink")
    sent = await ana.clicks("Turn on")
    assert "First link your Genesys account" in sent.text, sent.text
    assert not await slack.behind.rows()
    return Seen("the error stands below its input; the window asks to link again")


def _form(ana: Person) -> dict[str, object]:
    """The out-of-office form, in a window that Slack has closed already: the answer then comes as a message."""
    return {
        "type": "view_submission",
        "team": {"id": "T0SANDBOX"},
        "user": {"id": ana.who.slack_user, "team_id": "T0SANDBOX"},
        "view": {
            "type": "modal",
            "id": "V0CLOSED",
            "hash": "1.abc",
            "callback_id": "outofoffice.set",
            "state": {"values": {"starts": {"starts": {"type": "datetimepicker", "selected_date_time": 1795604400}}}},
        },
    }
