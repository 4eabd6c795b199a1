"""Out of office: on, off, from and until, in words or in a form."""

from datetime import datetime, timedelta

from bot.changes.outofoffice import SetOutOfOffice
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import FieldError, Unclear, Why
from bot.grammar.spoken import spoken
from bot.slack.blocks import Button
from bot.slack.form import Form, MomentField, Values
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from handlers.outcomes import propose

router = Router()


@router.verb(
    "ooo [on|off] [from TIME] [until TIME]",
    does="Turns your out-of-office on or off. A day without a time means its beginning.",
    aliases=("outofoffice", "vacation"),
    examples=("ooo until friday", "ooo from monday until friday 9:00", "ooo 45", "ooo off"),
    everyday=True,
    owner_only=SetOutOfOffice.owner_only,
    can_be_asked=True,
)
async def out_of_office(turn: Turn) -> Reply:
    wanted, rest = turn.words.taking("on", "off")
    if wanted == "off":
        rest.nothing()
        return await propose(turn, SetOutOfOffice(user_id=turn.me.id, active=False))
    starts, ends = rest.moment("from"), rest.ending()
    rest.nothing()
    if wanted is None and starts is None and ends is None:
        return await _show(turn)
    starts_at, ends_at = starts.at if starts else turn.now, ends.at if ends else None
    if ends_at and ends_at <= starts_at:
        raise Unclear(Why.ENDS_BEFORE_START)
    return await propose(turn, _on(turn, starts_at, ends_at))


@router.action("outofoffice.off")
async def end(turn: Turn) -> Reply:
    return await propose(turn, SetOutOfOffice(user_id=turn.me.id, active=False))


@router.action("outofoffice.form", opens=True)
async def form(turn: Turn) -> Form:
    hour = turn.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return Form(
        "outofoffice.set",
        "Out of office",
        "Turn on",
        [mrkdwn("While it is on, calls to you go to voicemail, and nobody else can change your status.")],
        [
            MomentField("starts", "From", initial=hour),
            MomentField("ends", "Back on", optional=True, hint="Empty: until you end it."),
        ],
    )


def check(values: Values, now: datetime) -> None:
    """The end comes after the start, and after now."""
    ends = values.moments.get("ends")
    if ends and ends <= max(now, values.moments.get("starts", now)):
        raise FieldError("ends", Why.ENDS_BEFORE_START)


@router.view("outofoffice.set", check=check)
async def submitted(turn: Turn) -> Reply:
    moments = turn.values.moments
    return await propose(turn, _on(turn, moments.get("starts", turn.now), moments.get("ends")))


def _on(turn: Turn, starts_at: datetime, ends_at: datetime | None) -> SetOutOfOffice:
    return SetOutOfOffice(user_id=turn.me.id, active=True, starts_at=starts_at, ends_at=ends_at)


async def _show(turn: Turn) -> Reply:
    now = await turn.genesys.outofoffice.get_user_outofoffice(turn.me.id)
    if not now.active:
        return Reply([mrkdwn("Your out-of-office is off.")], [Button("Out of office…", "outofoffice.form")])
    until = spoken(now.end_date, zone=turn.zone, now=turn.now) if now.end_date and not now.indefinite else "you end it"
    return Reply([mrkdwn("You are out of office until {}.", until)], [Button("End out-of-office", "outofoffice.off")])
