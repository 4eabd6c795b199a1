"""What comes to the door and is not Slack's, or not as Slack makes it."""

import asyncio
import gzip
import json
from typing import Any
from urllib.parse import urlencode

import httpx2

from bot.cli.connections import HEAD_WITHIN_S, MOST_CONNECTIONS
from bot.dispatch.guard import BODY_WITHIN_S
from tests.dispatch.signed import FORM, JSON, click, command
from tests.faults.bench import Seen, row
from tests.faults.slack_side import SlackSide, linked, logged, so
from tests.stage.stage import Person, Stage
from tests.unencrypted import UNENCRYPTED

SUBJECT = "Slack's side"
CUT_WITHIN_S = 10.0
DEEP = b"[" * 50_000
MARK = "quetzalcoatl"  #: stands in every body, and must stand in no log


async def _nothing_ran(slack: SlackSide, ana: Person) -> None:
    """And a whole delivery still works."""
    assert not await slack.behind.rows()
    assert ana.joined == {"Returns"}
    await slack.signed.form(command(ana, "help undo"))
    await so(lambda: slack.read(ana, "Takes back your newest change") == 1)


@row(
    SUBJECT,
    injected="bad, missing, cut, stale, future, non-numeric, 400-digit, non-ASCII signature or timestamp",
    expected="401; no handler; no body in a log",
)
async def forged_signatures(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    body = urlencode(command(ana, f"join billing, {MARK}")).encode()
    good, now = slack.signed.headers(body), slack.signed.timestamp()
    signature = good["X-Slack-Signature"]
    forged: list[tuple[str | bytes | None, str | bytes | None]] = [
        *((now, wrong) for wrong in (None, "", "v0=" + "0" * 64, signature[:-1], signature.upper(), signature[3:])),
        *((now, wrong.encode("latin-1")) for wrong in ("v0=ü", "é" * 400, signature[:-1] + "\xad")),
        *((wrong, signature) for wrong in (None, "", "now", f"-{now}", f"{now}.0", f"{now}x", "9" * 400, "1e9")),
        *((wrong.encode("latin-1"), signature) for wrong in ("²³", "\xa0" + now)),
        (slack.signed.timestamp(-1), signature),
    ]
    with logged() as lines:
        answers = [await _given(slack, body, *pair) for pair in forged]
        off = [slack.signed.headers(body, off_s=off_s) for off_s in (-301, 301, -86_400, 86_400)]
        answers += [(await slack.signed.raw(body, headers)).status_code for headers in off]
    assert set(answers) == {401}, answers
    assert MARK not in "\n".join(lines), "a body in a log"
    await _nothing_ran(slack, ana)
    return Seen(f"{len(answers)} × 401, nothing ran, no body in a log")


async def _given(slack: SlackSide, body: bytes, timestamp: str | bytes | None, signature: str | bytes | None) -> int:
    headers = {"Content-Type": FORM, "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}
    return (
        await slack.signed.raw(body, {key: value for key, value in headers.items() if value is not None})
    ).status_code


@row(
    SUBJECT,
    injected="broken JSON, 50 000 brackets, double payload, NUL, invalid UTF-8, compressed bombs, all signed",
    expected="400; no body in a log; others unaffected",
)
async def unreadable_bodies(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    word = MARK.encode()
    bodies: list[tuple[str, bytes, dict[str, str]]] = [
        *((JSON, body, {}) for body in (b'{"type": "' + word, b"[1]", b"", DEEP, b'{"a":' + DEEP, b"\xef\xbb\xbf{}")),
        *(
            (JSON, b'{"type": "' + part + b'"}', {})
            for part in (b"\\u0000", b"\\ud800", b"\xff", b'x", "n": ' + b"9" * 5000)
        ),
        *((FORM, b"payload=" + body, {}) for body in (DEEP, b"7", b"{" + word, b'{"type": "x"}&payload={"type": "x"}')),
        *((FORM, b"command=/gc&user_id=U1&text=" + body, {}) for body in (b"a\0b", b"a%00b", b"\xff\xfe")),
        (FORM, b"&".join(b"a=b" for _ in range(1000)), {}),
        *((FORM, gzip.compress(b"a" * 10_000_000), {"Content-Encoding": kind}) for kind in ("gzip", "deflate", "br")),
        (FORM, urlencode(command(ana, f"help {MARK}")).encode(), {"Content-Encoding": "gzip"}),
    ]
    with logged() as lines:
        answers = [
            (await slack.signed.raw(body, slack.signed.headers(body, content_type=kind) | more)).status_code
            for kind, body, more in bodies
        ]
    assert set(answers) == {400}, answers
    assert MARK not in "\n".join(lines), "a body in a log"
    await _nothing_ran(slack, ana)
    return Seen(f"{len(answers)} × 400, nothing ran, no body in a log")


@row(SUBJECT, injected="100 MB, said in advance or in chunks without an end", expected="413, cut at once")
async def a_hundred_megabytes(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    sent: list[int] = []
    for head in (b"Content-Length: 100000000\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"):
        reader, writer = await _connected(stage)
        first_line = asyncio.create_task(_first_line(reader))
        writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\n" + head)
        said = await first_line if b"Length" in head else b""
        sent.append(await _poured(writer, chunked=b"chunked" in head))
        # Who still sends when the connection ends may find it reset, and read nothing.
        assert b" 413 " in (said or await first_line or b" 413 ")
        writer.close()
    assert max(sent) < 20_000_000, f"{max(sent)} bytes were taken"
    await _nothing_ran(slack, ana)
    return Seen(f"413; no more than {max(sent) // 1_000_000 + 1} of 100 MB left the sender")


async def _first_line(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readline()
    except OSError:
        return b""


async def _poured(writer: asyncio.StreamWriter, *, chunked: bool) -> int:
    """Sends on until nobody takes it."""
    part, sent = b"a" * 65_536, 0
    try:
        async with asyncio.timeout(CUT_WITHIN_S):
            while sent < 100_000_000:
                writer.write(b"10000\r\n" + part + b"\r\n" if chunked else part)
                await writer.drain()
                sent += len(part)
    except OSError:
        pass
    return sent


@row(
    SUBJECT,
    injected="a crowd: half-sent heads, bodies that trickle, idle connections, more than the server takes",
    expected="acks within 3 s all the while, and answers",
    quick=False,
)
async def a_crowd_at_the_door(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    head = b"POST /slack/events HTTP/1.1\r\nHost: x\r\n"
    begins = (b"", head, head + b"Content-Length: 900000\r\n\r\na")
    crowd = []
    for number in range(MOST_CONNECTIONS + 200):
        connection = await _connected(stage)
        connection[1].write(begins[number % 3])
        crowd.append(connection)
        if number % 200 == 0 or number == MOST_CONNECTIONS + 199:
            await ana.says("/gc help undo")
            assert await _newcomer(stage) == 200
    cut = sum(reader.at_eof() for reader, _ in crowd)
    assert cut >= 200, f"only {cut} had to make room"
    acks = [
        entry
        for entry in await stage.ledger("slack")
        if entry["kind"] == "delivery" and entry["type"] == "slash_command"
    ]
    for _, writer in crowd:
        writer.close()
    slowest = max(entry["ack_ms"] for entry in acks)
    assert not [entry for entry in acks if entry["failure"]]
    assert slowest < 3000
    answers = sum("Takes back" in text for text in slack.reads(ana))
    return Seen(
        f"{len(crowd)} connections, {cut} made room; slowest ack {slowest:.0f} ms", lost=len(acks) - 1 - answers
    )


async def _newcomer(stage: Stage) -> int:
    """Whether somebody gets in who was not there before the crowd."""
    async with httpx2.AsyncClient(verify=UNENCRYPTED) as http:
        headers = {"Content-Type": FORM}
        return (await http.post(f"{stage.bot_url}/slack/events", content=b"ssl_check=1", headers=headers)).status_code


@row(
    SUBJECT,
    injected="one byte a second: in the head, in the body, behind an answer",
    expected="cut within 10 s",
    quick=False,
)
async def one_byte_a_second(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    head = b"POST /slack/events HTTP/1.1\r\nHost: x\r\n"
    whole = head + b"Content-Length: 1\r\n\r\na"
    begins = (b"", head, head + b"X-A: ", head + b"Content-Length: 1000\r\n\r\n", whole, whole + head)
    lasted = await asyncio.gather(*(_trickled(stage, begin) for begin in begins))
    assert max(lasted) < CUT_WITHIN_S, lasted
    await _nothing_ran(slack, ana)
    return Seen(f"cut after {max(lasted):.1f} s at most (head {HEAD_WITHIN_S:.0f} s, body {BODY_WITHIN_S:.0f} s)")


async def _trickled(stage: Stage, begin: bytes) -> float:
    """How long the server listens."""
    reader, writer = await _connected(stage)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    writer.write(begin)

    async def trickling() -> None:
        while True:
            await asyncio.sleep(0.9)  # The injection itself: there is no other way to be slow.
            writer.write(b"a")

    task = asyncio.create_task(trickling())
    async with asyncio.timeout(30):
        while await _more(reader):
            pass
    task.cancel()
    writer.close()
    return loop.time() - begun


async def _more(reader: asyncio.StreamReader) -> bool:
    try:
        return bool(await reader.read(65_536))
    except OSError:
        return False


async def _connected(stage: Stage) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, port = stage.bot_url.removeprefix("http://").split(":")
    return await asyncio.open_connection(host, int(port))


@row(
    SUBJECT,
    injected="signed, but malformed: no actions, null or wrong types in the place of parts, dates beyond time",
    expected="200 or 400, never 500; nothing ran",
)
async def malformed_interactions(stage: Stage) -> Seen:
    ana, slack = await linked(stage), SlackSide(stage)
    whole = click(ana, "undo.press/0", "ZZZZZZ")
    parts: list[Any] = [None, [], {}, "x", 7, [None], [{}], {"id": None}, {"id": 7}]
    bodies = [
        whole | {name: part} for name in ("actions", "user", "team", "channel", "view", "container") for part in parts
    ]
    far = {"values": {"starts": {"starts": {"selected_date_time": 10**17}}}}
    view = {"type": "modal", "id": "V1", "hash": "1.a", "callback_id": "outofoffice.set", "state": far}
    bodies += [{**whole, "type": "view_submission", "view": part} for part in (view, None, {}, view | {"state": 7})]
    bodies += [{"type": kind} for kind in ("block_actions", "view_submission", "shortcut", "block_suggestion", "else")]
    events: tuple[Any, ...] = (None, [], {}, {"type": ["message"]})
    bodies += [{"type": "event_callback", "event_id": "Ev1", "event": part} for part in events]
    with logged() as lines:
        answers = [(await slack.signed.payload(body)).status_code for body in json.loads(json.dumps(bodies))]
    assert set(answers) == {200, 400}, answers
    assert "Traceback" not in "\n".join(lines)
    await _nothing_ran(slack, ana)
    return Seen(f"{len(answers)} bodies: {answers.count(400)} × 400, {answers.count(200)} × 200")
