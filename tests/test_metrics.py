"""The figures: what they count as people work, who may see them, and that they grow no further than their bound."""

import re
from contextlib import AsyncExitStack
from datetime import timedelta

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.types import Message

from bot.app.watching import Watching
from bot.app.wires import wired
from bot.changes.rows import ChangeRows
from bot.dispatch.probes import probes
from bot.dispatch.tasks import Tasks
from bot.errors import StoreUnavailable
from bot.identity.links import Links
from bot.jobs.choosing import jobs_of
from bot.metrics import ACK_SECONDS, FIGURES, MOST_LABELS, SLACK_CALLS, Counted, Measured, Metrics
from bot.readiness import GENESYS, SLACK
from bot.schedules.rows import Schedules
from bot.store.engine import Database
from tests.dispatch.signed import Signed, command
from tests.processes import until
from tests.stage.stage import Stage, raised

#: None of them is for an id, a name or a text.
LABELS = {"kind", "outcome", "operation", "status", "method", "side", "state", "end", "task", "whose"}
TOKEN = "a-token-of-the-operator"


async def figures(stage: Stage) -> dict[str, float]:
    """Each sample, as `name{label="value"}`."""
    text = (await stage.http.get(f"{stage.bot_url}/metrics")).text
    return {
        sample.name + "".join(f" {value}" for _, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_a_days_work_is_counted(stage: Stage, ana):
    before = await figures(stage)
    await ana.says("/gc join billing")
    await ana.clicks("Undo")
    after = await figures(stage)

    def grew(name: str) -> float:
        return after.get(name, 0) - before.get(name, 0)

    assert grew("onqueue_deliveries_total command work") == 1
    assert grew("onqueue_deliveries_total block_actions work") == 1
    assert grew("onqueue_ack_seconds_count") == 2
    assert grew("onqueue_answer_seconds_count command sent") == 1
    assert grew("onqueue_changes_total done queues.set") == 2
    assert grew("onqueue_genesys_calls_total PATCH /api/v2/users/{}/queues/{} 200") == 2
    assert grew("onqueue_slack_calls_total response_url ok") >= 2
    assert after["onqueue_links live"] == 1
    assert after["onqueue_open_changes"] == 0
    assert abs(after["onqueue_clock_off_seconds slack"]) < 30
    assert abs(after["onqueue_clock_off_seconds genesys"]) < 30


async def test_jobs_and_reminders_are_counted(stage: Stage, ana):
    await ana.says("/gc join billing")
    await ana.says("/gc remind in 2 minutes call Bo")
    stage.later(minutes=3)
    await until(lambda: is_there(stage, "onqueue_firings_total reminder sent"), 20)
    after = await figures(stage)
    assert after["onqueue_firings_total reminder sent"] == 1
    assert after["onqueue_firing_late_seconds_count reminder"] == 1
    assert after["onqueue_schedules_due"] == 0
    ran = {name: value for name, value in after.items() if name.startswith("onqueue_jobs_run_total done")}
    assert sum(ran.values()) >= 1
    assert after["onqueue_jobs_deferred_total changes.run"] >= 1
    assert after["onqueue_job_late_seconds_count schedules.fire"] >= 1


async def is_there(stage: Stage, name: str) -> bool:
    return name in await figures(stage)


async def test_what_goes_wrong_is_counted(stage: Stage, ana):
    await stage.fault("genesys", path="/api/v2/users/*/queues", method="GET", do="status", status=429, times=1)
    await stage.http.post(f"{stage.bot_url}/slack/events", content=b"{}")
    await ana.says("/gc queues")
    after = await figures(stage)
    assert after["onqueue_rate_limited_total genesys"] == 1
    assert after["onqueue_deliveries_total unread refused"] == 1


async def test_a_sign_in_that_was_renewed_is_counted(stage: Stage, ana):
    await stage.floor(user=ana.who.email, tokens_end_in_s=0)
    await ana.says("/gc queues")
    after = await figures(stage)
    assert after["onqueue_token_renewals_total renewed"] == 1
    assert after["onqueue_genesys_calls_total POST /oauth/token 200"] == 2


async def test_a_database_that_is_away_is_counted(tmp_path):
    metrics = Metrics()
    database = Database(f"sqlite:///{tmp_path}/no/such/folder.db", metrics=metrics)
    with pytest.raises(StoreUnavailable):
        async with database.read():
            raise AssertionError("it is not there")
    await database.aclose()
    assert b"onqueue_database_outages_total 1.0" in metrics.text()


async def test_a_change_that_waits_is_open_and_ages(stage: Stage, ana):
    await stage.fault(
        "genesys",
        path="/api/v2/users/*/queues/*",
        method="PATCH",
        do="status",
        status=429,
        headers={"Retry-After": "60"},
        times=9,
    )
    await ana.says("/gc join billing")
    stage.later(seconds=3)
    after = await figures(stage)
    assert after["onqueue_open_changes"] == 1
    assert after["onqueue_oldest_open_change_seconds"] >= 3


#: What a request says of itself, and whether it gets the figures on this machine.
SAID: tuple[tuple[dict[str, str], int], ...] = (
    ({}, 200),
    ({"Authorization": "Bearer None"}, 200),
    ({"X-Forwarded-For": "127.0.0.1"}, 403),
    ({"Forwarded": "for=127.0.0.1"}, 403),
    ({"X-Real-IP": "::1"}, 403),
    ({"Via": "1.1 proxy"}, 403),
    ({"X-Forwarded-For": "127.0.0.1", "Authorization": "Bearer x"}, 403),
)


async def test_without_a_token_the_figures_are_this_machines_alone(stage: Stage):
    for headers, status in SAID:
        answer = await stage.http.get(f"{stage.bot_url}/metrics", headers=headers)
        assert answer.status_code == status, headers


async def test_from_elsewhere_only_the_token_opens_them(database_url):
    async with raised(database_url, metrics_token=SecretStr(TOKEN)) as stage:

        async def asked(authorization: str | None) -> httpx2.Response:
            headers = {b"X-Forwarded-For": b"203.0.113.7"}
            if authorization is not None:
                headers[b"Authorization"] = authorization.encode("latin-1")
            return await stage.http.get(f"{stage.bot_url}/metrics", headers=headers)

        assert (await asked(f"Bearer {TOKEN}")).status_code == 200
        for wrong in (None, TOKEN, f"Token {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer \xfc"):
            refused = await asked(wrong)
            assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
            assert TOKEN not in refused.text


async def readiness(stage: Stage) -> tuple[int, bool]:
    answer = await stage.http.get(f"{stage.bot_url}/readyz")
    return answer.status_code, answer.json()["clock"]


async def test_a_clock_that_is_off_makes_unready_until_slack_signs_what_we_think_it_is(stage: Stage, ana):
    """From five minutes on the delivery itself is refused, and says all the more whose clock is wrong."""
    for off_s in (250, 400):
        assert await readiness(stage) == (200, True)
        await Signed(stage).form(command(ana, "help"), off_s=off_s)
        assert await readiness(stage) == (503, False)
        await ana.says("/gc help")
    assert await readiness(stage) == (200, True)


async def test_what_nobody_signed_says_nothing_of_the_time(stage: Stage, ana):
    signed = Signed(stage)
    headers = signed.headers(b"command=/gc", off_s=250) | {"X-Slack-Signature": "v0=" + "0" * 64}
    assert (await signed.raw(b"command=/gc", headers)).status_code == 401
    assert await readiness(stage) == (200, True)


async def test_an_unready_process_looks_again_by_itself(stage: Stage, tmp_path):
    alone = stage.sides.settings.model_copy(update={"database_url": SecretStr(f"sqlite:///{tmp_path}/alone.db")})
    clock = stage.sides.clock
    async with AsyncExitStack() as stack:
        wires = await wired(alone, clock, stack)
        rows, links = ChangeRows(wires.database, clock, jobs_of(wires.database, clock)), Links(wires.database, clock)
        watching = Watching(
            wires=wires,
            rows=rows,
            links=links,
            schedules=Schedules(wires.database, clock),
            tasks=Tasks(),
            clock=clock,
            sockets=None,
        )
        for whose in (SLACK, GENESYS):
            wires.clocks.heard(whose, clock.now() + timedelta(minutes=5))
        assert not wires.clocks.agree()
        await watching.look()
        assert wires.clocks.agree()


async def test_a_silent_genesys_and_slack_make_nobody_unready(stage: Stage, ana):
    for side in ("genesys", "slack"):
        await stage.fault(side, path="/api/*", do="drop_before", times=50)
    await ana.says("/gc")
    assert (await stage.http.get(f"{stage.bot_url}/readyz")).status_code == 200


@pytest.mark.parametrize(
    ("peer", "status"),
    [("127.0.0.1", 200), ("127.8.9.10", 200), ("::1", 200), ("::ffff:127.0.0.1", 200)]
    + [(peer, 403) for peer in ("203.0.113.7", "10.0.0.1", "::ffff:10.0.0.1", "localhost", "", None)],
)
async def test_only_a_peer_on_this_machine_needs_no_token(peer, status):
    async def figures_of_nobody() -> bytes:
        return b""

    async def never() -> dict[str, bool]:
        return {}

    app = Starlette(routes=probes(ready=never, figures=figures_of_nobody, metrics_token=None))
    answered: list[int] = []

    async def send(message: Message) -> None:
        answered.append(message.get("status", 0))

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "method": "GET", "path": "/metrics", "query_string": b"", "headers": [], "root_path": ""}
    await app(scope | {"client": None if peer is None else (peer, 1)}, receive, send)
    assert answered[0] == status


def test_no_flood_of_words_fills_the_memory():
    metrics = Metrics()
    for number in range(MOST_LABELS * 2):
        metrics.count(SLACK_CALLS, f"method {number}", "ok")
    text = metrics.text().decode()
    assert len(re.findall(r"^onqueue_slack_calls_total\{", text, re.MULTILINE)) == MOST_LABELS + 1
    assert f'onqueue_slack_calls_total{{method="other",outcome="other"}} {MOST_LABELS}.0' in text


def test_two_processes_of_one_machine_share_nothing():
    one, other = Metrics(), Metrics()
    one.measure(ACK_SECONDS, 0.001)
    assert b"onqueue_ack_seconds_count 1.0" in one.text()
    assert b"onqueue_ack_seconds_count 0.0" in other.text()


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_names_say_what_they_count(figure):
    assert re.fullmatch(r"onqueue_[a-z_]+", figure.name)
    assert figure.name.endswith("_total") == isinstance(figure, Counted)
    assert figure.name.endswith("_seconds") or not isinstance(figure, Measured)
    assert set(figure.labels) <= LABELS
