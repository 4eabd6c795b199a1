"""What a change does to queues, as a card tells it."""

from datetime import UTC, datetime

import pytest

from bot.changes.presence import GoOnQueue, PresenceNow, SetPresence
from bot.changes.queue_members import AddMembers, NewMembership, RemoveMembers
from bot.changes.queues import Memberships, OfQueues, QueueWanted, SetQueues
from bot.changes.requests.impact import Impact, QueueImpact, Step, presence_step, queue_steps, standing
from bot.genesys.analytics import QueueNow

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
JOIN = QueueWanted(id="q", name="Billing", joined=True)
LEAVE = QueueWanted(id="q", name="Billing", joined=False)
ADD = NewMembership(id="q", name="Billing")


@pytest.mark.parametrize(
    ("change", "joined", "step"),
    [
        (SetQueues(user_id="u", wanted=(JOIN,)), {"q": False}, 1),
        (SetQueues(user_id="u", wanted=(JOIN,)), {"q": True}, 0),
        (SetQueues(user_id="u", wanted=(LEAVE,)), {"q": True}, -1),
        (SetQueues(user_id="u", wanted=(LEAVE,)), {}, 0),
        (AddMembers(user_id="u", wanted=(ADD,)), {}, 1),
        (RemoveMembers(user_id="u", wanted=(JOIN,)), {"q": True}, -1),
        (RemoveMembers(user_id="u", wanted=(JOIN,)), {"q": False}, 0),
    ],
)
def test_a_queue_gets_one_more_or_one_less(change: OfQueues, joined: dict[str, bool], step: int) -> None:
    assert queue_steps(change, Memberships(joined=joined)) == [Step("q", "Billing", step)]


@pytest.mark.parametrize(("system", "off", "on"), [("On Queue", -1, 0), ("Available", 0, 1)])
def test_going_on_or_off_queue_counts_in_each_of_their_queues(system: str, off: int, on: int) -> None:
    now = PresenceNow(definition_id="now", system=system)
    assert presence_step(SetPresence(user_id="u", definition_id="b", label="Break"), now) == off
    assert presence_step(GoOnQueue(user_id="u", definition_id="o", label="On Queue"), now) == on


def test_of_whom_is_off_queue_no_figure_changes_and_none_goes_below_nothing() -> None:
    steps = [Step("q", "Billing", -1), Step("r", "Returns", 1), Step("s", "Sales", 1)]
    stands = {"q": QueueNow(on_queue=0, waiting=3), "r": QueueNow(on_queue=4)}
    figures = QueueImpact("Billing", 0, 0, 3), QueueImpact("Returns", 4, 5, None)
    assert standing(steps, stands, NOW) == Impact(figures, NOW)
    off = standing(steps, stands, NOW, is_off_queue=True)
    assert off
    assert [one.after for one in off.queues] == [0, 4]
    assert standing(steps, {}, NOW) is None
