"""Forms: what is drawn is taken by Slack, and what comes back unchanged is what was filled in at first."""

from datetime import UTC, date, datetime, time

from bot.sandbox.slack.blocks import Surface, checked_view
from bot.sandbox.slack.state import HOLDINGS
from bot.slack.blocks import Block, Option
from bot.slack.form import (
    ChecksField,
    ChoiceField,
    DateField,
    Field,
    Form,
    MomentField,
    SearchField,
    TextField,
    TimeField,
    Values,
)
from bot.slack.mrkdwn import mrkdwn

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAYS = (Option("Monday", "0"), Option("Tuesday", "1"), Option("Wednesday", "2"))


def form(*fields: Field) -> Form:
    return Form("tests.set", "A form", "Save", [mrkdwn("Words above.")], fields, about="R7K2")


def untouched(view: Block) -> Values:
    """What Slack sends of a form that was opened and sent."""
    state = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element, holding = block["element"], HOLDINGS[block["element"]["type"]]
            value = element.get(holding.initial, [] if holding.many else None)
            state[block["block_id"]] = {element["action_id"]: {"type": element["type"], holding.key: value}}
    return Values.of(state, view["private_metadata"])


def test_what_was_filled_in_comes_back():
    view = form(
        MomentField("moment", "On", NOON),
        SearchField("person", "Who", "users.search"),
        TextField("text", "What", "Call Bo", longest=500),
        ChoiceField("day", "Day", DAYS, "1"),
        TimeField("at", "At", time(8, 55)),
        DateField("on", "Day off", date(2026, 12, 24)),
        ChecksField("days", "Days", DAYS, ("0", "2")),
    ).view()
    checked_view(view, Surface.MODAL)
    assert untouched(view) == Values(
        moments={"moment": NOON},
        picked={"day": "1"},
        texts={"text": "Call Bo"},
        times={"at": time(8, 55)},
        dates={"on": date(2026, 12, 24)},
        ticked={"days": ("0", "2")},
        about="R7K2",
    )


def test_what_is_left_empty_is_not_there_save_boxes():
    view = form(
        MomentField("moment", "On", optional=True, hint="Empty: now."),
        TextField("text", "What", optional=True, hint="Or nothing."),
        ChoiceField("day", "Day", DAYS, optional=True, hint="Or none."),
        TimeField("at", "At", optional=True, hint="Or never."),
        DateField("on", "Day off", optional=True, hint="Or none."),
        ChecksField("days", "Days", DAYS, optional=True, hint="Or none."),
    ).view()
    checked_view(view, Surface.MODAL)
    assert untouched(view) == Values(ticked={"days": ()}, about="R7K2")


def test_an_initial_choice_that_is_no_option_is_left_out():
    checked_view(
        form(ChoiceField("day", "Day", DAYS, "9"), ChecksField("days", "Days", DAYS, ("9",))).view(), Surface.MODAL
    )
