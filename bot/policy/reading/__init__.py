"""From the text of a file to a policy, or to every mistake in it with its line."""

from bot.policy.reading.kinds import Kind
from bot.policy.reading.mistakes import Mistake, PolicyError
from bot.policy.reading.policies import LARGEST, read_policy

__all__ = ["LARGEST", "Kind", "Mistake", "PolicyError", "read_policy"]
