"""`POST /sandbox/act`: does by visible labels what a person does, through their `Window` alone."""

from bot.sandbox.slack.acting.route import Acting

__all__ = ["Acting"]
