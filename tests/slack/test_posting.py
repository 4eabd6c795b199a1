"""What the clock sends keeps Slack's limits, its order, and out of everybody's way."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import TypeVar

import pytest

from bot.slack.lanes import MOST_WAITING
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from bot.slack.sender import Place, Sender, Unsent
from bot.slack.session import slack_session
from tests.slack.moved import Call, Noting, Passing, Workspaces, limited, refused

T = TypeVar("T")
BUSY, QUIET = Place("U1", team="T1", channel="C1"), Place("U1", team="T1", channel="C2")


class Desk:
    """A sender whose time passes by itself."""

    def __init__(self, time: Passing, workspaces: Workspaces, sender: Sender) -> None:
        self.time, self.workspaces, self.sender = time, workspaces, sender

    async def posts(self, place: Place, *texts: str) -> list[Place | BaseException]:
        """All of them at once."""
        posts = [self.sender.post(place, said(text), key=text) for text in texts]
        return await self.time.until(asyncio.gather(*posts, return_exceptions=True))

    def texts(self, channel: str) -> list[str]:
        return [call.text for call in self.workspaces.calls if call.arguments.get("channel") == channel]

    def moments(self, method: str, team: str = "T1") -> list[float]:
        return [call.at_s for call in self.workspaces.calls if (call.method, call.team) == (method, team)]


def said(text: str) -> Reply:
    return Reply([mrkdwn("{}", text)])


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    time = Passing()
    workspaces = Workspaces(time)
    async with slack_session() as session:
        client = Noting("none", time, workspaces)
        client.session = session
        sender = Sender(client, workspaces, time)
        yield Desk(time, workspaces, sender)
        await sender.drain(0)


async def test_one_message_a_second_goes_into_a_channel_in_the_order_in_which_they_came(desk: Desk) -> None:
    texts = [f"message {number}" for number in range(6)]
    await desk.posts(BUSY, *texts)
    assert desk.texts("C1") == texts
    assert desk.moments("chat.postMessage") == [0, 1, 2, 3, 4, 5]


async def test_a_thread_keeps_its_order_beside_its_channel(desk: Desk) -> None:
    root = await desk.time.until(desk.sender.post(BUSY, said("root"), key="k"))
    thread = Place("U1", team="T1", channel="C1", thread_ts=root.ts)
    await desk.time.until(
        asyncio.gather(*(desk.sender.post(thread, said(f"part {number}"), key="k") for number in range(3)))
    )
    assert desk.texts("C1") == ["root", "part 0", "part 1", "part 2"]
    assert {call.arguments.get("thread_ts") for call in desk.workspaces.calls[1:]} == {"1.0"}


async def test_one_busy_channel_never_delays_another(desk: Desk) -> None:
    busy = [desk.sender.post(BUSY, said(f"busy {number}"), key="k") for number in range(3 * MOST_WAITING)]
    quiet = [desk.sender.post(QUIET, said("quiet"), key="k")]
    await desk.time.until(asyncio.gather(*busy, *quiet))
    assert next(call.at_s for call in desk.workspaces.calls if call.channel == "C2") < 1


async def test_a_workspace_gets_no_more_in_any_minute_than_slack_takes(desk: Desk) -> None:
    people = [Place(f"U{number}", team="T1") for number in range(700)]
    await desk.time.until(asyncio.gather(*(desk.sender.post(one, said("hello"), key="k") for one in people)))
    moments = desk.moments("chat.postMessage")
    assert len(moments) == 700
    for first in moments[::20]:
        assert sum(first <= moment < first + 60 for moment in moments) <= 300
    assert moments[-1] < 160


async def test_another_workspace_does_not_wait_for_a_full_one(desk: Desk) -> None:
    full = [desk.sender.post(Place(f"U{number}", team="T1"), said("hello"), key="k") for number in range(200)]
    other = desk.sender.post(Place("U1", team="T2"), said("hello"), key="k")
    await desk.time.until(asyncio.gather(*full, other))
    assert desk.moments("chat.postMessage", "T2") == [0]


async def test_channels_take_turns_where_the_workspace_is_full(desk: Desk) -> None:
    """The newcomer queues behind one message of each channel, not behind all that wait."""
    channels = [Place("U1", team="T1", channel=f"C{number}") for number in range(40)]
    posts = [desk.sender.post(one, said("m"), key="k") for one in channels for _ in range(5)]
    await desk.time.until(asyncio.gather(*posts))
    first_round = [call.channel for call in desk.workspaces.calls[:40]]
    assert len(set(first_round)) == 40


async def test_an_answer_to_somebody_waits_for_none_of_them(desk: Desk) -> None:
    posts = [desk.sender.post(Place(f"U{number}", team="T1"), said("clock"), key="k") for number in range(300)]
    waiting = asyncio.ensure_future(asyncio.gather(*posts))
    for _ in range(100):
        await asyncio.sleep(0)
    sent = len(desk.workspaces.calls)
    assert sent < 100
    await desk.sender.send(Place("U999", team="T1", channel="D999"), said("answer"))
    assert desk.workspaces.calls[-1].text == "answer"
    assert desk.workspaces.calls[-1].at_s == 0
    await desk.time.until(waiting)


async def test_retry_after_holds_its_method_in_its_workspace_and_nothing_else(desk: Desk) -> None:
    answers = iter([limited(30)])

    def answer(call: Call) -> None:
        if call.team == "T1" and call.method == "chat.postMessage" and (error := next(answers, None)):
            raise error

    desk.workspaces.answer = answer
    card = Place("U1", team="T1", channel="C3", ts="7.0")
    posts = [
        desk.sender.post(BUSY, said("one"), key="k"),
        desk.sender.post(QUIET, said("two"), key="k"),
        desk.sender.post(card, said("card"), key="k"),
        desk.sender.post(Place("U1", team="T2"), said("elsewhere"), key="k"),
    ]
    await desk.time.until(asyncio.gather(*posts))
    assert sorted(moment >= 30 for moment in desk.moments("chat.postMessage")) == [False, False, True]
    assert desk.moments("chat.update") == [0]
    assert desk.moments("chat.postMessage", "T2") == [0]
    assert desk.texts("C1").count("one") + desk.texts("C2").count("two") == 3


async def test_order_is_kept_when_slack_asks_to_come_again(desk: Desk) -> None:
    answers = iter([None, limited(5), None])

    def answer(_: Call) -> None:
        if error := next(answers, None):
            raise error

    desk.workspaces.answer = answer
    await desk.posts(BUSY, "a", "b", "c")
    assert desk.texts("C1") == ["a", "b", "b", "c"]


async def test_of_several_states_of_a_card_that_wait_the_newest_is_sent_once(desk: Desk) -> None:
    card = Place("U1", team="T1", channel="C1", ts="5.0")
    await desk.posts(card, "0 %", "30 %", "60 %", "done")
    assert desk.texts("C1")[-1] == "done"
    assert len(desk.texts("C1")) <= 2


async def test_an_answer_to_a_click_is_not_overwritten_by_an_older_state_that_waited(desk: Desk) -> None:
    card = Place("U1", team="T1", channel="C1", ts="5.0")
    first = asyncio.ensure_future(desk.sender.post(BUSY, said("before"), key="k"))
    old = asyncio.ensure_future(desk.sender.post(card, said("old"), key="k"))
    for _ in range(20):
        await asyncio.sleep(0)
    await desk.sender.send(card, said("new"))
    assert (await desk.time.until(asyncio.gather(first, old)))[1] == card
    assert desk.texts("C1") == ["before", "new"]


async def test_a_message_says_in_its_metadata_which_one_it_is(desk: Desk) -> None:
    await desk.posts(BUSY, "R7K2 at nine")
    assert desk.workspaces.calls[0].arguments["metadata"] == {
        "event_type": "onqueue_message",
        "event_payload": {"key": "R7K2 at nine"},
    }


async def test_what_slack_will_not_draw_is_sent_as_text(desk: Desk) -> None:
    def answer(call: Call) -> None:
        if call.arguments["blocks"]:
            raise refused("invalid_blocks")

    desk.workspaces.answer = answer
    assert isinstance((await desk.posts(BUSY, "figures"))[0], Place)
    assert [bool(call.arguments["blocks"]) for call in desk.workspaces.calls] == [True, False]


async def test_a_card_that_is_no_longer_there_is_posted_anew(desk: Desk) -> None:
    def answer(call: Call) -> None:
        if call.method == "chat.update":
            raise refused("message_not_found")

    desk.workspaces.answer = answer
    card = Place("U1", team="T1", channel="C1", ts="5.0")
    [there] = await desk.posts(card, "figures")
    assert there == Place("U1", team="T1", channel="C1", ts="2.0")


@pytest.mark.parametrize("error", ["not_in_channel", "is_archived", "missing_scope"])
async def test_where_slack_takes_nothing_the_reason_is_told_and_nobody_else_reads_it(desk: Desk, error: str) -> None:
    def answer(_: Call) -> None:
        raise refused(error)

    desk.workspaces.answer = answer
    [failed] = await desk.posts(BUSY, "figures")
    assert isinstance(failed, Unsent)
    assert error in str(failed)
    assert {call.channel for call in desk.workspaces.calls} == {"C1"}


async def test_what_slack_holds_for_an_hour_is_given_back_at_once(desk: Desk) -> None:
    def answer(_: Call) -> None:
        raise limited(3600)

    desk.workspaces.answer = answer
    failed = await desk.posts(BUSY, "a", "b")
    assert [str(one) for one in failed] == ["ratelimited", "ratelimited"]
    assert len(desk.workspaces.calls) == 1


async def test_a_full_lane_takes_more_when_there_is_room(desk: Desk) -> None:
    texts = [str(number) for number in range(2 * MOST_WAITING)]
    posts = [asyncio.ensure_future(desk.sender.post(BUSY, said(text), key=text)) for text in texts]
    await desk.time.until(asyncio.gather(*posts))
    assert desk.texts("C1") == texts


async def test_a_message_that_nobody_waits_for_any_more_is_not_sent(desk: Desk) -> None:
    posts = [asyncio.ensure_future(desk.sender.post(BUSY, said(text), key=text)) for text in ("a", "b", "c")]
    for _ in range(20):
        await asyncio.sleep(0)
    posts[1].cancel()
    await desk.time.until(asyncio.gather(*posts, return_exceptions=True))
    assert desk.texts("C1") == ["a", "c"]


async def test_who_gave_up_on_a_message_that_was_under_way_sends_it_once(desk: Desk) -> None:
    hangs = asyncio.Event()
    desk.workspaces.wait_for = hangs
    first = asyncio.ensure_future(desk.sender.post(BUSY, said("tea"), key="R7K2 at nine"))
    for _ in range(20):
        await asyncio.sleep(0)
    first.cancel()
    again = asyncio.ensure_future(desk.sender.post(BUSY, said("tea"), key="R7K2 at nine"))
    other = asyncio.ensure_future(desk.sender.post(BUSY, said("tea"), key="R7K2 at ten"))
    hangs.set()
    await desk.time.until(asyncio.gather(again, other))
    assert again.result().ts == "1.0"
    assert desk.texts("C1") == ["tea", "tea"]


async def test_a_stop_sends_what_waits_and_takes_nothing_more(desk: Desk) -> None:
    posts = [asyncio.ensure_future(desk.sender.post(BUSY, said(text), key=text)) for text in ("a", "b", "c")]
    for _ in range(20):
        await asyncio.sleep(0)
    draining = asyncio.ensure_future(desk.sender.drain(5))
    await asyncio.sleep(0)
    with pytest.raises(Unsent):
        await desk.sender.post(QUIET, said("late"), key="k")
    await desk.time.until(draining)
    assert desk.texts("C1") == ["a", "b", "c"]
    await asyncio.gather(*posts)


async def test_what_a_stop_has_no_time_for_is_given_back(desk: Desk) -> None:
    posts = [asyncio.ensure_future(desk.sender.post(BUSY, said(text), key=text)) for text in ("a", "b")]
    for _ in range(20):
        await asyncio.sleep(0)
    await desk.sender.drain(0)
    first, second = await asyncio.gather(*posts, return_exceptions=True)
    assert isinstance(first, Place)
    assert isinstance(second, Unsent)


async def test_of_several_homes_of_somebody_the_newest_is_shown(desk: Desk) -> None:
    shows = [desk.sender.publish("T1", "U1", {"type": "home", "number": number}) for number in range(5)]
    other = desk.sender.publish("T1", "U2", {"type": "home", "number": 7})
    await desk.time.until(asyncio.gather(*shows, other))
    shown = [(call.arguments["user_id"], call.arguments["view"]["number"]) for call in desk.workspaces.calls]
    assert shown[-1] == ("U1", 4) or ("U1", 4) in shown
    assert len([one for one in shown if one[0] == "U1"]) <= 2
    assert ("U2", 7) in shown


async def test_messages_to_one_person_have_a_second_between_them_however_they_are_addressed(desk: Desk) -> None:
    posts = [desk.sender.post(Place("U1", team="T1", channel=name), said("m"), key="k") for name in ("", "D1", "")]
    await desk.time.until(asyncio.gather(*posts))
    assert all(later - earlier >= 1 for earlier, later in pairwise(desk.moments("chat.postMessage")))
