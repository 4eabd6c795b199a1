"""The sandbox's web page: a small Slack workspace in the browser, with the contact centre's floor beside it."""

from bot.sandbox.page.serving import page

__all__ = ["page"]
