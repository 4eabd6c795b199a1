"""App Home stays within Slack's hundred blocks, and says what it leaves out."""

from bot.sandbox.slack.blocks import Surface, checked_view
from bot.slack.blocks import Button, ChannelPicker
from bot.slack.home import CUT, Part, home
from bot.slack.mrkdwn import mrkdwn


def kinds(count: int, *, title: str = "") -> list[str]:
    part = Part([mrkdwn("one line")], [Button("Press", "area.press")], title)
    return [block["type"] for block in home([part] * count)["blocks"]]


def test_each_titled_part_but_the_first_stands_below_a_line():
    assert kinds(2, title="Your day") == ["header", "section", "actions", "divider", "header", "section", "actions"]


def test_a_part_that_does_not_fit_is_left_out_whole_and_that_is_said():
    view = home([Part([mrkdwn("line {}", number)], [Button("Press", "area.press")]) for number in range(60)])
    assert len(view["blocks"]) == 99
    assert view["blocks"][-1]["text"]["text"] == CUT.text
    assert view["blocks"][-2]["type"] == "actions"
    assert checked_view(view, Surface.HOME)


def test_slack_takes_a_home_with_a_menu_of_channels():
    view = home([Part([mrkdwn("Where?")], [ChannelPicker("Into…", "area.into")], "Digests")])
    assert checked_view(view, Surface.HOME)
    assert view["blocks"][-1]["elements"][0]["type"] == "conversations_select"
