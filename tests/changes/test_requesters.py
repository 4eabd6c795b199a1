"""Whoever asked is recognised at a decision, also behind a second account in Slack."""

import pytest

from bot.approvals.people import Person
from bot.changes.queues import QueueWanted, SetQueues
from bot.changes.requests.request import Asked, Hand, Wish
from bot.changes.requests.rows import RequestRows
from bot.changes.row import Origin
from bot.changes.rows import ChangeRows
from bot.clock import MovableClock
from bot.identity.slack_people import SlackId
from bot.jobs.choosing import jobs_of
from bot.policy.verdict import Judgement, Terms, Verdict
from bot.store.engine import Database

ANA = Person("ana", "Ana", "ana@genesys.example", slack="T1:U1", slack_email="ana@slack.example")
SLACK = SlackId("T1", "U1")
ORIGIN = Origin(SLACK, "link", "request", "D1", None, None)
BILLING = SetQueues(user_id="ana", wanted=(QueueWanted(id="q", name="Billing", joined=True),))


@pytest.mark.parametrize(
    "second",
    [
        Person("ana", "Ana", "other@genesys.example"),
        Person("twin", "Ana", "other@genesys.example", slack="T1:U1"),
        Person("twin", "Ana", "ana+2@genesys.example"),
        Person("twin", "Ana", "other@genesys.example", slack="T1:U2", slack_email="Ana@slack.example"),
    ],
    ids=["Genesys user", "Slack account", "mailbox in Genesys", "mailbox in Slack"],
)
async def test_a_stored_requester_is_known_by(database: Database, second: Person) -> None:
    clock = MovableClock()
    jobs = jobs_of(database, clock)
    rows = RequestRows(database, clock, jobs, ChangeRows(database, clock, jobs))
    wish = Wish(ANA, ANA, Asked.WISHED, "", Terms(), Judgement(Verdict.AT_ONCE, "their own"))
    made = await rows.add(BILLING, ORIGIN, wish, Hand(ANA, SLACK, "link", "request"))
    found = await rows.find(made.id)
    assert found is not None
    assert found.requester.is_same(second)
    assert not found.requester.is_same(Person("bo", "Bo", "bo@genesys.example", slack="T1:U3"))
