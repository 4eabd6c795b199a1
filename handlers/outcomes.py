"""What became of a change, in words: for who waits, and through the teller for who no longer does."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.approvals.people import Person
from bot.changes.door import Answer, Denied, Gone, Offered
from bot.changes.kinds import AnyChange
from bot.changes.outcome import End, NotUndone, NoUndo, Outcome
from bot.changes.plan import Plan
from bot.changes.requests.asking import Held, Requested
from bot.changes.row import ChangeRow
from bot.dispatch.turn import Turn
from bot.errors import (
    AskedAnew,
    Conflict,
    Forbidden,
    GenesysError,
    OnQueueError,
    RateLimited,
    SignInEnded,
    StoreUnavailable,
)
from bot.grammar.spoken import spoken
from bot.identity.actors import Actor
from bot.identity.slack_people import SlackId
from bot.policy.words import explained
from bot.slack.blocks import Button, Element
from bot.slack.mrkdwn import NOTHING, Mrkdwn, mrkdwn
from bot.slack.reply import Reply
from bot.slack.sender import Place, Sender
from handlers.asked_words import asked
from handlers.offer_words import offer
from handlers.refusals import ASKED_ANEW, UNCHANGED, genesys_sentence
from handlers.wording import headline, said, whole

STATUS = Button("My status", "panel.show")

NOT_UNDONE = {
    NoUndo.NOTHING: "There is nothing to undo.",
    NoUndo.TOO_LATE: "That is more than ten minutes ago; it can't be undone any more.",
    NoUndo.ALREADY_UNDONE: "That was undone already.",
    NoUndo.NO_WAY_BACK: "There is no way back from that.",
    NoUndo.CHANGED_SINCE: "Somebody changed it since: now",
    NoUndo.NOT_YOURS: "That is another person's change.",
    NoUndo.DENIED: "The rules here don't let you take that back.",
    NoUndo.DECIDED_ANEW: "That would do it once more, and somebody has to decide that; ask for it anew.",
}


async def propose(turn: Turn, change: AnyChange) -> Reply:
    """Puts a change through the door and says what became of it; or what would, where it is only tried."""
    assert turn.actor is not None
    if turn.dry:
        return await _judged(turn, plan_of(turn, change), turn.actor)
    return answered(turn, await turn.desk.door.propose(plan_of(turn, change), turn.actor, turn.origin()))


async def _judged(turn: Turn, plan: Plan, actor: Actor) -> Reply:
    """What the rules say, rule by rule."""
    by = turn.acts_as or actor.me
    deed = await turn.desk.deeds.of(plan.change, actor, plan.subject, by=by)
    wish = said(plan.change.wish(), zone=turn.zone, now=turn.now)
    for_whom = mrkdwn(" for {}", plan.subject.name) if turn.subject else NOTHING
    lines = [mrkdwn("*If {} asked{} to {}:*", by.name, for_whom, wish)]
    lines += [mrkdwn("• {}", whole(line)) for line in explained(turn.desk.deeds.judged(deed))]
    return Reply([*lines, mrkdwn("What Genesys lets them do, it says only when it is done. {}", UNCHANGED)])


def plan_of(turn: Turn, change: AnyChange) -> Plan:
    """A change with what goes with it: whom it is about, and how it was asked."""
    about = turn.about
    named = change.naming(about.name) if turn.subject is not None else change
    subject = Person(about.id, about.name, about.email)
    return Plan(named, subject, turn.until, turn.reason, turn.wishes_decision, turn.shows_first)


def answered(turn: Turn, answer: Answer) -> Reply:
    """What the door says, for who waits for it."""
    match answer:
        case Outcome():
            return reply(answer, zone=turn.zone, now=turn.now)
        case Offered():
            return offer(turn, answer)
        case Requested() | Held():
            return asked(turn, answer)
        case Denied(change=change, judgement=judgement):
            what = headline(change, zone=turn.zone, now=turn.now)
            text = "*Not allowed here:* {}, because {}. {}"
            return Reply([mrkdwn(text, what, whole(judgement.reason), UNCHANGED)], [STATUS])
        case Gone():
            return Reply([mrkdwn("{} {} Ask again.", no_longer_open(turn, answer), UNCHANGED)], [STATUS])


def no_longer_open(turn: Turn, gone: Gone) -> Mrkdwn:
    if gone.change is None:
        return mrkdwn("That is no longer open.")
    return mrkdwn("*No longer open:* {}.", headline(gone.change, zone=turn.zone, now=turn.now))


async def undo(turn: Turn, change_id: str | None = None) -> Reply:
    """Takes back one change, or the newest."""
    assert turn.actor is not None
    outcome = await turn.desk.door.undo(turn.actor, turn.origin(), change_id)
    if isinstance(outcome, NotUndone):
        return not_undone(turn, outcome)
    undone = reply(outcome, zone=turn.zone, now=turn.now)
    if outcome.end is not End.DONE:
        return undone
    return replace(undone, lines=[mrkdwn("Undone. {}", undone.lines[0]), *undone.lines[1:]], elements=[STATUS])


def not_undone(turn: Turn, outcome: NotUndone) -> Reply:
    """Why nothing is taken back."""
    text = mrkdwn("{}", NOT_UNDONE[outcome.why])
    if outcome.now:
        text = mrkdwn("{} {}.", text, said(outcome.now, zone=turn.zone, now=turn.now))
    return Reply([mrkdwn("{} {}", text, UNCHANGED)], [STATUS])


def reply(outcome: Outcome, *, zone: ZoneInfo, now: datetime) -> Reply:
    """One outcome for its person."""
    elements: list[Element] = [STATUS]
    if is_askable(outcome):
        elements.insert(0, ask_button(outcome))
    if outcome.can_undo:
        elements.insert(0, Button("Undo", "undo.press", outcome.change_id))
    tells = () if outcome.end is End.WAITING else (outcome.change_id,)
    lines = [_sentence(outcome, zone, now), mrkdwn("Request #{}", outcome.change_id)]
    if outcome.back_at is not None:
        ends = spoken(outcome.back_at, zone=zone, now=now)
        lines.insert(1, mrkdwn("It is put back {}, unless somebody changes it meanwhile.", ends))
        elements.insert(0, Button("Don't put back", "putback.keep", outcome.change_id))
    return Reply(lines, elements, tells)


def is_askable(outcome: Outcome) -> bool:
    """Whether somebody else may be let to do what Genesys refused."""
    refused = outcome.end is End.FAILED and isinstance(outcome.problem, Forbidden)
    return refused and not outcome.change.owner_only


def ask_button(outcome: Outcome, *, on_card: bool = False) -> Button:
    """`on_card`: it stands on the card of another request."""
    return Button("Ask my lead…", "requests.ask", outcome.change_id + (" card" if on_card else ""))


def _sentence(outcome: Outcome, zone: ZoneInfo, now: datetime) -> Mrkdwn:
    what = headline(outcome.change, zone=zone, now=now)
    match outcome:
        case Outcome(end=End.DONE, before=before) if before is not None:
            return mrkdwn("*Done:* {}.", said(outcome.change.sentence(before), zone=zone, now=now))
        case Outcome(end=End.ALREADY, after=after) if after is not None:
            return mrkdwn("*Already so:* {}. {}", said(outcome.change.shown(after), zone=zone, now=now), UNCHANGED)
        case Outcome(end=End.WAITING, problem=RateLimited() as problem):
            text = "*Waiting:* {}. {} I keep your request and tell you when it is done."
            return mrkdwn(text, what, genesys_sentence(problem))
        case Outcome(end=End.WAITING, problem=StoreUnavailable()):
            text = "*Waiting:* {}; my database isn't answering. I keep your request and tell you how it ends."
            return mrkdwn(text, what)
        case Outcome(end=End.WAITING):
            text = (
                "*Waiting:* {}. Genesys isn't answering. I keep your request for 15 minutes and tell you how it ends."
            )
            return mrkdwn(text, what)
        case Outcome(end=End.UNKNOWN):
            return _uncertain(outcome, what, zone, now)
        case Outcome(problem=problem):
            return mrkdwn("*Not done:* {}. {} {}", what, _problem(problem), UNCHANGED)


def _uncertain(outcome: Outcome, what: Mrkdwn, zone: ZoneInfo, now: datetime) -> Mrkdwn:
    match outcome:
        case Outcome(problem=AskedAnew()):
            return mrkdwn("*Not certain:* {}. {} This may have been done before that, or not.", what, ASKED_ANEW)
        case Outcome(after=after, problem=Conflict()) if after is not None:
            text = "*Somebody else was faster:* Genesys now shows that {}. Look before you try again."
            return mrkdwn(text, said(outcome.change.shown(after), zone=zone, now=now))
        case Outcome(after=after, problem=GenesysError() as problem) if after is not None:
            text = "*Not all of it:* {} Genesys now shows that {}."
            shown = said(outcome.change.shown(after), zone=zone, now=now)
            return mrkdwn(text, genesys_sentence(problem), shown)
        case Outcome(after=after) if after is not None:
            text = "*Not certain:* Genesys took the request, but still shows that {}. Look again in a minute."
            return mrkdwn(text, said(outcome.change.shown(after), zone=zone, now=now))
        case Outcome(problem=SignInEnded()):
            text = "*Not certain:* {}; your Genesys sign-in has ended, so I can't see if it was done. Link again."
            return mrkdwn(text, what)
        case _:
            text = "*Not certain:* {}; I can't see whether Genesys did it. Look at `status` before you try again."
            return mrkdwn(text, what)


def _problem(problem: OnQueueError | None) -> Mrkdwn:
    if isinstance(problem, GenesysError):
        return genesys_sentence(problem)
    if isinstance(problem, AskedAnew):
        return mrkdwn("{}", ASKED_ANEW)
    return mrkdwn("Your Genesys sign-in has ended; link again.")


Unsealed = Callable[[bytes | None], str | None]
Zone = Callable[[SlackId], Awaitable[ZoneInfo]]


def teller(
    sender: Sender, unsealed: Unsealed, zone_of: Zone, now: Callable[[], datetime]
) -> Callable[[ChangeRow, Outcome], Awaitable[None]]:
    """Tells the end of a change for which nobody waits any more: where it was asked, or else by DM."""

    async def tell(row: ChangeRow, outcome: Outcome) -> None:
        origin = row.origin
        place = Place(
            user=origin.slack.user_id,
            team=origin.slack.workspace,
            channel=origin.channel,
            thread_ts=origin.thread_ts,
            response_url=unsealed(origin.response_url_sealed),
            replaces=True,
        )
        await sender.send(place, reply(outcome, zone=await zone_of(origin.slack), now=now()))

    return tell
