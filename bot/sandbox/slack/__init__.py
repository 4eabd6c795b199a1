"""An emulated Slack: Web API, signed deliveries, and each person's window onto it."""

from bot.sandbox.slack.emulator import Emulator
from bot.sandbox.slack.window import Window
from bot.sandbox.slack.wire import Impossible

__all__ = ["Emulator", "Impossible", "Window"]
