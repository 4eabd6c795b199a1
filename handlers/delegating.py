"""Who decides while a lead is away: naming a delegate, seeing them, taking it back."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.approvals.people import Person
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import NotServed, SlackUnavailable, Unclear, Why
from bot.genesys.users import User
from bot.grammar.people import Mention, person
from bot.grammar.spoken import dated
from bot.identity.delegation_entries import Namer
from bot.identity.delegation_news import Notice
from bot.identity.delegations import LONGEST, Delegation, News
from bot.identity.links import Link, LinkState
from bot.identity.slack_people import SlackId, SlackPeople
from bot.slack.blocks import Button
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.reply import Reply
from bot.slack.sender import Place, Sender, Unsent

router = Router()

NOT_ACTIVE = {"inactive", "deleted"}


@router.verb(
    "delegate [@PERSON] [until TIME|for SPAN]",
    does="Names who decides requests in your place, and until when. `delegate off` takes it back.",
    examples=("delegate @ana until friday", "delegate @ana for 3 days", "delegate off", "delegate"),
)
async def delegate(turn: Turn) -> Reply:
    off, rest = turn.words.taking("off")
    if off:
        rest.nothing()
        return await _taken_back(turn)
    until = turn.words.moment("until")
    said = turn.words.name()
    turn.words.nothing()
    if said is None and until is None:
        return await _shown(turn)
    if said is None:
        raise Unclear(Why.MISSING)
    if until is None:
        return _until_when(turn)
    return await _named(turn, said, until.at)


@router.action("delegations.off")
async def off_pressed(turn: Turn) -> Reply:
    """What was drawn with the button may have been replaced since: then nothing is ended."""
    current = (await turn.desk.delegations.of([turn.me.id])).get(turn.me.id)
    if current and turn.picked and turn.picked[0] != current.id:
        shown = await _shown(turn)
        return Reply([mrkdwn("That one is over already. Nothing was changed."), *shown.lines], shown.elements)
    return await _taken_back(turn)


async def _named(turn: Turn, said: str, until: datetime) -> Reply:
    if until > turn.now + LONGEST:
        latest = dated(turn.now + LONGEST, zone=turn.zone, now=turn.now)
        return _refused(mrkdwn("{} days are the most: until {} at the latest.", LONGEST.days, latest))
    match person(said):
        case Mention(id=user_id) if not await _is_served(turn, SlackId(turn.slack.team_id, user_id, turn.slack.via)):
            return _refused(mrkdwn("That person can't decide for you: {}", UNSERVED))
    user = await turn.desk.people.find(said, asker=turn.slack, genesys=turn.genesys)
    link = await turn.desk.delegations.link_of(user.id)
    problem = await _problem(turn, user, link)
    if problem or link is None:
        return _refused(problem or _unlinked(turn, user))
    before = await turn.desk.delegations.name(_namer(turn), link, until)
    return await _told(turn, user, until, before)


UNSERVED = "OnQueue doesn't serve guests, bots, deactivated people and those of other companies."


async def _problem(turn: Turn, user: User, link: Link | None) -> Mrkdwn | None:
    """Why this person can't be named; None: they can."""
    me = Person(turn.me.id, turn.me.name, turn.me.email)
    if me.is_same(Person(user.id, user.name, user.email)):
        return mrkdwn("You can't name yourself: your requests come to you as it is, and nobody decides their own.")
    if user.state in NOT_ACTIVE:
        return mrkdwn("*{}* ({}) is not active in Genesys.", user.name, user.email)
    if link is None:
        return _unlinked(turn, user)
    if link.slack.team_id != turn.slack.team_id:
        return mrkdwn("*{}* ({}) is in another workspace, where your requests can't reach them.", user.name, user.email)
    if not await _is_served(turn, link.slack):
        return mrkdwn("*{}* ({}) can't decide for you: {}", user.name, user.email, UNSERVED)
    if link.state is not LinkState.LIVE:
        text = "*{}* ({}) has to sign in to Genesys again: ask them to type `{} link`."
        return mrkdwn(text, user.name, user.email, turn.desk.command)
    return None


async def _is_served(turn: Turn, slack: SlackId) -> bool:
    try:
        await turn.desk.slack_people.person(slack)
    except NotServed:
        return False
    return True


def _unlinked(turn: Turn, user: User) -> Mrkdwn:
    text = "*{}* ({}) isn't linked to OnQueue, so no request can reach them: ask them to type `{} link`."
    return mrkdwn(text, user.name, user.email, turn.desk.command)


