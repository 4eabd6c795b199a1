"""What people of a trace do at random: they say, ask and confirm; click on what is theirs and what is not; leave, and more."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from tests.dispatch.signed import Signed, click, command
from tests.handlers.test_leaving import changed
from tests.oracle.effects import Deed
from tests.oracle.oracle import Wanted
from tests.oracle.staged import EDIT, JOIN, ON_QUEUE, Play
from tests.oracle.worlds import KINDS
from tests.stage.looking import Behind

PRESENCES = {"break": "Break", "meal": "Meal", "busy": "Busy", "off": "Available", "on": "On Queue"}
QUEUES = ("Billing", "Returns", "Sales", "Support")
REASONS = ("", "please", "see INC-4711")


async def says(play: Play) -> None:
    """For oneself or for somebody else, now or after having been decided, for good or until a moment."""
    who = play.random.choice(list(play.people))
    whom = who if play.random.random() < 0.6 else play.random.choice(list(play.people))
    wish, words = _wish(play, who, whom)
    until = None
    if play.random.random() < 0.2:
        until, words = play.now() + timedelta(minutes=30), f"{words} for 30 minutes"
    if whom != who:
        words = f"for {play.people[whom].mention} {words}"
    is_asked, reason = play.random.random() < 0.35, ""
    if is_asked:
        reason = play.random.choice(REASONS)
        words = f'ask {words} "{reason}"' if reason else f"ask {words}"
    deed = Deed(play.now(), "ask" if is_asked else "say", play.ids[who], wish, reason, until)
    made = await play.does(f"{who}: {words}", deed, types(play, who, words))
    if any(row.state == "failed" for row in made) and play.random.random() < 0.8:
        await asks_lead(play, who, made[-1].id)


def types(play: Play, who: str, words: str) -> Callable[[], Awaitable[Any]]:
    return lambda: Signed(play.stage).form(command(play.people[who], words))


async def asks_lead(play: Play, who: str, refused: str) -> str:
    """What Genesys refused."""
    person, reason = play.people[who], play.random.choice(REASONS[1:])

    async def asks() -> None:
        await person.clicks("Ask my lead…")
        await person.does(submit={"Reason": reason})
        await person.clicks("Close")

    deed = Deed(play.now(), "refused", play.ids[who], reason=reason, on=refused)
    made = await play.does(f"{who}: asks the lead for #{refused} “{reason}”", deed, asks)
    return made[-1].id if made else ""


def _wish(play: Play, who: str, whom: str) -> tuple[Wanted, str]:
    """Mostly what is not so yet, and what Genesys could do."""
    by, to = play.somebody(who), play.somebody(whom)
    if play.random.random() < 0.5:
        mine = play.queues_of(whom)
        queue = play.random.choice(sorted(mine) if mine and play.random.random() < 0.8 else QUEUES)
        # To become a member is another change than to join.
        kind = "queues.set" if queue in mine else "queues.add_members"
        operations, klass = KINDS[kind]
        verb = "leave" if mine.get(queue) else "join"
        return Wanted(kind, operations, klass, by, to, (queue,)), f"{verb} {queue.lower()}"
    now = play.people[whom].state["presence"]
    word = play.random.choice([word for word, presence in PRESENCES.items() if presence != now])
    if word == "on":
        return Wanted("presence.on_queue", ON_QUEUE, "state", by, to), word
    operations, klass = KINDS["presence.set"]
    return Wanted("presence.set", operations, klass, by, to), word


def pressing(what: str, action: str, *states: str) -> Callable[[Play], Awaitable[None]]:
    """Anybody clicks on anything: whom it was shown to says nothing about who sends a click."""

    async def presses(play: Play) -> None:
        rows = [row for row in await Behind(play.stage).rows() if row.state in states or play.random.random() < 0.05]
        if not rows:
            return
        row, who = play.random.choice(rows[-4:]), play.random.choice(list(play.people))
        request = await play.stage.app.desk.requests.find(row.id)
        mine = request.with_user if request else _asker(play, row.slack_user)
        if mine in play.names and play.random.random() < 0.6:
            who = play.names[mine]
        await press(play, who, what, action, row.id)

    return presses


async def press(play: Play, who: str, what: str, action: str, change_id: str) -> None:
    request = await play.stage.app.desk.requests.find(change_id)
    deed = Deed(play.now(), what, play.ids[who], on=change_id)
    sent = click(play.people[who], action, f"{change_id} {request.seen}" if request else change_id)
    await play.does(f"{who}: {what} #{change_id}", deed, lambda: Signed(play.stage).payload(sent))


def _asker(play: Play, slack_user: str) -> str:
    return next(one.who.genesys_user for one in play.people.values() if one.who.slack_user == slack_user)


async def undoes(play: Play) -> None:
    who = play.random.choice(list(play.people))
    deed = Deed(play.now(), "undo", play.ids[who])
    await play.does(f"{who}: undo", deed, types(play, who, "undo"))


async def delegates(play: Play) -> None:
    who, to = play.random.choice(["femi", "bo", "carla"]), play.random.choice(list(play.people))
    lead = play.ids[who]
    if play.random.random() < 0.2:
        play.world.delegates.pop(lead, None)
        words = "delegate off"
    else:
        words = f"delegate {play.people[to].mention} for 30 days"
        if play.is_here(who) and play.is_here(to) and who != to:
            play.world.delegates[lead] = play.ids[to]
    await play.does(f"{who}: {words} ({to})", Deed(play.now(), "other"), types(play, who, words))


async def comes_and_goes(play: Play) -> None:
    who = play.random.choice(["femi", "bo", "carla", "twin"])
    away = not play.world.people[play.ids[who]].away
    play.human(who, away=away)
    order: dict[str, Any] = {"user": play.ids[who], "out_of_office": away}
    await play.does(f"{who} away: {away}", Deed(play.now(), "other"), lambda: play.stage.floor(**order))


async def gets_rights(play: Play) -> None:
    """Genesys lets somebody do something, or no longer."""
    who, right = play.random.choice(list(play.people)), play.random.choice([JOIN, EDIT])
    held = play.world.rights[play.ids[who]]
    change = {"remove": [right]} if right in held else {"add": [right]}
    held ^= {right}
    order: dict[str, Any] = {"user": play.ids[who], "permissions": change}
    await play.does(f"{who}: {change}", Deed(play.now(), "other"), lambda: play.stage.floor(**order))


async def leaves(play: Play) -> None:
    """Somebody ends their link, or becomes a guest."""
    who = play.random.choice(list(play.people))
    id_, person = play.ids[who], play.people[who]
    if play.random.random() < 0.5:
        play.human(who, linked=False)
        play.world.delegates = {lead: to for lead, to in play.world.delegates.items() if id_ not in {lead, to}}
        await play.does(f"{who}: unlink", Deed(play.now(), "other"), types(play, who, "unlink"))
    else:
        play.human(who, served=False)
        guest = changed(play.stage, person, is_restricted=True)
        await play.does(f"{who} becomes a guest", Deed(play.now(), "other"), lambda: guest)


async def waits(play: Play) -> None:
    """Time goes by, and what is due is done."""
    minutes = play.random.choice([1, 6, 11, 16, 31, 31, 500])
    deed = Deed(play.now(), "other")
    await play.does(f"{minutes} minutes go by", deed, lambda: Behind(play.stage).put_back(minutes=minutes))


DEEDS: dict[Callable[[Play], Awaitable[None]], int] = {
    says: 12,
    pressing("approve", "requests.approve/0", "asked"): 14,
    pressing("confirm", "offers.confirm/0", "offered"): 8,
    pressing("cancel", "requests.cancel/0", "asked"): 1,
    pressing("undo", "requests.undo/0", "done"): 1,
    undoes: 2,
    delegates: 1,
    comes_and_goes: 1,
    gets_rights: 1,
    leaves: 1,
    waits: 2,
}


async def played(play: Play, steps: int) -> list[str]:
    """What was wrong, if anything."""
    await play.opens()
    for _ in range(steps):
        (deed,) = play.random.choices(list(DEEDS), list(DEEDS.values()))
        await deed(play)
    return play.wrong
