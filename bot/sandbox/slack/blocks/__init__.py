"""Refuses the blocks and views that Slack refuses."""

from bot.sandbox.slack.blocks.checking import Surface, checked_blocks, checked_view

__all__ = ["Surface", "checked_blocks", "checked_view"]
