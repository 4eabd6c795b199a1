"""The yes and the no to an offer, and the form for what goes with the yes: an e-mail that is typed, a reason."""

from dataclasses import replace

from bot.changes.door import Gone, Offer
from bot.changes.plan import Yes, is_email_of
from bot.changes.row import Origin
from bot.dispatch.router import Router
from bot.dispatch.turn import Turn
from bot.errors import FieldError, Unclear, Why
from bot.policy.verdict import Terms, Verdict
from bot.slack.form import Field, Form, TextField, Values
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.reply import Reply
from handlers.offer_words import WISHED
from handlers.openers import opened_from, opener_of, origin_of
from handlers.outcomes import STATUS, answered, no_longer_open
from handlers.refusals import UNCHANGED
from handlers.wording import headline, said, whole

router = Router()

LONGEST_REASON = 500


@router.action("offers.confirm")
async def confirm(turn: Turn) -> Reply:
    change_id, is_wished = _read(turn.picked[0] if turn.picked else "")
    return await _confirmed(turn, change_id, Yes(wishes_decision=is_wished), turn.origin())


@router.action("offers.cancel")
async def cancel(turn: Turn) -> Reply:
    assert turn.actor is not None
    change_id, _ = _read(turn.picked[0] if turn.picked else "")
    dropped = await turn.desk.door.drop(change_id, turn.actor)
    if isinstance(dropped, Gone):
        return Reply([mrkdwn("{} There is nothing to cancel.", no_longer_open(turn, dropped))], [STATUS])
    return Reply([mrkdwn("*Cancelled:* {}. {}", headline(dropped, zone=turn.zone, now=turn.now), UNCHANGED)])


@router.action("offers.complete", opens=True)
async def complete(turn: Turn) -> Form:
    return await completed(turn)


async def completed(turn: Turn) -> Form:
    """The form for what its asker still has to say. Raises `Unclear`: the offer is no longer open."""
    assert turn.actor is not None
    value = turn.picked[0] if turn.picked else ""
    change_id, is_wished = _read(value)
    offer = await turn.desk.door.offered(change_id, turn.actor)
    if isinstance(offer, Gone):
        raise Unclear(Why.NO_LONGER_OPEN)
    is_typed = offer.judgement.confirms is Verdict.CONFIRM_TYPED
    is_asked = is_wished or offer.judgement.verdict is Verdict.APPROVAL
    fields: list[Field] = []
    if is_typed:
        fields.append(TextField("email", "E-mail of whom it changes", hint="Names have twins, so type it whole."))
    if is_asked:
        fields.append(_reason(offer.judgement.terms or Terms()))
    about = f"{value}{await opened_from(turn)} {offer.subject.email if is_typed else ''}".strip()
    return Form(
        "offers.complete",
        "Confirm" if is_typed else "Ask with a reason",
        "Send",
        _lines(turn, offer, is_typed=is_typed, is_asked=is_asked),
        fields,
        about=about,
    )


def check(values: Values, now: object) -> None:  # noqa: ARG001 - the signature of every check
    """What was typed is compared with what the form says, before anything is done; and by the door, with Genesys."""
    email = values.about.rpartition(" ")[2]
    typed = values.texts.get("email", "")
    if "@" in email and not is_email_of(typed, email):
        raise FieldError("email", Why.OTHER_EMAIL, typed)


@router.view("offers.complete", check=check)
async def sent(turn: Turn) -> Reply:
    change_id, is_wished = _read(turn.values.about)
    texts = turn.values.texts
    yes = Yes(texts.get("email", ""), texts.get("reason", ""), is_wished)
    said = await _confirmed(turn, change_id, yes, await origin_of(turn))
    return replace(said, redraws=opener_of(turn.values.about))


async def _confirmed(turn: Turn, change_id: str, yes: Yes, origin: Origin) -> Reply:
    assert turn.actor is not None
    return answered(turn, await turn.desk.door.confirm(change_id, yes, turn.actor, origin))


def _read(value: str) -> tuple[str, bool]:
    """The id of an offer, and whether a decision is wished behind it."""
    change_id, _, rest = value.partition(" ")
    return change_id, f" {rest} ".startswith(f"{WISHED} ")


def _reason(terms: Terms) -> TextField:
    is_needed = terms.reason_required or bool(terms.reason_patterns)
    hint = f"It needs {' and '.join(terms.reason_patterns)} in it." if terms.reason_patterns else ""
    return TextField("reason", "Reason", optional=not is_needed, hint=hint, longest=LONGEST_REASON)


def _lines(turn: Turn, offer: Offer, *, is_typed: bool, is_asked: bool) -> list[Mrkdwn]:
    wish = said(offer.row.change.wish().named(offer.subject.name), zone=turn.zone, now=turn.now)
    lines = [mrkdwn("*{}*", wish)]
    if is_typed:
        lines.append(
            mrkdwn("It asks first because {}. Type {} to confirm.", whole(offer.judgement.reason), offer.subject.email)
        )
    if is_asked:
        lines.append(mrkdwn("Whoever decides reads it, with your reason. Nothing is changed before that."))
    return lines
