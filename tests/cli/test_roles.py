"""What each role of a process serves, and that a worker runs beside a web on one PostgreSQL alone."""

import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest
from pydantic import SecretStr

from bot.app import Role, running
from bot.cli import worker
from bot.cli.sandbox import make_sides
from bot.cli.serving import bound
from tests.cli.conftest import Ended
from tests.cli.test_commands import started

NOWHERE = "http://127.0.0.1:9"
PATHS = {"/healthz": "GET", "/metrics": "GET", "/link": "GET", "/slack/events": "POST"}


@pytest.mark.parametrize(
    ("role", "missing"),
    [
        (Role.WHOLE, set()),
        (Role.WEB, set()),
        (Role.SOCKET, {"/slack/events"}),
        (Role.WORKER, {"/slack/events", "/link"}),
    ],
)
async def test_a_role_serves_its_paths_and_no_others(role: Role, missing: set[str], database_url: str) -> None:
    sides = make_sides(genesys_url=NOWHERE, slack_url=NOWHERE, bot_url=NOWHERE, database=database_url, seed=1)
    changed = {"database_url": SecretStr(database_url), "slack_app_token": SecretStr("xapp-1-A-1-x")}
    async with running(sides.settings.model_copy(update=changed), sides.clock, role) as app:
        transport = httpx2.ASGITransport(app.asgi, client=("127.0.0.1", 1))
        async with httpx2.AsyncClient(transport=transport, base_url=NOWHERE) as http:
            answers = {path: (await http.request(method, path)).status_code for path, method in PATHS.items()}
    await sides.emulator.aclose()
    assert {path for path, status in answers.items() if status == httpx2.codes.NOT_FOUND} == missing, answers


def test_a_worker_ends_well_and_has_a_sqlite_file_alone(migrated: Path, called: Callable[..., Ended]) -> None:
    with started("worker", migrated) as process:
        second = called("web", "--port", "0")
        assert (second.returncode, "serves only one" in second.stderr) == (2, True)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


@pytest.mark.usefixtures("migrated")
def test_a_worker_has_a_port_of_its_own_which_it_names_where_it_is_taken(called: Callable[..., Ended]) -> None:
    with suppress(OSError), bound("127.0.0.1", worker.PORT) as taken:
        taken.listen()
        ended = called("worker")
        assert ended.returncode == 1
        assert "Cannot listen on 127.0.0.1:3001" in ended.stderr
