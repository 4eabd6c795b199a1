"""Sentences and moments, rendered for one reader in their zone."""

import textwrap
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.changes.change import Sentence, Value
from bot.changes.kinds import AnyChange
from bot.grammar.spoken import spoken
from bot.slack.mrkdwn import Mrkdwn, joined, mrkdwn


def said(sentence: Sentence, *, zone: ZoneInfo, now: datetime) -> Mrkdwn:
    """A change's sentence; moments are spoken in the reader's zone."""
    return mrkdwn(sentence.template, *(_spoken(value, zone, now) for value in sentence.values))


def headline(change: AnyChange, *, zone: ZoneInfo, now: datetime) -> Mrkdwn:
    """What was wanted, of somebody else behind their name: whoever did two things at once reads which one it was."""
    wish = change.wish()
    return said(wish.named(change.user_name) if change.user_name else wish, zone=zone, now=now)


def whole(text: str) -> Mrkdwn:
    """A long sentence of ours. A value holds fewer characters, so it comes in pieces."""
    return joined(" ", [mrkdwn("{}", piece) for piece in textwrap.wrap(text, 100, break_on_hyphens=False)])


def _spoken(value: Value, zone: ZoneInfo, now: datetime) -> str:
    if isinstance(value, datetime):
        return spoken(value, zone=zone, now=now)
    return "now" if value is None else value
