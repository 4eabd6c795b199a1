"""One request id through everything, and secrets through everything, of which no output shows one."""

import io
import json
import logging
import sys
from typing import Any, NoReturn

import httpx2
import pytest
from sqlalchemy import select

from bot.dispatch.router import Action
from bot.log import HIDDEN, handler
from bot.store.tables import audit, changes
from tests.dispatch.signed import Signed, click, command
from tests.stage import leaks
from tests.stage.stage import Person, Stage

PLANTED = "xoxb-1234567890-planted0planted0planted0"
SAID = "xoxp-1234567890-said0said0said0said0said0"  #: by a person to the bot, who reads it again


def lines_of(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


async def test_one_request_id_runs_from_slack_to_genesys_and_back(stage: Stage, ana: Person):
    with leaks.logged() as written:
        await ana.says("/gc join billing")
    async with stage.app.database.read() as tx:
        request_id = (await tx.execute(select(changes.c.request_id))).scalar_one()
        audited = (await tx.execute(select(audit.c.request_id))).scalar_one()
    lines = [line for line in lines_of(written) if line.get("request_id") == request_id]
    assert audited == request_id
    calls = [line["event"] for line in lines if line["logger"] == "bot.genesys.watching"]
    assert any(call.startswith("GET /api/v2/users/{}/queues: 200") for call in calls)
    assert any(call.startswith("PATCH /api/v2/users/{}/queues/{}: 200") for call in calls)
    assert not [call for call in calls if call.endswith("correlation -")]
    assert lines[-1]["event"].startswith("answered: sent after")
    who = {(line["kind"], line["user"], line["team"]) for line in lines}
    assert who == {("command", ana.who.slack_user, "T0SANDBOX")}


async def test_each_request_has_an_id_of_its_own(stage: Stage, ana: Person):
    with leaks.logged() as written:
        await ana.says("/gc queues")
        await ana.says("/gc manager")
    answered = [line["request_id"] for line in lines_of(written) if line["event"].startswith("answered")]
    assert len(set(answered)) == len(answered) == 2


async def test_what_a_browser_asks_has_an_id_through_the_calls_that_it_makes(stage: Stage):
    with leaks.logged() as written:
        await stage.person(0).links()
    calls = [line for line in lines_of(written) if line["event"].startswith("POST /oauth/token: 200")]
    (call,) = calls
    assert (call["kind"], len(call["request_id"])) == ("page", 8)
    assert len([line for line in lines_of(written) if line.get("request_id") == call["request_id"]]) > 1


async def test_no_line_about_a_call_is_without_an_id(stage: Stage, ana: Person):
    with leaks.logged() as written:
        await ana.says("/gc on")
        await ana.says("/gc remind in 1 minute call Bo")
        stage.later(seconds=70)
        await ana.says("/gc queues")
    calls = [line for line in lines_of(written) if line["logger"] == "bot.genesys.watching"]
    assert calls
    assert not [line["event"] for line in calls if not line.get("request_id")]


async def test_the_id_that_a_person_reads_is_that_of_the_log(stage: Stage, ana: Person):
    stage.app.router.actions["panel.show"] = Action(_broken)
    with leaks.logged() as written:
        await Signed(stage).payload(click(ana, "panel.show/0", ""))
        await ana.says("/gc help")
    (failed,) = [line for line in lines_of(written) if line["event"] == "a handler failed"]
    assert failed["request_id"] in str(await stage.ledger("slack"))


async def _broken(*_: object) -> NoReturn:
    raise ZeroDivisionError


async def test_a_sweep_goes_on_under_the_id_of_who_asked(stage: Stage, ana: Person):
    await stage.fault("genesys", path="/api/v2/users/*/queues/*", method="PATCH", do="status", status=503, times=9)
    await ana.says("/gc join billing")
    async with stage.app.database.read() as tx:
        request_id = (await tx.execute(select(changes.c.request_id))).scalar_one()
    await stage.http.delete(f"{stage.genesys_url}/sandbox/faults")
    stage.later(seconds=90)
    with leaks.logged() as written:
        await stage.app.sweep.once()
    calls = [line for line in lines_of(written) if line["logger"] == "bot.genesys.watching"]
    assert {line["request_id"] for line in calls} <= {request_id}


#: Where somebody could put a secret, or a browser carry one.
PATHS = (
    f"/link?ticket={PLANTED}",
    f"/link?ticket={PLANTED}&ticket={PLANTED}",
    f"/link/callback?code={PLANTED}&state={PLANTED}",
    f"/link/callback?error={PLANTED}&error_description={PLANTED}",
    f"/link/slack?code={PLANTED}&state={PLANTED}",
    f"/slack/install?state={PLANTED}",
    f"/slack/oauth_redirect?code={PLANTED}&state={PLANTED}",
    f"/metrics?token={PLANTED}",
    f"/{PLANTED}",
    f"/slack/events/{PLANTED}",
)


async def test_a_secret_in_every_place_is_in_no_answer_no_figure_and_no_line(stage: Stage, ana: Person):
    answers: list[httpx2.Response] = []
    with leaks.logged() as written:
        headers = {"Cookie": f"onqueue_link={PLANTED}", "Authorization": f"Bearer {PLANTED}"}
        for path in PATHS:
            answers.append(await stage.http.get(f"{stage.bot_url}{path}", headers=headers))
            form = {"code": PLANTED, "state": PLANTED, "ticket": PLANTED}
            answers.append(await stage.http.post(f"{stage.bot_url}{path}", data=form, headers=headers))
        answers += await _bad_deliveries(stage, ana)
        await ana.says(f"/gc {SAID}")
        await ana.says(f"/gc join {SAID}")
        figures = (await stage.http.get(f"{stage.bot_url}/metrics")).text
    shown = [str(answer.headers) + answer.text for answer in answers if answer.status_code != 200]
    assert not [text for text in [*shown, figures, written.getvalue()] if PLANTED in text or SAID in text]


async def _bad_deliveries(stage: Stage, ana: Person) -> list[httpx2.Response]:
    signed = Signed(stage)
    stage.app.router.actions["panel.show"] = Action(_broken)
    body = f'{{"token": "{PLANTED}", "response_url": "https://hooks.slack.com/{PLANTED}", '.encode()
    wrong = {"X-Slack-Signature": f"v0={PLANTED}"}
    return [
        await signed.raw(body, signed.headers(body)),
        await signed.raw(body, signed.headers(body) | wrong),
        await signed.raw(body, {"X-Slack-Request-Timestamp": PLANTED}),
        await signed.form(command(ana, "help", response_url=f"https://hooks.slack.com.evil.example/{PLANTED}")),
        await signed.form(command(ana, "help", trigger_id=PLANTED, token=PLANTED)),
        await signed.payload(click(ana, f"nobody.{PLANTED}", PLANTED)),
        await signed.payload(click(ana, "panel.show/0", PLANTED)),
        await signed.payload({"type": "view_submission", "token": PLANTED}),
    ]


#: What a library's error may say.
QUOTED = (
    "the token is {}",
    "Illegal header value b'Bearer {}'",
    "Authorization: Basic {}",
    "POST https://hooks.slack.com/commands/T1/{} failed",
    "GET /link/callback?code={}&state={}",
    '{{"access_token": "{}", "refresh_token": "{}"}}',
    "client_secret={}&grant_type=refresh_token",
    "{{'response_url': '{}'}}",
)


@pytest.mark.parametrize("form", ["console", "json"])
@pytest.mark.parametrize("quoted", QUOTED)
def test_what_an_error_quotes_is_hidden_as_a_last_net(form, quoted):
    """Another secret than Slack's, which has no look of its own: only what stands beside it gives it away."""
    secret = PLANTED if quoted == QUOTED[0] else "c2VjcmV0LXNlY3JldC1zZWNyZXQ"
    written = io.StringIO()
    record = logging.LogRecord("bot.x", logging.ERROR, __file__, 1, "it failed", None, None)
    try:
        int(quoted.format(secret, secret))
    except ValueError:
        record.exc_info = sys.exc_info()
    handler(form, written).emit(record)
    line = written.getvalue()
    assert HIDDEN in line
    assert secret not in line
    assert "ValueError" in line


@pytest.mark.parametrize(
    "plain",
    ["GET /api/v2/users/{}/queues: 200 after 12 ms, correlation 1b9d6bcd-bbfd-4b2d-9b5d-ab8dfd4bed45",
     "change A1B2C3 is another runner's", "a menu stays empty: SlackUnavailable", "the code= of nobody"],
)  # fmt: skip
def test_nothing_else_is_hidden(plain):
    written = io.StringIO()
    handler("json", written).emit(logging.LogRecord("bot.x", logging.INFO, __file__, 1, plain, None, None))
    assert json.loads(written.getvalue())["event"] == plain
