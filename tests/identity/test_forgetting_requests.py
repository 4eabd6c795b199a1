"""Whoever is forgotten leaves no name and no word in requests, their own or others'; ids stay, and the audit."""

from typing import Any

from sqlalchemy import JSON, String, Table, insert, select

from bot.clock import SystemClock
from bot.identity.forgetting_requests import FORGOTTEN, Whose, forget_requests
from bot.identity.slack_people import SlackId
from bot.store.engine import Database
from bot.store.tables import UtcDateTime, audit, cards, changes, put_backs, requests
from tests.stage.leaks import stored

NOW = SystemClock().now()
ANA = Whose(SlackId("T", "UANA"), "g-ana", "Ana Ruiz")
LEAD = {"genesys_id": "g-lead", "name": "Lea Lead", "email": "lea@example.com", "slack": "T:ULEAD", "slack_email": ""}
SHE = {"genesys_id": "g-ana", "name": "Ana Ruiz", "email": "ana@example.com", "slack": "T:UANA", "slack_email": "a@x"}


async def asked(database: Database, change_id: str, state: str, by: str, about: str, **request: Any) -> None:
    """A change with its request, a card, and what is to be put back."""
    change = {
        "id": change_id, "kind": "queues.set", "change": {"user_id": about, "user_name": "Ana Ruiz"}, "team_id": "T",
        "slack_user": by, "link_id": "l", "genesys_user": about, "request_id": "r", "state": state, "fence": 0,
        "lease_until": NOW, "attempts": 0, "channel": "D", "asked_at": NOW, "told": False,
    }  # fmt: skip
    row = {
        "change_id": change_id, "team_id": "T", "requester": "g", "requester_name": "Somebody", "requester_email": "s@x",
        "subject_name": "Ana Ruiz", "subject_email": "ana@example.com", "asked": "policy", "reason": f"why {change_id}",
        "terms": {}, "rules": [], "missing": "", "expires_at": NOW, "came_to": [], "passed": {}, "nudges": 0,
        "yes": [], "drawing": 0, "seen": 0, **request,
    }  # fmt: skip
    card = {"role": "decider", "who": "g-lead", "team_id": "T", "workspace": "T", "slack_user": "ULEAD", "channel": "D"}
    async with database.begin() as tx:
        await tx.execute(insert(changes).values(change))
        await tx.execute(insert(requests).values(row))
        await tx.execute(insert(cards).values(change_id=change_id, ts="1", drawn=0, **card))
        plain = {JSON: {}, UtcDateTime: NOW, String: change_id}
        back = {column.name: plain[type(column.type)] for column in put_backs.c}
        await tx.execute(insert(put_backs).values(back))


async def ids(database: Database, table: Table) -> set[str]:
    async with database.read() as tx:
        return set((await tx.execute(select(table.c.change_id))).scalars())


async def test_their_own_requests_go_with_all_that_belongs_to_them_and_open_ones_are_cancelled(
    database: Database,
) -> None:
    for change_id, state in (("DONE11", "done"), ("ASKED1", "asked"), ("OFFER1", "offered"), ("APPRO1", "approved")):
        await asked(database, change_id, state, "UANA", "g-ana")
    await asked(database, "OTHER1", "asked", "UBO", "g-bo")
    async with database.begin() as tx:
        await forget_requests(tx, ANA, NOW)
    for table in (requests, cards, put_backs):
        assert await ids(database, table) == {"APPRO1", "OTHER1"}, table.name
    async with database.read() as tx:
        [entry] = (await tx.execute(select(audit))).all()
        states = {row.id: row.state for row in (await tx.execute(select(changes))).all()}
    assert (entry.change_id, entry.step, entry.slack_user) == ("ASKED1", "cancelled", "")
    assert entry.detail == {"why": "forgotten"}
    assert (states["ASKED1"], states["APPRO1"], states["OTHER1"]) == ("cancelled", "approved", "asked")


async def test_in_what_others_asked_their_name_their_address_and_their_words_go(database: Database) -> None:
    decided = {"name": "Ana Ruiz", "genesys_id": "g-ana", "slack_user": "UANA", "reason": "because I say so"}
    course = {"now": {"name": "Lea Lead", "genesys_id": "g-lead", "instead_of": "Ana Ruiz"}, "left_out": [SHE]}
    talk = [{"by": "Ana Ruiz", "by_user": "g-ana", "text": "Why now?", "answer": "Bo is ill"}]
    request = {"yes": [LEAD, SHE], "decided_by": decided, "course": course, "talk": talk}
    await asked(database, "OTHER1", "declined", "UBO", "g-bo", **request)
    await asked(database, "OTHER2", "done", "UBO", "g-bo", yes=[LEAD], decided_by={**LEAD, "reason": "well covered"})
    await asked(database, "ABOUT1", "done", "UBO", "g-ana")
    async with database.begin() as tx:
        await forget_requests(tx, ANA, NOW)
    async with database.read() as tx:
        rows = {row.change_id: row for row in (await tx.execute(select(requests))).all()}
        about = (await tx.execute(select(changes.c.change).where(changes.c.id == "ABOUT1"))).scalar_one()
    first = rows["OTHER1"]
    assert first.decided_by == {"name": FORGOTTEN, "genesys_id": "g-ana", "slack_user": "UANA", "reason": ""}
    assert first.yes == [LEAD, {**SHE, "name": FORGOTTEN, "email": "", "slack_email": ""}]
    assert first.course["now"] == {"name": "Lea Lead", "genesys_id": "g-lead", "instead_of": FORGOTTEN}
    assert first.talk == [{"by": FORGOTTEN, "by_user": "g-ana", "text": "", "answer": "Bo is ill"}]
    assert rows["OTHER2"].decided_by == {**LEAD, "reason": "well covered"}
    assert (rows["ABOUT1"].subject_name, rows["ABOUT1"].subject_email) == (FORGOTTEN, "")
    assert about == {"user_id": "g-ana", "user_name": FORGOTTEN}
    if not database.is_sqlite:  # A file keeps deleted pages until others need them.
        assert "because I say so" not in stored(database.url)
