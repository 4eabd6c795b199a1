"""What the help shows of reminders: each example is a rule with something to remind of, or a deed."""

import pytest

from bot.schedules.rules import BeforeReturn, OffQueue, split_rule
from handlers import all_routers
from handlers.reminder_hours import DEEDS as HOURS
from handlers.reminders import DEEDS, ID
from tests.schedules.test_rule_words import NOON
from tests.schedules.test_rules import BERLIN

EXAMPLES = [example.removeprefix("remind ") for example in all_routers().verbs["remind"].examples]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_of_the_help_is_understood(example: str):
    deed, _, rest = example.partition(" ")
    if deed in HOURS:
        return  # `test_every_example_is_answered` says them
    if deed in DEEDS:
        assert ID.fullmatch(rest.split(" ")[0])
        return
    rule, text = split_rule(example, now=NOON, zone=BERLIN)
    assert text or isinstance(rule, OffQueue | BeforeReturn)


def test_every_deed_has_an_example():
    shown = {example.partition(" ")[0] for example in EXAMPLES}
    assert {*DEEDS, *HOURS} - shown == {"show", "day"}