def _refused(problem: Mrkdwn) -> Reply:
    return Reply([mrkdwn("{} Nothing was changed.", problem)])


def _until_when(turn: Turn) -> Reply:
    text = "Until when? Type `{} delegate @ana until friday`, or `for 3 days`; {} days are the most."
    return _refused(mrkdwn(text, turn.desk.command, LONGEST.days))


async def _told(turn: Turn, user: User, until: datetime, before: Delegation | None) -> Reply:
    moment = dated(until, zone=turn.zone, now=turn.now)
    lines = [
        mrkdwn("*Until {} requests for you go to {}* ({}) first.", moment, user.name, user.email),
        mrkdwn("They read so in a direct message. What they can't decide comes to you as before."),
    ]
    if before:
        ended = dated(before.until, zone=turn.zone, now=turn.now)
        lines.append(mrkdwn("This replaces *{}*, until {}.", before.delegate.name, ended))
    if await turn.desk.delegations.of([user.id]):
        lines.append(mrkdwn("*{}* has named somebody, too; your requests don't go on to that person.", user.name))
    current = (await turn.desk.delegations.of([turn.me.id])).get(turn.me.id)
    return Reply(lines, [_off_button(current)] if current else [])


async def _shown(turn: Turn) -> Reply:
    current = (await turn.desk.delegations.of([turn.me.id])).get(turn.me.id)
    others = [
        mrkdwn("Until {} requests for *{}* come to you first.", _moment(turn, one), one.lead.name)
        for one in await turn.desk.delegations.to(turn.me.id)
    ]
    if current is None:
        text = "You have named nobody to decide in your place. Try `{} delegate @ana until friday`."
        return Reply([mrkdwn(text, turn.desk.command), *others])
    text = "*Until {} requests for you go to {}* ({}) first."
    line = mrkdwn(text, _moment(turn, current), current.delegate.name, current.delegate.email)
    return Reply([line, *others], [_off_button(current)])


async def _taken_back(turn: Turn) -> Reply:
    ended = await turn.desk.delegations.take_back(_namer(turn))
    if ended is None:
        return Reply([mrkdwn("You have named nobody to decide in your place. Nothing was changed.")])
    text = "*Requests for you come to you again.* It was {} ({}), until {}, and they read that it is over."
    return Reply([mrkdwn(text, ended.delegate.name, ended.delegate.email, _moment(turn, ended))])


def _namer(turn: Turn) -> Namer:
    assert turn.actor is not None
    return Namer(turn.actor, turn.request_id, turn.place.channel)


def _moment(turn: Turn, one: Delegation) -> str:
    return dated(one.until, zone=turn.zone, now=turn.now)


def _off_button(current: Delegation) -> Button:
    return Button("Take it back", "delegations.off", current.id)


def delegation_teller(
    sender: Sender, people: SlackPeople, now: Callable[[], datetime], command: str
) -> Callable[[Notice], Awaitable[None]]:
    """Tells one of the two by direct message, by the clock on their own wall."""

    async def tell(notice: Notice) -> None:
        try:
            zone = (await people.person(notice.to)).zone
        except NotServed:  # nobody is there to read it
            return
        except SlackUnavailable as away:
            raise Unsent("Slack doesn't say who they are") from away
        lines = notice_lines(notice, zone=zone, now=now(), command=command)
        await sender.send(Place(user=notice.to.user_id, team=notice.to.workspace), Reply(lines))

    return tell


def notice_lines(notice: Notice, *, zone: ZoneInfo, now: datetime, command: str) -> list[Mrkdwn]:
    """The message."""
    until = dated(notice.until, zone=zone, now=now)
    over = mrkdwn("*Requests for {} no longer come to you.*", notice.other)
    match notice.news:
        case News.NAMED:
            return [
                mrkdwn("*Until {} requests for {} come to you.*", until, notice.other),
                mrkdwn("They named you to decide in their place. Each request comes as a message of its own."),
            ]
        case News.TAKEN_BACK:
            return [over, mrkdwn("They took it back; it was to last until {}.", until)]
        case News.LEAD_LEFT:
            return [over, mrkdwn("Their link to OnQueue has ended.")]
        case News.DELEGATE_LEFT:
            who = mrkdwn("*{}*", notice.other) if notice.other else mrkdwn("Whom you had named")
            text = "{} can't any more: their link to OnQueue has ended. `{} delegate` names somebody else."
            return [mrkdwn("*Requests for you come to you again.*"), mrkdwn(text, who, command)]
