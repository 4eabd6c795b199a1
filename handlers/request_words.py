"""The words of requests: what was asked, whom it is with and why them, and what became of it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.approvals.path import How, Why
from bot.changes.requests.request import Course, LeftOut, Named, Request
from bot.dispatch.turn import Turn
from bot.grammar.spoken import spoken
from bot.slack.mrkdwn import NOTHING, Mrkdwn, joined, mrkdwn, shown
from handlers.wording import said

LEFT_OUT = {
    Why.REQUESTER: "asked for it",
    Why.SUBJECT: "is whom it changes",
    Why.NOT_SERVED: "can't use OnQueue",
    Why.NOT_LINKED: "isn't linked to OnQueue",
    Why.OUT_OF_OFFICE: "is out of office",
    Why.DECIDED: "said yes already",
    Why.PASSED_ON: "passed it on",
    Why.TIMED_OUT: "didn't answer",
    Why.REFUSED: "isn't let by Genesys",
}
NAMED_OUT = 3  #: people left out that a sentence names
NAME = 30  #: characters of a name that stands within the first hundred of a notification
OWN_WORDS = 400  #: characters of what somebody typed, as a card has room for it
PIECE = 100  #: of a word
ROOM = "the approvers' channel"


def named(name: str) -> str:
    """A person's name where room is short."""
    return shown(name, NAME)


def wanted(request: Request, *, zone: ZoneInfo, now: datetime, by_reader: bool = False) -> Mrkdwn:
    """Who wants what for whom until when: what a notification has room for."""
    wish = said(request.row.change.wish(), zone=zone, now=now)
    until = mrkdwn(" until {}", spoken(request.row.until, zone=zone, now=now)) if request.row.until else NOTHING
    if by_reader:
        asks = mrkdwn("You ask" if request.is_open else "You asked")
    else:
        asks = mrkdwn("{} {}", named(request.requester.name), "asks" if request.is_open else "asked")
    if request.subject.genesys_id == request.requester.genesys_id:
        return mrkdwn("{} to {}{}", asks, wish, until)
    return mrkdwn("{} for {}: {}{}", asks, named(request.subject.name), wish, until)


def in_their_words(text: str) -> Mrkdwn:
    """What somebody typed, shortened and in quotes. A value holds fewer characters, so it comes word by word."""
    words = shown(text, OWN_WORDS).split(" ")
    return mrkdwn("“{}”", joined(" ", [_whole(word) for word in words]))


def with_whom(course: Course | None, *, reader: str = "", lead_of: str = "") -> Mrkdwn:
    """Whom it is with and why them, and who is next. `reader`: a Genesys user or a channel; `lead_of`: who asked."""
    if course is None:
        return mrkdwn("It goes to somebody who can decide it.")
    left_out = _left_out(course.left_out, lead_of)
    if course.now is None:
        because = mrkdwn(": {}", left_out) if course.left_out else NOTHING
        return mrkdwn("*Nobody can decide it now*{}. I look again and again.", because)
    if reader and reader in {course.now.genesys_id, course.now.room}:
        who = mrkdwn("this channel" if course.now.room else "you")
    else:
        who = _name(course.now)
    after = mrkdwn("Next: {}.", _name(course.next)) if course.next else mrkdwn("Nobody is next.")
    return mrkdwn("With {}{}. {}", who, _because(course, left_out, lead_of), after)


def whom(course: Course | None) -> Mrkdwn:
    """Whom it is with, by name alone."""
    return _name(course.now) if course and course.now else mrkdwn("nobody yet")


def in_a_line(turn: Turn, request: Request) -> Mrkdwn:
    wish = said(request.row.change.wish().named(request.subject.name), zone=turn.zone, now=turn.now)
    return mrkdwn("#{} {} · {}", request.id, wish, request.row.state)


def _whole(word: str) -> Mrkdwn:
    """An address may be longer than a value."""
    return joined("", [mrkdwn("{}", word[start : start + PIECE]) for start in range(0, len(word), PIECE)])


def _because(course: Course, left_out: Mrkdwn, lead_of: str) -> Mrkdwn:
    now = course.now
    assert now is not None
    instead = mrkdwn(", in place of {}", named(now.instead_of)) if now.instead_of else NOTHING
    if course.left_out:
        return mrkdwn("{} because {}", instead, left_out)
    match now.how:
        case How.SUPERIOR:
            return mrkdwn(", {}", _lead(lead_of))
        case How.NAMED:
            return mrkdwn(", whom the rules name")
        case How.NEXT_SUPERIOR:
            return mrkdwn(", further above")
        case _:
            return instead


def _left_out(left_out: tuple[LeftOut, ...], lead_of: str) -> Mrkdwn:
    parts = [
        mrkdwn(
            "{}{} {}",
            named(one.name),
            mrkdwn(", {},", _lead(lead_of)) if one.how is How.SUPERIOR else NOTHING,
            LEFT_OUT[one.why],
        )
        for one in left_out[:NAMED_OUT]
    ]
    more = len(left_out) - NAMED_OUT
    if more > 0:
        parts.append(mrkdwn("{} more can't", more))
    return joined(" and ", parts)


def _lead(lead_of: str) -> Mrkdwn:
    return mrkdwn("{}'s lead", named(lead_of)) if lead_of else mrkdwn("your lead")


def _name(one: Named) -> Mrkdwn:
    return mrkdwn(ROOM) if one.room else mrkdwn("{}", named(one.name))
