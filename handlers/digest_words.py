"""What a digest says: who may need somebody first, then how many do what, then everybody. Nobody is ranked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.floor.needs import Need, Needing, counts, in_order, needs
from bot.floor.reading import Floor
from bot.floor.standing import Doing, Standing
from bot.grammar.spoken import since, spoken
from bot.schedules.contents import DigestContent
from bot.slack import limits
from bot.slack.blocks import Button, Element, Option, Picker
from bot.slack.charts import EMPTY, Cell, Pie, Slice, Table, short_labels, tables
from bot.slack.mrkdwn import NOTHING, Mrkdwn, mrkdwn, shown
from bot.slack.reply import Reply

AS_BUTTONS = 5  #: people with a button each; more are in one menu
NEEDING = 40  #: people of one message who need somebody: a menu holds a hundred, a text fewer
NAME, ADDRESS = 30, 26  #: characters of a name, and of the address that tells twins apart
HEADER = ("Name", "State", "For")

WHY = {
    Need.NOT_RESPONDING: "*Not responding:* they missed a call, and get no other until they are back on queue.",
    Need.NO_STATION: "*On queue without a phone:* no call can ring.",
    Need.OUT_BUT_ON_QUEUE: "*On queue, but set out of office:* direct calls go to voicemail.",
}
LONG_BREAK = "*On a break for more than {} minutes:*"
DETAILS = {Doing.ON_BREAK, Doing.OFF_QUEUE}  #: of which Genesys tells more than that


@dataclass(frozen=True)
class Seen:
    """A floor, ready to be told: what is looked for in it, and what people are called."""

    content: DigestContent
    floor: Floor
    zone: ZoneInfo
    needing: Sequence[Needing]
    names: Mapping[str, str]

    @property
    def is_calm(self) -> bool:
        """Whether nothing needs anyone, as far as can be known."""
        return self.floor.whole and not self.needing


def seen(content: DigestContent, floor: Floor, zone: ZoneInfo) -> Seen:
    found = needs(floor.people, break_minutes=content.break_minutes, now=floor.as_of)
    return Seen(content, floor, zone, found, called(floor.people))


def called(people: Sequence[Standing]) -> dict[str, str]:
    """What each is called, twins with their addresses; where even those are alike, with a number."""
    cut = [shown(one.name, NAME) for one in people]
    times = Counter(name.casefold() for name in cut)
    told = [
        f"{name} ({shown(one.email, ADDRESS)})" if times[name.casefold()] > 1 and one.email else name
        for name, one in zip(cut, people, strict=True)
    ]
    return {one.id: label for one, label in zip(people, short_labels(told, limits.CELL), strict=True)}


def messages(what: Seen, foot: Mrkdwn) -> list[Reply]:
    """The digest as one message, and what belongs below it in its thread: nothing is left out."""
    parts = [what.needing[start : start + NEEDING] for start in range(0, len(what.needing), NEEDING)] or [()]
    first = Reply([*_head(what), *_needing(what, parts[0]), foot], _people(what, parts[0]), figures=[_chart(what)])
    more = [Reply(_needing(what, part), _people(what, part)) for part in parts[1:]]
    team = _tables(what)
    if len(team) == 1 and not more and _fits(first, team[0]):
        return [Reply(first.lines, first.elements, figures=[*first.figures, team[0]])]
    return [first, *more, *(Reply([], figures=[one]) for one in team)]


def _fits(message: Reply, table: Table) -> bool:
    return sum(len(line.text) + 1 for line in table.lines()) + len(message.text()) <= limits.MESSAGE_TEXT


def _head(what: Seen) -> list[Mrkdwn]:
    floor, content = what.floor, what.content
    at = spoken(floor.as_of, zone=what.zone, now=floor.as_of)
    if not floor.people and floor.whole:
        return [mrkdwn("*{}* has no direct reports in Genesys, as of {}.", content.lead_name, at)]
    how_many = _counted(len(what.needing), "may need somebody", "may need somebody")
    needing = how_many if what.needing else mrkdwn("nothing needs anyone")
    text = "*{}'s team, as of {}* ({}): {}, of {}."
    lines = [
        mrkdwn(text, content.lead_name, at, what.zone.key, needing, _counted(len(floor.people), "person", "people"))
    ]
    if not floor.whole:
        text = "*Partial:* Genesys told nothing of {}."
        lines.append(mrkdwn(text, _counted(floor.missing, "other person", "other people")))
    return lines


def _needing(what: Seen, some: Sequence[Needing]) -> list[Mrkdwn]:
    lines: list[Mrkdwn] = []
    for need in dict.fromkeys(one.need for one in some):
        lines.append(mrkdwn(LONG_BREAK, what.content.break_minutes) if need is Need.LONG_BREAK else mrkdwn(WHY[need]))
        lines += [_line(what, one.who) for one in some if one.need is need]
    return lines


def details(one: Standing, now: datetime) -> Mrkdwn:
    """What somebody is doing, and for how long."""
    return mrkdwn("{}{}", _state(one), mrkdwn(" for {}", _for(one.since, now)) if one.since else NOTHING)


def _line(what: Seen, who: Standing) -> Mrkdwn:
    name = what.names[who.id]
    if who.since is None:
        return mrkdwn("• {}", name)
    return mrkdwn("• {}, for {}", name, _for(who.since, what.floor.as_of))


def _for(at: datetime, now: datetime) -> str:
    return since(at, now=now).replace("just now", "less than a minute")


def _people(what: Seen, some: Sequence[Needing]) -> list[Element]:
    """A look at each of them, for whoever presses it, with that person's own rights."""
    if len(some) <= AS_BUTTONS:
        labels = short_labels([f"See {what.names[one.who.id]}" for one in some], limits.BUTTON_LABEL)
        return [Button(label, "digest.see", one.who.id) for label, one in zip(labels, some, strict=True)]
    options = [Option(what.names[one.who.id], one.who.id, one.need) for one in some]
    return [Picker("See somebody…", "digest.see", tuple(options))]


def _chart(what: Seen) -> Pie:
    return Pie(
        "How many do what", [Slice(count.doing.capitalize(), count.people) for count in counts(what.floor.people)]
    )


def _tables(what: Seen) -> list[Table]:
    rows = [
        (Cell(what.names[one.id]), Cell(_state(one)), _span(one, what.floor.as_of))
        for one in in_order(what.floor.people)
    ]
    return tables(f"{shown(what.content.lead_name, NAME)}'s team", HEADER, rows)


def _state(one: Standing) -> str:
    return f"{one.doing} ({one.presence})" if one.doing in DETAILS and one.presence else one.doing


def _span(one: Standing, now: datetime) -> Cell:
    """Sorted by how long; who was never told stands at one end."""
    if one.since is None:
        return Cell(EMPTY, 0)
    return Cell(since(one.since, now=now), max(0, round((now - one.since).total_seconds())))


def _counted(number: int, one: str, several: str) -> Mrkdwn:
    return mrkdwn("{} {}", number, one if number == 1 else several)
