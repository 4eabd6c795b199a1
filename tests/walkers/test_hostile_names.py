"""Whatever something is called in Genesys, what people read is harmless, whole, and within Slack's limits.

The verbs are run as dispatch runs them, and each answer goes before the emulator's own judgement of messages.
"""

import re
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.dispatch.turn import Turn
from bot.errors import OnQueueError
from bot.grammar.verbs import find_verb
from bot.grammar.words import Words
from bot.identity.slack_people import SlackId
from bot.sandbox.slack.content import message_content
from bot.slack.blocks import option
from bot.slack.form import Form
from bot.slack.reply import Reply
from bot.slack.sender import Place
from handlers.refusals import refuse
from tests.stage.stage import Person, Stage, raised
from tests.walkers.hostile import NAMES, crowd, rename

#: What Slack reads as a ping or a link when it stands unescaped in mrkdwn.
ALIVE = re.compile(r"<[!@#]|<[^>]*\|")
INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff\x00-\x09\x0b-\x1f]")
WORDS = (
    "status", "status bo.lindqvist@example.com", "whoami", "manager", "chain", "who bo.lindqvist@example.com",
    "queues", "on", "off", "routing", "ooo", "leave {queue}", "join {queue}", "undo", "help join",
    "who {name}", "join {name}", "status {name}", "manager boss", "join queue",
)  # fmt: skip


@pytest.fixture(scope="module")
async def linked(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Person]:
    """Ana, linked, on a stage that the names of this file share: each gives everything its own name first."""
    file = tmp_path_factory.mktemp("hostile") / "onqueue.db"
    shutil.copyfile(sqlite_template, file)
    async with raised(f"sqlite+aiosqlite:///{file}") as stage:
        person = stage.person(0)
        await person.links()
        yield person


async def turn_of(ana: Person, said: str = "", words: str = "") -> Turn:
    desk, slack = ana.stage.app.desk, SlackId("T0SANDBOX", ana.who.slack_user)
    return Turn(
        desk=desk,
        slack=slack,
        zone=desk.default_zone,
        place=Place(user=ana.who.slack_user),
        request_id="0badcafe",
        said=said,
        words=Words(words, now=desk.clock.now(), zone=desk.default_zone),
        actor=await desk.identity.actor(slack),
    )


async def answer(ana: Person, text: str) -> Reply | Form:
    """What dispatch would send; a bug is not caught."""
    turn = await turn_of(ana, said=text)
    verbs = ana.stage.app.router.verbs
    try:
        word, rest = find_verb(text, [verb.words for verb in verbs.values()])
        return await verbs[word].handler(turn.saying(rest))
    except OnQueueError as error:
        return await refuse(error, turn)


def texts(thing: Any) -> Iterator[tuple[str, str]]:
    """Every text object in blocks: its type and its text."""
    if isinstance(thing, dict):
        if thing.get("type") in {"mrkdwn", "plain_text"} and isinstance(thing.get("text"), str):
            yield thing["type"], thing["text"]
        for value in thing.values():
            yield from texts(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from texts(value)


def check(reply: Reply | Form, asked: str) -> None:
    """Slack takes it, it is harmless, and what the blocks say is told in `text` as well."""
    assert isinstance(reply, Reply)
    text, blocks = reply.text(), reply.blocks()
    message_content({"text": text, "blocks": blocks}, counts_blocks=True)  # raises what Slack refuses
    assert not ALIVE.search(text), text
    for kind, shown in texts(blocks):
        assert shown.strip(), asked
        assert not INVISIBLE.search(shown), (asked, shown)
        assert kind == "plain_text" or not ALIVE.search(shown), shown
    sections = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    assert all(line in text for section in sections for line in section.splitlines()), asked


async def walk(ana: Person, name: str) -> None:
    memberships = ana.stage.sides.simulator.floor.users[ana.who.genesys_user].memberships
    queue = next(iter(memberships), "nothing")
    for words in WORDS:
        asked = words.format(queue=queue, name=" ".join(name.split()))
        check(await answer(ana, asked), asked)


async def walk_menus(ana: Person) -> None:
    turn = await turn_of(ana)
    for load in ana.stage.app.router.loads.values():
        for typed in ("", "bo.l"):
            offered = [option(choice) for choice in (await load(turn, typed))[:100]]
            for _, shown in texts(offered):
                assert shown.strip()
                assert not INVISIBLE.search(shown), shown


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
async def test_no_name_does_harm_anywhere(linked: Person, name: str):
    rename(linked.stage.sides.simulator.floor, name)
    linked.stage.later(minutes=6)  # the organisation's labels are kept for five
    await walk(linked, name)
    await walk_menus(linked)


@pytest.mark.parametrize("count", [0, 1, 300])
async def test_a_floor_of_any_size_is_told_within_slacks_limits(ana: Person, count: int):
    crowd(ana.stage.sides.simulator.floor, ana.who.genesys_user, count)
    await walk(ana, "queue number 1")
    await walk_menus(ana)


@pytest.mark.parametrize("name", ["<!channel>", "{} {0}", "🎉" * 500])
async def test_slack_takes_the_real_thing(stage: Stage, ana: Person, name: str):
    """The same through Slack: nothing that is sent is refused, and blocks arrive as blocks."""
    rename(stage.sides.simulator.floor, name)
    for words in ("", "queues", "on"):
        said = await ana.says(f"/gc {words}")
        assert all(message["blocks"] for message in said.messages)
        assert not ALIVE.search(said.text)
    lines = await stage.ledger("slack")
    assert [line for line in lines if line.get("ok") is False] == []
