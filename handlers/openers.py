"""The message whose button opened a form: once the form is sent, it shows what came of it, and the button is gone.

Otherwise it could be pressed again long after. What is kept goes with the form's `about`, behind what that is.
"""

from dataclasses import replace

from bot.changes.row import Origin
from bot.dispatch.turn import Turn

MARK = "from:"


async def opened_from(turn: Turn) -> str:
    """Keeps where the button is; "" where that can't be drawn anew: in a window, in Home, or for all of a channel."""
    opener = turn.place.opener
    if opener is None or opener.response_url is None or opener.stays:
        return ""
    return f" {MARK}{await turn.desk.asked.keep(turn.slack, '', opener)}"


def opener_of(about: str) -> str:
    """What was kept, as `Reply.redraws` takes it."""
    return next((word.removeprefix(MARK) for word in about.split() if word.startswith(MARK)), "")


async def origin_of(turn: Turn) -> Origin:
    """Where a sent form was opened: what becomes of it later is told there as well."""
    kept = await turn.desk.asked.find(opener_of(turn.values.about), turn.slack)
    return (replace(turn, place=kept.place) if kept else turn).origin()
