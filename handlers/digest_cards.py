"""One digest and lists of them, as their owner reads them."""

from collections.abc import Sequence

from bot.dispatch.turn import Turn
from bot.errors import Unclear, Why
from bot.grammar.spoken import spoken
from bot.schedules.contents import DigestContent
from bot.schedules.rules import described
from bot.schedules.schedule import Paused, Schedule, ScheduleState
from bot.slack.blocks import Button, Element, Option, Picker
from bot.slack.mrkdwn import NOTHING, Mrkdwn, mrkdwn
from bot.slack.reply import Reply

AS_BUTTONS = 5


async def theirs(turn: Turn, said: str) -> Schedule:
    """The asker's own digest by its id. What is another's, or over, is not found."""
    found = await turn.desk.schedules.find(said) if said.strip() else None
    if found is None or found.kind != "digest" or found.slack != turn.slack or found.is_over:
        raise Unclear(Why.NO_DIGEST, said)
    return found


def content_of(schedule: Schedule) -> DigestContent:
    assert isinstance(schedule.content, DigestContent)
    return schedule.content


def card(turn: Turn, schedule: Schedule) -> Reply:
    """What it is, and what its owner can do with it."""
    content = content_of(schedule)
    quiet = " Nothing is posted while nothing needs anyone." if content.quiet else ""
    text = "A break of more than {} minutes needs a look.{}"
    lines = [in_a_line(turn, schedule), mrkdwn(text, content.break_minutes, mrkdwn(quiet))]
    going = Button("Go on", "digest.resume", schedule.id, "primary")
    pausing = Button("Pause", "digest.pause", schedule.id)
    return Reply(
        lines,
        [
            Button("Preview", "digest.preview", schedule.id),
            Button("Edit…", "digest.edit", schedule.id),
            going if schedule.state is ScheduleState.PAUSED else pausing,
            Button("Turn off", "digest.off", schedule.id, "danger"),
        ],
    )


def in_a_line(turn: Turn, schedule: Schedule) -> Mrkdwn:
    """One digest in one line."""
    content = content_of(schedule)
    where = mrkdwn("into #{}", content.channel_name) if schedule.channel else mrkdwn("to its owner alone")
    when = mrkdwn("{} ({})", described(schedule.rule), schedule.zone_now.key)
    return mrkdwn("*{}* {}'s team, {}, {}{}.", schedule.id, content.lead_name, when, where, _state(turn, schedule))


def _state(turn: Turn, schedule: Schedule) -> Mrkdwn:
    def at(moment: object) -> str:
        return spoken(moment, zone=schedule.zone_now, now=turn.now)  # type: ignore[arg-type] # a moment of a row

    if schedule.state is not ScheduleState.PAUSED:
        return mrkdwn("; next {}", at(schedule.next_at)) if schedule.next_at else NOTHING
    if schedule.paused_why is not Paused.ASKED:
        return mrkdwn("; it stands still until its owner links Genesys again")
    return mrkdwn("; paused until {}", at(schedule.paused_until)) if schedule.paused_until else mrkdwn("; paused")


def choices(schedules: Sequence[Schedule]) -> list[Element]:
    """A button for each of a few, a menu of many."""
    if len(schedules) <= AS_BUTTONS:
        return [Button(f"{one.id}…", "digest.show", one.id) for one in schedules]
    options = [Option(f"{one.id} {content_of(one).lead_name}'s team", one.id, described(one.rule)) for one in schedules]
    return [Picker("Choose a digest…", "digest.show", tuple(options))]
