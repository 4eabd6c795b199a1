"""Genesys's side: lists in pages whose counts, links and pages are wrong."""

import json
from typing import Any

from bot.sandbox.genesys.state import Queue
from tests.faults.bench import Seen, row
from tests.faults.genesys_side import GenesysSide
from tests.faults.slack_side import linked
from tests.stage.stage import Person, Stage

SUBJECT = "Genesys's side"
MANY = 250
PAGE = 100
COMPLETE = "complete, each once, in a few calls"
#: Ana's three queues, of which she has joined one, come beside the many.
JOINED, HERS = 1, MANY + 3


async def _with_many_queues(stage: Stage) -> Person:
    """Somebody who belongs to so many queues, none of them joined."""
    ana = await linked(stage)
    floor = stage.sides.simulator.floor
    for number in range(MANY):
        queue = Queue(f"many-{number:03}", f"A {number:03}")
        floor.queues[queue.id] = queue
        floor.users[ana.who.genesys_user].memberships[queue.id] = False
    return ana


def _page(ids: list[str], **said: Any) -> str:
    return json.dumps({"entities": [{"id": one, "name": f"Name {one}", "joined": False} for one in ids], **said})


async def _listed(stage: Stage, ana: Person, calls: int) -> str:
    """What is read, after so many calls at most; the joined ones are one of them."""
    genesys = GenesysSide(stage)
    before = len(await genesys.requests("GET", "/queues"))
    heard = await genesys.hears(ana, "/gc queues")
    asked = len(await genesys.requests("GET", "/queues")) - before
    assert asked <= calls, f"{asked} calls"
    return heard.text


async def _on_page(stage: Stage, number: int, body: str) -> None:
    query = f"*joined=false*pageNumber={number}&*"
    await GenesysSide(stage).answers("/api/v2/users/*/queues", body, query=query)


def _counted(text: str, wanted: int) -> Seen:
    said = f"You have joined {JOINED} of your {wanted} queues"
    return Seen(text.partition("\n")[0], lost=0 if said in text else 1)


@row(SUBJECT, injected="a list of three pages, nothing wrong", expected=COMPLETE, quick=False)
async def three_pages(stage: Stage) -> Seen:
    ana = await _with_many_queues(stage)
    return _counted(await _listed(stage, ana, 4), HERS)


@row(SUBJECT, injected="a first page that says it is the only one, total 7", expected=COMPLETE)
async def a_wrong_total(stage: Stage) -> Seen:
    ana = await _with_many_queues(stage)
    await _on_page(stage, 1, _page([f"many-{n:03}" for n in range(PAGE)], total=7, pageCount=1))
    return _counted(await _listed(stage, ana, 4), HERS)


@row(SUBJECT, injected="an empty last page, although the counts promise more", expected="ends there", quick=False)
async def an_empty_last_page(stage: Stage) -> Seen:
    ana = await _with_many_queues(stage)
    await _on_page(stage, 3, _page([], total=9000, pageCount=90, nextUri="/api/v2/next"))
    return _counted(await _listed(stage, ana, 4), 2 * PAGE + JOINED)


@row(SUBJECT, injected="a page that brings half of the page before once more", expected="each once", quick=False)
async def doubles_across_pages(stage: Stage) -> Seen:
    ana = await _with_many_queues(stage)
    await _on_page(stage, 1, _page([f"x-{n}" for n in range(PAGE)], nextUri="/api/v2/next"))
    await _on_page(stage, 2, _page([f"x-{n}" for n in range(PAGE // 2, PAGE + PAGE // 2)], nextUri="/api/v2/next"))
    await _on_page(stage, 3, _page([]))
    text = await _listed(stage, ana, 4)
    seen = _counted(text, PAGE + PAGE // 2 + JOINED)
    twice = [line for line in text.splitlines() if text.splitlines().count(line) > 1]
    return Seen(seen.text, seen.lost, len(twice))


@row(SUBJECT, injected="a second page that fails, again and again", expected="“partial, as of”, with what there is")
async def a_page_that_fails(stage: Stage) -> Seen:
    ana = await _with_many_queues(stage)
    query = "*joined=false*pageNumber=2&*"
    await GenesysSide(stage).fault("/api/v2/users/*/queues", query=query, do="status", status=503)
    text = await _listed(stage, ana, 5)
    assert "Partial, as of" in text, text
    assert f"Genesys gave {PAGE + JOINED} of your queues, of which you have joined {JOINED}" in text
    return Seen(text.partition("\n")[0])


@row(
    SUBJECT, injected="pages whose next address leads back to themselves, a billion of them", expected="ends after two"
)
async def a_loop_of_pages(stage: Stage) -> Seen:
    ana = await _with_many_queues(stage)
    endless = _page([f"x-{n}" for n in range(PAGE)], pageCount=10**9, nextUri="/api/v2/users/me/queues?pageNumber=1")
    await GenesysSide(stage).answers("/api/v2/users/*/queues", endless, query="*joined=false*")
    return _counted(await _listed(stage, ana, 3), PAGE + JOINED)


@row(
    SUBJECT,
    injected="a write behind a list of which a page fails",
    expected="nothing is claimed: kept, and done in the end",
)
async def a_write_behind_a_failing_page(stage: Stage) -> Seen:
    """Half of a list would make "already so" or "not done" of what is on the other half."""
    ana, genesys = await _with_many_queues(stage), GenesysSide(stage)
    await genesys.hears(ana, "/gc join billing")
    assert "Billing" in ana.joined
    query = "*joined=false*pageNumber=2&*"
    await genesys.fault("/api/v2/users/*/queues", query=query, do="status", status=503)
    heard = await genesys.hears(ana, "/gc undo")
    assert "Nothing was changed" in heard.text, heard.text
    await genesys.behind.mend()
    await genesys.hears(ana, "/gc undo")
    effects = await stage.effects("patchUserQueue", ana)
    assert "Billing" not in ana.joined
    return Seen(f"{effects} effects: joined, left", lost=max(0, 2 - effects), doubled=max(0, effects - 2))
