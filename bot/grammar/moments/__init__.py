"""Words for moments: "friday", "tomorrow at 9", "in 2 hours", "1 Dec 14:00"."""

from bot.grammar.moments.asked import Moment
from bot.grammar.moments.reading import moment

__all__ = ["Moment", "moment"]
