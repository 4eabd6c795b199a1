"""Connections that are kept open, against the emulated Slack's levers; what comes in is only counted here."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from bot.clock import MovableClock
from bot.sandbox.slack import Emulator
from bot.sandbox.slack.parcels import Ack, Parcel, Sort
from bot.sandbox.slack.socket_connection import Reason
from bot.slack.pace import Limited, Refused
from bot.slack.session import slack_session
from bot.slack.sockets import Opening, Pauses, Sockets
from tests.serving import serving

MANIFEST: dict[str, Any] = {"display_information": {"name": "OnQueue"}, "settings": {"socket_mode_enabled": True}}
QUICK = Pauses(first_s=0.02, most_s=0.1, refused_s=0.05, stable_s=0.01)


@dataclass
class Line:
    """The bot's connections, the emulated Slack's side of them, and what was taken."""

    emulator: Emulator
    sockets: Sockets
    taken: list[int] = field(default_factory=list)

    async def deliver(self, number: int) -> Ack:
        return await self.emulator.workspace.sockets.deliver(
            Parcel("slash_command", Sort.COMMAND, None, {"number": number}, answerable=True)
        )

    @property
    def slack(self) -> list[int]:
        """Which connections Slack delivers to."""
        return [one.number for one in self.emulator.workspace.sockets.connections if one.takes]

    async def until(self, so: Callable[[], bool]) -> None:
        async with asyncio.timeout(15):
            while not so():  # noqa: ASYNC110 - the other side of a wire has no event to wait for
                await asyncio.sleep(0.005)

    async def stands(self, count: int = 2) -> None:
        await self.until(lambda: len(self.slack) == count == self.sockets.open_now)


@asynccontextmanager
async def lined(*, heartbeat_s: float = 10, token: str = "", wait_s: float = 0) -> AsyncIterator[Line]:
    async with AsyncExitStack() as stack:
        emulator = Emulator(clock=MovableClock(), manifest=MANIFEST, base_url="", bot_url="http://127.0.0.1:9")
        emulator.base_url = await stack.enter_async_context(serving(emulator.app, ws="websockets-sansio"))
        stack.push_async_callback(emulator.aclose)
        session = await stack.enter_async_context(slack_session())
        opening = Opening(f"{emulator.base_url}/api", token or emulator.app_token, session, heartbeat_s=heartbeat_s)

        async def take(frame: Any) -> Any:
            number = frame["payload"]["number"]
            if number < 0:
                raise ValueError("broken")
            await asyncio.sleep(wait_s)
            made.taken.append(number)
            return {"envelope_id": frame["envelope_id"], "payload": {"text": f"got {number}"}}

        made = Line(emulator, Sockets(opening, take, pauses=QUICK))
        await stack.enter_async_context(made.sockets.kept(first_within_s=0))
        yield made


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with lined() as standing:
        await standing.stands()
        yield standing


async def test_two_connections_stand_and_each_delivery_is_taken_once(line: Line):
    acks = await asyncio.gather(*(line.deliver(number) for number in range(20)))
    assert sorted(line.taken) == list(range(20))
    assert {ack.connection for ack in acks} == {1, 2}
    assert acks[7].body == b'{"text": "got 7"}'


async def test_a_request_to_leave_is_followed_and_nothing_is_lost_meanwhile(line: Line):
    """What the old connection holds is still acknowledged there, and the next one stands before it is left."""
    for round_number in range(6):
        delivering = [asyncio.create_task(line.deliver(round_number)) for _ in range(6)]
        await line.emulator.workspace.sockets.ask_to_leave(Reason.REFRESH, line.slack[0])
        acks = await asyncio.gather(*delivering, *(line.deliver(round_number) for _ in range(4)))
        assert {ack.failure for ack in acks} == {None}
        await line.until(lambda: len(line.slack) == 2)
    assert len(line.taken) == 60


async def test_a_warning_has_the_next_one_opened_while_the_old_one_still_takes(line: Line):
    await line.emulator.workspace.sockets.ask_to_leave(Reason.WARNING)
    await line.until(lambda: len(line.slack) == 4)
    acks = await asyncio.gather(*(line.deliver(number) for number in range(8)))
    assert {ack.failure for ack in acks} == {None}
    assert {ack.connection for ack in acks} == {1, 2, 3, 4}


async def test_one_that_is_cut_is_replaced_and_the_other_takes_meanwhile(line: Line):
    line.emulator.workspace.sockets.cut(1)
    await line.until(lambda: 1 not in line.slack)
    assert (await line.deliver(1)).failure is None
    await line.until(lambda: line.slack == [2, 3])
    assert sorted({(await line.deliver(number)).connection or 0 for number in range(4)}) == [2, 3]


async def test_a_connection_that_fell_silent_is_found_by_pings():
    """Nothing ends such a connection: without pings the bot would wait for it for ever."""
    async with lined(heartbeat_s=0.2) as line:
        await line.stands()
        for one in line.emulator.workspace.sockets.connections:
            one.fall_silent()
            one.takes = False
        await line.until(lambda: line.slack == [3, 4])
        assert (await line.deliver(1)).failure is None


async def test_what_slack_refuses_is_tried_again_slowly_and_heals(line: Line, caplog: pytest.LogCaptureFixture):
    slack = line.emulator.workspace.sockets
    slack.app_token_works = False
    slack.cut()
    await line.until(lambda: not line.sockets.open_now)
    await line.until(lambda: "Slack refuses Socket Mode (token_revoked)" in caplog.text)
    await asyncio.sleep(0.3)
    assert caplog.text.count("token_revoked") == 1, "said once"
    slack.app_token_works = True
    await line.stands()
    assert "Socket Mode is connected again" in caplog.text


async def test_socket_mode_switched_off_and_on_again_is_found(line: Line, caplog: pytest.LogCaptureFixture):
    slack = line.emulator.workspace.sockets
    await slack.switch(on=False)
    await line.until(lambda: "Slack refuses Socket Mode (link_disabled)" in caplog.text)
    await line.until(lambda: not line.sockets.open_now)
    await slack.switch(on=True)
    await line.stands()


async def test_where_slack_has_too_many_connections_already_the_line_waits_for_room():
    async with lined() as line, aiohttp.ClientSession() as session:
        await line.stands()
        slack = line.emulator.workspace.sockets
        others = [await session.ws_connect(slack.address(line.emulator.base_url)) for _ in range(8)]
        slack.cut(1)
        others.append(await session.ws_connect(slack.address(line.emulator.base_url)))
        await asyncio.sleep(0.2)
        assert line.sockets.open_now == 1 or len(line.slack) == 10
        await others[0].close()
        await line.until(lambda: line.sockets.open_now == 2)
        for other in others:
            await other.close()


@pytest.mark.parametrize(
    "frame",
    [
        "{",
        "[" * 50_000,
        "[]",
        "null",
        "\0",
        '{"type": "hello"}',
        '{"type": "of tomorrow", "payload": {}}',
        '{"type": ["disconnect"]}',
        '{"type": "events_api", "payload": {}}',
        '{"type": "events_api", "envelope_id": 7}',
        '{"type": "events_api", "envelope_id": "x", "payload": 7}',
        '{"envelope_id": "y", "payload": {"number": -1}}',
        '"' + "x" * 5_000_000 + '"',
    ],
    ids=lambda frame: frame[:20],
)
async def test_a_strange_frame_ends_nothing(line: Line, frame: str):
    await line.emulator.workspace.sockets.say(frame)
    acks = await asyncio.gather(*(line.deliver(number) for number in range(4)))
    assert {ack.failure for ack in acks} == {None}
    assert line.slack == [1, 2], "the same connections"


async def test_a_delivery_that_breaks_its_taking_is_logged_with_its_trace(line: Line, caplog: pytest.LogCaptureFixture):
    await line.emulator.workspace.sockets.say(json.dumps({"envelope_id": "y", "payload": {"number": -1}}), 1)
    await line.until(lambda: "a delivery could not be taken" in caplog.text)
    (record,) = (one for one in caplog.records if one.message == "a delivery could not be taken")
    assert record.exc_info


async def test_a_delivery_larger_than_any_is_not_read(line: Line):
    payload = {"number": 7, "text": "x" * 1_000_000}
    await line.emulator.workspace.sockets.say(json.dumps({"envelope_id": "z", "payload": payload}))
    await asyncio.gather(*(line.deliver(number) for number in range(4)))
    assert sorted(line.taken) == [0, 1, 2, 3]


async def test_a_frame_beyond_all_measure_ends_its_connection_alone(line: Line):
    await line.emulator.workspace.sockets.say("x" * 20_000_000, 1)
    await line.until(lambda: line.slack == [2, 3])
    assert (await line.deliver(1)).failure is None


async def test_a_stop_waits_for_what_has_no_acknowledgement_yet():
    async with lined(wait_s=0.3) as line:
        await line.stands()
        asked = [asyncio.create_task(line.deliver(number)) for number in range(4)]
        await asyncio.sleep(0.1)
    assert [(await one).failure for one in asked] == [None] * 4
    assert sorted(line.taken) == [0, 1, 2, 3]


class Breaking(Opening):
    """As a library does that meets what nobody thought of."""

    times = 3

    async def socket(self, address: str) -> aiohttp.ClientWebSocketResponse:
        if self.times:
            self.times -= 1
            raise LookupError("nobody thought of it")
        return await super().socket(address)


async def test_what_nobody_expected_ends_no_line(line: Line, caplog: pytest.LogCaptureFixture):
    async with slack_session() as session:
        opening = Breaking(f"{line.emulator.base_url}/api", line.emulator.app_token, session)
        others = Sockets(opening, line.sockets._take, pauses=QUICK)
        async with others.kept():
            await line.until(lambda: others.open_now == 2)
    assert caplog.text.count("a connection could not be opened") == 3


async def test_who_is_served_is_heard_from_the_first_moment(line: Line):
    async with slack_session() as session:
        opening = Opening(f"{line.emulator.base_url}/api", line.emulator.app_token, session)
        others = Sockets(opening, line.sockets._take)
        async with others.kept():
            assert others.open_now >= 1


def test_pauses_grow_to_a_bound_and_differ():
    pauses = Pauses(first_s=1, most_s=10, refused_s=60)
    waits = [pauses.of(tries, None) for tries in range(1, 30)]
    assert [round(wait) for wait in waits[:2]] != [0, 0]
    assert all(0.75 * min(2**n, 10) <= wait <= 1.25 * min(2**n, 10) for n, wait in enumerate(waits))
    assert len(set(waits)) == len(waits), "so that all who wait do not come back at once"
    assert 45 <= pauses.of(1, Refused("invalid_auth")) <= 75
    assert 22 <= pauses.of(1, Limited(30)) <= 38


async def asked_first(token: str) -> None:
    async with lined(token=token) as line:
        await line.sockets.ask()


async def test_a_wrong_token_is_known_at_the_start():
    with pytest.raises(Refused, match="invalid_auth"):
        await asked_first("xapp-1-A0ONQUEUE-1-no")
